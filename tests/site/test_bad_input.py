"""Mistakes: a clear message that names what is wrong, and nothing lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image

from tests.site import sites
from tests.site.sites import CHANNEL, material, published
from unknot.content.records.channel import Owner, Season
from unknot.errors import ContentError, Error, SiteError
from unknot.site.address import base_url, doubts
from unknot.site.episode import read_source
from unknot.site.picture import check_cover, shape_of


@pytest.mark.deep
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("example.org/sessions", "does not begin with https://"),
        ("ftp://example.org", "does not begin with https://"),
        ("https://example.org/sessions ", "has a blank in it"),
        ("https://example.org/my sessions", "has a blank in it"),
        ("https://", "names no host"),
        ("https:///sessions", "names no host"),
        ("https://example.org:port/", "cannot be read"),
        ("https://me:secret@example.org", "has a user name"),
        ("https://example.org/?a=b", "goes on after its path"),
        ("https://example.org/#a", "goes on after its path"),
        ("https://bücher.example", "is not ASCII"),
        ("", "does not begin with https://"),
        ("https://[::1", "cannot be read"),
        ("https://a..org", "names no host"),
        ("https://a-.org", "names no host"),
        ("https://example.org/%00", "is not spelt as addresses are"),
        ("https://example.org/a/../b", "has a way up in its path"),
        (f"https://example.org/{'x' * 500}", "is longer than 500 characters"),
        ("https://example.org/a/feed.xml", "did you mean 'https://example.org/a'?"),
        ("https://example.org/index.html", "did you mean 'https://example.org'?"),
        ("https:// example.org/my pods", "did you mean 'https://example.org/my%20pods'?"),
        (" ", "write it like https://example.org/sessions"),
    ],
)
def test_base_urls_that_lead_nowhere_are_refused(text: str, words: str) -> None:
    with pytest.raises(SiteError, match=words):
        base_url(text)


@pytest.mark.deep
def test_a_slash_at_the_end_of_a_base_url_does_not_matter() -> None:
    assert base_url("https://example.org/a/") == "https://example.org/a"


@pytest.mark.deep
@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1", "https://192.168.1.4/x",
            "http://nas.local", "http://[::1]:8000", "http://example.org"],
)  # fmt: skip
def test_base_urls_that_not_everyone_reaches_are_doubted(url: str) -> None:
    assert list(doubts(base_url(url)))


@pytest.mark.deep
def test_a_public_base_url_is_not_doubted() -> None:
    assert not list(doubts(base_url("https://example.org/a")))


def picture(mode: str, size: tuple[int, int], kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: picture("RGB", (3000, 2000)), "not square"),
        (lambda: picture("RGB", (1000, 1000)), "1400 to 3000"),
        (lambda: picture("RGB", (3200, 3200)), "1400 to 3000"),
        (lambda: picture("RGBA", (1400, 1400)), "RGB with alpha"),
        (lambda: picture("L", (1400, 1400)), "grey"),
        (lambda: picture("P", (1400, 1400)), "palette"),
        (lambda: picture("CMYK", (1400, 1400), "JPEG"), "CMYK"),
        (lambda: b"GIF89a" + bytes(900), "neither a JPEG nor a PNG"),
        (lambda: b"", "neither a JPEG nor a PNG"),
        (lambda: picture("RGB", (1400, 1400), "JPEG")[:30], "neither a JPEG nor a PNG"),
    ],
)
def test_covers_that_directories_refuse_are_refused(
    data: Callable[[], bytes], words: str, tmp_path: Path
) -> None:
    (tmp_path / "cover.png").write_bytes(data())
    channel = replace(CHANNEL, cover="cover.png")
    with pytest.raises(SiteError, match=words):
        published(tmp_path / "site", material(channel=channel, folder=tmp_path))
    assert not (tmp_path / "site").exists()


@pytest.mark.deep
def test_half_a_picture_is_no_crash() -> None:
    for data in (picture("RGB", (140, 140), "JPEG"), picture("P", (140, 140))):
        shapes = {shape_of(data[:cut]) for cut in range(len(data))}
        assert shapes == {None, shape_of(data)}


def refused(tmp_path: Path, words: str) -> None:
    channel = replace(CHANNEL, cover="cover.png")
    with pytest.raises(SiteError, match=words) as caught:
        published(tmp_path / "site", material(channel=channel, folder=tmp_path))
    assert "cover.png" in str(caught.value)


def test_a_cover_of_8_gb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "cover.png").open("wb") as file:
        file.truncate(8_000_000_000)
    started = monotonic()
    refused(tmp_path, "takes 8000000 kB")
    assert monotonic() - started < 5


@pytest.mark.deep
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_for_a_cover_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cover.png")
    refused(tmp_path, "is not a file")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_half_a_cover_is_refused(kind: str, tmp_path: Path) -> None:
    data = picture("RGB", (1400, 1400), kind)
    (tmp_path / "cover.png").write_bytes(data[: len(data) // 2])
    refused(tmp_path, "stops before it is whole")


@pytest.mark.deep
def test_a_cover_of_ones_own_is_published_as_it_is(tmp_path: Path) -> None:
    data = picture("RGB", (1400, 1400))
    (tmp_path / "mine.png").write_bytes(data)
    channel = replace(CHANNEL, cover="mine.png", cover_alt="Black")
    published(tmp_path / "site", material(channel=channel, folder=tmp_path))
    (path,) = (tmp_path / "site" / "art").glob("cover.*.png")
    assert path.read_bytes() == data
    assert check_cover(data, "mine.png").width == 1400


@pytest.mark.parametrize("name", ["../cover.png", "none.png"])
def test_a_cover_that_is_elsewhere_or_nowhere_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "cover.png").write_bytes(picture("RGB", (1400, 1400)))
    channel = replace(CHANNEL, cover=name)
    with pytest.raises(SiteError, match=r"workspace|cannot be read"):
        published(tmp_path / "site", material(channel=channel, folder=tmp_path / "inside"))


@pytest.mark.deep
@pytest.mark.parametrize(
    ("title", "words"),
    [("x" * 256, "256 characters"), ("Bell\x07", r"U\+0007"), ("New\nline", r"U\+000A"),
     ("Turn\u202earound", r"U\+202E"), ("   ", "empty")],
)  # fmt: skip
def test_titles_that_no_feed_can_carry_are_refused(title: str, words: str, tmp_path: Path) -> None:
    first = sites.tracks()["first"]
    changed = replace(first, timeline=replace(first.timeline, title=title))
    with pytest.raises(SiteError, match=words):
        published(tmp_path / "site", material(tracks={**sites.tracks(), "first": changed}))


@pytest.mark.deep
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seasons": (Season(name="One", sessions=("third",)),)}, "P01"),
        ({"seasons": (Season(name="One", sessions=("first", "first", "second")),)}, "P02"),
        ({"title": "x" * 256}, "P03"),
        ({"author": "x\x00"}, "P03"),
        ({"display": "Day {x}"}, "P03"),
        ({"display": "Day {n"}, "P03"),
        ({"display": "The session of the number that is {n}"}, "P03"),
        ({"description": "ä" * 2001}, "P03"),
        ({"language": "e n"}, "P03"),
        ({"language": "English"}, "P03"),
        ({"category": "Health"}, "P04"),
        ({"subcategory": "alternative health"}, "P04"),
        ({"link": "example.org"}, "P05"),
        ({"owner": Owner(name="A", email="nobody")}, "P06"),
        ({"owner": Owner(name="A", email="mailto:a@example.org")}, "P06"),
        ({"guid": "1234"}, "P07"),
        ({"folder": "private"}, "P08"),
    ],
)
def test_a_channel_that_no_directory_takes_is_refused(
    change: dict[str, Any], code: str, tmp_path: Path
) -> None:
    channel = replace(CHANNEL, **change)
    with pytest.raises(ContentError) as caught:
        published(tmp_path / "site", material(channel=channel))
    assert {each.code for each in caught.value.problems} == {code}


@pytest.mark.deep
def test_a_session_that_is_not_listed_has_no_place(tmp_path: Path) -> None:
    channel = replace(CHANNEL, seasons=(Season(name="One", sessions=("first",)),))
    with pytest.raises(SiteError, match="'second'"):
        published(tmp_path / "site", material(channel=channel))


@pytest.mark.parametrize("cut", [0, 40, 5000, -1])
def test_half_a_track_is_refused_by_name(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "half.mp3"
    path.write_bytes((sites.workspace() / "audio/tracks/first.mp3").read_bytes()[:cut])
    with pytest.raises(Error, match=r"half\.mp3"):
        read_source(path)


@pytest.mark.deep
def test_titles_are_escaped_wherever_they_go() -> None:
    """The sessions of these tests have quotes, < and & in their words."""
    for path in sorted(sites.clean().rglob("*.html")):
        text = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"&(?!\w+;|#)|100 < 200", text), path
    page = (sites.clean() / "s/first.html").read_text("utf-8")
    assert "First “rest” &amp; ease" in page
    assert "100 &lt; 200" in page
    feed = (sites.clean() / "feed.xml").read_text("utf-8")
    assert "First “rest” &amp; ease" in feed
