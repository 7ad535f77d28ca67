"""Playlists: what they name exists, and what they treat themselves may be treated."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.checks import sessions
from unknot.content.checks.rule import Breach, ContentRule, clock, rule
from unknot.content.library import Library
from unknot.content.limits import LEAST_BASE_MS, MOST_BASE_MS
from unknot.content.records.session import Playlist, PlaylistEntry, Routine, Session
from unknot.content.yaml.problems import short
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
