"""Coverage: where each row of the articles lives in the product, and two pages made from it."""

from __future__ import annotations

from collections.abc import Mapping

from unknot.content.library import Library
from unknot.timeline.sources import UNREVIEWED, cited, in_order

#: Rows that no record, line or rule cites: where else they live, or why they do not.
ELSEWHERE: Mapping[str, str] = {
    "S2": "Why there is a guided way at all; told in docs/explanation/trigger-points.md. No track"
    " speaks against other methods.",
    "S6": "Not voiced: a claim about causes that nobody can hold (C16, C17).",
    "S7": "Not voiced: talk of wastes and blood flow is not settled; lines say at most that a"
    " muscle may soften (C16).",
    "S8": "The atlas is this list: a record for each muscle, `unknot list muscles`. The article's"
    " charts of pain are not in its text (C15).",
    "S16": "Left out: the charts are not in the text, and referred pain was unreliable (C15, X20)."
    " Tenderness is what a spot is known by.",
    "S21": "Not voiced: no track calls vibration safe or effective (C4, C17); INV-33 refuses it.",
    "S29": "Not voiced: the cautious reading stands (C4); INV-33 refuses “no risk”.",
    "S33": "Why deep muscles have vibration and nothing else: piriformis, small spinal muscles and"
    " gluteus minimus in the atlas. Told in docs/explanation/trigger-points.md, with no promise.",
    "S42": "Brand neutrality: INV-33 refuses names of brands, and nothing links to a shop (C18).",
    "S43": "Why vibration is the default technique of every muscle (INV-8); told in"
    " docs/explanation/trigger-points.md.",
    "S96": "Not voiced: one trial is not enough (C17). Told in docs/explanation/evidence.md.",
    "S97": "Told in docs/explanation/evidence.md and in the README; the reason why no track speaks"
    " of effect.",
    "S98": "Told in docs/explanation/evidence.md.",
    "S99": "The cue sheet of `unknot show` prints a session with its kit, as does the page of a"
    " published episode. There is no video.",
    "S101": "The principle of every exclusion: muscles marked info-only, techniques forbidden, and"
    " the rules in docs/reference/safety-rules.md.",
}
_SHOWN = 5

_COVERAGE = """# Where the articles live in unknot

Every row of what the two articles say, S1 to S102, and where it is found: in a record of the
atlas, a technique, a spoken line, a session or a safety rule, or else why it is not there. Made
from the citations in the content and the rules; a test keeps it complete.

| row | what the articles say | where |
|---|---|---|
"""
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


def coverage_page(library: Library) -> str:
    """docs/reference/content-coverage.md, in Markdown."""
    found = cited(library)
    lines = []
    for number in range(1, 103):
        source = f"S{number}"
        row = library.sources[source]
        lines.append(f"| {source} | {_cell(row.title)} | {_where(source, found)} |")
    return _COVERAGE + "\n".join(lines) + "\n"


def sources_page(library: Library) -> str:
    """docs/reference/sources-table.md, in Markdown."""
    found = cited(library)
    lines = []
    for source in in_order(library.sources):
        row = library.sources[source]
        title = UNREVIEWED if source == "INF" else row.title
        count = len(found.get(source, ()))
        lines.append(f"| {source} | {_cell(title)} | {_cell(row.where)} | {count or 'not'} |")
    return _SOURCES.format(unreviewed=UNREVIEWED) + "\n".join(lines) + "\n"


def _where(source: str, found: Mapping[str, tuple[str, ...]]) -> str:
    if source not in found:
        return _cell(ELSEWHERE[source])
    whats = found[source]
    more = f" and {len(whats) - _SHOWN} more" if len(whats) > _SHOWN else ""
    return _cell("; ".join(_spread(whats)) + more)


def _spread(whats: tuple[str, ...]) -> list[str]:
    """A few of ``whats``, of as many kinds as there are, the rules first."""
    kinds: dict[str, list[str]] = {}
    for what in sorted(whats, key=lambda each: not each.startswith("rule")):
        kinds.setdefault(what.partition(" ")[0], []).append(what)
    chosen: list[str] = []
    while kinds and len(chosen) < _SHOWN:
        for kind in list(kinds):
            chosen.append(kinds[kind].pop(0))
            if not kinds[kind]:
                del kinds[kind]
    return chosen[:_SHOWN]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
