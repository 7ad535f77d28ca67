"""Muscles: a record that can be treated says how, and never allows what no track may do; one that
cannot be treated allows nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.content import limits
from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.disguise import seen
from unknot.content.library import Library
from unknot.content.limits import permission
from unknot.content.records.muscle import Muscle
from unknot.content.yaml.problems import short
from unknot.counted import counted
from unknot.suggest import suggest

#: Techniques that a muscle may speak of before their files exist.
TECHNIQUES = ("vibration", "vibration-sweep", "stick", "basic-massage", "pressure-hold")
MOST_HOLD_MS = 10 * 60_000
MOST_POINTS = 20
MOST_FACTOR = 10.0
#: Parts of the body that are in no region of a treated muscle, nor the landmark of one.
_ELSEWHERE = re.compile(
    r"\b(?:necks?|nape|throat|shoulders?|chest|breasts?|breastbone|collar ?bones?|armpits?|groins?"
    r"|belly|stomach|abdomen|navel|faces?|jaws?|temples?|skull|scalp|upper back|upper arms?)\b",
    re.IGNORECASE,
)


@rule("S40", Muscle)
def treatable(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """A muscle that is treated, without a position or a dose."""
    for key in ("position", "dose"):
        if not muscle.info_only and getattr(muscle, key) is None:
            hint = "add it, or write info-only: true for a muscle that is never treated"
            yield muscle.place(key), f"a muscle that is treated needs {key!r}", hint


@rule("S41", Muscle, hint="source: S57")
def vibration_is_the_default(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """INV-8."""
    defaults = [name for name, how in muscle.techniques.items() if how == "default"]
    if not muscle.info_only and defaults != ["vibration"]:
        found = ", ".join(defaults) or "none"
        message = f"the one default technique must be vibration; here: {found}"
        yield muscle.place("techniques"), message


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
        message = f"{points.default} of at most {counted(points.max, 'point')} makes no range"
        yield points.place(), message, f"1 to {MOST_POINTS}, and no more by default than at most"
    if not 0 < dose.factor <= MOST_FACTOR:
        message = f"a factor of {dose.factor:g} is outside 0 to {MOST_FACTOR:g}"
        yield dose.place("factor"), message


@rule("S45", Muscle)
def refusals_have_reasons(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """A listener who is refused something is told why, in the words of the record."""
    for name, how in muscle.techniques.items():
        if how not in ("default", "ok", "none") and name not in muscle.because:
            message = f"no reason why {name} is {how}"
            yield muscle.place(f"techniques.{name}"), message, f"add {name} to because"


@rule("S46", Muscle)
def permissions_within_limits(muscle: Muscle, library: Library) -> Iterator[Breach]:
    """INV-1, 3, 4, 5, 6, 7."""
    limit = limits.limit_of(muscle)
    for technique in library.techniques.values():
        allowed, name = permission(muscle, technique)
        most = limit.tools.get(technique.by)
        if most and limits.is_looser(allowed, most):
            message = f"{technique.id} on {muscle.id} cannot be {allowed!r}: {limit.why}"
            yield muscle.place(f"techniques.{name}"), message, f"write {most}"


@rule("S47", Muscle)
def regions_within_limits(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """INV-1, 2."""
    allowed = limits.limit_of(muscle).regions
    if not muscle.info_only and muscle.region not in allowed:
        message = f"{muscle.region} is never treated (INV-2)"
        yield muscle.place("region"), message, "write info-only: true; sources: S71, X31, X35"
    elif not muscle.info_only and limits.known_as(muscle) == "iliopsoas":
        message = f"{muscle.id} is only ever explained: {limits.limit_of(muscle).why}"
        yield muscle.place(), message, "write info-only: true"


@rule("S98", Muscle)
def words_of_its_region(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """INV-2: a region is a choice out of a few; a place that is none of them fits none."""
    if muscle.info_only:
        return
    said = [("name", muscle.name), ("spoken", muscle.spoken)]
    if muscle.position:
        said.append(("position", muscle.position.landmark))
    for key, text in said:
        if found := _ELSEWHERE.search(seen(text)):
            message = f"{found[0]!r} is not in {muscle.region}, nor in any region that is treated"
            hint = "leave this muscle out, or write info-only: true (INV-2)"
            yield muscle.place(key), message, hint, found[0]


@rule("S48", Muscle)
def doses_within_limits(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """INV-11, 14, 18."""
    if (dose := muscle.dose) is None:
        return
    least, most = limits.LEAST_MS, limits.most_ms(muscle)
    if not 0 < dose.hold.min <= dose.hold.max <= MOST_HOLD_MS:
        return  # no range at all, which S44 tells
    if dose.hold.min < least or dose.hold.max > most:
        message = f"holds from {clock(dose.hold.min)} to {clock(dose.hold.max)}"
        hint = f"{clock(least)} to {clock(most)} is what any record may allow; sources: S23, S24"
        yield dose.hold.place(), f"{message} (INV-11, INV-14)", hint
    if dose.points.max > limits.MOST_POINTS:
        message = f"{dose.points.max} points; {limits.MOST_POINTS} a side are the most (INV-18)"
        yield dose.points.place("max"), message, "source: C19"


@rule("S49", Muscle)
def examined_within_limits(muscle: Muscle, _: Library) -> Iterator[Breach]:
    """INV-4, 31."""
    limit = limits.limit_of(muscle)
    tip, flat = muscle.exam.get("tip", "none"), muscle.exam.get("flat", "none")
    if limit.no_fingertips and tip not in ("none", "forbidden"):
        message = f"fingertips never search {muscle.id}: {limit.why} (INV-31)"
        yield muscle.place("exam.tip"), message, "write none"
    elif tip not in ("none", "forbidden") and flat in ("none", "forbidden"):
        message = "fingertips come after flat fingers, never alone (INV-31)"
        yield muscle.place("exam.tip"), message, "write flat: ok too; sources: S11, S14"
    if limit.recheck and muscle.dose and muscle.dose.recheck != limit.recheck:
        message = f"{muscle.id} is checked again by {limit.recheck!r}: {limit.why}"
        yield muscle.dose.place("recheck"), message, f"write {limit.recheck}"
