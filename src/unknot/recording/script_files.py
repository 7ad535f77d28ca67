"""The lines of a script as files: script.csv for a spreadsheet, written and read back, and
script.html to be read from paper or from a screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import groupby
from math import ceil
from pathlib import Path

from unknot.content.spoken_form import spoken_form
from unknot.errors import AudioError
from unknot.pages import render
from unknot.recording.line import ScriptLine, digest_of, text_digest

FILE = "script.csv"
_COLUMNS = ("id", "text", "context", "target seconds", "pronunciation", "group")
#: So that Excel takes it for UTF-8; other programs pass over it.
_MARK = "\ufeff"
#: What spreadsheets take for a formula; behind a blank, which import passes over, it is words.
_FORMULA = ("=", "+", "-", "@")
_MOST_BYTES = 20_000_000


def csv_text(lines: Sequence[ScriptLine]) -> str:
    """A row a line under the names of the columns, in UTF-8 with a byte order mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for line in lines:
        seconds = f"{line.expected_ms / 1000:.1f}"
        cells = (line.id, line.text, line.context, seconds, line.pronunciation, line.group)
        writer.writerow(f" {each}" if each.startswith(_FORMULA) else each for each in cells)
    return _MARK + buffer.getvalue()


def read_csv(path: Path) -> tuple[ScriptLine, ...]:
    """The lines of a script.csv, in its order; columns may have been moved or added.

    Raises AudioError naming the row when it is not one, or when a text no longer fits its id.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise AudioError(path, "is not a file")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AudioError(path, "is too large for a script")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise AudioError(path, "is not in UTF-8", "save it as “CSV UTF-8”") from error
    head = text.partition("\n")[0]
    between = max(",;\t", key=head.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=between)
    if not {"id", "text"} <= set(rows.fieldnames or ()):
        hint = "unknot record script --all writes one"
        raise AudioError(path, "is no script: it has no columns id and text", hint)
    lines = []
    try:
        for row in rows:
            if row.get("id") or row.get("text"):  # spreadsheets leave empty rows behind
                lines.append(_line(path, rows.line_num, row))
    except csv.Error as error:
        raise AudioError(path, f"row {rows.reader.line_num}: {error}") from error
    if not lines:
        raise AudioError(path, "has no lines in it")
    return tuple({line.text: line for line in lines}.values())


def _line(path: Path, number: int, row: dict[str, str | None]) -> ScriptLine:
    id = (row.get("id") or "").strip().lower()
    text = spoken_form(row.get("text") or "", None)
    if digest_of(id) != text_digest(text):
        raise AudioError(
            path,
            f"row {number}: the words no longer fit the id {id!r}",
            "reword lines in scripts/ or sessions/, then write the script again",
        )
    seconds = (row.get("target seconds") or "0").replace(",", ".")
    try:
        expected = round(float(seconds) * 1000)
    except (ValueError, OverflowError) as error:
        raise AudioError(path, f"row {number}: {seconds!r} is not a number of seconds") from error
    return ScriptLine(
        id=id,
        text=text,
        context=row.get("context") or "",
        expected_ms=expected,
        pronunciation=row.get("pronunciation") or "",
        group=row.get("group") or "",
    )


def script_page(lines: Sequence[ScriptLine], *, title: str, language: str) -> str:
    """The lines as one HTML page with everything inside, ``language`` that of the lines."""
    groups = groupby(enumerate(lines, 1), key=lambda numbered: numbered[1].group)
    return render(
        "script.html", title=title, language=language, count=len(lines),
        minutes=ceil(sum(line.expected_ms for line in lines) / 60_000),
        groups=[(group, list(members)) for group, members in groups],
    )  # fmt: skip
