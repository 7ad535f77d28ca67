"""script.html: the lines of a script to be read from paper or from a screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import ceil

from unknot.pages import render
from unknot.recording.line import ScriptLine


def script_page(lines: Sequence[ScriptLine], *, title: str, language: str) -> str:
    """The lines as one HTML page with everything inside, ``language`` that of the lines."""
    groups = groupby(enumerate(lines, 1), key=lambda numbered: numbered[1].group)
    return render(
        "script.html", title=title, language=language, count=len(lines),
        minutes=ceil(sum(line.expected_ms for line in lines) / 60_000),
        groups=[(group, list(members)) for group, members in groups],
    )  # fmt: skip
