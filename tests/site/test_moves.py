"""A feed that moves, and small things that players and directories stumble over."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from tests.site.sites import CHANNEL, material, published
from unknot.cli.main import main
from unknot.content.records.channel import Person
from unknot.errors import ContentError, SiteError
from unknot.site.address import base_url, is_web_address
from unknot.site.notes import description
from unknot.timeline.timeline import Timeline

pytestmark = pytest.mark.deep


def _feed(site: Path) -> str:
    return (site / "feed.xml").read_text("utf-8")


def test_a_feed_that_moves_says_so(tmp_path: Path) -> None:
    """With the old GUIDs; players that ask the old address go on at the new one."""
    site = tmp_path / "site"
    published(site)
    assert "new-feed-url" not in _feed(site)
    guids = _feed(site).split("<guid")[1:]
    for _ in range(2):  # and goes on saying so
        published(site, base="https://other.example/talks")
        new = "<itunes:new-feed-url>https://other.example/talks/feed.xml</itunes:new-feed-url>"
        assert new in _feed(site)
    assert [each[:80] for each in _feed(site).split("<guid")[1:]] == [e[:80] for e in guids]


def test_an_apostrophe_stays_one() -> None:
    """Some parsers drop ``&#x27;``, and people read "Dont rush"."""
    nothing = Timeline(session="x", title="X", language="en", kit=(), events=())
    assert 'Don\'t rush, "friend" &amp; go.' in description(nothing, 'Don\'t rush, "friend" & go.')


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://example.org/my pods", "'https://example.org/my%20pods'"),
        (" https://example.org ", "'https://example.org'"),
        ("https://example.org/Übung", "'https://example.org/%C3%9Cbung'"),
        ("https://bücher.example/a", "'https://xn--bcher-kva.example/a'"),
        ('https://example.org/a"b', "'https://example.org/a%22b'"),
        ("https://example.org/a<b>", "'https://example.org/a%3Cb%3E'"),
        ("https://example.org/50%", "'https://example.org/50%25'"),
        ("https://example.org/a%zz", "'https://example.org/a%25zz'"),
        ("https://example.org/a\\b", "'https://example.org/a/b'"),
        ("https://example.org/[a]", "'https://example.org/%5Ba%5D'"),
        ("example.org/pods", "'https://example.org/pods'"),
        ("https:/example.org", "'https://example.org'"),
        ("htps://example.org:8443", "'https://example.org:8443'"),
        ("//example.org", "'https://example.org'"),
        ("localhost:8000/pods", "'http://localhost:8000/pods'"),
        ("ftp://192.168.1.7/a", "'http://192.168.1.7/a'"),
    ],
)
def test_a_base_url_is_given_as_it_should_be(text: str, meant: str) -> None:
    with pytest.raises(SiteError, match="did you mean") as told:
        base_url(text)
    assert meant in str(told.value)
    assert base_url(meant.strip("'"))


@pytest.mark.parametrize(
    "text",
    ["site", "file:///site", "a/b", "https:h.example", "C:/a", "https://example.org:0/"],
)
def test_what_can_be_anything_is_shown_how_it_is_written(text: str) -> None:
    with pytest.raises(SiteError, match=r"write it like https://example\.org/sessions"):
        base_url(text)


_NO_ADDRESSES = [
    "javascript:alert(1)", "data:text/html,x", "file:///etc", "x y", "https://", "https://[",
    "https://[::1", "http://h.example:x/", "https://h.example:99999/", 'https://h.example/"x',
    "https://h.example/<b>", "https://h.example/%zz", "https://a..b[/", "https:h.example",
]  # fmt: skip


@pytest.mark.parametrize("url", _NO_ADDRESSES)
@pytest.mark.parametrize("key", ["person", "link", "license_url"])
def test_an_address_that_is_published_is_one_of_the_web(key: str, url: str, tmp_path: Path) -> None:
    wrong = {"people": (Person(name="A", url=url),)} if key == "person" else {key: url}
    with pytest.raises(ContentError, match="P05"):
        published(tmp_path / "site", material(channel=replace(CHANNEL, **wrong)))


@pytest.mark.parametrize(
    "url",
    ["https://h.example", "http://[::1]:8000/a", "https://h.example:81/a%20b?c=d&e=(f)#g",
     "https://xn--bcher-kva.example/~a/b;c,d+e!$*'"],
)  # fmt: skip
def test_addresses_of_the_web_are_taken(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="no time zones to set here")
@pytest.mark.parametrize(("zone", "out"), [("Australia/Sydney", 1), ("America/Los_Angeles", 0)])
def test_what_is_due_goes_by_the_local_day(
    zone: str, out: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """07:00 on 27 November in Sydney, noon of the 26th in Los Angeles."""
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795723200")
    time.tzset()
    try:
        run = CliRunner().invoke(
            main,
            ["publish", str(tmp_path / "site"), "starter", "breathing", "--engine", "tone",
             "--base-url", "https://a.example", "--start", "2026-11-27"],
        )  # fmt: skip
    finally:
        monkeypatch.undo()
        time.tzset()
    assert run.exit_code == (0 if out else 1), run.output
    if out:
        assert _feed(tmp_path / "site").count("<item>") == out


def test_a_calendar_is_the_same_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("icalendar")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795723200")
    found = []
    for name in ("a.ics", "b.ics"):
        path = tmp_path / name
        run = CliRunner().invoke(
            main, ["programme", "show", "low-back", "--start", "2026-12-01", "--ics", str(path)]
        )
        assert run.exit_code == 0, run.output
        found.append(path.read_bytes())
        time.sleep(1.1)
    assert found[0] == found[1]
