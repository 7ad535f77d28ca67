"""Citations: everything says who says so, and whom it names exists (INV-41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unknot.content.checks.rule import Breach, rule
from unknot.content.library import Library
from unknot.content.records.base import Record
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import ChimeRecipe, Emergency, Script, Sources
from unknot.content.records.session import Playlist, Programme, Session
from unknot.content.records.steps import SessionFrame, Technique
from unknot.suggest import suggest

_CITING: tuple[type[Record], ...] = (
    Muscle, Technique, SessionFrame, Session, Playlist, Programme, Script, ChimeRecipe,
    Emergency,
)  # fmt: skip


@rule("S30", *_CITING)
def known_sources(record: Record, library: Library) -> Iterator[Breach]:
    """A source that does not exist."""
    if not library.sources:
        return
    for each in _citing(record):
        for key, cited in _sources(each).items():
            at = f"sources.{key}" if key else "sources"
            for index, source in enumerate(cited):
                if source not in library.sources:
                    place, hint = each.place(f"{at}.{index}"), suggest(source, library.sources)
                    yield place, f"unknown source {source!r}", hint


@rule("S31", *_CITING)
def every_record_cites(record: Record, _: Library) -> Iterator[Breach]:
    """A session of somebody's own need not say who says so; what exists and is said must."""
    if isinstance(record, Session | Playlist):
        return
    for each in _citing(record):
        sources = _sources(each)
        if not sources:
            yield each.place("sources"), "this cites no source", "INF marks an inference"
        for key, cited in sources.items():
            if not cited:
                yield each.place(f"sources.{key}"), f"{key} cites no source", "name one, or INF"


@rule("S32", Sources)
def sources_only_add(record: Sources, library: Library) -> Iterator[Breach]:
    """The same row twice is none too many: a workspace may be a copy of all that is bundled."""
    for name, source in record.sources.items():
        other = library.sources.get(name)
        if other and other != source and other.place().file != source.place().file:
            message = f"source {name} is there already, in {other.place()}"
            yield record.place(f"@sources.{name}"), message, "choose another number"


def _citing(record: Record) -> Iterator[Record]:
    """The records inside ``record`` that cite: a script's lines, a list's rows, else itself."""
    if isinstance(record, Script):
        yield from record.lines.values()
    elif isinstance(record, Emergency):
        yield from record.countries.values()
    else:
        yield record


def _sources(record: Record) -> Mapping[str, tuple[str, ...]]:
    sources = getattr(record, "sources", {})
    return sources if isinstance(sources, Mapping) else {"": sources} if sources else {}
