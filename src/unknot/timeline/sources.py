"""Sources: what one session rests on, and the order that they are told in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from unknot.content.library import Library
from unknot.content.records.session import Session
from unknot.timeline.cues import Say
from unknot.timeline.timeline import Timeline
from unknot.timeline.treatments import treatments_of

#: What an inference is called wherever it is shown.
UNREVIEWED = "our inference, not yet reviewed by a clinician"


class Rest(Struct, frozen=True, kw_only=True):
    """A source, and everything that rests on it."""

    id: str
    kind: str
    title: str
    where: str
    by: tuple[str, ...]


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
    yield from fields_of(f"session {session.id}", session.sources)
    used = treatments_of(session, library)
    for name in dict.fromkeys(each.muscle for each in used):
        yield from fields_of(f"muscle {name}", library.muscles[name].sources)
    for name in dict.fromkeys(each.technique for each in used):
        yield from fields_of(f"technique {name}", library.techniques[name].sources)
    if used:
        yield from fields_of("frame", library.frame.sources)
    scripts = library.words(timeline.language)
    said = (cue.line for _, cue in timeline.sounding() if isinstance(cue, Say) and cue.line)
    for line in dict.fromkeys(said):
        owner, _, name = line.partition("/")
        if owner in scripts and name in scripts[owner].lines:
            yield f"line {line}", scripts[owner].lines[name].sources


def fields_of(
    what: str, sources: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each field of a record that cites, and what it cites."""
    for key, cites in sources.items():
        yield f"{what}: {key.replace('_', '-')}", cites
