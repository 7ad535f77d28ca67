"""Playlists and programmes: what they name exists; what a playlist treats itself may be treated; a
programme has five phases that follow each other, and an end that no good day brings on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.content.checks import sessions
from unknot.content.checks.rule import Breach, ContentRule, clock, rule
from unknot.content.library import Library
from unknot.content.limits import LEAST_BASE_MS, MOST_BASE_MS
from unknot.content.records.session import (
    PHASES,
    REST,
    Playlist,
    PlaylistEntry,
    Programme,
    Routine,
    Session,
)
from unknot.content.yaml.problems import short
from unknot.counted import counted
from unknot.diagnostic import Place
from unknot.rules import rules_in
from unknot.suggest import suggest

MOST_TRACKS = 100


@rule("S60", Playlist)
def known_sessions(playlist: Playlist, library: Library) -> Iterator[Breach]:
    """A session in a playlist that does not exist."""
    for entry in _entries(playlist):
        if not library.knows("session", entry.session):
            message = f"unknown session {short(entry.session)}"
            yield entry.place("session"), message, suggest(entry.session, library.sessions)


@rule("S61", Playlist)
def some_tracks(playlist: Playlist, _: Library) -> Iterator[Breach]:
    """A playlist with nothing in it, or with more than 100 tracks."""
    if not 1 <= len(playlist.tracks) <= MOST_TRACKS:
        message = f"{len(playlist.tracks)} tracks; 1 to {MOST_TRACKS} are possible"
        yield playlist.place("tracks"), message, "name a session or a routine"


@rule("S62", Playlist)
def base_holds_in_range(playlist: Playlist, _: Library) -> Iterator[Breach]:
    """A base hold outside 30 to 60 seconds, in a playlist."""
    for entry in _entries(playlist):
        if entry.hold is not None and not LEAST_BASE_MS <= entry.hold <= MOST_BASE_MS:
            message = f"a base hold of {clock(entry.hold)} is outside 30s to 60s"
            yield entry.place("hold"), message, "sources: S23, S24"


@rule("S63", Playlist)
def routines_of_its_own(playlist: Playlist, library: Library) -> Iterator[Breach]:
    """What holds for a session's routines holds for those that a playlist names itself."""
    routines = tuple(each for each in playlist.tracks if isinstance(each, Routine))
    session = Session(id=playlist.id, title="", summary="", routines=routines)
    for own in rules_in(ContentRule, sessions):
        if own.code in _OF_ROUTINES:
            yield from own.check(session, library)


def _entries(playlist: Playlist) -> Iterator[PlaylistEntry]:
    return (each for each in playlist.tracks if isinstance(each, PlaylistEntry))


_OF_ROUTINES = ("S01", "S02", "S03", "S04", "S05", "S07", "S08", "S09", "S10")


#: Guidance 6: about how long it takes until half of the backs that were better hurt again (X40).
KEEP_GOING_WEEKS = 20
MOST_WEEKS = 260
_IN_THE_FIRST_WEEK = {
    "professional-check": "having the back checked by a professional",
    "complete-care": "exercise and staying active, which are part of the care",
}
_FINISHED = re.compile(r"\b(cured?|healed|finished|(all|you are) done|stop when)\b", re.IGNORECASE)


@rule("S70", Programme)
def sessions_of_days(programme: Programme, library: Library) -> Iterator[Breach]:
    """A session in a programme that does not exist."""
    for phase in programme.phases:
        for index, day in enumerate(phase.days):
            if day != REST and not library.knows("session", day):
                hint = suggest(day, [*library.sessions, REST])
                yield phase.place(f"days.{index}"), f"unknown session {short(day)}", hint
        for task in phase.tasks:
            if task.session and not library.knows("session", task.session):
                hint = suggest(task.session, library.sessions)
                yield task.place("session"), f"unknown session {short(task.session)}", hint


@rule("S71", Programme)
def five_phases(programme: Programme, _: Library) -> Iterator[Breach]:
    """INV-39: pain that is gone ends nothing; keeping going and maintaining follow."""
    if (found := tuple(each.phase for each in programme.phases)) != PHASES:
        message = f"the phases are {', '.join(found) or 'missing'}"
        hint = f"every programme has: {', '.join(PHASES)} (S88, S89, S90)"
        yield programme.place("phases"), message, hint


@rule("S72", Programme)
def long_enough(programme: Programme, _: Library) -> Iterator[Breach]:
    """A phase that is left out, too long, or for ``keep-going`` shorter than 20 weeks."""
    for phase in programme.phases:
        least = KEEP_GOING_WEEKS if phase.phase == "keep-going" else 1
        if not least <= phase.weeks <= MOST_WEEKS:
            lasts = f"{phase.phase} lasts {counted(phase.weeks, 'week')}"
            message = f"{lasts}; {least} to {MOST_WEEKS} are right"
            yield phase.place("weeks"), message, "it may be longer, but not left out (S88, X40)"


@rule("S73", Programme)
def care_first(programme: Programme, _: Library) -> Iterator[Breach]:
    """INV-40: a programme begins with a professional's check, and with all of the care."""
    for phase in (each for each in programme.phases if each.phase == "prepare"):
        told = {task.about for task in phase.tasks}
        for about, what in _IN_THE_FIRST_WEEK.items():
            if about not in told:
                hint = f"add a task with about: {about} (S93, S94, X22, X23)"
                yield phase.place("tasks"), f"nothing is said about {what}", hint
        if any(day != REST for day in phase.days):
            hint = "sessions begin in settle-in, once the check is done"
            yield phase.place("days"), "prepare has sessions", hint


@rule("S74", Programme)
def whole_weeks(programme: Programme, _: Library) -> Iterator[Breach]:
    """A phase without seven days a week, or with nothing but ``rest``."""
    for phase in (each for each in programme.phases if each.phase != "prepare"):
        if len(phase.days) % 7 or all(day == REST for day in phase.days):
            used = sum(day != REST for day in phase.days)
            message = f"{counted(len(phase.days), 'day')}, {used} in use"
            hint = f"write seven days a week, each a session or {REST}, and not only {REST}"
            yield phase.place("days"), f"{phase.phase} has {message}", hint


@rule("S75", Programme, hint="say that it is quiet, and to keep going (S88, S89, S90)")
def never_finished(programme: Programme, _: Library) -> Iterator[Breach]:
    """INV-39, in words: a point that no longer hurts is quiet, not gone."""
    for place, text in written_texts(programme):
        if word := _FINISHED.search(text):
            yield place, f"{word[0]!r} promises an end"


def written_texts(programme: Programme) -> Iterator[tuple[Place, str]]:
    """Every text that a page, a calendar or a reminder shows, and where it was written."""
    yield programme.place("title"), programme.title
    yield programme.place("summary"), programme.summary
    for phase in programme.phases:
        yield phase.place("title"), phase.title
        yield phase.place("until"), phase.until
        yield from ((phase.place("remind"), text) for text in phase.remind)
        yield from ((task.place("task"), task.task) for task in phase.tasks)
