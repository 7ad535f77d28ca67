"""Problems as they are found: collected file by file, bounded, with the line they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from unknot.content.place import Place, Problem

#: One file tells of this many problems; whoever mends them sees the next in another run.
MOST_PROBLEMS = 100
_LONGEST_WORD = 60


class Full(Exception):
    """A file has so many problems that reading on is no use; never leaves this package."""


class Findings:
    """The problems of one file, and the places whose value could not be read.

    What is said about a value that could not be read is a consequence, not a finding; so later
    checks leave the places in ``spoilt`` alone.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.spoilt: set[Place] = set()
        self._text = ""

    def read(self, text: str) -> None:
        """The file's text, from now on shown beside the problems."""
        self._text = text

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
        self.spoilt.add(place := Place(self.name, line, column))
        self.problems.append(self.told(Problem(code, place, message, hint), width))
        if len(self.problems) >= MOST_PROBLEMS:
            raise Full

    def line(self, number: int) -> str:
        """A line of the file, from 1; empty when there is none such."""
        lines = re.split("\r\n|\r|\n", self._text)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def told(self, problem: Problem, width: int = 0) -> Problem:
        """The same problem with its source line and the caret's width in it."""
        column = problem.place.column
        source = self.line(problem.place.line)
        if not source:
            return problem
        width = width or _width(source[column - 1 :])
        width = max(1, min(width, len(source) - column + 1))
        return Problem(problem.code, problem.place, problem.message, problem.hint, source, width)

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Stops at the last problem that is worth telling."""
        try:
            yield
        except Full:
            self.problems.append(
                Problem(
                    "Y21",
                    Place(self.name),
                    f"has {MOST_PROBLEMS} problems or more",
                    "mend these first",
                )
            )


_VALUE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|(?:(?!\s+\#|:\s|:$)[^,\[\]{}])*""")


def _width(rest: str) -> int:
    """How far the value reaches that starts ``rest``, near enough for a caret line."""
    found = _VALUE.match(rest)
    return len(found[0].rstrip()) if found else 1


def near(word: str, words: Iterable[str]) -> str:
    """The one of ``words`` that was probably meant by ``word``, or an empty string."""
    import difflib

    found = difflib.get_close_matches(word[:_LONGEST_WORD], list(words), n=1, cutoff=0.6)
    return found[0] if found else ""


def known(word: str, words: Iterable[str]) -> str:
    """A hint for a word that is not among ``words``: the one that was meant, else all of them."""
    words = list(dict.fromkeys(words))
    if meant := near(word, words):
        return f"did you mean {meant!r}?"
    if not words:
        return ""
    more = f" and {len(words) - 20} more" if len(words) > 20 else ""
    return f"known: {', '.join(words[:20])}{more}"


def short(text: str) -> str:
    """``text`` in quotes, on one line and at most about sixty characters long."""
    return repr(text if len(text) <= _LONGEST_WORD else text[:_LONGEST_WORD] + "…")
