"""Split: a job into jobs of one muscle and one side each."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.values import Routine, Session, Side, Step
from unknot.timeline.compose import compose
from unknot.timeline.cues import Chapter
from unknot.timeline.job import Job, with_session
from unknot.timeline.treatments import treatments

Items = tuple[Routine | Step, ...]


def split(job: Job) -> tuple[Job, ...]:
    """A job for each muscle and side, in the order in which ``job`` treats them.

    Free steps go with the routine that follows them, those at the end with the last one. A session
    of free steps alone stays whole. A target is for the whole, and gone.
    """
    pieces = list(_pieces(job.session, job.library))
    return tuple(_piece(job, each) for each in pieces) or (job,)


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


def _piece(whole: Job, items: Items) -> Job:
    session = replace(whole.session, routines=items, summary="", target=None)
    (routine,) = session.routines_only
    session = replace(session, id=f"{routine.muscle}-{routine.side}")
    piece = with_session(whole, session)
    named = (c.title for c in compose(piece) if isinstance(c, Chapter) and c.treatment)
    return with_session(whole, replace(session, title=next(named)))
