"""What several files make is gone on with after a run that was killed; nothing is written over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.usual import cases
from unknot.cli import main

COMMANDS = {
    "language": ("new", "language", "fr"),
    "programme": ("programme", "new", "--where", "buttock", "--side", "right"),
    "muscle": ("new", "muscle", "gluteus-medius"),
    "muscle of one's own": ("new", "muscle", "side-hip", "--from", "gluteus-medius"),
    "technique of one's own": ("new", "technique", "short-stick", "--from", "stick"),
}


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, prog_name="unknot")


def written(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.yaml")}


@cases("command", COMMANDS.values(), ids=COMMANDS, usual=2)
def test_a_run_that_was_killed_is_gone_on_with(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sessions").mkdir()
    assert run(*command).exit_code == 0
    whole = written(tmp_path)
    assert len(whole) > 1
    again = run(*command)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    paths = sorted(whole)
    for gone in (paths[-1:], paths[:1]):
        for path in gone:
            path.unlink()
        assert run(*command).exit_code == 0, again.stderr
        assert written(tmp_path) == whole
    paths[0].unlink()
    paths[-1].write_text("# mine\n", encoding="utf-8")
    before = written(tmp_path)
    # A copy under the same id is begun from what is there, so it adds what is missing.
    assert (run(*command).exit_code == 0) == (command == COMMANDS["muscle"])
    assert before.items() <= written(tmp_path).items()


@pytest.mark.deep
def test_of_two_at_once_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    new = [sys.executable, "-m", "unknot", "new", "session", "mine", "--side", "left", "--where"]
    both = [
        subprocess.Popen([*new, place], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        for place in ("low-back", "hip")
    ]
    told = [each.communicate()[1] for each in both]
    assert sorted(each.returncode for each in both) == [0, 2], told
    assert "is there already" in "".join(told)


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_programme_is_not_written_through_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, here = tmp_path / "outside", tmp_path / "here"
    outside.mkdir()
    (here / "sessions").mkdir(parents=True)
    (here / "sessions" / "programmes").symlink_to(outside)
    monkeypatch.chdir(here)
    assert run(*COMMANDS["programme"]).exit_code != 0
    assert not list(outside.iterdir())
    assert not list((here / "sessions").glob("*.yaml"))
