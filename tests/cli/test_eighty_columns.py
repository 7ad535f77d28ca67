"""What is printed fits a terminal of 80 columns; only a word that is longer stays whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no terminal to open there")


def too_long(*args: str, cwd: Path) -> list[str]:
    terminal = Terminal(*args, cwd=cwd)
    terminal.end()
    assert terminal.seen.strip()
    lines = terminal.seen.splitlines()
    return [each for each in lines if len(each) > 80 and " " in each.strip()]


@pytest.mark.parametrize("kind", ["sessions", "muscles", "techniques", "sources", "engines"])
def test_lists_fit(kind: str, tmp_path: Path) -> None:
    assert too_long("list", kind, cwd=tmp_path) == []


def test_what_verify_says_fits(here: Path, run: Run) -> None:
    made = run("build", "stick", "--engine", "tone", "--detail", "cues")
    assert made.exit_code == 0, made.output
    assert too_long("verify", "audio/tracks/stick.mp3", cwd=here) == []


COMMANDS = [
    "say",
    "build",
    "verify",
    "list",
    "publish",
    "record",
    "show",
    "card",
    "serve",
    "playlist",
    "programme",
    "check",
    "today",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits(command: str, tmp_path: Path) -> None:
    assert too_long(command, "--help", cwd=tmp_path) == []
