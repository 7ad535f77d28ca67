"""What an episode says of itself in the feed, without a site around it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.site.sites import BASE, CHANNEL, NOON
from unknot.site.episode import EpisodePlan
from unknot.site.feed import NAMESPACES, EpisodeItem, Head, feed_xml

PODCAST = f"{{{NAMESPACES['podcast']}}}"


def item(season_name: str) -> EpisodeItem:
    plan = EpisodePlan(
        id="first", title="First", summary="S", number=3, season=2, season_name=season_name,
        guid="g", date=NOON,
    )  # fmt: skip
    return EpisodeItem(
        session=plan, description="D", page=f"{BASE}/first.html", audio=f"{BASE}/first.mp3",
        length=1, ms=1_000, image=f"{BASE}/a.png", alt="A", chapters=f"{BASE}/c.json",
        transcripts=f"{BASE}/first", language="en", stretches=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("season_name", "said"), [("Week 2", {"name": "Week 2"}), ("", {})]
)  # fmt: skip
def test_a_season_is_named_where_it_has_a_name(season_name: str, said: dict[str, str]) -> None:
    head = Head(
        url=f"{BASE}/feed.xml", site=BASE, image=f"{BASE}/a.png", alt="A", guid="g",
        language="en", unlisted=False,
    )  # fmt: skip
    top = ET.fromstring(feed_xml(CHANNEL, head, [item(season_name)]))
    (season,) = top.iter(f"{PODCAST}season")
    assert (season.text, season.attrib) == ("2", said)
    (episode,) = top.iter(f"{PODCAST}episode")
    assert (episode.text, episode.get("display")) == ("3", "Day 3")
