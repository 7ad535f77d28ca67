"""Import a folder: one file for each line, named by the line's id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from unknot.engines.added import AddedVoice
from unknot.engines.recorded import read_index
from unknot.errors import AudioError, reading
from unknot.files import temporary
from unknot.recording.judge import Candidate, ImportReport, TakeRow, Verdict, judge_takes
from unknot.recording.line import ScriptLine, by_name
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
    with reading(folder):
        found = sorted(folder.iterdir(), key=lambda path: path.name.lower())
    return tuple(
        path
        for path in found
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _NO_SOUND
    )


def import_files(
    paths: Sequence[Path], lines: Sequence[ScriptLine], voice: AddedVoice, *,
    script: bool = True, compare: bool = True, anyway: bool = False, dry_run: bool = False,
) -> ImportReport:  # fmt: skip
    """Take ``paths`` into ``voice`` as takes of ``lines``.

    With ``compare`` a program reads the lines as well, to find takes of the wrong one. With
    ``script`` the lines are what was to be recorded, and those that the voice does not have
    afterwards are rows, too. Raises AudioError when the voice cannot be written, EngineError when
    it cannot be read; a file that cannot be used is a row instead.
    """
    tries, strays = _by_line(paths, lines)
    with temporary() as folder:
        candidates, unread = _read(lines, tries, folder)
        known = prepare_reference(candidates, lines, voice.language) if compare else None
        before = read_index(voice.id).takes
        other = find_misread(candidates, lines, known) if known else {}
        judged = judge_takes(candidates, before, anyway=anyway, misread=other)
        kept = {row.text for row in judged if row.kept}
        good = [each for each in candidates if each.line.text in kept]
        has = before.keys() | kept
        takes = keep(voice, good) if good and not dry_run else len(has)
    missing = [line for line in lines if line.text not in has]
    lacking = [_row(line, "missing", "there is no take of it") for line in missing if script]
    rows = {row.text: row for row in (*lacking, *unread, *judged)}
    return ImportReport(
        voice=voice.id,
        rows=tuple(rows[line.text] for line in lines if line.text in rows),
        strays=strays,
        takes=takes,
        lines=len(lines),
        missing=len(missing),
    )


def _by_line(
    paths: Sequence[Path], lines: Sequence[ScriptLine]
) -> tuple[Mapping[str, Sequence[Path]], tuple[str, ...]]:
    """The files of each line, by its text; and which files belong to no line."""
    tries: dict[str, list[Path]] = {}
    strays = []
    for path in paths:
        if line := by_name(path.stem, lines) or by_name(_AGAIN.sub("", path.stem), lines):
            tries.setdefault(line.text, []).append(path)
        else:
            meant = did_you_mean(path.stem, [each.id for each in lines])
            todo = meant or "; record each line into a file of its own, named by the line's id"
            strays.append(f"{path.name}: no line has this name{todo}")
    return tries, tuple(strays)


def _read(
    lines: Sequence[ScriptLine], tries: Mapping[str, Sequence[Path]], folder: Path
) -> tuple[list[Candidate], list[TakeRow]]:
    """The take of each line that has one file, and rows for files that cannot be used."""
    candidates, rows = [], []
    for line in lines:
        found = tries.get(line.text, ())
        if len(found) > 1:
            note = f"{len(found)} files for one line; keep the best of them"
            rows.append(_row(line, "doubled", note, ", ".join(path.name for path in found)))
            continue
        for path in found:
            try:
                taken = read_take(path, folder)
                candidates.append(Candidate(line=line, taken=taken, found=path.name))
            except AudioError as error:
                note = f"{error.reason}; {error.hint}" if error.hint else error.reason
                rows.append(_row(line, "refused", note, path.name))
    return candidates, rows


def _row(line: ScriptLine, verdict: Verdict, note: str, found: str = "") -> TakeRow:
    return TakeRow(
        id=line.id, text=line.text, verdict=verdict, found=found,
        expected=line.expected_ms / 1000, notes=(note,),
    )  # fmt: skip
