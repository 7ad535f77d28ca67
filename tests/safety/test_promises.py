"""Every row of SAFETY.md's table of what is refused has tests that try to get around it.

Each way is files of a workspace and what a command line asks for. It is refused; or what is built
keeps the promise, judged without the functions that the rules use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.conftest import ROOT
from tests.safety.attacks import Way
from tests.safety.promises import PROMISES
from unknot.content.library import Library
from unknot.timeline.cues import Chapter, Hold, Say
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Event, Timeline

LEAST = 10
#: Of each promise, how many ways the usual suite tries; the deep one tries every one.
USUAL = 2


def rows() -> list[str]:
    text = (ROOT / "SAFETY.md").read_text(encoding="utf-8")
    table = text.partition("| Refused | Why |")[2].partition("\n\n")[0]
    return [line.split("|")[1].strip() for line in table.splitlines()[2:]]


def test_each_row_is_held() -> None:
    for row in rows():
        assert [start for start in PROMISES if row.startswith(start)], row
    assert len(rows()) == len(PROMISES)


@pytest.mark.deep
@pytest.mark.parametrize("row", PROMISES)
def test_at_least_ten_ways_around_each_are_tried(row: str) -> None:
    ways = _every(row)
    assert len({(each.what, str(each.files), str(each.asked)) for each in ways}) >= LEAST
    assert len(_some(ways)) == USUAL


@cache
def _every(row: str) -> list[Way]:
    return list(PROMISES[row][0]())


def _some(ways: list[Way]) -> list[Way]:
    """USUAL of them, from the first to the last."""
    step = max(len(ways) // USUAL, 1)
    return list(islice(ways[::step], USUAL))


def _try(row: str, ways: list[Way], folder: Path) -> None:
    holds = PROMISES[row][1]
    for count, way in enumerate(ways):
        for track in way.tracks(folder / str(count)):
            assert holds(track), f"{way.what}: {track.session}"


@pytest.mark.parametrize("row", PROMISES)
def test_no_way_leads_around_it(row: str, tmp_path: Path) -> None:
    _try(row, _some(_every(row)), tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("row", PROMISES)
def test_no_way_at_all_leads_around_it(row: str, tmp_path: Path) -> None:
    _try(row, _every(row), tmp_path)


# --- what is judged by can fail -------------------------------------------------------------------

Spoil = Callable[[Timeline], Timeline]


def _changed(change: Callable[[Event], Event | None]) -> Spoil:
    def spoil(timeline: Timeline) -> Timeline:
        found = (change(event) for event in timeline.events)
        return replace(timeline, events=tuple(each for each in found if each))

    return spoil


def _treating(**facts: object) -> Spoil:
    def change(event: Event) -> Event:
        if isinstance(event.cue, Chapter) and event.cue.treatment:
            treatment = replace(event.cue.treatment, **facts)
            return replace(event, cue=replace(event.cue, treatment=treatment))
        return event

    return _changed(change)


def _without(name: str) -> Spoil:
    def change(event: Event) -> Event | None:
        said = isinstance(event.cue, Say) and event.cue.line == f"shared/{name}"
        return None if said else event

    return _changed(change)


def _saying(before: str, now: str) -> Spoil:
    def change(event: Event) -> Event:
        if not isinstance(event.cue, Say):
            return event
        return replace(event, cue=replace(event.cue, text=event.cue.text.replace(before, now)))

    return _changed(change)


def _holding(ms: int) -> Spoil:
    """Everything from a hold on comes so much later."""

    def spoil(timeline: Timeline) -> Timeline:
        events, late = [], 0
        for event in timeline.events:
            more = ms - event.length if isinstance(event.cue, Hold) else 0
            events.append(replace(event, start=event.start + late, length=event.length + more))
            late += more
        return replace(timeline, events=tuple(events))

    return spoil


SPOILT: Mapping[str, Spoil] = {
    "A line of safety": _saying("lift off at once", "carry on"),
    "Anything on the iliopsoas": _treating(muscle="iliopsoas"),
    "A region other than": _treating(region="groin"),
    "Stick or finger pressure": _treating(muscle="piriformis", by="stick"),
    "Anything but vibration": _treating(muscle="small-spinal-muscles", recheck="flat"),
    "A hold under 30 s": _holding(61_000),
    "A massager that runs over 75 s": _without("hold-off"),
    "A massager that runs over 15 minutes": _holding(310_000),
    "More than three points": _treating(muscle="gluteus-maximus"),
    "A track with a routine or a hold": _without("opening-full"),
    "A track with a massager that does not": _without("no-pressing"),
    "A piriformis hold": _treating(muscle="piriformis"),
    "A hold without its cues": _without("recheck-worse"),
    "A spoken side": _saying("right", "left"),
    "Hand or stick on a muscle": _treating(muscle="erector-spinae", by="hand"),
    "Searching with the massager": _treating(technique="vibration-sweep"),
    "A technique whose kit": lambda t: replace(t, kit=("a tennis ball",)),
    "A muscle that did not come": _treating(muscle="throat"),
    "Characters that nobody sees": lambda t: replace(t, title="Pr\u200bess"),
    "A workspace's muscle": _treating(region="calf"),
}


@pytest.mark.parametrize("row", PROMISES)
def test_what_is_built_is_judged_by_can_fail(row: str, library: Library) -> None:
    good = plan(resolve(library.sessions["starter"], library), estimate(library, 135)).timeline
    holds = PROMISES[row][1]
    assert holds(good)
    assert not holds(SPOILT[row](good))
