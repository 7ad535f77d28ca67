"""What an episode says of itself in the feed, without a site around it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from msgspec.structs import replace

from tests.site import sites
from tests.site.sites import BASE, CHANNEL, NOON
from unknot.site.episode import EpisodePlan
from unknot.site.feed import NAMESPACES, Head, feed_xml
from unknot.site.pages import Card

HEAD = Head(
    url=f"{BASE}/feed.xml", site=BASE, image=f"{BASE}/a.png", alt="A", guid="g",
    language="en", unlisted=False,
)  # fmt: skip
PODCAST = f"{{{NAMESPACES['podcast']}}}"


def item(season_name: str) -> Card:
    plan = EpisodePlan(
        id="first", title="First", summary="S", number=3, season=2, season_name=season_name,
        guid="g", date=NOON,
    )  # fmt: skip
    return Card(
        session=plan, timeline=sites.tracks()["first"].timeline, audio="first.mp3", cover="a.png",
        size=1, alt="A",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("season_name", "said"), [("Week 2", {"name": "Week 2"}), ("", {})]
)  # fmt: skip
def test_a_season_is_named_where_it_has_a_name(season_name: str, said: dict[str, str]) -> None:
    top = ET.fromstring(feed_xml(CHANNEL, HEAD, [item(season_name)]))
    (season,) = top.iter(f"{PODCAST}season")
    assert (season.text, season.attrib) == ("2", said)
    (episode,) = top.iter(f"{PODCAST}episode")
    assert (episode.text, episode.get("display")) == ("3", "Day 3")


@pytest.mark.parametrize(
    ("every", "rule", "words"),
    [
        (86_400, "FREQ=DAILY;INTERVAL=1;COUNT=4", "One session a day"),
        (172_800, "FREQ=DAILY;INTERVAL=2;COUNT=4", "One session every 2 days"),
        (129_600, "FREQ=HOURLY;INTERVAL=36;COUNT=4", "One session every 36 hours"),
        (3_600, "FREQ=HOURLY;INTERVAL=1;COUNT=4", "One session an hour"),
        (5_400, "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "One session every 90 minutes"),
        (90, "FREQ=SECONDLY;INTERVAL=90;COUNT=4", "One session every 90 seconds"),
    ],
)
def test_a_feed_says_how_often_sessions_come(every: int, rule: str, words: str) -> None:
    head = replace(HEAD, every=every, start=NOON, total=4)
    top = ET.fromstring(feed_xml(CHANNEL, head, []))
    (found,) = top.iter(f"{PODCAST}updateFrequency")
    assert (found.get("rrule"), found.text) == (rule, words)
