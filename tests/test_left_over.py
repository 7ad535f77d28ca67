"""What killed runs left is taken away, and nothing of a run that goes on or of another machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from unknot import left_over
from unknot.left_over import PART, mark, mark_temporary, sweep, sweep_temporary

GONE = 999_999


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has ended, and one that somebody else runs."""

    def kill(pid: int, number: int) -> None:
        assert number == 0
        if pid == GONE:
            raise ProcessLookupError
        if pid == 1:
            raise PermissionError
        if pid == 2:
            raise OverflowError

    monkeypatch.setattr(os, "kill", kill)


def marked(pid: int, name: str = "track.mp3") -> str:
    return mark(name).replace(f"-{os.getpid()}.", f"-{pid}.") + "ab12" + PART


@pytest.mark.usefixtures("gone")
def test_only_what_ended_runs_of_this_machine_left_goes(tmp_path: Path) -> None:
    machine = mark("x").split(".")[2].split("-")[0]
    other = f"{int(machine, 16) ^ 1:08x}"
    stays = [
        marked(os.getpid()), marked(1), marked(2), marked(3),
        marked(GONE).replace(machine, other), "track.mp3", f".track{PART}", marked(GONE)[1:],
    ]  # fmt: skip
    for name in (*stays, marked(GONE)):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / marked(GONE, "folder")).mkdir()
    (tmp_path / marked(GONE, "folder") / "inside").write_bytes(b"half")
    outside = tmp_path.parent / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"whole")
    (tmp_path / marked(GONE, "link")).symlink_to(outside)
    sweep(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(stays)
    assert (outside / "kept").exists()
    sweep(tmp_path / "nowhere")


@pytest.mark.usefixtures("gone")
def test_what_is_old_goes_whoever_left_it(tmp_path: Path) -> None:
    """A folder, too: a run on another machine may have been killed while it spoke."""
    old, new = tmp_path / f".speech.1{PART}", tmp_path / f".speech.2{PART}"
    for folder in (old, new):
        folder.mkdir()
        (folder / "clip.wav").write_bytes(b"half")
    os.utime(old, (1_000, 1_000))
    sweep(tmp_path, oldest=1_001)
    assert list(tmp_path.iterdir()) == [new]


@pytest.mark.usefixtures("gone")
def test_so_it_is_in_the_temporary_folder(tmp_path: Path) -> None:
    ours = mark_temporary() + "abc"
    left = ours.replace(f"-{os.getpid()}-", f"-{GONE}-")
    for name in (ours, left, "unknot-other", marked(GONE)):
        (tmp_path / name).mkdir()
    sweep_temporary(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        [ours, "unknot-other", marked(GONE)]
    )


def test_a_process_that_ended_is_known_to(tmp_path: Path) -> None:
    """Asked of the system itself."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    (tmp_path / marked(child.pid)).write_bytes(b"half")
    sweep(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("runs", [False, True])
def test_windows_is_asked_in_its_own_way(runs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    asked: list[Any] = []

    def open_process(*args: object) -> int:
        asked.append(args)
        return 7 if runs else 0

    kernel = SimpleNamespace(OpenProcess=open_process, CloseHandle=closed.append)
    monkeypatch.setattr("ctypes.WinDLL", lambda name: kernel, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    machine = mark("x").split(".")[2].split("-")[0]
    assert left_over._ended(machine, GONE) is not runs
    assert asked == [(0x1000, False, GONE)]
    assert closed == [7] * runs
