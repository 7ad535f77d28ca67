"""A draft beside what is asked for, terminals of other code pages, -q where people type it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from unknot.cli.main import main

pytestmark = pytest.mark.deep

_GOOD = "title: T 🧘\nsummary: S.\nauthor: A\nroutines: [{say: Breathe out.}]\n"
_BROKEN = "title: T\nsummary: S.\nroutines: [{sya: Breathe out.}]\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "good.yaml").write_text(_GOOD, encoding="utf-8")
    (tmp_path / "sessions" / "draft.yaml").write_text(_BROKEN, encoding="utf-8")
    return tmp_path


def _run(workspace: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(workspace), *arguments])


@pytest.mark.parametrize(
    "command",
    [["build", "good", "--engine", "tone"], ["build", "breathing", "--engine", "tone"],
     ["show", "good"], ["list", "sessions"]],
)  # fmt: skip
def test_a_neighbours_draft_is_told_and_stops_nothing(
    command: list[str], workspace: Path, tmp_path: Path
) -> None:
    run = _run(workspace, *command)
    assert run.exit_code == 0, run.output
    assert "left out" in run.stderr
    assert "draft.yaml" in run.stderr


@pytest.mark.parametrize(
    "command",
    [["build", "draft"], ["show", "draft"], ["build"], ["check"],
     ["publish", "site", "--base-url", "https://a.example"],
     ["playlist", "p", "draft", "good"]],
)  # fmt: skip
def test_what_is_asked_for_must_be_right(command: list[str], workspace: Path) -> None:
    run = _run(workspace, *command)
    assert run.exit_code == 3, run.output
    assert "draft.yaml:3" in run.output


def test_what_others_build_on_must_be_right(workspace: Path) -> None:
    """Half a muscle's script would be spoken by every session that uses it."""
    (workspace / "scripts" / "en").mkdir(parents=True)
    (workspace / "scripts" / "en" / "piriformis.yaml").write_text("lines: 3\n", encoding="utf-8")
    assert _run(workspace, "build", "breathing", "--engine", "tone").exit_code == 3


def test_a_broken_session_does_not_uncover_the_bundled_one(workspace: Path) -> None:
    (workspace / "sessions" / "starter.yaml").write_text(_BROKEN, encoding="utf-8")
    assert _run(workspace, "build", "starter", "--engine", "tone").exit_code == 3


@pytest.mark.parametrize("page", ["cp1252", "cp437", "cp850", "cp1251", "latin-1", "ascii"])
@pytest.mark.parametrize(
    "command",
    [["list", "sources"], ["show", "starter", "--sources"], ["list", "sessions"], ["show", "good"],
     ["list", "--help"]],
)  # fmt: skip
def test_no_code_page_ends_in_a_traceback(page: str, command: list[str], workspace: Path) -> None:
    run = _piped(workspace, page, *command)
    assert run.returncode == 0, run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.deep
@pytest.mark.parametrize("page", ["cp1252", "cp1251"])
@pytest.mark.parametrize(
    "command",
    [["show", "good", "--full"], ["diary"], ["today"], ["serve", "--help"], ["voices", "--all"],
     ["publish", "--help"], ["publish", "site", "good", "--for", "Jörg 🧘"], ["verify", "🧘.mp3"],
     ["lint", "日本"], ["show", "🧘"], ["programme", "show", "low-back"], ["list", "muscles"]],
)  # fmt: skip
def test_nor_does_any_other_command(page: str, command: list[str], workspace: Path) -> None:
    run = _piped(workspace, page, *command)
    assert run.returncode in (0, 1, 2, 3), run.stderr
    assert b"Traceback" not in run.stderr
    assert run.stdout or run.stderr


def test_json_loses_no_character_on_any_code_page(workspace: Path) -> None:
    run = _piped(workspace, "cp1252", "show", "good", "--json")
    assert json.loads(run.stdout)["title"] == "T 🧘"


def _piped(workspace: Path, page: str, *command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "unknot", "-C", workspace, *command],
        env={**os.environ, "PYTHONIOENCODING": page, "PYTHONUTF8": "0"},
        capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("flag", ["-q", "--quiet"])
def test_quiet_counts_wherever_it_is_typed(flag: str, workspace: Path) -> None:
    (workspace / "sessions" / "draft.yaml").unlink()
    for command in (["build", flag, "good", "--engine", "tone"], ["build", "good", flag]):
        run = _run(workspace, *command)
        assert run.exit_code == 0, run.output
        assert run.stderr == ""


def test_doctor_speaks_of_what_works_first() -> None:
    lines = CliRunner().invoke(main, ["doctor"]).output.splitlines()
    rest = lines.index("Not here, and not needed:")
    assert all(each.startswith("ok ") for each in lines[: rest - 1])
    assert "''" not in "\n".join(lines)
