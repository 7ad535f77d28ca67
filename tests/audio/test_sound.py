"""Reading the files that engines write, and refusing those that are not whole."""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.audio.synth import vowels
from tests.usual import cases
from unknot.audio.sound import read_wav, wav_bytes
from unknot.errors import AudioError

#: (format, subtype, byte order) as libsndfile names them, and half a step of its resolution.
KINDS = [
    ("WAV", "PCM_U8", "FILE", 2**-7), ("WAV", "PCM_16", "FILE", 2**-15),
    ("WAV", "PCM_24", "FILE", 2**-23), ("WAV", "PCM_32", "FILE", 2**-23),
    ("WAV", "FLOAT", "FILE", 2**-23), ("WAVEX", "PCM_16", "FILE", 2**-15),
    ("WAVEX", "PCM_24", "FILE", 2**-23), ("AIFF", "PCM_S8", "FILE", 2**-7),
    ("AIFF", "PCM_16", "FILE", 2**-15), ("AIFF", "PCM_24", "FILE", 2**-23),
    ("AIFF", "PCM_32", "FILE", 2**-23), ("AIFF", "FLOAT", "FILE", 2**-23),
    ("AIFF", "PCM_16", "LITTLE", 2**-15),
]  # fmt: skip


@pytest.mark.parametrize(("container", "subtype", "endian", "step"), KINDS)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_kind_that_engines_write_is_read(
    tmp_path: Path, container: str, subtype: str, endian: str, step: float, channels: int
) -> None:
    """Whatever the name: macOS writes AIFF into a .wav file. Stereo becomes the mean."""
    voice = 0.9 * vowels(0.2, 22_050)
    columns = np.column_stack([voice, voice * 0.5])[:, :channels]
    path = tmp_path / "clip.wav"
    soundfile.write(path, columns, 22_050, subtype, endian, container)
    sound = read_wav(path)
    assert sound.rate == 22_050
    assert sound.samples.dtype == np.float32
    np.testing.assert_allclose(sound.samples, columns.mean(axis=1), atol=step)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000])
def test_the_rate_in_an_aiff_file_is_an_80_bit_float(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "clip.aiff"
    soundfile.write(path, np.zeros(100), rate)
    assert read_wav(path).rate == rate


def test_chunks_before_and_after_the_sound_are_passed_over(tmp_path: Path) -> None:
    """Odd-sized ones too, which have a byte of padding."""
    plain = wav_bytes(np.arange(500, dtype=np.int16), 16_000)
    odd = b"LIST\x03\0\0\0abc\0"
    path = tmp_path / "clip.wav"
    path.write_bytes(plain[:12] + odd + plain[12:] + odd)
    assert (read_wav(path).samples * 32768 == np.arange(500)).all()


@cases("name", ["clip.wav", "clip.aiff"], usual=1)
def test_a_file_that_is_cut_short_anywhere_is_refused(tmp_path: Path, name: str) -> None:
    """An engine that died while writing must not pass for one that said little."""
    whole = tmp_path / name
    soundfile.write(whole, np.linspace(-1, 1, 300), 22_050, "PCM_16")
    data = whole.read_bytes()
    end = max(data.rfind(b"data"), data.rfind(b"SSND") + 8) + 8 + 600
    cut = tmp_path / "cut.wav"
    for length in range(end):
        cut.write_bytes(data[:length])
        with pytest.raises(AudioError) as caught:
            read_wav(cut)
        assert caught.value.path == cut
    cut.write_bytes(data[:end])
    assert len(read_wav(cut).samples) == 300


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"ID3\x03 this is an MP3 file", "not a sound"),
        (b"RIFF\x24\0\0\0AVI LIST", "not a sound"),
        (wav_bytes(np.zeros(0, np.int16), 8000), "no sound"),
        (wav_bytes(np.zeros(9, np.int16), 0), "not a sound"),
        (wav_bytes(np.zeros(9, np.int16), 8000).replace(b"\x10\0\0\0\x01\0", b"\x10\0\0\0\x11\0"),
         "not a sound"),
    ],
)  # fmt: skip
def test_what_is_not_a_sound_is_refused_with_the_reason(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "clip.wav"
    path.write_bytes(data)
    with pytest.raises(AudioError, match=reason) as caught:
        read_wav(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"nowhere\.wav: cannot be read"):
        read_wav(tmp_path / "nowhere.wav")


def test_values_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    soundfile.write(path, np.array([0.0, np.nan, 0.0]), 8_000, "FLOAT")
    with pytest.raises(AudioError, match="not numbers"):
        read_wav(path)


def test_what_is_written_is_an_ordinary_wav_file() -> None:
    samples = np.arange(-700, 700, dtype=np.int16)
    with wave.open(io.BytesIO(wav_bytes(samples, 48_000))) as file:
        assert file.getparams()[:4] == (1, 2, 48_000, 1400)
        assert file.readframes(1400) == samples.tobytes()


def test_a_wav_says_in_its_header_how_long_it_is() -> None:
    """44 bytes of header; RIFF counts all but its first eight."""
    data = wav_bytes(np.array([1, -2, 3], np.int16), 48_000)
    assert data == (
        b"RIFF" + struct.pack("<I", 36 + 6) + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 48_000, 96_000, 2, 16)
        + b"data" + struct.pack("<I", 6) + struct.pack("<3h", 1, -2, 3)
    )  # fmt: skip
