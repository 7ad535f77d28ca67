"""Sessions: what may be treated, how, how long and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.checks.steps import steps_of_kind
from unknot.content.discovery import fault_of_language, meant_language
from unknot.content.library import Library
from unknot.content.limits import (
    BASE_HOLD_MS,
    LEAST_BASE_MS,
    MOST_BASE_MS,
    MOST_POINTS,
    OPENED_BY,
    needed,
    permission,
)
from unknot.content.records.muscle import Muscle, Permission
from unknot.content.records.session import Routine, Session, Side
from unknot.content.records.steps import HoldStep
from unknot.content.yaml.problems import short
from unknot.suggest import suggest

#: Words a minute that are still understood.
LEAST_RATE, MOST_RATE = 90, 200
_REFUSED: dict[Permission, str] = {
    "needs-shown": "needs to be shown by a professional first",
    "helper-only": "can only be done by a helper",
    "discouraged": "is discouraged",
    "forbidden": "is forbidden",
    "none": "is not used",
}


@rule("S01", Session)
def known_muscles(session: Session, library: Library) -> Iterator[Breach]:
    """A muscle that no record describes."""
    for routine in session.routines_only:
        name = routine.muscle
        if not library.knows("muscle", name):
            hint = suggest(name, library.muscles)
            yield routine.place("muscle"), f"unknown muscle {short(name)}", hint


@rule("S02", Session)
def treatable_muscles(session: Session, library: Library) -> Iterator[Breach]:
    """A muscle that is never treated."""
    for routine, muscle in treated(session, library):
        if muscle.info_only:
            reason = next(iter(muscle.because.values()), "it is for professionals only")
            message = f"{muscle.id} is never treated: {reason}"
            card = library.line("en", muscle.id, "info")
            words = " ".join(card[0].say) if card else ""
            yield routine.place("muscle"), message, words or _cited(muscle, "techniques")


@rule("S03", Session)
def permitted_techniques(session: Session, library: Library) -> Iterator[Breach]:
    """A technique that the muscle's record does not simply allow."""
    for routine, muscle in treated(session, library):
        name = routine.technique
        if muscle.info_only or name is None:
            continue
        technique = library.techniques.get(name)
        if technique:
            allowed, judged = permission(muscle, technique)
        else:
            allowed, judged = muscle.techniques.get(name, "ok"), name
        opening = OPENED_BY.get(allowed)
        if allowed in _REFUSED and opening not in session.opt_in:
            because = muscle.because.get(judged, "")
            message = f"{name} {_REFUSED[allowed]} on {muscle.id}"
            fine = [each for each, how in muscle.techniques.items() if how in ("default", "ok")]
            hint = f"{because or _cited(muscle, 'techniques')} Possible: {', '.join(fine)}"
            hint += f"; or opt-in: [{opening}]" if opening else ""
            yield routine.place("technique"), message, hint.strip()


@rule("S33", Session)
def opted_in(session: Session, library: Library) -> Iterator[Breach]:
    """What is not for everybody is built only where the session says so, and then told aloud."""
    for routine, muscle in treated(session, library):
        technique = library.techniques.get(routine.technique or muscle.default_technique or "")
        if technique is None or muscle.info_only:
            continue
        for opt_in, why in needed(muscle, technique, routine.position):
            if opt_in not in session.opt_in:
                what = "technique" if opt_in in technique.needs else "muscle"
                what = "position" if opt_in == "body-weight" else what
                name = {"technique": technique.id, "muscle": muscle.id}.get(what, routine.position)
                hint = f"write opt-in: [{opt_in}] into the session, if that is so"
                yield routine.place(what), f"{name} is not for everybody: {why}", hint


@rule("S34", Session)
def holds_that_are_heard(session: Session, library: Library) -> Iterator[Breach]:
    """A technique with times of its own would pass over a routine's hold without a word."""
    for routine, muscle in treated(session, library):
        if routine.hold is None:
            continue
        technique = library.techniques.get(routine.technique or muscle.default_technique or "")
        if technique and all(step.hold != "dose" for step in steps_of_kind(HoldStep, technique)):
            message = f"{technique.id} has times of its own"
            yield routine.place("hold"), message, "leave the hold out"


@rule("S04", Session)
def known_techniques(session: Session, library: Library) -> Iterator[Breach]:
    """A technique that no file describes."""
    for routine, muscle in treated(session, library):
        name = routine.technique or muscle.default_technique
        if name is None or muscle.info_only or muscle.techniques.get(name) in _REFUSED:
            continue
        if not library.knows("technique", name):
            place = routine.place("technique" if routine.technique else "muscle")
            yield place, f"there is no technique {short(name)}", suggest(name, library.techniques)


@rule("S05", Session)
def holds_in_range(session: Session, library: Library) -> Iterator[Breach]:
    """A hold outside the muscle's range."""
    base = session.hold or BASE_HOLD_MS
    if not LEAST_BASE_MS <= base <= MOST_BASE_MS:
        base = BASE_HOLD_MS
    for routine, muscle in treated(session, library):
        if muscle.dose is None:
            continue
        hold = routine.hold if routine.hold is not None else round(base * muscle.dose.factor)
        least, most = muscle.dose.hold.min, muscle.dose.hold.max
        if not least <= hold <= most:
            message = f"a hold of {clock(hold)} is outside {clock(least)} to {clock(most)}"
            hint = _nearest(clock(least if hold < least else most), _cited(muscle, "dose"))
            yield routine.place("hold"), f"{message} for {muscle.id}", hint


@rule("S06", Session)
def base_hold_in_range(session: Session, _: Library) -> Iterator[Breach]:
    """A base hold outside 30 to 60 seconds."""
    if session.hold is not None and not LEAST_BASE_MS <= session.hold <= MOST_BASE_MS:
        message = f"a base hold of {clock(session.hold)} is outside 30s to 60s"
        nearest = LEAST_BASE_MS if session.hold < LEAST_BASE_MS else MOST_BASE_MS
        yield session.place("hold"), message, _nearest(clock(nearest), "sources: S23, S24")


@rule("S38", Session)
def known_language(session: Session, _: Library) -> Iterator[Breach]:
    """A code, as feeds and tags have it; whether there is a voice for it is seen when it speaks."""
    if session.language is not None and (fault := fault_of_language(session.language)):
        message = f"{short(session.language)} {fault}"
        yield session.place("language"), message, meant_language(session.language)


@rule("S07", Session)
def points_in_range(session: Session, library: Library) -> Iterator[Breach]:
    """More points than the muscle's record allows, or none."""
    for routine, muscle in treated(session, library):
        if routine.points is None or muscle.dose is None:
            continue
        most = muscle.dose.points.max
        if not 1 <= routine.points <= most:
            message = f"{routine.points} points; {muscle.id} allows 1 to {most} a side"
            hint = _nearest("1" if routine.points < 1 else f"{most}", _cited(muscle, "dose"))
            yield routine.place("points"), message, hint


@rule("S08", Session)
def points_of_a_place(session: Session, library: Library) -> Iterator[Breach]:
    """INV-18: muscles that are treated at one place share the cap of three points a side."""
    points: Counter[tuple[str, Side]] = Counter()
    for routine, muscle in treated(session, library):
        if muscle.dose is None or muscle.spot_group is None:
            continue
        count = muscle.dose.points.default if routine.points is None else routine.points
        for side in routine.sides:
            before = points[muscle.spot_group, side]
            points[muscle.spot_group, side] += count
            if before <= MOST_POINTS < before + count:
                message = f"{before + count} points at one place ({muscle.spot_group}, {side})"
                yield routine.place("points"), f"{message}; {MOST_POINTS} are allowed"


@rule("S09", Session)
def allowed_positions(session: Session, library: Library) -> Iterator[Breach]:
    """A position that the muscle's record does not name."""
    for routine, muscle in treated(session, library):
        if routine.position is None or muscle.position is None:
            continue
        allowed = [muscle.position.default, *muscle.position.alternatives]
        technique = library.techniques.get(routine.technique or "")
        if technique and technique.by == "stick" and muscle.position.stick:
            allowed.append(muscle.position.stick)
        if routine.position not in allowed:
            message = f"{muscle.id} is not treated {routine.position}"
            hint = f"possible: {', '.join(dict.fromkeys(allowed))}"
            yield routine.place("position"), message, hint


@rule("S10", Session)
def each_routine_once(session: Session, _: Library) -> Iterator[Breach]:
    """INV-19: no point twice a day."""
    seen: dict[tuple[str, Side], Routine] = {}
    for routine in session.routines_only:
        for side in routine.sides:
            if first := seen.get((routine.muscle, side)):
                message = f"{routine.muscle} is treated on the {side} already"
                yield routine.place(), f"{message}, on line {first.place().line}", "delete one"
                break
            seen[routine.muscle, side] = routine


@rule("S11", Session)
def something_to_do(session: Session, _: Library) -> Iterator[Breach]:
    """A session with nothing in it."""
    if not session.routines:
        yield session.place("routines"), "the session has nothing in it", "add a routine"


@rule("S19", Session)
def speech_in_range(session: Session, _: Library) -> Iterator[Breach]:
    """Words a minute that cannot be understood: below 90 or over 200."""
    if session.rate is not None and not LEAST_RATE <= session.rate <= MOST_RATE:
        nearest = LEAST_RATE if session.rate < LEAST_RATE else MOST_RATE
        message = f"{session.rate} words a minute; {LEAST_RATE} to {MOST_RATE} are possible"
        yield session.place("rate"), message, f"the nearest is {nearest}"


def treated(session: Session, library: Library) -> Iterator[tuple[Routine, Muscle]]:
    """A session's routines whose muscle is known and has no problem of its own."""
    for routine in session.routines_only:
        if muscle := library.muscles.get(routine.muscle):
            yield routine, muscle


def _nearest(value: str, sources: str) -> str:
    return "; ".join(filter(None, (f"the nearest allowed is {value}", sources)))


def _cited(muscle: Muscle, field: str) -> str:
    cited = muscle.sources.get(field, ())
    return f"sources: {', '.join(cited)}" if cited else ""
