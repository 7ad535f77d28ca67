"""A file is a whole recording, or it is refused with the reason."""

from __future__ import annotations

import struct
from array import array
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.usual import cases
from unknot.engines.fault import Failed
from unknot.engines.recording import Recording, read, to_wav

SOUND = Recording(rate=22050, channels=1, data=struct.pack("<4h", 1, -2, 300, -32768) * 1000)


def wav(folder: Path, data: bytes) -> Path:
    path = folder / "clip.wav"
    path.write_bytes(data)
    return path


def aiff(kind: bytes = b"AIFF", compression: bytes = b"", order: str = ">") -> bytes:
    """SOUND as macOS would write it."""
    samples = struct.pack(f"{order}4000h", *SOUND.samples())
    common = struct.pack(">hIhHQ", 1, 4000, 16, 16383 + 14, 22050 << 49) + compression
    chunks = b"".join(
        name + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)
        for name, body in (
            (b"FVER", b"\xa2\x80\x51\x40"),
            (b"COMM", common),
            (b"NOTE", b"odd"),
            (b"SSND", struct.pack(">II", 0, 0) + samples),
        )
    )
    return b"FORM" + struct.pack(">I", len(chunks) + 4) + kind + chunks


def test_a_wav_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert read(wav(tmp_path, to_wav([SOUND]))) == SOUND
    assert SOUND.samples()[:4] == array("h", [1, -2, 300, -32768])
    assert SOUND.ms == 181


@pytest.mark.parametrize(
    "data",
    [
        aiff(),
        aiff(b"AIFC", b"NONE\x0enot compressed\0"),
        aiff(b"AIFC", b"sowt\0\0", order="<"),
    ],
    ids=["AIFF", "AIFC", "AIFC, last byte first"],
)
def test_aiff_is_read_under_any_name(tmp_path: Path, data: bytes) -> None:
    """macOS writes it whatever the name, and Python 3.13 has lost its reader."""
    assert read(wav(tmp_path, data)) == SOUND


def test_recordings_are_joined_end_to_end(tmp_path: Path) -> None:
    assert read(wav(tmp_path, to_wav([SOUND, SOUND]))).data == SOUND.data * 2


def test_recordings_of_different_rates_are_not_joined() -> None:
    with pytest.raises(Failed, match="different formats"):
        to_wav([SOUND, Recording(rate=16000, channels=1, data=SOUND.data)])


def refused(path: Path) -> str:
    with pytest.raises(Failed) as caught:
        read(path)
    return str(caught.value)


def test_what_is_no_recording_is_refused_with_the_reason(tmp_path: Path) -> None:
    whole = to_wav([SOUND])
    assert "no file" in refused(tmp_path / "nothing.wav")
    assert "cannot be read" in refused(tmp_path)
    assert "is empty" in refused(wav(tmp_path, b""))
    assert "not a sound" in refused(wav(tmp_path, b"Rest the massager." * 100))
    assert "ends in its header" in refused(wav(tmp_path, whole[:30]))
    assert "no sound" in refused(
        wav(tmp_path, to_wav([Recording(rate=8000, channels=1, data=b"")]))
    )
    assert "cut short: 7998 of 8000 bytes" in refused(wav(tmp_path, whole[:-2]))
    silent = Recording(rate=8000, channels=1, data=bytes(2000))
    assert "silent" in refused(wav(tmp_path, to_wav([silent])))
    assert "ends in its header" in refused(wav(tmp_path, aiff()[:40]))
    assert "cut short" in refused(wav(tmp_path, aiff()[:-2]))
    assert "not a sound" in refused(wav(tmp_path, aiff(b"AIFC", b"MAC6\0\0")))


def test_other_sounds_than_wav_and_aiff_are_refused(tmp_path: Path) -> None:
    """An engine that writes MP3 has lost what a clip needs."""
    path = tmp_path / "clip.wav"
    soundfile.write(path, np.sin(np.arange(8000) / 9), 8000, format="FLAC")
    assert "is FLAC, not WAV" in refused(path)


@cases("length", range(0, 64), usual=12)
def test_a_wav_cut_anywhere_in_its_header_is_refused(tmp_path: Path, length: int) -> None:
    assert refused(wav(tmp_path, to_wav([SOUND])[:length]))
