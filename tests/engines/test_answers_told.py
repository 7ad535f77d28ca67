"""What a speech server's answer is taken for."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from unknot.engines.fault import Failed
from unknot.engines.server.answer import read_answer, with_true_length

SOUND = struct.pack("<100h", *range(100))


def wav(says: int, more: bytes = b"", sound: bytes = SOUND) -> bytes:
    """``says``: how long its header says that the sound is."""
    head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8_000, 16_000, 2, 16) + more
    body = head + b"data" + struct.pack("<I", says) + sound
    return b"RIFF" + struct.pack("<I", 0) + body


@pytest.mark.parametrize("says", [0, 0x40000000, 0x7FFFFFFF, 0xFFFFFFFF, 2_000_000_000])
@pytest.mark.parametrize("more", [b"", b"LIST\x03\x00\x00\x00abc\x00"])
def test_a_length_that_nobody_knew_becomes_the_true_one(
    says: int, more: bytes, tmp_path: Path
) -> None:
    whole = with_true_length(wav(says, more))
    assert whole[8:] == wav(len(SOUND), more)[8:]
    assert struct.unpack("<I", whole[4:8])[0] == len(whole) - 8
    found = read_answer(wav(says, more), "audio/wav", 0, tmp_path / "s.wav")
    assert (found.rate, found.channels, bytes(found.data)) == (8_000, 1, SOUND)


@pytest.mark.parametrize("data", [wav(200), wav(0x3FFFFFFF), b"RIFF", wav(0)[:36]])
def test_a_length_that_may_be_meant_stays(data: bytes) -> None:
    assert with_true_length(data) == data


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"", "", "nothing, not WAV"), (b" <!DOCTYPE html>", "", "a web page, not WAV"),
        (b"x", "text/html", "a web page"), (b"<HTML>", "", "a web page"),
        (b'{"error": "no"}', "", "words: '{\"error\": \"no\"}', not WAV"),
        (b"no", "application/json", "words: 'no'"), (b"ID3x", "", "MP3, not WAV"),
        (b"OggS", "", "Ogg"), (b"fLaC", "", "FLAC"), (b"FORM", "", "AIFF"),
        (b"\xff\xfb\x90", "", "MP3"), (b"\xff\xe0", "", "MP3"),
        (b"\xff\xd8", "image/jpeg", "image/jpeg"),
        (b"\xff", "", "something that is no sound"), (b"\xfe\xff", "audio/l16", "audio/l16"),
    ],
)  # fmt: skip
def test_what_came_instead_of_wav_is_named(
    content: bytes, kind: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(Failed) as caught:
        read_answer(content, kind, 0, tmp_path / "s.wav")
    assert told in str(caught.value)
    hint = "add it with --pcm 24000" in str(caught.value)
    assert hint == (content[:1] not in (b"", b"<", b"{"))


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (wav(0), "", "answered with WAV, not bare samples"),
        (SOUND, "text/plain", "answered with text/plain, not bare samples"),
        (SOUND, "application/json", "answered with words"), (b"ID3a", "", "answered with MP3"),
        (b"OggS", "", "answered with Ogg"), (SOUND + b"x", "", "half a sample is missing"),
        (bytes(10), "", "answered with silence"), (b"", "", "answered with silence"),
    ],
)  # fmt: skip
def test_what_came_instead_of_bare_samples_is_named(
    content: bytes, kind: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(Failed, match=told):
        read_answer(content, kind, 24_000, tmp_path / "s.wav")
    found = read_answer(SOUND, "audio/pcm", 24_000, tmp_path / "s.wav")
    assert (found.rate, found.channels, bytes(found.data)) == (24_000, 1, SOUND)
