"""Sources: who cites what, what one session rests on, and where each row of the brief lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from unknot.content.library import Library
from unknot.content.records.values import Routine, Session
from unknot.timeline.cues import Say
from unknot.timeline.safety.table import rows
from unknot.timeline.timeline import Timeline
from unknot.timeline.treatments import treatments

#: What an inference is called wherever it is shown.
UNREVIEWED = "our inference, not yet reviewed by a clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A source, and everything that rests on it."""

    id: str
    kind: str
    title: str
    where: str
    by: tuple[str, ...]


def cited(library: Library) -> Mapping[str, tuple[str, ...]]:
    """By source, everything of the content and every safety rule that cites it."""
    found: dict[str, list[str]] = {}
    for what, sources in (*_records(library), *_rules()):
        for source in sources:
            found.setdefault(source, []).append(what)
    return {source: tuple(dict.fromkeys(whats)) for source, whats in found.items()}


def rests_on(session: Session, timeline: Timeline, library: Library) -> tuple[Rest, ...]:
    """What ``session`` rests on: its own record, those it uses, and every line that it says."""
    found: dict[str, list[str]] = {}
    for what, sources in _of_session(session, timeline, library):
        for source in sources:
            found.setdefault(source, []).append(what)
    return tuple(_rest(source, found[source], library) for source in in_order(found))


def in_order(sources: Iterable[str]) -> list[str]:
    """S1, S2 … S102, X1 …, C1 …, INF."""
    letters = "SXCI"
    return sorted(sources, key=lambda s: (letters.find(s[0]), int(s[1:]) if s != "INF" else 0))


def _rest(source: str, by: Iterable[str], library: Library) -> Rest:
    row = library.sources[source]
    title = UNREVIEWED if source == "INF" else row.title
    return Rest(id=source, kind=row.kind, title=title, where=row.where, by=tuple(dict.fromkeys(by)))


def _of_session(
    session: Session, timeline: Timeline, library: Library
) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from _fields(f"session {session.id}", session.sources)
    routines = [item for item in session.routines if isinstance(item, Routine)]
    used = [each for routine in routines for each in treatments(routine, library, None)]
    for name in dict.fromkeys(each.muscle for each in used):
        yield from _fields(f"muscle {name}", library.muscles[name].sources)
    for name in dict.fromkeys(each.technique for each in used):
        yield from _fields(f"technique {name}", library.techniques[name].sources)
    if used:
        yield from _fields("frame", library.frame.sources)
    scripts = library.scripts.get(timeline.language, {})
    said = (cue.line for _, cue in timeline.sounding() if isinstance(cue, Say) and cue.line)
    for line in dict.fromkeys(said):
        owner, _, name = line.partition("/")
        if owner in scripts and name in scripts[owner].lines:
            yield f"line {line}", scripts[owner].lines[name].sources


def _records(library: Library) -> Iterator[tuple[str, tuple[str, ...]]]:
    for muscle in library.muscles.values():
        yield from _fields(f"muscle {muscle.id}", muscle.sources)
    for technique in library.techniques.values():
        yield from _fields(f"technique {technique.id}", technique.sources)
    yield from _fields("frame", library.frame.sources)
    for session in library.sessions.values():
        yield from _fields(f"session {session.id}", session.sources)
    for playlist in library.playlists.values():
        yield from _fields(f"playlist {playlist.id}", playlist.sources)
    for programme in library.programmes.values():
        yield from _fields(f"programme {programme.id}", programme.sources)
    for script in library.scripts.get("en", {}).values():
        for name, line in script.lines.items():
            yield f"line {script.id}/{name}", line.sources
    for recipe in library.chimes.values():
        yield f"chime {recipe.id}", recipe.sources
    for code, number in library.emergency.items():
        yield f"emergency number {code}", number.sources


def _fields(
    what: str, sources: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, cites in sources.items():
        yield f"{what}: {key.replace('_', '-')}", cites


def _rules() -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in rows():
        yield f"rule {row.code}", row.sources
