"""Points: how many each muscle gets, one more or one less at a time, both sides alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.limits import MOST_POINTS
from unknot.content.records.values import Routine, Session

#: So many points of a minute, with their switching, stay under five minutes a region (INV-17).
_MOST_IN_A_REGION = 4


def more_points(session: Session, library: Library) -> Iterator[Session]:
    """One point more at a time: for the muscle with the fewest, of those the first."""
    while True:
        points = points_of(session, library)
        room = [muscle for muscle in points if _may_have_more(muscle, session, library)]
        if not room:
            return
        session = _with_points(session, library, min(room, key=lambda each: points[each]), 1)
        yield session


def fewer_points(session: Session, library: Library) -> Iterator[Session]:
    """One point less at a time: for the muscle with the most, of those the last."""
    while True:
        points = points_of(session, library)
        most = max(points.values(), default=1)
        if most == 1:
            return
        muscle = [each for each in points if points[each] == most][-1]
        session = _with_points(session, library, muscle, -1)
        yield session


def _count(routine: Routine, library: Library) -> int:
    dose = library.muscles[routine.muscle].dose
    return routine.points or (dose.points.default if dose else 1)


def points_of(session: Session, library: Library) -> dict[str, int]:
    """The most points a side of each muscle, in the session's order."""
    points: dict[str, int] = {}
    for routine in session.routines_only:
        points[routine.muscle] = max(points.get(routine.muscle, 0), _count(routine, library))
    return points


def _with_points(session: Session, library: Library, muscle: str, change: int) -> Session:
    """Both sides alike: every routine of ``muscle`` has one point more, or one less."""
    routines = tuple(
        replace(item, points=max(_count(item, library) + change, 1))
        if isinstance(item, Routine) and item.muscle == muscle
        else item
        for item in session.routines
    )
    return replace(session, routines=routines)


def _may_have_more(muscle: str, session: Session, library: Library) -> bool:
    """Whether the muscle's record and the cap of its place (INV-18) allow a point more."""
    record = library.muscles[muscle]
    places = Counter[tuple[str, str]]()
    for routine in session.routines_only:
        other = library.muscles[routine.muscle]
        for side in routine.sides:
            places[other.spot_group or other.id, side] += _count(routine, library)
    group = record.spot_group or muscle
    regions = defaultdict[tuple[str, str], float](float)
    for routine in session.routines_only:
        other = library.muscles[routine.muscle]
        for side in routine.sides:
            factor = other.dose.factor if other.dose else 1
            regions[other.region, side] += _count(routine, library) * factor
    room = _MOST_IN_A_REGION - (record.dose.factor if record.dose else 1)
    own = [routine for routine in session.routines_only if routine.muscle == muscle]
    return (
        record.dose is not None
        and all(_count(each, library) < record.dose.points.max for each in own)
        and all(places[group, side] < MOST_POINTS for each in own for side in each.sides)
        and all(regions[record.region, s] <= room for each in own for s in each.sides)
    )
