"""Everything that the content cites: docs/reference/sources-table.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from manual.coverage import cell
from unknot.content.library import Library
from unknot.timeline.safety.table import rows
from unknot.timeline.sources import UNREVIEWED, fields_of, in_order

_SOURCES = """# Sources

Everything that the content cites. `unknot list sources` prints it; `unknot show --sources SESSION`
prints what one session rests on. *Cited* counts records' fields, spoken lines and safety rules.

- **S**: a row of the two articles, in our own words. A row here is no endorsement.
- **X**: an outside source, read as an excerpt only.
- **C**: a contradiction or gap in the articles, and how it was decided.
- **INF**: {unreviewed}.

| source | what it says | where to read it | cited |
|---|---|---|---|
"""


def page(library: Library) -> str:
    """docs/reference/sources-table.md, in Markdown."""
    found = cited(library)
    lines = []
    for source in in_order(library.sources):
        row = library.sources[source]
        title = UNREVIEWED if source == "INF" else row.title
        count = len(found.get(source, ()))
        lines.append(f"| {source} | {cell(title)} | {cell(row.where)} | {count or 'not'} |")
    return _SOURCES.format(unreviewed=UNREVIEWED) + "\n".join(lines) + "\n"


def cited(library: Library) -> Mapping[str, tuple[str, ...]]:
    """By source, everything of the content and every safety rule that cites it."""
    found: dict[str, list[str]] = {}
    for what, sources in (*_records(library), *_rules()):
        for source in sources:
            found.setdefault(source, []).append(what)
    return {source: tuple(dict.fromkeys(whats)) for source, whats in found.items()}


def _records(library: Library) -> Iterator[tuple[str, tuple[str, ...]]]:
    for muscle in library.muscles.values():
        yield from fields_of(f"muscle {muscle.id}", muscle.sources)
    for technique in library.techniques.values():
        yield from fields_of(f"technique {technique.id}", technique.sources)
    yield from fields_of("frame", library.frame.sources)
    for session in library.sessions.values():
        yield from fields_of(f"session {session.id}", session.sources)
    for playlist in library.playlists.values():
        yield from fields_of(f"playlist {playlist.id}", playlist.sources)
    for programme in library.programmes.values():
        yield from fields_of(f"programme {programme.id}", programme.sources)
    for script in library.scripts.get("en", {}).values():
        for name, line in script.lines.items():
            yield f"line {script.id}/{name}", line.sources
    for recipe in library.chimes.values():
        yield f"chime {recipe.id}", recipe.sources
    for code, number in library.emergency.items():
        yield f"emergency number {code}", number.sources


def _rules() -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in rows():
        yield f"rule {row.code}", row.sources
