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
from unknot.timeline.cues import Chapter, Cue, Hold, Say, Wait

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


def own_words(
    session: Session, library: Library, language: str, cues: Iterable[Cue]
) -> OwnWords | None:
    """What is own in ``cues`` of ``session``; None when nothing is."""
    sources = dict(_sources(session, library, language, cues))
    if not sources:
        return None
    return OwnWords(
        authors=tuple(dict.fromkeys(each.author for each in sources.values() if each.author)),
        unsigned=tuple(name for name, each in sources.items() if not each.author),
        reviewed=all(each.reviewed_by for each in sources.values()),
    )


def _sources(
    session: Session, library: Library, language: str, cues: Iterable[Cue]
) -> Iterator[tuple[str, _Signed]]:
    """The files that own words come from, by name."""
    beneath, scripts = library.beneath, library.words(language)
    if beneath is None:
        return
    for cue in _flat(cues):
        if isinstance(cue, Chapter) and cue.treatment:
            muscle = library.muscles[cue.treatment.muscle]
            if muscle.id not in beneath.muscles:
                yield f"atlas/muscles/{muscle.id}.yaml", muscle
            technique = library.techniques[cue.treatment.technique]
            if beneath.techniques.get(technique.id) != technique:
                yield f"atlas/techniques/{technique.id}.yaml", technique
        elif isinstance(cue, Say) and cue.own:
            owner = cue.line.partition("/")[0]
            if not owner:
                yield f"sessions/{session.id}.yaml", session
            elif owner in scripts:
                whole = scripts.get("shared") if not beneath.words(language) else None
                yield f"scripts/{language}/{owner}.yaml", _signed(scripts[owner], whole)


def _signed(script: Script, shared: Script | None) -> Script:
    """Who translates a whole language signs its shared script, and so all of it."""
    if shared is None:
        return script
    return replace(
        script,
        author=script.author or shared.author,
        reviewed_by=script.reviewed_by or shared.reviewed_by,
    )


def _flat(cues: Iterable[Cue]) -> Iterator[Cue]:
    for cue in cues:
        yield cue
        if isinstance(cue, Hold | Wait):
            yield from cue.heard
