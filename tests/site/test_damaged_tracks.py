"""``publish --tracks``: what is no longer the sound of its plan is not published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site import sites
from tests.usual import cases
from unknot.errors import SiteError
from unknot.site.episode import read_source
from unknot.track.id3.read import read_tag


def sound_of(data: bytes) -> int:
    return read_tag(data).size


def info_lies(data: bytes) -> bytes:
    """How many frames the Info frame says there are."""
    at = data.index(b"Info", sound_of(data)) + 8
    return data[:at] + b"\0\0\0\7" + data[at + 4 :]


#: Each leaves the file as long as it was.
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "zeros": lambda data: data[: sound_of(data)] + bytes(len(data) - sound_of(data)),
    "zeros at the end": lambda data: data[:-40_000] + bytes(40_000),
    "ones": lambda data: data[: sound_of(data)] + b"\xff" * (len(data) - sound_of(data)),
    "no frame": lambda data: data[:200_000] + b"\0" + data[200_001:],
    "another rate": lambda data: data.replace(b"\xff\xfb\x74", b"\xff\xfb\x70"),
    "an Info frame that lies": info_lies,
    "one bit": lambda data: data[:-5000] + bytes([data[-5000] ^ 1]) + data[-4999:],
}


@cases("kind", DAMAGE, usual=2)
def test_a_damaged_track_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    good = (sites.workspace() / "audio/tracks/first.mp3").read_bytes() if sites.tracks() else b""
    path = tmp_path / "first.mp3"
    path.write_bytes(DAMAGE[kind](good))
    assert path.stat().st_size == len(good)
    with pytest.raises(SiteError, match="does not keep its plan") as caught:
        read_source(path)
    assert caught.value.what == path


def test_a_track_that_another_program_wrote_to_is_published_as_it_was(tmp_path: Path) -> None:
    """An ID3v1 tag behind it, and another title in its own: a published track gets its own tag."""
    sites.tracks()
    good = (sites.workspace() / "audio/tracks/first.mp3").read_bytes()
    path = tmp_path / "first.mp3"
    title, other = ("First".encode("utf-16-le"), "Worst".encode("utf-16-le"))
    assert good.index(title) < 1000
    path.write_bytes(good.replace(title, other, 1) + b"TAG" + bytes(125))
    source, kept = read_source(path), sites.tracks()["first"]
    assert bytes(source.sound[:]) == bytes(kept.sound[:])
    assert (source.plan_json, source.facts_json) == (kept.plan_json, kept.facts_json)
