"""The user's own small files: what cannot be read or deleted is said, with how to go on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.usual import cases
from unknot.diary.days import diary_file
from unknot.errors import WorkspaceError
from unknot.own_file import delete_own, read_own
from unknot.programme.started import state_file
from unknot.serve.keys import keys_file, read_keys


def test_what_is_not_there_is_none_and_what_is_there_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    assert read_own(path, int, "") is None
    assert not delete_own(path)
    path.write_text("7")
    assert read_own(path, int, "") == 7
    assert delete_own(path)
    assert not path.exists()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["a folder", "a pipe"])
def test_what_is_no_file_is_neither_read_nor_waited_for(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    make(tmp_path / "own.json")
    with pytest.raises(WorkspaceError, match=r"own\.json cannot be read \(.*\n  go on") as caught:
        read_own(tmp_path / "own.json", int, "go on")
    assert str(caught.value).count("own.json") == 1


def test_a_folder_in_its_place_is_not_deleted_and_said(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be deleted") as caught:
        delete_own(tmp_path)
    assert str(tmp_path) in str(caught.value)


@cases(
    "command",
    [("programme", "stop"), ("programme", "start", "low-back"), ("today",), ("diary",),
     ("diary", "before", "3"), ("diary", "delete", "--all")],
    usual=2,
)  # fmt: skip
def test_every_command_says_so_in_a_line(
    command: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path))
    for path in (state_file(), diary_file(), keys_file()):
        path.mkdir()
    told = run(*command)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(f"error: {tmp_path}")
    with pytest.raises(WorkspaceError):
        read_keys()


def test_a_damaged_note_of_a_programme_is_left_behind_as_the_message_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path))
    state_file().write_text("")
    assert "unknot programme stop; then: unknot programme start" in run("today").stderr
    assert run("programme", "stop").exit_code == 0
    assert run("programme", "start", "low-back").exit_code == 0
