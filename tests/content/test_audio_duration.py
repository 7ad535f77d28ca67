"""How long a sound of one's own lasts, by its header; and what is no such sound."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from unknot.audio.sound import wav_bytes
from unknot.content.audio_duration import MOST_SOUND_BYTES, find_sound
from unknot.errors import AudioError


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def m4a(version: int = 0, scale: int = 1_000, ticks: int = 2_500, free: bytes = b"") -> bytes:
    """The boxes of an M4A file as far as its length is said."""
    if version:
        head = bytes([1, 0, 0, 0]) + struct.pack(">QQIQ", 0, 0, scale, ticks)
    else:
        head = bytes(4) + struct.pack(">IIII", 0, 0, scale, ticks)
    movie = box(b"moov", box(b"udta", b"12345678") + box(b"mvhd", head.ljust(100, b"\0")))
    return box(b"ftyp", b"M4A \0\0\0\0") + free + movie


def found(folder: Path, name: str, data: bytes, most_ms: int = 600_000) -> int:
    (folder / "audio").mkdir(exist_ok=True)
    (folder / "audio" / name).write_bytes(data)
    sound = find_sound([folder / "nowhere", folder], name, most_ms=most_ms)
    assert sound.path == folder / "audio" / name
    return sound.ms


@pytest.mark.parametrize(
    ("data", "ms"),
    [
        (m4a(), 2_500), (m4a(1), 2_500), (m4a(scale=44_100, ticks=44_100 * 3), 3_000),
        (m4a(1, 48_000, 72_000), 1_500), (m4a(free=box(b"free", b"x" * 1_000)), 2_500),
    ],
)  # fmt: skip
def test_an_m4a_says_it_in_its_movie(data: bytes, ms: int, tmp_path: Path) -> None:
    assert found(tmp_path, "a.m4a", data) == ms


def test_a_wav_says_it_in_its_header(tmp_path: Path) -> None:
    import numpy as np

    assert found(tmp_path, "a.wav", wav_bytes(np.ones(12_000, np.int16), 8_000)) == 1_500


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no sound", m4a()[:40], m4a(scale=0), box(b"ftyp", b"M4A ") + bytes(40),
        box(b"ftyp", b"M4A ") + box(b"free", b"1234"), m4a()[:-90],
    ],
)  # fmt: skip
def test_what_says_nothing_is_told_with_what_is_possible(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"audio/a\.m4a ") as told:
        found(tmp_path, "a.m4a", data)
    assert "possible: WAV, AIFF, FLAC, Ogg, MP3 and M4A" in str(told.value)


def test_too_long_and_too_large_are_told_in_figures(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"audio/a\.m4a lasts 2 s; up to 2 are allowed"):
        found(tmp_path, "a.m4a", m4a(ticks=2_001), 2_000)
    assert found(tmp_path, "a.m4a", m4a(ticks=2_000), 2_000) == 2_000
    path = tmp_path / "audio/b.m4a"
    path.write_bytes(m4a())
    with path.open("r+b") as file:
        file.truncate(MOST_SOUND_BYTES)
    assert find_sound([tmp_path], "b.m4a").ms == 2_500
    with path.open("r+b") as file:
        file.truncate(MOST_SOUND_BYTES + 1)
    with pytest.raises(AudioError, match=r"audio/b\.m4a has 40 MB; up to 40 are allowed"):
        find_sound([tmp_path], "b.m4a")


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../a.wav", "a/../../b.wav", "a\\b", "c:a"])
def test_a_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"leads out of audio/"):
        find_sound([tmp_path], name)


def test_a_link_that_leads_out_a_folder_and_nothing_are_told(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "audio/folder").mkdir(parents=True)
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    (own / "audio/link.wav").symlink_to(tmp_path / "secret.wav")
    for name, told in {
        "link.wav": "'link.wav' leads out of the workspace", "folder": "audio/folder is not a file",
        "none.wav": "there is no file audio/none.wav",
    }.items():  # fmt: skip
        with pytest.raises(AudioError, match=told):
            find_sound([own], name)
