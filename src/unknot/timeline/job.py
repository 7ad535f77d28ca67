"""Job: a session, the library and a person's overrides, resolved once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.session import Detail, Pace, Routine, Session, Side, Sides
from unknot.content.records.steps import Step
from unknot.diagnostic import Place
from unknot.timeline.estimate import USUAL_RATE
from unknot.timeline.overrides import Overrides
from unknot.timeline.timeline import PlaylistPart

#: What an override says of the session itself. Side and points are said of its routines, and a
#: hold of both.
_OF_SESSION = set(Overrides.__struct_fields__) & set(Session.__struct_fields__)
#: How a title says which side it is for.
ENDINGS: Mapping[Sides, str] = {"left": ", left", "right": ", right", "both": ", both sides"}
_SIDES: tuple[Side, Side] = ("left", "right")
#: How the id ends of a session that is for other sides.
_OTHERS: Mapping[Sides, tuple[str, ...]] = {
    "left": ("-right", "-both"), "right": ("-left", "-both"), "both": ("-left", "-right"),
}  # fmt: skip


class Job(Struct, frozen=True, kw_only=True):
    """What is to be made. Nothing that gets one asks again whose rate, voice or detail counts.

    ``session`` has every override in it; problems that come of one stand at its option. ``voice``
    is a voice's id or ENGINE:ID, "" for the engine's own. ``notes`` say where an override could not
    be kept for every muscle, and why. ``written`` and ``overrides`` are what was asked for, so that
    a refusal can tell what would do.
    """

    session: Session
    library: Library
    rate: int
    voice: str
    pace: Pace
    detail: Detail
    language: str
    country: str | None
    part: PlaylistPart | None
    returning: bool
    notes: tuple[str, ...]
    written: Session
    overrides: Overrides

    @property
    def short(self) -> bool:
        """Whether opening and closing are the short ones, for somebody who heard the full ones."""
        return self.returning or (self.part is not None and self.part.opening == "short")


def resolve(session: Session, library: Library, overrides: Overrides | None = None) -> Job:
    """``session`` as ``overrides`` have it, and else as it says itself. Checks nothing: ``plan``
    does."""
    asked = overrides or Overrides()
    changed = _lying(_overridden(session, library, asked), library)
    job = Job(
        session=changed,
        library=library,
        rate=changed.rate or USUAL_RATE,
        voice=changed.voice or "",
        pace=changed.pace or "normal",
        detail=changed.detail or "full",
        language=changed.language or "en",
        country=asked.country,
        part=asked.part,
        returning=asked.returning,
        notes=_notes(changed, library, asked),
        written=session,
        overrides=asked,
    )
    return replace(job, pace="brisk") if job.short and not changed.pace else job


def as_part(job: Job, part: PlaylistPart) -> Job:
    """``job`` at a place in a playlist."""
    return resolve(job.written, job.library, replace(job.overrides, part=part))


def with_session(job: Job, session: Session) -> Job:
    """``job`` for another session, in which what was asked for is written already."""
    asked = Overrides(country=job.country, part=job.part, returning=job.returning)
    return resolve(session, job.library, asked)


def _overridden(session: Session, library: Library, asked: Overrides) -> Session:
    routines = session.routines
    if asked.side and session.routines_only:
        session = named_for(session, asked.side, library, asked.language)
        routines = tuple(_on_side(routines, asked.side))
    if asked.hold is not None:
        routines = tuple(_changed(each, hold=None) for each in routines)
    if asked.points is not None:
        routines = tuple(_pointed(routines, asked.points, library))
    values = {name: value for name in _OF_SESSION if (value := getattr(asked, name)) is not None}
    if asked.title is not None:
        values["title"] = asked.title.strip()  # as of one in a file
    if asked.opt_in is not None:
        values["opt_in"] = tuple(dict.fromkeys((*session.opt_in, *asked.opt_in)))
    if not asked.voices:
        values.pop("voices")
    else:
        values["voices"] = {**session.voices, **asked.voices}
    if not values and routines == session.routines:
        return session
    places = {**session.places, **{name: _option(name) for name in values}}
    return replace(session, routines=routines, places=places, **values)


def named_for(session: Session, side: Sides, library: Library, language: str | None) -> Session:
    """With ``side`` in its title in place of the one that stands at its end, and in place of a
    summary that speaks of another: players and pages print both."""
    endings = endings_in(language or session.language or "en", library)
    ends = filter(None, (*endings.values(), *ENDINGS.values()))
    ending = next(filter(session.title.endswith, ends), "")
    name = session.title.removesuffix(ending)
    title = name + endings[side] if ending else name
    told = {each for each in _SIDES if _tells(session.summary, each, endings[each][2:])}
    treated = set(_SIDES) if side == "both" else {side}
    summary = session.summary if told in (set(), treated) else f"{name}{endings[side]}."
    same = (title, summary) == (session.title, session.summary)
    return session if same else replace(session, title=title, summary=summary)


def endings_in(language: str, library: Library) -> Mapping[Sides, str]:
    """How a title ends in ``language``; another than English has no words for both sides."""
    endings = dict(ENDINGS)
    for side in _SIDES:
        if (found := library.line(language, None, f"word-{side}")) and found[0].say:
            endings |= {side: f", {found[0].say[0]}", "both": ""}
    return endings


def _tells(text: str, *words: str) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in words)


def _lying(session: Session, library: Library) -> Session:
    """With the session's position in every routine whose muscle allows it; others stay."""
    if session.position is None:
        return session
    routines = tuple(
        replace(item, position=session.position)
        if isinstance(item, Routine)
        and item.position is None
        and (muscle := library.muscles.get(item.muscle))
        and muscle.position
        and session.position in muscle.position.alternatives
        else item
        for item in session.routines
    )
    return session if routines == session.routines else replace(session, routines=routines)


def _option(name: str) -> Place:
    return Place(f"--{name.replace('_', '-')}")


def _on_side(routines: tuple[Routine | Step, ...], side: Sides) -> Iterator[Routine | Step]:
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


def _pointed(
    items: tuple[Routine | Step, ...], points: int, library: Library
) -> Iterator[Routine | Step]:
    """As many points as were asked for, or as the muscle's record allows.

    When no muscle allows so many, the number stays, for the checks to refuse.
    """
    most = {r.muscle: _most(r.muscle, library) for r in items if isinstance(r, Routine)}
    beyond = points > max(most.values(), default=0)
    for item in items:
        allowed = most[item.muscle] if isinstance(item, Routine) else 0
        yield _changed(item, points=points if beyond else min(points, allowed))


def _most(muscle: str, library: Library) -> int:
    record = library.muscles.get(muscle)
    return record.dose.points.max if record and record.dose else 0


def _changed(item: Routine | Step, **values: int | None) -> Routine | Step:
    if not isinstance(item, Routine):
        return item
    places = {**item.places, **{name: _option(name) for name in values}}
    return replace(item, places=places, **values)


def _notes(session: Session, library: Library, asked: Overrides) -> tuple[str, ...]:
    said = []
    if asked.side and session.id.endswith(_OTHERS[asked.side]):
        sides = "both sides" if asked.side == "both" else f"the {asked.side} side"
        said.append(f"{session.id} treats {sides} now, and its file keeps this name")
    if session.position not in (None, *(each.position for each in session.routines_only)):
        said.append(f"{session.position}: no muscle of this session is treated so")
    for name in dict.fromkeys(each.muscle for each in session.routines_only):
        if name in library.muscles and (most := _most(name, library)) < (asked.points or 0):
            cited = ", ".join(library.muscles[name].sources.get("dose", ()))
            said.append(f"{name}: {most} a side is the most its record allows ({cited})")
    return tuple(dict.fromkeys(said))
