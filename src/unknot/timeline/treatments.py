"""Routines to treatments: sides spelled out, and everything left out filled in."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.library import Library
from unknot.content.limits import BASE_HOLD_MS
from unknot.content.records.muscle import Muscle
from unknot.content.records.session import Routine, Session, Side
from unknot.timeline.cues import Treatment


def hold_ms(routine: Routine, muscle: Muscle, session: Session) -> int:
    """How long this routine holds, in ms: what it says, else base hold times the factor."""
    if routine.hold is not None:
        return routine.hold
    factor = muscle.dose.factor if muscle.dose else 1.0
    return round((session.hold or BASE_HOLD_MS) * factor)


def treatments(routine: Routine, library: Library, side: Side | None) -> Iterator[Treatment]:
    """One treatment for each side of a routine; ``side`` is where to begin with ``both``."""
    muscle = library.muscles[routine.muscle]
    if muscle.position is None or muscle.dose is None:
        raise ValueError(f"{muscle.id} is not treatable; check the library first")
    technique = routine.technique or muscle.default_technique or ""
    by = library.techniques[technique].by
    stick = muscle.position.stick if by == "stick" else None
    beneath = library.beneath or library
    for each in sorted(routine.sides, key=lambda each: each != side):
        yield Treatment(
            muscle=muscle.id,
            name=muscle.name,
            side=each,
            technique=technique,
            region=muscle.region,
            position=routine.position or stick or muscle.position.default,
            recheck=muscle.dose.recheck,
            points=routine.points or muscle.dose.points.default,
            spot_group=muscle.spot_group,
            by=by,
            added=muscle.id not in beneath.muscles,
            own_steps=beneath.techniques.get(technique) != library.techniques[technique],
        )


def treatments_of(session: Session, library: Library) -> list[Treatment]:
    """All that ``session`` treats, in order."""
    every = (treatments(each, library, None) for each in session.routines_only)
    return [treatment for of_routine in every for treatment in of_routine]
