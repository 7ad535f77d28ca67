"""Ask: a session from muscles named on the command line, as if a file had listed them; ordered so
that the person turns over as little as possible (guidance 4.2, C12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.values import OptIn, PositionName, Routine, Session, Side, Sides
from unknot.diagnostic import Place
from unknot.errors import ContentError
from unknot.timeline.treatments import treatments

_MOST_ID = 60
_ENDINGS: dict[Sides, str] = {"left": ", left", "right": ", right", "both": ", both sides"}
Posture = tuple[PositionName, Side | None]
#: Face down first, then one side, then the other.
_FIRST: tuple[Posture, ...] = (
    ("prone", None), ("supine-on", None), ("seated", None),
    ("side-lying", "left"), ("side-lying", "right"),
)  # fmt: skip


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
    """
    names = tuple(dict.fromkeys(muscles))
    if lying:
        names = tuple(each for each in names if _ways(each, library, lying) != []) or names
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
        title=_title(names) + _ENDINGS[side],
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
