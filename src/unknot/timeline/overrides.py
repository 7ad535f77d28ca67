"""Tailor: a session with a person's choices written into it, as if its file had said so."""

from __future__ import annotations

from dataclasses import replace

from unknot.content.library import Library
from unknot.content.records.values import Routine, Session, Step
from unknot.diagnostic import Place
from unknot.timeline.treatments import Choices, on_side

#: Words a minute of the default voice (guidance 4.1, INF).
USUAL_RATE = 135


def tailored(session: Session, library: Library, choices: Choices) -> Session:
    """``session`` with ``choices`` in it; problems that come of them stand at their options."""
    routines = session.routines
    if choices.side:
        routines = tuple(on_side(routines, choices.side))
    if choices.hold is not None:
        routines = tuple(_changed(each, hold=None) for each in routines)
    if choices.points is not None:
        routines = tuple(_pointed(each, choices.points, routines, library) for each in routines)
    asked = {
        name: value
        for name in ("title", "hold", "pace", "target", "rate", "voice", "detail", "opt_in")
        if (value := getattr(choices, name)) is not None
    }
    if choices.voices:
        asked["voices"] = {**session.voices, **choices.voices}
    if not asked and routines == session.routines:
        return session
    places = {**session.places, **{name: _option(name) for name in asked}}
    return replace(session, routines=routines, places=places, **asked)


def _option(name: str) -> Place:
    return Place(f"--{name.replace('_', '-')}")


def rest(choices: Choices) -> Choices:
    """What is left of ``choices`` when a session has been tailored to them."""
    return replace(
        choices, side=None, title=None, hold=None, points=None, pace=None, target=None,
        rate=None, voice=None, voices={}, detail=None, opt_in=None,
    )  # fmt: skip


def rate_of(session: Session, choices: Choices) -> int:
    """Words a minute: what the person chose, else the session, else the usual."""
    return choices.rate or session.rate or USUAL_RATE


def notes(session: Session, library: Library, choices: Choices) -> tuple[str, ...]:
    """Where a choice could not be kept for every muscle, and why."""
    said = []
    for routine in session.routines:
        if isinstance(routine, Routine) and choices.points is not None:
            muscle = library.muscles[routine.muscle]
            most = muscle.dose.points.max if muscle.dose else 0
            if most < choices.points:
                cited = f" ({', '.join(muscle.sources.get('dose', ()))})"
                said.append(f"{muscle.id}: {most} a side is the most its record allows{cited}")
    return tuple(dict.fromkeys(said))


def _pointed(
    item: Routine | Step, points: int, routines: tuple[Routine | Step, ...], library: Library
) -> Routine | Step:
    """As many points as were asked for, or as the muscle's record allows.

    When no muscle allows so many, the number stays, for the checks to refuse.
    """
    if not isinstance(item, Routine):
        return item
    most = {r.muscle: _most(r, library) for r in routines if isinstance(r, Routine)}
    if points > max(most.values()):
        return _changed(item, points=points)
    return _changed(item, points=min(points, most[item.muscle]))


def _most(routine: Routine, library: Library) -> int:
    muscle = library.muscles.get(routine.muscle)
    return muscle.dose.points.max if muscle and muscle.dose else 0


def _changed(item: Routine | Step, **values: int | None) -> Routine | Step:
    if not isinstance(item, Routine):
        return item
    places = {**item.places, **{name: Place(f"--{name}") for name in values}}
    return replace(item, places=places, **values)  # type: ignore[arg-type]
