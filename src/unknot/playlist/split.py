"""Split: a session into sessions of one muscle and one side each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from unknot.content.library import Library
from unknot.content.records.values import Routine, Session, Side, Step
from unknot.timeline.compose import compose
from unknot.timeline.cues import Chapter
from unknot.timeline.treatments import Choices, treatments

Items = tuple[Routine | Step, ...]


def split(session: Session, library: Library, choices: Choices) -> tuple[Session, ...]:
    """A session for each muscle and side, in the order in which ``session`` treats them.

    Free steps go with the routine that follows them, those at the end with the last one. A session
    of free steps alone stays whole. ``choices`` say only in which language.
    """
    pieces = list(_pieces(session, library))
    return tuple(_session(session, each, library, choices) for each in pieces) or (session,)


def _pieces(session: Session, library: Library) -> Iterator[Items]:
    routines = [index for index, item in enumerate(session.routines) if isinstance(item, Routine)]
    now: Side | None = None
    begin = 0
    for index in routines:
        routine, before = session.routines[index], session.routines[begin:index]
        after = session.routines[index + 1 :] if index == routines[-1] else ()
        assert isinstance(routine, Routine)
        sides = list(treatments(routine, library, now))
        for treatment in sides:
            now = treatment.side if treatment.lie_on else None
            own = replace(routine, side=treatment.side)
            yield (
                *(before if treatment is sides[0] else ()),
                own,
                *(after if treatment is sides[-1] else ()),
            )
        begin = index + 1


def _session(whole: Session, items: Items, library: Library, choices: Choices) -> Session:
    routine = next(item for item in items if isinstance(item, Routine))
    name = f"{routine.muscle}-{routine.side}"
    piece = replace(whole, id=name, routines=items, summary="", target=None)
    named = (
        c.title for c in compose(piece, library, choices) if isinstance(c, Chapter) and c.treatment
    )
    return replace(piece, title=next(named))
