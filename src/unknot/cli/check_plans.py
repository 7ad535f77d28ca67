"""What of the content cannot be planned, for ``unknot check``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import get_args

from msgspec.structs import replace

from unknot.cli.speaking import Measures
from unknot.content.checks.steps import marks_of, steps_of
from unknot.content.library_cache import ReadContent
from unknot.content.memory import stands_on_its_file
from unknot.content.records.session import Detail, Session
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError, EngineError, LayoutError
from unknot.playlist.plan import plan_all
from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.job import Job, resolve
from unknot.timeline.layout import Measure
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan


def find_unplannable(content: ReadContent, measures: Measures) -> Iterator[Diagnostic]:
    """Why sessions and playlists cannot be planned; what could be, as it stands, is remembered.

    A session that names its voices, or a length that only some may reach, is judged by the pace of
    who speaks it, as ``measures`` has it; that is no matter of its file, so it is not remembered.
    """
    library, memory, sound = content.library, content.memory, set[str]()

    def measure(job: Job) -> Measure:
        usual = estimate(library, job.rate)
        return _by_voice(job, measures, usual) if _asks_who_speaks(job) else usual

    for session in library.sessions.values():
        path = library.origins["session", session.id].path
        if memory.is_good("plan", path):
            sound.add(session.id)
            continue
        try:
            asks = _plan_each_detail(session, content, measure)
            sound.add(session.id)
            if stands_on_its_file(session) and not asks:
                memory.note_good("plan", path)
        except ContentError as error:
            yield from error.problems
        except LayoutError as error:
            yield Diagnostic("L01", _place_of(session, error), str(error))
    for playlist in library.playlists.values():
        if playlist.sessions <= sound:  # else its own problem has been told
            try:
                plan_all(playlist, library, Overrides(), measure)
            except ContentError as error:
                yield from error.problems
            except LayoutError as error:
                yield Diagnostic("L01", playlist.place(), str(error))


def _plan_each_detail(
    session: Session, content: ReadContent, measure: Callable[[Job], Measure]
) -> bool:
    """Plan ``session`` in each detail. Whether its plan depends on who speaks."""
    asks = False
    for detail in get_args(Detail) if session.routines_only else ("full",):
        # A length that all the words fill need not be filled by fewer.
        own = detail == (session.detail or "full")
        asked = session if own else replace(session, target=None)
        job = resolve(asked, content.library, Overrides(detail=detail))
        plan(job, measure(job))
        asks = asks or _asks_who_speaks(job)
    return asks


def _asks_who_speaks(job: Job) -> bool:
    return bool(job.voice or job.session.voices or job.session.target)


def _by_voice(job: Job, measures: Measures, usual: Measure) -> Measure:
    """How long the clips of ``job`` are in its own voices; as ``usual`` where one cannot speak
    here, for that says nothing of the content."""
    known: Measure | None = None
    with suppress(EngineError):
        known = measures(job)

    def measure(cue: Say | Chime | Play) -> int:
        nonlocal known
        if known:
            try:
                return known(cue)
            except EngineError:
                known = None
        return usual(cue)

    return measure


def _place_of(session: Session, error: LayoutError) -> Place:
    """Where the line stands that does not fit its hold; the session when it is a script's."""
    for step in steps_of(session):
        for mark in marks_of(step):
            if mark.say and mark.say in error.cue:
                return mark.place("say")
    return session.place()
