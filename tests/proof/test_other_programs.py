"""Tracks that somebody's music program has saved are still proved; what it added is told."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import mutagen.id3
import pytest
from mutagen.apev2 import APEv2

from unknot.proof.verify import verify
from unknot.track.id3.frames import Attachment, Other, Text
from unknot.track.id3.read import read_tag
from unknot.track.id3.write import write_tag

from .good import short, written

pytestmark = pytest.mark.deep


def _mutagen(version: int, v1: int = 0) -> Callable[[Path], None]:
    def save(path: Path) -> None:
        tag = mutagen.id3.ID3(path)
        tag.add(mutagen.id3.TDRC(encoding=3, text="2026"))
        tag.save(v1=v1, v2_version=version)

    return save


def _ape(path: Path) -> None:
    tag = APEv2()
    tag["Title"], tag["Comment"] = "Short", "x" * 20_000
    tag.save(path)


def _lyrics3(path: Path) -> None:
    words = b"LYRICSBEGIN" + b"IND00002" + b"00"
    with path.open("ab") as file:
        file.write(words + b"%06dLYRICS200" % len(words) + b"TAG".ljust(128, b"\0"))


def _padded(path: Path) -> None:
    with path.open("ab") as file:
        file.write(bytes(5_000))


def _program(*command: str) -> Callable[[Path], None]:
    def save(path: Path) -> None:
        subprocess.run([*command, path], check=True, capture_output=True)

    return save


@pytest.mark.parametrize(
    ("save", "behind"),
    [
        pytest.param(_mutagen(3), "", id="mutagen 2.3"),
        pytest.param(_mutagen(4), "", id="mutagen 2.4"),
        pytest.param(_mutagen(3, v1=2), "ID3v1", id="ID3v1 behind"),
        pytest.param(_ape, "APE", id="APEv2 behind"),
        pytest.param(_lyrics3, "Lyrics3", id="Lyrics3 and ID3v1 behind"),
        pytest.param(_padded, "5000 bytes of padding", id="zeros behind"),
        pytest.param(
            _program("id3v2", "--TYER", "2026"), "ID3v1",
            id="id3v2", marks=pytest.mark.needs("id3v2"),
        ),
        pytest.param(
            _program("eyeD3", "-Y", "2026"), "", id="eyeD3", marks=pytest.mark.needs("eyeD3")
        ),
    ],
)  # fmt: skip
def test_a_saved_track_keeps_its_plan(
    save: Callable[[Path], None], behind: str, tmp_path: Path
) -> None:
    path = written(short().data, tmp_path)
    save(path)
    assert path.read_bytes() != short().data
    verdict = verify(path)
    assert verdict.findings == ()
    assert verdict.clips == len(short().slots)
    assert behind in "; ".join(verdict.notes)


@pytest.mark.parametrize(
    ("frames", "note"),
    [
        pytest.param([Text(id="TIT3", text="Press harder")], "'Press harder' (TIT3)", id="words"),
        pytest.param(
            [Attachment(mime="x/y", name="x.exe", data=b"MZ")], "a file 'x.exe'", id="a program"
        ),
        pytest.param([Other(id="PRIV", data=b"x")], "PRIV", id="an unknown frame"),
    ],
)
def test_what_others_put_into_the_tag_is_told(
    frames: list[Text | Attachment | Other], note: str, tmp_path: Path
) -> None:
    tag = read_tag(short().data)
    data = write_tag([*tag.frames, *frames]) + short().data[tag.size :]
    verdict = verify(written(data, tmp_path))
    assert verdict.findings == ()
    assert len(verdict.notes) == 1
    assert note in verdict.notes[0]


def test_junk_in_the_padding_is_told(tmp_path: Path) -> None:
    tag = read_tag(short().data)
    head = bytearray(write_tag(tag.frames) + bytes(50) + b"J" * 300)
    size = len(head) - 10
    head[6:10] = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    verdict = verify(written(bytes(head) + short().data[tag.size :], tmp_path))
    assert verdict.findings == ()
    assert "300 bytes" in verdict.notes[0]


def test_a_second_title_is_a_finding(tmp_path: Path) -> None:
    """Players differ in which of the two they show."""
    tag = read_tag(short().data)
    data = write_tag([*tag.frames, Text(id="TIT2", text="Another")]) + short().data[tag.size :]
    assert [each.code for each in verify(written(data, tmp_path)).findings] == ["V20"]


def test_a_good_track_has_no_note(tmp_path: Path) -> None:
    assert verify(written(short().data, tmp_path)).notes == ()
