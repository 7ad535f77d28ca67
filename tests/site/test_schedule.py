"""Dates and GUIDs: distinct, in order, and never moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.site import sites
from tests.site.sites import BASE, NOON, material, published
from unknot.content.records.channel import Season
from unknot.errors import SiteError
from unknot.site.releases import DAY, dates
from unknot.site.request import Site
from unknot.site.state import NAME, channel_guid

pytestmark = pytest.mark.deep

START = NOON - NOON % DAY


def issued(site: Site) -> dict[str, tuple[str, int]]:
    return {each.id: (each.guid, each.date) for each in site.sessions}


def test_the_channels_guid_is_that_of_the_standards_example() -> None:
    """The check vector of the podcast namespace's page on podcast:guid."""
    assert channel_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert channel_guid("http://podnews.net/rss/") == channel_guid("podnews.net/rss")


def test_without_a_start_all_are_out_now_in_order() -> None:
    found = dates(["a", "b", "c"], {}, NOON)
    assert list(found) == ["a", "b", "c"]
    assert sorted(found.values()) == list(found.values())
    assert len(set(found.values())) == 3
    assert max(found.values()) == NOON


def test_new_sessions_come_after_those_that_are_out_even_in_the_same_second() -> None:
    first = dates(["a", "b"], {}, NOON)
    assert dates(["a", "b", "c"], first, NOON) == {**first, "c": first["b"] + 60}


def test_one_put_in_front_or_between_gets_a_date_there() -> None:
    first = {"a": NOON, "b": NOON + 100}
    found = dates(["x", "a", "y", "b"], first, NOON + 500)
    assert found["x"] < found["a"] < found["y"] < found["b"]
    assert {id: found[id] for id in first} == first


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (START - 1, []),
        (START, ["a"]),
        (START + DAY - 1, ["a"]),
        (START + 2 * DAY + 5, ["a", "b", "c"]),
    ],
)
def test_with_a_start_only_what_is_due_on_the_day_is_out(now: int, due: list[str]) -> None:
    found = dates(["a", "b", "c"], {}, now, start=START)
    assert found == {id: START + index * DAY for index, id in enumerate(due)}


def test_published_sessions_cannot_change_places() -> None:
    with pytest.raises(SiteError, match="'b': now stands before 'a'"):
        dates(["b", "a"], {"a": NOON, "b": NOON + 60}, NOON)


def test_a_session_without_room_between_two_is_refused() -> None:
    with pytest.raises(SiteError, match="no room"):
        dates(["a", "x", "b"], {"a": NOON, "b": NOON + 1}, NOON + 50)


def test_guids_and_dates_stay_when_title_sound_and_host_change(tmp_path: Path) -> None:
    out = tmp_path / "site"
    before = issued(published(out))
    first = sites.tracks()["first"]
    retitled = replace(first, timeline=replace(first.timeline, title="Another name"))
    changed = material(tracks={**sites.tracks(), "first": retitled})
    after = published(out, changed, base="https://other.example.net/x", now=NOON + 9 * DAY)
    assert issued(after) == before
    assert b"Another name" in (out / "feed.xml").read_bytes()
    assert channel_guid(f"{BASE}/feed.xml").encode() in (out / "feed.xml").read_bytes()


def test_a_changed_track_has_a_new_address(tmp_path: Path) -> None:
    out = tmp_path / "site"
    published(out)
    before = {path.name for path in (out / "audio").iterdir()}
    first = sites.tracks()["first"]
    retitled = replace(first, timeline=replace(first.timeline, title="Another name"))
    published(out, material(tracks={**sites.tracks(), "first": retitled}))
    after = {path.name for path in (out / "audio").iterdir()}
    assert len(before & after) == 1
    assert len(after) == 2


def test_a_session_that_is_gone_keeps_its_guid_to_itself(tmp_path: Path) -> None:
    """The same id later is another session, so players must not take it for the old one."""
    out = tmp_path / "site"
    before = issued(published(out))
    only = sites.CHANNEL.seasons[0]
    channel = replace(sites.CHANNEL, seasons=(replace(only, sessions=("first",)),))
    tracks = {"first": sites.tracks()["first"]}
    gone = published(out, material(channel=channel, tracks=tracks, known={"first"}))
    assert gone.retired == ("second",)
    again = issued(published(out, now=NOON + DAY))
    assert again["first"] == before["first"]
    assert again["second"][0] != before["second"][0]
    assert before["second"][0] in (out / NAME).read_text()


def test_a_session_that_is_only_left_out_comes_back_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "site"
    before = issued(published(out))
    tracks = {"first": sites.tracks()["first"]}
    assert published(out, material(tracks=tracks)).retired == ()
    assert issued(published(out, now=NOON + DAY)) == before


def test_by_and_by_one_after_the_other_with_fixed_guids_and_dates(tmp_path: Path) -> None:
    """Three days of a scheduled build, each from what the day before left."""
    out = tmp_path / "site"
    with pytest.raises(SiteError, match="none is due yet"):
        published(out, start=START, start_text="2026-12-01", now=START - 1)
    assert not out.exists()
    one = published(out, start=START, start_text="2026-12-01", now=START + 5)
    assert (list(issued(one)), one.waiting) == (["first"], ("second",))
    two = published(out, start=START, start_text="2026-12-01", now=START + DAY)
    assert list(issued(two)) == ["first", "second"]
    assert issued(two)["first"] == issued(one)["first"]
    assert issued(two)["second"][1] == START + DAY
    three = published(out, start=START, start_text="2026-12-01", now=START + 40 * DAY)
    assert issued(three) == issued(two)
    assert three.changed == 0
    assert b"COUNT=2" in (out / "feed.xml").read_bytes()


def test_a_scheduled_build_that_lost_its_state_gives_the_same(tmp_path: Path) -> None:
    one = published(tmp_path / "a", start=START, start_text="2026-12-01", now=START + DAY)
    two = published(tmp_path / "b", start=START, start_text="2026-12-01", now=START + 3 * DAY)
    assert issued(one) == issued(two)


def test_seasons_number_through(tmp_path: Path) -> None:
    channel = replace(
        sites.CHANNEL,
        seasons=(Season(name="One", sessions=("second",)), Season(name="Two", sessions=("first",))),
    )
    site = published(tmp_path / "site", material(channel=channel))
    assert [(each.id, each.season, each.number) for each in site.sessions] == [
        ("second", 1, 1),
        ("first", 2, 2),
    ]
