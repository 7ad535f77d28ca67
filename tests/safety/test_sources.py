"""Sources: what a session rests on, and the tables of where each row lives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT
from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.workspace import Root, bundled_content
from unknot.timeline.coverage import ELSEWHERE, coverage_page, sources_page
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.sources import UNREVIEWED, cited, in_order, rests_on

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def bundled() -> Library:
    return load([Root(bundled_content(), "bundled")])


def test_every_row_of_the_articles_lives_somewhere_or_has_a_reason(bundled: Library) -> None:
    """S1 to S102, each either cited or told of by hand, never both and never neither."""
    found = cited(bundled)
    rows = {f"S{number}" for number in range(1, 103)}
    assert rows - set(found) == set(ELSEWHERE)
    assert all(len(text) > 20 for text in ELSEWHERE.values())


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


@pytest.mark.parametrize("name", ["content-coverage.md", "sources-table.md"])
def test_the_reference_pages_are_fresh(name: str, bundled: Library) -> None:
    """Run with UNKNOT_UPDATE_DOCS=1 to write them anew."""
    page = coverage_page(bundled) if name.startswith("content") else sources_page(bundled)
    path: Path = REFERENCE / name
    if os.environ.get("UNKNOT_UPDATE_DOCS"):
        path.write_text(page, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == page, (
        f"{name} is stale: UNKNOT_UPDATE_DOCS=1 python -m pytest tests/safety/test_sources.py"
    )
