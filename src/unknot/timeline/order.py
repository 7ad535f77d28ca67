"""Order: routines so that the person turns over as little as possible (guidance 4.2, C12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.values import PositionName, Routine, Side
from unknot.timeline.treatments import treatments

Posture = tuple[PositionName, Side | None]
#: Face down first, then one side, then the other.
_FIRST: tuple[Posture, ...] = (
    ("prone", None), ("supine-on", None), ("seated", None),
    ("side-lying", "left"), ("side-lying", "right"),
)  # fmt: skip


def least_turning(routines: Iterable[Routine], library: Library) -> tuple[Routine, ...]:
    """``routines`` posture by posture, each posture once; in their own order inside a posture.

    ``both`` sides stay one routine where they are treated in one posture.
    """
    parts = [part for routine in routines for part in _parts(routine, library)]
    return tuple(sorted(parts, key=lambda part: _FIRST.index(_postures(part, library)[0])))


def turns(routines: Sequence[Routine], library: Library) -> int:
    """How often a person who follows ``routines`` changes posture on the way."""
    every = [posture for routine in routines for posture in _postures(routine, library)]
    return sum(one != two for one, two in pairwise(every))


def _parts(routine: Routine, library: Library) -> tuple[Routine, ...]:
    if len(set(_postures(routine, library))) == 1:
        return (routine,)
    return tuple(replace(routine, side=side) for side in routine.sides)


def _postures(routine: Routine, library: Library) -> list[Posture]:
    return [(each.position, each.lie_on) for each in treatments(routine, library, None)]
