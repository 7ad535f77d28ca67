"""Own words: what in a track did not come with unknot, who wrote it, and whether it was reviewed.

A line is own if the bundled content says something else at that place, or nothing. A muscle, a
technique or a language is own if unknot did not bring it along as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import Line, Script
from unknot.content.records.session import Session
from unknot.content.records.steps import Technique
from unknot.timeline.cues import Chapter, Cue, Say, every

_Signed = Session | Muscle | Technique | Script


class OwnWords(Struct, frozen=True, kw_only=True):
    """``authors`` by name; ``unsigned`` are the files that name none; ``reviewed`` if all are."""

    authors: tuple[str, ...]
    unsigned: tuple[str, ...]
    reviewed: bool


def is_own_line(line: Line, library: Library, language: str, reference: str) -> bool:
    """Whether the line found as ``reference`` is not what unknot says there."""
    if (beneath := library.beneath) is None:
        return False
    owner, _, name = reference.partition("/")
    script = beneath.words(language).get(owner)
    return script is None or script.lines.get(name) != line


def is_own_session(session: Session, library: Library) -> bool:
    """Whether the session's own sentences are somebody else's than unknot's."""
    if library.beneath is None:
        return False
    origin = library.origins.get(("session", session.id))
    return origin is None or origin.label != "bundled"


def own_words(session: Session, library: Library, language: str, cues: Iterable[Cue]) -> OwnWords:
    """What is own in ``cues`` of ``session``: nothing where it has neither authors nor files that
    name none."""
    sources = dict(_sources(session, library, language, cues))
    return OwnWords(
        authors=tuple(dict.fromkeys(each.author for each in sources.values() if each.author)),
        unsigned=tuple(name for name, each in sources.items() if not each.author),
        reviewed=all(each.reviewed_by for each in sources.values()),
    )


def _sources(
    session: Session, library: Library, language: str, cues: Iterable[Cue]
) -> Iterator[tuple[str, _Signed]]:
    """The files that own words come from, by name."""
    for cue in every(cues):
        if isinstance(cue, Chapter) and (treated := cue.treatment):
            if treated.added:
                yield f"atlas/muscles/{treated.muscle}.yaml", library.muscles[treated.muscle]
            if treated.own_steps:
                technique = library.techniques[treated.technique]
                yield f"atlas/techniques/{technique.id}.yaml", technique
        elif isinstance(cue, Say) and cue.own:
            owner, scripts = cue.line.partition("/")[0], library.words(language)
            if not owner:
                yield f"sessions/{session.id}.yaml", session
            elif owner in scripts:
                translated = library.beneath and not library.beneath.words(language)
                shared = scripts.get("shared") if translated else None
                yield f"scripts/{language}/{owner}.yaml", _signed(scripts[owner], shared)


def _signed(script: Script, shared: Script | None) -> Script:
    """Who translates a whole language signs its shared script, and so all of it."""
    if shared is None:
        return script
    author, reviewed = script.author or shared.author, script.reviewed_by or shared.reviewed_by
    return replace(script, author=author, reviewed_by=reviewed)
