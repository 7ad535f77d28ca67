"""Ask: a session from muscles named on the command line, as if a file had listed them; ordered so
that the person turns over as little as possible (guidance 4.2, C12).

A first session has one point a muscle, in the time there is: fewer muscles, never less time for
each, and no pause below what the technique's record says (guidance 6, phase 1; INF).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.session import Pace, Routine, Session, Side, Sides
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError, WorkspaceError
from unknot.timeline.job import ENDINGS
from unknot.timeline.overrides import check_kind
from unknot.timeline.sheet import minutes
from unknot.timeline.treatments import treatments

_MOST_ID = 60
Posture = tuple[PositionName, Side | None]
#: Face down first, then one side, then the other.
_FIRST: tuple[Posture, ...] = (
    ("prone", None), ("supine-on", None), ("seated", None),
    ("side-lying", "left"), ("side-lying", "right"),
)  # fmt: skip
#: What a beginner may have, the most time first.
_PACES: tuple[Pace, ...] = ("slow", "normal")


def session_of(
    muscles: Iterable[str],
    library: Library,
    *,
    side: Sides = "both",
    technique: str | None = None,
    keep_order: bool = False,
    id: str = "",
    opt_in: tuple[OptIn, ...] = (),
    lying: Collection[PositionName] = (),
) -> Session:
    """One routine a muscle, in the order that turns the person over least.

    ``lying`` are the ways to lie that work for the person; nothing in it means any. A muscle that
    is treated in none of them is left out.

    Raises ContentError with every reason why a check refuses it; places name the options.
    WorkspaceError when nothing is left of the muscles.
    """
    check_kind("side", side, Sides)
    names = tuple(dict.fromkeys(muscles))
    if not names:
        raise ContentError([Diagnostic("S11", Place("--muscle"), "no muscle is named")])
    if lying and not (names := tuple(n for n in names if _ways(n, library, lying) != [])):
        what = "nothing of this is treated lying or sitting like that"
        raise WorkspaceError(what, "choose another way to lie or sit, or another place")
    places = {
        "": Place("--muscle"), "muscle": Place("--muscle"), "technique": Place("--technique"),
    }  # fmt: skip
    routines = tuple(
        Routine(
            muscle=name, side=side, technique=technique, places=places,
            position=next(iter(_ways(name, library, lying) or ()), None),
        )
        for name in names
    )  # fmt: skip
    session = Session(
        id=id or _id(names, side, library),
        title=_title(names) + ENDINGS[side],
        summary=f"Composed of {', '.join(names)}.",
        routines=routines,
        opt_in=opt_in,
        places={"": Place("--muscle")},
    )
    from unknot.content.checks import check

    if problems := tuple(check(session, library)):
        raise ContentError(problems)
    return session if keep_order else replace(session, routines=least_turning(routines, library))


def _ways(
    muscle: str, library: Library, lying: Collection[PositionName]
) -> list[PositionName] | None:
    """In which of ``lying`` the muscle is treated; None when that need not be said."""
    record = library.muscles.get(muscle)
    if not lying or record is None or record.position is None:
        return None
    if record.position.default in lying:
        return None
    return [each for each in record.position.alternatives if each in lying]


def _title(names: Sequence[str]) -> str:
    words = [name.replace("-", " ") for name in names]
    text = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return text[:1].upper() + text[1:]


def _id(names: Sequence[str], side: Sides, library: Library) -> str:
    """Says what is in it; never the id of a session that has a file."""
    text = "-".join((*names, *((side,) if side != "both" else ())))
    while len(text) > _MOST_ID:
        names = names[:-1]
        text = "-".join((*names, "and-more", side))
    return text if text not in library.sessions else f"my-{text}"[:_MOST_ID].strip("-")


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
