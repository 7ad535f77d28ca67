"""Beginner: a first session in the time there is: fewer muscles, never less time for each.

One point a muscle, and no pause below what the technique's record says (guidance 6, phase 1; INF).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from unknot.content.records.values import Pace, Routine, Session
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError
from unknot.timeline.sheet import minutes

#: What a beginner may have, the most time first.
_PACES: tuple[Pace, ...] = ("slow", "normal")


def first_session(session: Session, time: int | None, length: Callable[[Session], int]) -> Session:
    """As many muscles of ``session`` as ``time`` (ms) leaves room for, the last ones left out
    first, and as much time as there is; ``length`` says how long a session lasts.

    Raises ContentError with the shortest possible when not even one muscle has room.
    """
    session = replace(session, target=None, pace=_PACES[0])
    if time is None:
        return session
    shortest = 0
    for fewer in _fewer(session):
        for pace in _PACES:
            tried = replace(fewer, pace=pace)
            if (shortest := length(tried)) <= time:
                return tried
    message = f"a first session cannot last {minutes(time)}"
    hint = f"the shortest possible is {minutes(shortest)}, with one muscle"
    raise ContentError([Diagnostic("T01", session.place("target"), message, hint)])


def _fewer(session: Session) -> Iterator[Session]:
    muscles = list(dict.fromkeys(each.muscle for each in session.routines_only))
    for count in range(len(muscles), 0, -1):
        left = set(muscles[:count])
        yield replace(
            session,
            routines=tuple(
                item
                for item in session.routines
                if not isinstance(item, Routine) or item.muscle in left
            ),
        )
