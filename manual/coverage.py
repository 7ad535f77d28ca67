"""Where each row of the articles lives in the product: docs/reference/content-coverage.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from unknot.content.library import Library
from unknot.timeline.compose import compose
from unknot.timeline.cues import Cue, Hold, Say
from unknot.timeline.job import resolve
from unknot.timeline.safety.table import rows

#: Rows that nobody hears or reads, and why.
ELSEWHERE: Mapping[str, str] = {
    "S6": "Given up: a claim about causes that nobody can hold (C16, C17).",
    "S7": "Given up: talk of wastes and blood flow is not settled; lines say at most that a muscle"
    " may soften (C16).",
    "S16": "Given up: the charts are not in the text, and referred pain was unreliable (C15, X20)."
    " Tenderness is what a spot is known by.",
    "S21": "Given up: no track calls vibration safe or effective (C4, C17); INV-33 looks for it.",
    "S29": "Given up: the cautious reading stands (C4); INV-33 looks for “no risk”.",
    "S101": "The principle of every exclusion: muscles marked info-only, techniques forbidden, and"
    " the rules in docs/reference/safety-rules.md.",
}
_MOST = 60
#: ``S31`` or ``S39 to S41``.
_ROW = re.compile(r"\bS(\d{1,3})(?: to S(\d{1,3}))?\b")

_COVERAGE = """# Where the articles live in unknot

Every row of what the two articles say, S1 to S102, and where a person meets it: in words that a
bundled track speaks, under a heading of a page, or in a safety rule, which a listener meets by what
does not happen. A citation that nobody hears or reads does not count; the rows that nobody meets
say why. Made from the tracks, the pages and the rules; a test keeps it complete.

| row | what the articles say | where one meets it |
|---|---|---|
"""


def page(library: Library, pages: Mapping[str, str]) -> str:
    """docs/reference/content-coverage.md, in Markdown; ``pages`` are texts of pages by path."""
    met = meetings(library, pages)
    lines = []
    for number in range(1, 103):
        source = f"S{number}"
        row = library.sources[source]
        where = "; ".join(met[source]) if source in met else ELSEWHERE[source]
        lines.append(f"| {source} | {cell(row.title)} | {cell(where)} |")
    return _COVERAGE + "\n".join(lines) + "\n"


def meetings(library: Library, pages: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """By row of the articles: what is heard of it, read of it, and which rule holds it."""
    found: dict[str, list[str]] = {}
    for source, heard in _heard(library):
        found.setdefault(source, []).append(heard)
    for path, text in pages.items():
        for source, heading in _read(text):
            found.setdefault(source, []).append(f"read in {path}, {heading}")
    for row in rows():
        for source in row.sources:
            found.setdefault(source, []).append(f"rule {row.code}")
    return {source: _few(tuple(dict.fromkeys(each))) for source, each in found.items()}


def _heard(library: Library) -> Iterator[tuple[str, str]]:
    """Every line that a bundled track speaks, once, with the rows that it cites."""
    scripts, said = library.scripts["en"], set[str]()
    for session in library.sessions.values():
        for cue in _spoken(compose(resolve(session, library))):
            owner, _, name = cue.line.partition("/")
            if cue.line in said or owner not in scripts:
                continue
            said.add(cue.line)
            for source in scripts[owner].lines[name].sources:
                yield source, f"heard in {session.id}: “{_short(cue.text)}”"


def _spoken(cues: Iterable[Cue]) -> Iterator[Say]:
    for cue in cues:
        if isinstance(cue, Say):
            yield cue
        elif isinstance(cue, Hold):
            yield from (mark.cue for mark in cue.marks if isinstance(mark.cue, Say))


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST].rsplit(' ', 1)[0]} …"


def _read(text: str) -> Iterator[tuple[str, str]]:
    """The rows that a page names, each with the heading above it."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        for found in _ROW.finditer(line):
            last = found[2] or found[1]
            for number in range(int(found[1]), int(last) + 1):
                yield f"S{number}", heading


def _few(whats: tuple[str, ...]) -> tuple[str, ...]:
    """Two that are heard, two that are read, and all rules."""
    heard = [each for each in whats if each.startswith("heard")][:2]
    read = [each for each in whats if each.startswith("read")][:2]
    return (*heard, *read, *(each for each in whats if each.startswith("rule")))


def cell(text: str) -> str:
    """``text`` as it stands in a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")
