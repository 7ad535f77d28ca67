"""Import a folder: one file for each line, named by the line's id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from unknot.engines.added import AddedVoice
from unknot.engines.recorded import read_index
from unknot.errors import AudioError
from unknot.recording.judge import Candidate, judge_takes
from unknot.recording.line import ScriptLine, by_name
from unknot.recording.report import ImportReport, TakeRow
from unknot.recording.take import read_take
from unknot.recording.take_match import find_misread, prepare_reference
from unknot.recording.take_store import keep
from unknot.suggest import did_you_mean

#: What programs and people put behind the name of another try: "x (2)", "x-2", "x_take2", "x copy".
_AGAIN = re.compile(r"[ _-]*(?:\(\d+\)|(?:take|copy)[ _-]*\d*|[ _-]\d{1,2})$", re.IGNORECASE)
#: Beside recordings lie scripts, notes, and what systems and editors keep for themselves.
_NO_SOUND = {
    ".csv", ".html", ".htm", ".txt", ".md", ".pdf", ".json", ".yaml", ".yml", ".xlsx", ".ods",
    ".docx", ".odt", ".ini", ".db", ".aup", ".aup3", ".pkf", ".reapeaks", ".asd", ".sfk",
    ".jpg", ".png",
}  # fmt: skip


def sound_files(folder: Path) -> tuple[Path, ...]:
    """What may be sound in ``folder``, by name. Raises AudioError when it cannot be read."""
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name.lower())
    except OSError as error:
        raise AudioError(folder, f"cannot be read: {error.strerror or error}") from error
    return tuple(
        path
        for path in found
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _NO_SOUND
    )


def import_files(
    paths: Sequence[Path],
    lines: Sequence[ScriptLine],
    voice: AddedVoice,
    *,
    script: bool = True,
    compare: bool = True,
    anyway: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Take ``paths`` into ``voice`` as takes of ``lines``.

    With ``compare`` a program reads the lines as well, to find takes of the wrong one. With
    ``script`` the lines are what was to be recorded, and those that the voice does not have
    afterwards are rows, too. Raises AudioError when the voice cannot be written, EngineError when
    it cannot be read; a file that cannot be used is a row instead.
    """
    tries: dict[str, list[Path]] = {}
    strays = []
    for path in paths:
        if line := _line_of(path, lines):
            tries.setdefault(line.text, []).append(path)
        else:
            meant = did_you_mean(path.stem, [each.id for each in lines])
            strays.append(f"{path.name}: no line has this name{meant}")
    rows: dict[str, TakeRow] = {}
    candidates = []
    with TemporaryDirectory(prefix="unknot-") as folder:
        for line in lines:
            if not (found := tries.get(line.text)):
                continue
            if len(found) > 1:
                rows[line.text] = _doubled(line, found)
                continue
            try:
                taken = read_take(found[0], Path(folder))
            except AudioError as error:
                rows[line.text] = _unusable(line, found[0].name, error)
                continue
            candidates.append(Candidate(line=line, taken=taken, found=found[0].name))
        known = prepare_reference(candidates, lines, voice.language) if compare else None
        before = read_index(voice.id).takes
        other = find_misread(candidates, lines, known) if known else {}
        verdicts = judge_takes(candidates, before, anyway=anyway, misread=other)
        good = [
            (each.line, each.taken, each.found)
            for each, row in zip(candidates, verdicts, strict=True)
            if row.kept
        ]
        has = before.keys() | {line.text for line, _, _ in good}
        takes = keep(voice, good) if good and not dry_run else len(has)
    rows |= {row.text: row for row in verdicts}
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


def _line_of(path: Path, lines: Sequence[ScriptLine]) -> ScriptLine | None:
    return by_name(path.stem, lines) or by_name(_AGAIN.sub("", path.stem), lines)


def _doubled(line: ScriptLine, found: Sequence[Path]) -> TakeRow:
    names = ", ".join(path.name for path in found)
    return TakeRow(
        id=line.id,
        text=line.text,
        verdict="doubled",
        found=names,
        expected=line.expected_ms / 1000,
        notes=(f"{len(found)} files for one line; keep the best of them",),
    )


def _unusable(line: ScriptLine, found: str, error: AudioError) -> TakeRow:
    return TakeRow(
        id=line.id,
        text=line.text,
        verdict="refused",
        found=found,
        expected=line.expected_ms / 1000,
        notes=(f"{error.reason}; {error.hint}" if error.hint else error.reason,),
    )


def _missing(line: ScriptLine) -> TakeRow:
    return TakeRow(
        id=line.id, text=line.text, verdict="missing", expected=line.expected_ms / 1000,
        notes=("there is no take of it",),
    )  # fmt: skip
