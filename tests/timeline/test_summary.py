"""The plan in one screen: what matters is never cut off, however small the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.tracks import bundled
from tests.usual import cases
from unknot.content.library import Library
from unknot.timeline.cues import Chapter
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.sheet import SCREEN, cue_sheet, summary
from unknot.timeline.timeline import Timeline


def planned(name: str, library: Library) -> Timeline:
    return plan(resolve(library.sessions[name], library), estimate(library, 135)).timeline


def test_every_bundled_session_has_each_chapter_in_one_screen(library: Library) -> None:
    for name in library.sessions:
        timeline = planned(name, library)
        lines = summary(timeline).splitlines()
        assert len(lines) <= SCREEN
        assert max(len(line) for line in lines) <= 80
        for event, _ in timeline.chapters():
            title = getattr(event.cue, "title", "")
            assert any(title in line for line in lines), (name, title)


def test_a_treatment_says_how_to_lie_and_for_which_holds(library: Library) -> None:
    lines = summary(planned("piriformis-left", library)).splitlines()
    (row,) = (line for line in lines if "middle of your buttock, left" in line)
    assert row.endswith("right side  1 × 45 s")


@pytest.mark.deep
@cases("width", [40, 60, 80, 100], usual=1)
@given(lines=st.integers(10, 30))
def test_a_smaller_screen_keeps_the_sides_and_counts_what_it_leaves_out(
    width: int, lines: int
) -> None:
    timeline = planned("full-low-back", bundled())
    shown = summary(timeline, width=width, lines=lines).splitlines()
    assert all(len(line) <= width for line in shown)
    rows = [line for line in shown if line.endswith(" s")]
    assert all(", left " in row or ", right " in row for row in rows)
    left = [int(line.split()[2]) for line in shown if " more until " in line]
    told = len(rows) + sum(line.endswith(("Before you begin", "To finish")) for line in shown)
    assert told + sum(left) == len(list(timeline.chapters()))


@given(width=st.integers(40, 120))
def test_a_folded_sheet_has_every_word(width: int) -> None:
    """Nothing but line ends differs, and no line is wider than the terminal."""
    timeline = planned("starter", bundled())
    folded = cue_sheet(timeline, width)
    assert folded.split() == cue_sheet(timeline).split()
    assert all(len(line) <= max(width, 50) for line in folded.splitlines())


def test_a_title_too_long_for_its_column_keeps_its_side(library: Library) -> None:
    timeline = planned("starter", library)
    events = [
        replace(event, cue=replace(event.cue, title="A very long name " * 9 + ", right"))
        if isinstance(event.cue, Chapter) and event.cue.treatment
        else event
        for event in timeline.events
    ]
    shown = summary(replace(timeline, events=tuple(events)))
    rows = [line for line in shown.splitlines() if line.endswith(" s")]
    assert len(rows) == 2
    assert all("…, right" in row and len(row) <= 80 for row in rows)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("word " * 40, "word …"),
        ("x" * 300, "xxx…"),
        ("腰" * 90, "腰…"),
        ("Slowly, " + "and on and on " * 9, " …"),
        (
            "Deep muscles in the middle of the big muscle of your buttock " * 2 + "there, left",
            "left",
        ),
    ],
)
def test_a_long_title_of_ones_own_is_cut_to_its_line(
    title: str, shown: str, library: Library
) -> None:
    timeline = planned("breathing", library)
    events = [
        replace(event, cue=replace(event.cue, title=title.strip()))
        if isinstance(event.cue, Chapter)
        else event
        for event in timeline.events
    ]
    rows = summary(replace(timeline, events=tuple(events)), width=60).splitlines()
    (row, *_) = (each for each in rows if each.startswith("  0:00"))
    assert len(row) <= 60
    assert shown in row
