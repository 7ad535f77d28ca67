"""A playlist's tracks: which sessions, in which order, and what each begins with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.session import Playlist, PlaylistEntry, Routine, Session, Side
from unknot.content.records.steps import Step
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError
from unknot.timeline.compose import compose
from unknot.timeline.cues import Chapter
from unknot.timeline.job import Job, as_part, endings_in, named_for, resolve, with_session
from unknot.timeline.layout import Measure
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import plan
from unknot.timeline.safety import findings
from unknot.timeline.timeline import Event, PlaylistPart, Timeline
from unknot.timeline.treatments import treatments
from unknot.timeline.wording import DETAILS

_ONE_SITTING = "a playlist is for one sitting: leave one out, or make a playlist for another day"
Items = tuple[Routine | Step, ...]
#: What ISO 639 calls a track of several languages.
MANY = "mul"


class PlannedTrack(Struct, frozen=True, kw_only=True):
    """One track to be: its job, which knows its place in the playlist, and where that was
    written."""

    job: Job
    place: Place


def items(playlist: Playlist, library: Library, overrides: Overrides) -> tuple[PlannedTrack, ...]:
    """The tracks of ``playlist`` in order, each knowing its place (INV-21).

    ``overrides`` come before what the playlist says. The first track begins with the full safety
    opening when anything is treated, even if that comes later; later ones with the short one, and
    for a returning listener all do.
    """
    found = list(_jobs(playlist, library, overrides))
    treats = [bool(j.session.routines_only) for j, _ in found]
    first: Literal["full", "short"] | None = "short" if overrides.returning else "full"
    if not any(treats):
        first = None
    parts = (
        PlaylistPart(
            playlist=playlist.id,
            title=playlist.title,
            number=number,
            of=len(found),
            opening=first if number == 1 else "short" if own else None,
        )
        for number, own in enumerate(treats, 1)
    )
    return tuple(
        PlannedTrack(job=as_part(job, part), place=place)
        for (job, place), part in zip(found, parts, strict=True)
    )


def _jobs(
    playlist: Playlist, library: Library, overrides: Overrides
) -> Iterator[tuple[Job, Place]]:
    for track in playlist.tracks:
        if isinstance(track, PlaylistEntry):
            job = _of_entry(track, library, overrides)
        else:
            routine = replace(track, side=overrides.side or track.side)
            job = resolve(_of_routine(routine, library), library, overrides)
        for each in split(job) if playlist.split else (job,):
            yield each, track.place()


def _of_entry(entry: PlaylistEntry, library: Library, overrides: Overrides) -> Job:
    session = library.sessions[entry.session]
    side, hold = overrides.side or entry.side, overrides.hold or entry.hold
    if side and session.routines_only:
        language = overrides.language or session.language or "en"
        session = named_for(session, side, library, language)
        id = re.sub("-(left|right)$", "", session.id)
        if side != "both":
            id, ending = f"{id}-{side}", endings_in(language, library)[side]
            title = session.title.removesuffix(ending) + ending
            session = replace(session, title=title, summary="")
        session = replace(session, id=id)
    return resolve(session, library, replace(overrides, side=side, hold=hold))


def _of_routine(routine: Routine, library: Library) -> Session:
    muscle = library.muscles[routine.muscle]
    spoken = muscle.spoken.removeprefix("the ")
    both = routine.side == "both"
    return Session(
        id=muscle.id if both else f"{muscle.id}-{routine.side}",
        title=spoken[:1].upper() + spoken[1:] + ("" if both else f", {routine.side}"),
        summary="",
        routines=(routine,),
        places={"": routine.place()},
    )


def plan_all(
    playlist: Playlist, library: Library, overrides: Overrides, measures: Callable[[Job], Measure]
) -> tuple[tuple[PlannedTrack, Timeline], ...]:
    """Each track with its plan; ContentError when one of them, or all together, cannot be.

    ``measures`` gives what measures the clips of a job.
    """
    planned = tuple(
        (each, plan(each.job, measures(each.job)).timeline)
        for each in items(playlist, library, overrides)
    )
    hold_together(playlist, planned)
    return planned


def hold_together(playlist: Playlist, planned: Sequence[tuple[PlannedTrack, Timeline]]) -> Timeline:
    """All tracks joined, held against the safety rules as one track for one sitting.

    Each track may be right by itself, and the playlist still treat a spot twice. Raises
    ContentError naming the tracks.
    """
    whole = join([timeline for _, timeline in planned], id=playlist.id, title=playlist.title)
    problems = []
    for finding in findings(whole):
        end = 0
        for number, (item, timeline) in enumerate(planned, 1):
            end += timeline.length
            if finding.at < end or number == len(planned):
                message = f"track {number}, {item.job.session.id}: {finding.message}"
                problems.append(Diagnostic(finding.code, item.place, message, _ONE_SITTING))
                break
    if problems:
        raise ContentError(problems)
    return whole


def split(job: Job) -> tuple[Job, ...]:
    """A job for each muscle and side, in the order in which ``job`` treats them.

    Free steps go with the routine that follows them, those at the end with the last one. A session
    of free steps alone stays whole. A target is for the whole, and gone; a lead-in
    is for the first.
    """
    pieces = _pieces(job.session, job.library)
    later = replace(job, session=replace(job.session, lead_in=None))
    return tuple(_piece(later if n else job, each) for n, each in enumerate(pieces)) or (job,)


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


def join(timelines: Sequence[Timeline], *, id: str, title: str) -> Timeline:
    """``timelines`` one after the other; nothing is moved inside them.

    What were chapters become inner ones, so that safety rules still see what is treated where.
    The whole is as terse as the tersest of them: each track was held to all its words by itself.
    """
    spoken = {each.language for each in timelines}
    return Timeline(
        session=id,
        title=title,
        language=timelines[0].language if len(spoken) == 1 else MANY,
        kit=tuple(dict.fromkeys(thing for each in timelines for thing in each.kit)),
        events=tuple(_events(timelines)),
        detail=max((each.detail for each in timelines), key=list(DETAILS).index),
        returning=any(each.returning for each in timelines),
        chime_level=timelines[0].chime_level,
        authors=tuple(dict.fromkeys(name for each in timelines for name in each.authors)),
        unsigned=tuple(dict.fromkeys(file for each in timelines for file in each.unsigned)),
    )


def _events(timelines: Sequence[Timeline]) -> Iterator[Event]:
    at = 0
    for each in timelines:
        yield Event(start=at, length=0, cue=Chapter(title=each.title))
        for event in each.events:
            yield _moved(event, at)
        at += each.length


def _moved(event: Event, by: int) -> Event:
    cue = event.cue
    return replace(
        event,
        start=event.start + by,
        cue=replace(cue, inner=True) if isinstance(cue, Chapter) else cue,
        inside=tuple(_moved(each, by) for each in event.inside),
    )
