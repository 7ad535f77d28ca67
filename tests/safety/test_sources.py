"""Sources: what a session rests on, and the tables of where each row lives."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.workspace import Root, bundled_content
from unknot.timeline.coverage import ELSEWHERE, coverage_page, meetings, sources_page
from unknot.timeline.job import resolve
from unknot.timeline.muscles_page import muscles_page
from unknot.timeline.plan import estimate, plan
from unknot.timeline.sources import UNREVIEWED, in_order, rests_on

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def bundled() -> Library:
    return load([Root(bundled_content(), "bundled")])


def pages() -> dict[str, str]:
    """The pages that people read about the content; not those that are made from citations."""
    paths = (
        "README.md", "SAFETY.md", "docs/explanation/trigger-points.md",
        "docs/explanation/evidence.md", "docs/how-to/programmes.md",
    )  # fmt: skip
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}


def test_every_row_of_the_articles_is_heard_or_read_or_has_a_reason(bundled: Library) -> None:
    """S1 to S102: what no track speaks, no page tells and no rule holds says why."""
    rows = {f"S{number}" for number in range(1, 103)}
    missing = rows - set(meetings(bundled, pages()))
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


@pytest.mark.parametrize("name", ["content-coverage.md", "sources-table.md", "muscles.md"])
def test_the_reference_pages_are_fresh(name: str, bundled: Library) -> None:
    """Run with UNKNOT_UPDATE_DOCS=1 to write them anew."""
    page = {
        "content-coverage.md": lambda: coverage_page(bundled, pages()),
        "sources-table.md": lambda: sources_page(bundled),
        "muscles.md": lambda: muscles_page(bundled),
    }[name]()
    path: Path = REFERENCE / name
    if os.environ.get("UNKNOT_UPDATE_DOCS"):
        path.write_text(page, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == page, (
        f"{name} is stale: UNKNOT_UPDATE_DOCS=1 python -m pytest tests/safety/test_sources.py"
    )
