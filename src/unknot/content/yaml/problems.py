"""Problems as they are found: file by file, bounded, each with the line it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from unknot.diagnostic import Diagnostic, Place, spot

#: One file tells of this many problems; whoever mends them sees the next in another run.
MOST_PROBLEMS = 100
_LONGEST_WORD = 60
_PAGE = 40
_BREAK = re.compile("\r\n|\r|\n")


class TooManyProblems(Exception):
    """A file has so many problems that reading on is no use; never leaves this package."""


class ProblemLog:
    """The problems of one file, and the places whose value could not be read.

    What is said about a value that could not be read is a consequence, not a finding; so later
    checks leave the places in ``spoilt`` alone.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Diagnostic] = []
        self.spoilt: set[Place] = set()
        #: How wide the value is that stands at a spot, where that is more than one character.
        self.widths: dict[int, int] = {}
        self.has_text = False
        self._text = ""
        self._lines: list[str] | None = None

    def read(self, text: str) -> None:
        """The file's text, from now on shown beside the problems."""
        self._text, self._lines, self.has_text = text, None, True

    def line(self, number: int) -> str:
        """A line of the file, from 1; empty when there is none such."""
        if self._lines is None:
            self._lines = _BREAK.split(self._text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def add(
        self,
        code: str,
        message: str,
        hint: str = "",
        line: int = 0,
        column: int = 0,
        width: int = 0,
    ) -> None:
        """Note a problem at ``line`` and ``column`` (from 1; 0 for the file as a whole)."""
        place = Place(self.name, line, column)
        self.spoilt.add(place)
        self._keep(Diagnostic(code, place, message, hint), width)

    def judge(self, problem: Diagnostic) -> None:
        """Note what a check says, unless it speaks of a value that could not be read."""
        if problem.place not in self.spoilt:
            if problem.words and (found := self._found(problem.words, problem.place)):
                self._keep(replace(problem, place=found), len(problem.words))
                return
            self._keep(problem, self.widths.get(spot(problem.place.line, problem.place.column), 1))

    def _found(self, words: str, start: Place) -> Place | None:
        """Where ``words`` stand in the text that begins at ``start``, over at most a page."""
        column = start.column
        for number in range(start.line, start.line + _PAGE):
            at = self.line(number).find(words, max(column - 1, 0))
            if at >= 0:
                return Place(start.file, number, at + 1)
            column = 1
        return None

    def _keep(self, problem: Diagnostic, width: int) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            raise TooManyProblems
        if source := self.line(problem.place.line):
            room = len(source) - problem.place.column + 1
            width = max(1, min(width or room, room))
            problem = replace(problem, source=source, width=width)
        if problem not in self.problems:
            self.problems.append(problem)

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Stops at the last problem that is worth telling, and tells that it stopped."""
        try:
            yield
        except TooManyProblems:
            message = f"has more than {MOST_PROBLEMS} problems; these are the first"
            last = Diagnostic("Y21", Place(self.name), message, "mend these, and look again")
            if last not in self.problems:
                self.problems.append(last)


def short(text: str) -> str:
    """``text`` in quotes, on one line and at most about sixty characters long."""
    return repr(text if len(text) <= _LONGEST_WORD else text[:_LONGEST_WORD] + "…")
