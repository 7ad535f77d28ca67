"""The last step of an import: judge what was found, keep what is good, say what became of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unknot.engines.added import AddedVoice
from unknot.engines.recorded import read_index
from unknot.recording.judge import Candidate, judged
from unknot.recording.line import ScriptLine
from unknot.recording.reference import Reference
from unknot.recording.report import ImportReport, TakeRow
from unknot.recording.take_match import misread
from unknot.recording.take_store import keep


def finished(
    candidates: Sequence[Candidate],
    others: Mapping[str, TakeRow],
    lines: Sequence[ScriptLine],
    voice: AddedVoice,
    *,
    strays: Sequence[str] = (),
    script: bool = True,
    known: Reference | None = None,
    anyway: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Put the good ones of ``candidates`` into ``voice``, and report in the order of ``lines``.

    ``others``: rows, by text, of lines without a candidate. ``known``: what lines sound like. With
    ``script`` lines that are still missing get a row as well. Raises AudioError and EngineError as
    keep.keep.
    """
    before = read_index(voice.id).takes
    other = misread(candidates, lines, known) if known else {}
    verdicts = judged(candidates, before, anyway=anyway, misread=other)
    good = [
        (each.line, each.taken, each.found)
        for each, row in zip(candidates, verdicts, strict=True)
        if row.kept
    ]
    has = before.keys() | {line.text for line, _, _ in good}
    takes = keep(voice, good) if good and not dry_run else len(has)
    rows = {**others, **{row.text: row for row in verdicts}}
    missing = [line for line in lines if line.text not in has]
    if script:
        for line in missing:
            rows.setdefault(line.text, _missing(line))
    return ImportReport(
        voice=voice.id,
        rows=tuple(rows[line.text] for line in lines if line.text in rows),
        strays=tuple(strays),
        takes=takes,
        lines=len(lines),
        missing=len(missing),
    )


def _missing(line: ScriptLine) -> TakeRow:
    return TakeRow(
        id=line.id, text=line.text, verdict="missing", expected=line.expected_ms / 1000,
        notes=("there is no take of it",),
    )  # fmt: skip
