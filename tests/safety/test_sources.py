"""Sources: what a session rests on, and the tables of where each row lives."""

from __future__ import annotations

import pytest
from manual.__main__ import read_pages
from manual.coverage import ELSEWHERE, meetings
from msgspec.structs import replace

from tests.conftest import ROOT
from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.workspace import Root, bundled_content
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.sources import UNREVIEWED, in_order, rests_on

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def bundled() -> Library:
    return load([Root(bundled_content(), "bundled")])


def test_every_row_of_the_articles_is_heard_or_read_or_has_a_reason(bundled: Library) -> None:
    """S1 to S102: what no track speaks, no page tells and no rule holds says why."""
    rows = {f"S{number}" for number in range(1, 103)}
    missing = rows - set(meetings(bundled, read_pages()))
    assert missing == set(ELSEWHERE)
    assert all(len(text) > 20 for text in ELSEWHERE.values())


def test_what_counts_as_heard_is_spoken_by_a_track(bundled: Library) -> None:
    """A line that is only written counts for nothing."""
    line = bundled.scripts["en"]["iliopsoas"].lines["info"]
    met = meetings(bundled, {})
    assert not any("iliopsoas" in each for each in met["S70"])
    assert any("first-lesson" in each for each in met["S70"])
    assert "S70" in line.sources
    silent = replace(bundled, sessions={"desk-day": bundled.sessions["desk-day"]})
    assert "S70" not in meetings(silent, {})


def test_files_that_the_reasons_name_exist() -> None:
    for text in ELSEWHERE.values():
        for word in text.replace(".md.", ".md").replace(",", " ").split():
            if word.startswith("docs/"):
                assert (ROOT / word).exists(), word


def test_a_session_rests_on_what_it_says_and_treats(bundled: Library) -> None:
    session = bundled.sessions["sore-hip"]
    timeline = plan(resolve(session, bundled), estimate(bundled, 135)).timeline
    rests = {each.id: each for each in rests_on(session, timeline, bundled)}
    assert "line piriformis/hold-half" in rests["S80"].by
    assert "muscle piriformis: dose" in rests["S81"].by
    assert "technique vibration: steps" in rests["S23"].by
    assert rests["INF"].title == UNREVIEWED
    assert "S59" not in rests, "only the long back muscles rest on it"
    assert list(rests) == in_order(rests)


def test_sources_come_in_the_order_of_the_brief() -> None:
    assert in_order(["INF", "C2", "X10", "S100", "X9", "S2"]) == [
        "S2", "S100", "X9", "X10", "C2", "INF",
    ]  # fmt: skip
