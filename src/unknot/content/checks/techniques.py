"""Techniques: nothing is held longer or shorter than its tool allows, whatever its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.checks.steps import speaking, steps_of_kind
from unknot.content.library import Library
from unknot.content.records.steps import HoldStep, Repeat, Step, Technique
from unknot.counted import counted

#: S23 and S24; S50.
MASSAGER_MS, HAND_MS = (30_000, 60_000), (5_000, 10_000)
#: S54: five presses of five seconds.
PRESSES, PRESS_MS = 5, 5_000


@rule("S35", Technique)
def times_of_the_tool(technique: Technique, _: Library) -> Iterator[Breach]:
    """A technique that holds its tool longer or shorter than the articles do."""
    for hold in steps_of_kind(HoldStep, technique):
        if technique.by == "massager" and hold.hold != "dose":
            if not MASSAGER_MS[0] <= hold.hold <= MASSAGER_MS[1]:
                message = f"a massager held for {clock(hold.hold)}; 30s to 60s are allowed"
                yield hold.place("hold"), message, "write dose; sources: S23, S24"
        elif technique.by == "hand":
            if hold.hold == "dose" or not HAND_MS[0] <= hold.hold <= HAND_MS[1]:
                yield hold.place("hold"), "a hand presses for 5s to 10s", "source: S50"
        elif technique.by == "stick" and hold.hold != PRESS_MS:
            yield hold.place("hold"), "a stick presses for 5s at a time", "source: S54"


@rule("S36", Technique)
def presses_of_a_stick(technique: Technique, _: Library) -> Iterator[Breach]:
    """A stick that presses more or less than five times a point."""
    if technique.by != "stick":
        return
    for points in _of_points(technique.steps):
        if (count := _holds(points.steps)) != PRESSES:
            message = (
                f"{counted(count, 'press', 'presses')} a point; a stick presses {PRESSES} times"
            )
            yield points.place("steps"), message, "write repeat: 5 around the hold; source: S54"


@rule("S37", Technique)
def searching_needs_experience(technique: Technique, _: Library) -> Iterator[Breach]:
    """INV-32."""
    if "experienced" in technique.needs:
        return
    for step, key, say, _optional in speaking(technique):
        if technique.by == "massager" and say == "sweep":
            message = "only practised users search with the massager (INV-32)"
            yield step.place(key), message, "write needs: [experienced]; source: S17"


def _of_points(steps: Iterable[Step]) -> Iterator[Repeat]:
    for step in steps:
        if isinstance(step, Repeat):
            if step.repeat == "points":
                yield step
            else:
                yield from _of_points(step.steps)


def _holds(steps: Iterable[Step]) -> int:
    count = 0
    for step in steps:
        if isinstance(step, HoldStep):
            count += 1
        elif isinstance(step, Repeat):
            times = 1 if step.repeat == "points" else step.repeat
            count += times * _holds(step.steps)
    return count
