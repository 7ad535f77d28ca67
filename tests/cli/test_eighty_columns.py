"""What is printed fits a terminal of 80 columns; only a word that is longer stays whole."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.conftest import Run
from tests.cli.terminal import Terminal
from tests.usual import cases
from unknot.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no terminal to open there")


def too_long(*args: str, cwd: Path) -> list[str]:
    terminal = Terminal(*args, cwd=cwd)
    terminal.end()
    assert terminal.seen.strip()
    lines = re.sub(r"\x1b\[[\d;]*m", "", terminal.seen).splitlines()
    return [each for each in lines if len(each) > 80 and " " in each.strip()]


@cases("kind", ["sessions", "muscles", "techniques", "sources", "engines"], usual=1)
def test_lists_fit(kind: str, tmp_path: Path) -> None:
    assert too_long("list", kind, cwd=tmp_path) == []


@pytest.mark.deep
def test_what_verify_says_fits(here: Path, run: Run) -> None:
    made = run("build", "starter", "--engine", "tone", "--detail", "cues", "--returning")
    assert made.exit_code == 0, made.output
    assert too_long("verify", "audio/tracks/starter-returning.mp3", cwd=here) == []


def every_command(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """The words of each command of ``group``, and of each command within one."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from every_command(command, *before, name)


def test_every_help_fits_with_its_examples(run: Run) -> None:
    told = {words: run(*words, "--help").stdout for words in [(), *every_command(main)]}
    assert {("new", "session"), ("voices", "add"), ("programme", "start")} < told.keys()
    assert all("Usage: unknot" in text for text in told.values())
    too_wide = [line for text in told.values() for line in text.splitlines() if len(line) > 80]
    assert too_wide == []


@pytest.mark.deep
@cases(
    "args",
    [
        ("voices",),
        ("doctor",),
        ("list",),
        ("verify", "sub/nothing.mp3"),
        ("programme", "show", "low-bak"),
    ],
    usual=2,
)
def test_what_is_told_fits(args: tuple[str, ...], tmp_path: Path) -> None:
    assert too_long(*args, cwd=tmp_path) == []
