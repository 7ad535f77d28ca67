"""Where a value came from, and what is wrong with it."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

_BEFORE, _SHOWN = 80, 120
_COLUMNS = 1 << 20


class Place(NamedTuple):
    """A spot in a file; line and column count from 1, 0 means the file as a whole.

    Values in a file whose name is known keep it as one number, ``spot``: there are many of them.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def at(self, spot: int) -> Place:
        """The place in the same file that ``spot`` was made for."""
        return Place(self.file, *divmod(spot, _COLUMNS))


def spot(line: int, column: int) -> int:
    """A line and a column, below a million, as one number."""
    return line * _COLUMNS + column


class Diagnostic(Struct, frozen=True):
    """One thing wrong in the content.

    ``code`` is stable (documented in docs/reference/problems.md), ``source`` the line of
    text at ``place`` so that a caret can be drawn under ``width`` characters. ``words`` are those
    of a text at ``place`` that it is about.
    """

    code: str
    place: Place
    message: str
    hint: str = ""
    source: str = ""
    width: int = 1
    words: str = ""

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.code} {self.message}"]
        if self.source:
            # A line can be as long as its file; what is near the caret is enough.
            start = max(0, self.place.column - 1 - _BEFORE)
            shown = self.source[start : start + _SHOWN].expandtabs(1).rstrip()
            before = self.place.column - 1 - start
            lines += [
                f"    {shown}",
                "    " + " " * before + "^" * min(self.width, _SHOWN - before),
            ]
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)
