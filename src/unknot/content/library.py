"""The library: everything that all roots together hold, as frozen values.

It is filled by reading.py; whoever only uses it does not load what reads YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field

from unknot.content.audio_duration import MOST_SOUND_MS, SoundFile, find_sound
from unknot.content.places import AREAS
from unknot.content.records.channel import Channel
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import (
    ChimeRecipe,
    EmergencyNumber,
    Lexicon,
    Line,
    Script,
    Source,
)
from unknot.content.records.session import Playlist, Programme, Session
from unknot.content.records.steps import SessionFrame, Technique
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import AudioError, ContentError, WorkspaceError
from unknot.suggest import did_you_mean, suggest

T = TypeVar("T")
#: The language that is always complete, because every check holds it; lines of safety are fixed in
#: it, and a translation has a line for each.
REFERENCE = "en"


class Origin(Struct, frozen=True):
    """Where a record comes from: ``bundled``, ``workspace`` or ``workspace, shadows bundled``."""

    path: Path
    label: str


class Library(Struct, frozen=True, kw_only=True):
    """All content, by id. ``origins`` also knows of records that have problems and are left out."""

    muscles: Mapping[str, Muscle] = field(default_factory=dict)
    techniques: Mapping[str, Technique] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)
    playlists: Mapping[str, Playlist] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    scripts: Mapping[str, Mapping[str, Script]] = field(default_factory=dict)
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    emergency: Mapping[str, EmergencyNumber] = field(default_factory=dict)
    chimes: Mapping[str, ChimeRecipe] = field(default_factory=dict)
    frame: SessionFrame = field(
        default_factory=lambda: SessionFrame(id="frame", opening=(), closing=(), sources={})
    )
    channel: Channel = field(default_factory=lambda: Channel(id="channel"))
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    #: What unknot brings along, without the workspace over it; None when there is no workspace.
    beneath: Library | None = None
    #: Problems of sessions, playlists and programmes that are left out, by their ids.
    drafts: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)

    def knows(self, kind: str, id: str) -> bool:
        """Whether there is such a ``muscle``, ``session`` …, also one that has problems."""
        return id in getattr(self, f"{kind}s") or (kind, id) in self.origins

    def words(self, language: str) -> Mapping[str, Script]:
        """The scripts of ``language``, by owner: those of ``en`` for ``en-GB`` without its own."""
        return self.scripts.get(language) or self.scripts.get(primary(language), {})

    def lexicon(self, language: str) -> Lexicon | None:
        """How terms are said in ``language``."""
        return self.lexicons.get(language) or self.lexicons.get(primary(language))

    def line(
        self, language: str, muscle: str | None, name: str, technique: str | None = None
    ) -> tuple[Line, str] | None:
        """A line and its ``owner/name``: the muscle's own, else the technique's, else shared."""
        scripts = self.words(language)
        for owner in (muscle, technique, "shared"):
            if owner and owner in scripts and name in scripts[owner].lines:
                return scripts[owner].lines[name], f"{owner}/{name}"
        return None

    def sound(self, name: str, *, most_ms: int = MOST_SOUND_MS) -> SoundFile:
        """The sound file ``audio/name``; ContentError when it is gone since it was checked."""
        try:
            return find_sound(self.folders, name, most_ms=most_ms)
        except AudioError as fault:
            place = Place(f"audio/{name}")
            raise ContentError([Diagnostic("S17", place, fault.reason, fault.hint)]) from None


def primary(language: str) -> str:
    """``en`` of ``en-GB``."""
    return language.partition("-")[0].lower()


def find_record(kind: str, id: str, known: Mapping[str, T]) -> T:
    """The one of ``known`` called ``id``. Raises WorkspaceError with what may have been meant."""
    if id in known:
        return known[id]
    raise WorkspaceError(f"no {kind} {id!r}", suggest(id, known))


def find_session(library: Library, id: str, *, places: Iterable[str] = ()) -> Session:
    """Raises ContentError for a draft, else WorkspaceError with what may have been meant: a
    session, or one of ``places`` where these are taken, too."""
    if id in library.sessions:
        return library.sessions[id]
    if id in library.drafts:
        raise ContentError(library.drafts[id])
    meant = did_you_mean(id, (*library.sessions, *places)).removeprefix("; ")
    if id in AREAS:
        meant = f"it is a place; for a session of it: unknot build {id} --save my-{id}"
    or_place = f", or a place: {', '.join(places)}" if places else ""
    raise WorkspaceError(f"no session {id!r}", meant or f"see: unknot list{or_place}")
