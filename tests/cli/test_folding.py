"""Lines are folded for a person who reads them in a terminal, and never for a program."""

from __future__ import annotations

import io
import os
import shutil

import pytest

from unknot.cli.folding import columns, folded_for

LONG = "one two three four five six seven eight nine ten eleven"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((40, 24)))


def test_a_program_has_each_line_whole() -> None:
    assert list(folded_for(io.StringIO(), [LONG, "x"])) == [f"  {LONG}", "  x"]
    assert list(folded_for(io.StringIO(), [LONG], "")) == [LONG]


def test_a_person_has_lines_that_fit_set_in_below_the_first() -> None:
    lines = list(folded_for(Terminal(), [LONG, "x"]))
    assert lines == [
        "  one two three four five six seven", "    eight nine ten eleven", "  x",
    ]  # fmt: skip
    assert list(folded_for(Terminal(), [f"    {LONG}"], ""))[1].startswith("      e")


@pytest.mark.parametrize(("size", "lines"), [(40, 1), (41, 2)])
def test_a_line_as_long_as_the_terminal_is_wide_is_left(size: int, lines: int) -> None:
    text = "x" * 20 + " " + "y" * (size - 23)
    assert len(list(folded_for(Terminal(), [text]))) == lines


@pytest.mark.parametrize(
    ("there", "wanted"), [(20, 40), (40, 40), (80, 80), (100, 100), (300, 100)]
)
def test_no_line_is_too_short_or_too_long_to_read(
    there: int, wanted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((there, 24)))
    assert columns() == wanted
