"""M3U8 and XSPF: what readers that are not ours make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import needs_package
from unknot.playlist.files import Entry, m3u8, xspf

ENTRIES = (
    Entry(file="01-a.mp3", title="Long back muscles, left", summary="x < y & z", length_ms=412_345),
    Entry(file="02-b.mp3", title='"腰" – Épaule', summary="", length_ms=1_000),
    Entry(file="03-c.mp3", title="Two\nlines #EXTM3U", summary="One.", length_ms=999),
)


def test_m3u8_by_the_m3u8_package() -> None:
    found = needs_package("m3u8").loads(m3u8("My evening", ENTRIES))
    assert [(each.uri, each.duration) for each in found.segments] == [
        ("01-a.mp3", 412), ("02-b.mp3", 1), ("03-c.mp3", 1),
    ]  # fmt: skip
    assert [each.title for each in found.segments] == [
        "Long back muscles – left", '"腰" – Épaule', "Two lines #EXTM3U",
    ]  # fmt: skip


def test_m3u8_has_a_line_for_each_thing_it_says() -> None:
    """A title with a line break must not become a line of its own."""
    lines = m3u8("My\nevening", ENTRIES).splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:My evening"]
    assert len(lines) == 2 + 2 * len(ENTRIES)


def test_xspf_by_the_xspf_package(tmp_path: Path) -> None:
    path = tmp_path / "mine.xspf"
    path.write_text(xspf("My evening & night", "", ENTRIES), encoding="utf-8")
    found = needs_package("xspf_lib").Playlist.parse(str(path))
    assert found.title == "My evening & night"
    rows = [(t.location, t.title, t.annotation, t.duration, t.trackNum, t.album) for t in found]
    assert rows == [
        ([each.file], each.title, each.summary or None, each.length_ms, number, found.title)
        for number, each in enumerate(ENTRIES, 1)
    ]


@pytest.mark.parametrize("name", ["01-a b.mp3", "01-ä.mp3", "01-#1?.mp3"])
def test_xspf_locations_are_addresses(name: str, tmp_path: Path) -> None:
    """Ids need no escapes; nobody has to rely on that here."""
    from urllib.parse import unquote, urlsplit
    from xml.etree import ElementTree

    entry = Entry(file=name, title="A", summary="", length_ms=1)
    tree = ElementTree.fromstring(xspf("A", "", [entry]).encode("utf-8"))
    location = tree.findtext(".//{http://xspf.org/ns/0/}location")
    assert location is not None
    assert unquote(urlsplit(location).path) == name
