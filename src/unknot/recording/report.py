"""What an import made of every line: for print, and as data."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Verdict = Literal["good", "doubtful", "refused", "doubled", "missing"]


class TakeRow(Struct, frozen=True, kw_only=True):
    """One line. ``found``: the file; ``seconds`` of voice in it;
    ``notes``: what is wrong, in words."""

    id: str
    text: str
    verdict: Verdict
    found: str = ""
    seconds: float = 0.0
    expected: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the voice has this take now."""
        return self.verdict in ("good", "doubtful")


class ImportReport(Struct, frozen=True, kw_only=True):
    """``strays``: files and pieces that belong to no line, and why. ``takes``: how many lines the
    voice has; ``lines``: how many the script has, of which ``missing`` have no take."""

    voice: str
    rows: tuple[TakeRow, ...]
    strays: tuple[str, ...] = ()
    takes: int = 0
    lines: int = 0
    missing: int = 0

    @property
    def kept(self) -> int:
        """How many takes went into the voice."""
        return sum(row.kept for row in self.rows)

    @property
    def refused(self) -> int:
        """How many lines have takes none of which was put into it."""
        return sum(row.verdict in ("refused", "doubled") for row in self.rows)
