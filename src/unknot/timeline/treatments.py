"""Routines to treatments: sides spelled out, and everything left out filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from unknot.content.library import Library
from unknot.content.records.values import (
    Detail,
    Muscle,
    OptIn,
    Pace,
    Routine,
    Session,
    Side,
    Sides,
    Step,
    VoiceRole,
)
from unknot.content.yaml.document import FORBIDDEN
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError
from unknot.timeline.cues import Treatment
from unknot.timeline.timeline import PlaylistPart

#: S23: about thirty seconds. S24: thirty to sixty.
BASE_HOLD_MS, LEAST_BASE_MS, MOST_BASE_MS = 30_000, 30_000, 60_000
#: On one line, with something to be seen in it.
_READABLE = re.compile(rf"(?=.*\S)((?!{FORBIDDEN.pattern})[^\r\n\t])+")
#: INV-18.
MOST_POINTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person chose for this build; None leaves it to the session.

    ``hold`` and ``target`` in ms, ``points`` a side, ``rate`` in words a minute. ``returning``:
    the listener heard the full opening in the last seven days (INF).
    """

    side: Sides | None = None
    title: str | None = None
    hold: int | None = None
    points: int | None = None
    pace: Pace | None = None
    target: int | None = None
    rate: int | None = None
    voice: str | None = None
    voices: Mapping[VoiceRole, str] = field(default_factory=dict)
    opt_in: tuple[OptIn, ...] | None = None
    language: str = "en"
    country: str | None = None
    detail: Detail | None = None
    part: PlaylistPart | None = None
    returning: bool = False

    def __post_init__(self) -> None:
        if self.hold is not None and not LEAST_BASE_MS <= self.hold <= MOST_BASE_MS:
            message = f"a base hold of {self.hold / 1000:g} s is outside 30 to 60 s (S23, S24)"
            nearest = "30s" if self.hold < LEAST_BASE_MS else "60s"
            raise _refusal("INV-11", "--hold", message, nearest)
        if self.points is not None and not 1 <= self.points <= MOST_POINTS:
            message = f"{self.points} points; 1 to {MOST_POINTS} a muscle and side (C19, INF)"
            raise _refusal("INV-18", "--points", message, "1" if self.points < 1 else "3")
        if self.title is not None and not _READABLE.fullmatch(self.title):
            message = "the title is empty, or has a character that cannot be seen"
            raise ContentError([Diagnostic("Y03", Place("--title"), message, "leave it out")])


def _refusal(code: str, option: str, message: str, nearest: str) -> ContentError:
    return ContentError(
        [Diagnostic(code, Place(option), message, f"the nearest allowed is {nearest}")]
    )


def on_side(routines: tuple[Routine | Step, ...], side: Sides) -> Iterator[Routine | Step]:
    """A session for one side: routines of the other side are left out, or turned over.

    Turned over are those whose muscle the session does not treat on ``side`` anyway. ``both``
    treats each muscle of the session on both sides, where it first comes.
    """
    own = {r.muscle for r in routines if isinstance(r, Routine) and r.side in (side, "both")}
    seen = set[str]()
    for item in routines:
        if not isinstance(item, Routine):
            yield item
        elif side == "both":
            if item.muscle not in seen:
                yield replace(item, side=side)
            seen.add(item.muscle)
        elif item.side in (side, "both") or item.muscle not in own:
            yield replace(item, side=side)


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
    technique = routine.technique or default_technique(muscle)
    by = library.techniques[technique].by
    stick = muscle.position.stick if by == "stick" else None
    sides = sides_of(routine, side)
    for each in sides:
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
        )


def default_technique(muscle: Muscle) -> str:
    return next(name for name, allowed in muscle.techniques.items() if allowed == "default")


def sides_of(routine: Routine, first: Side | None) -> tuple[Side, ...]:
    if routine.side != "both":
        return (routine.side,)
    return ("right", "left") if first == "right" else ("left", "right")
