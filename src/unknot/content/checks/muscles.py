"""Muscles: a record that can be treated says how; one that cannot allows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.records.muscle import Muscle
from unknot.content.yaml.problems import short
from unknot.suggest import suggest

if TYPE_CHECKING:
    from unknot.content.library import Library

#: Techniques that a muscle may speak of before their files exist.
TECHNIQUES = ("vibration", "vibration-sweep", "stick", "basic-massage", "pressure-hold")
MOST_HOLD_MS = 10 * 60_000
MOST_POINTS = 20
MOST_FACTOR = 10.0


@rule("S40", Muscle)
def treatable(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """A muscle that is treated, without a position or a dose."""
    for key in ("position", "dose"):
        if not muscle.info_only and getattr(muscle, key) is None:
            hint = "add it, or write info-only: true for a muscle that is never treated"
            yield muscle.place(key), f"a muscle that is treated needs {key!r}", hint


@rule("S41", Muscle)
def vibration_is_the_default(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """INV-8."""
    defaults = [name for name, how in muscle.techniques.items() if how == "default"]
    if not muscle.info_only and defaults != ["vibration"]:
        found = ", ".join(defaults) or "none"
        message = f"the one default technique must be vibration; here: {found}"
        yield muscle.place("techniques"), message, "source: S57"


@rule("S42", Muscle)
def techniques_that_exist(muscle: Muscle, library: Library) -> Iterator[Breach]:
    """A technique in a muscle's record that does not exist."""
    for field in ("techniques", "because"):
        for name in getattr(muscle, field):
            if name not in TECHNIQUES and not library.knows("technique", name):
                hint = suggest(name, (*TECHNIQUES, *library.techniques))
                yield muscle.place(f"@{field}.{name}"), f"unknown technique {short(name)}", hint


@rule("S43", Muscle)
def information_allows_nothing(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """A muscle for information only that allows a technique."""
    for name, how in muscle.techniques.items():
        if muscle.info_only and how not in ("forbidden", "none"):
            message = f"{muscle.id} is for information only, so {name} cannot be {how!r}"
            yield muscle.place(f"techniques.{name}"), message, "write forbidden"


@rule("S44", Muscle)
def sensible_dose(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """A dose that makes no sense: the shortest hold is longer than the longest."""
    if (dose := muscle.dose) is None:
        return
    hold, points = dose.hold, dose.points
    if not 0 < hold.min <= hold.max <= MOST_HOLD_MS:
        message = f"holds from {clock(hold.min)} to {clock(hold.max)} make no range"
        yield hold.place(), message, "more than 0s, up to 10m, the shorter first"
    if not 1 <= points.default <= points.max <= MOST_POINTS:
        message = f"{points.default} of at most {points.max} points makes no range"
        yield points.place(), message, f"1 to {MOST_POINTS}, and no more by default than at most"
    if not 0 < dose.factor <= MOST_FACTOR:
        message = f"a factor of {dose.factor:g} is outside 0 to {MOST_FACTOR:g}"
        yield dose.place("factor"), message, ""


@rule("S45", Muscle)
def refusals_have_reasons(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """A listener who is refused something is told why, in the words of the record."""
    for name, how in muscle.techniques.items():
        if how not in ("default", "ok", "none") and name not in muscle.because:
            yield (
                muscle.place(f"techniques.{name}"),
                f"no reason why {name} is {how}",
                (f"add {name} to because"),
            )
