"""A run that is killed before each of its changes to files in turn, so at every moment that counts.

What Python is about to change on disk it tells its audit hooks first; the run kills itself there.
Each run is a fork of one process that has everything loaded, so a kill costs what the run costs.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

#: What changes files, with its opening for writing.
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.utime", "os.truncate",
            "os.link", "os.symlink", "shutil.copyfile", "shutil.rmtree", "ctypes.call_function",
            "tempfile.mkstemp", "tempfile.mkdtemp"}  # fmt: skip


def killed_at_each_step(act: Callable[[], object], *, every: int = 1) -> Iterator[int]:
    """Run ``act`` again and again, killed one change later each time (or so many), until it comes
    through; the number of changes that were done, after each. Only for a process of its own."""
    step = 0
    while True:
        child = os.fork()
        if not child:
            _die_at(step)
            try:
                act()
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0, f"failed by itself after {step} steps"
            return
        yield step
        step += every


def _die_at(step: int) -> None:
    done, opened = -1, io.open

    def change() -> None:
        nonlocal done
        done += 1
        if done >= step:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _CHANGES:
            change()

    def open_and_count(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
        """Before a file is opened to be written, and while nothing is in it yet."""
        writes = set(mode) & set("wax+") and Path("/dev") not in Path(str(file)).parents
        change() if writes else None
        found = opened(file, mode, *args, **more)
        change() if writes else None
        return found

    sys.addaudithook(hook)
    io.open = open_and_count


def in_own_process(story: Callable[..., int], *args: object) -> int:
    """Call ``story``, a function of a test module, in a new process; what it gave back."""
    call = "import sys; from tests.reliability.steps import main; main(*sys.argv[1:])"
    run = subprocess.run(
        [sys.executable, "-c", call, story.__module__, story.__name__, *map(str, args)],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return int(run.stdout.split()[-1])


def main(module: str, story: str, *args: str) -> None:
    """Calls the story, in the new process."""
    sys.stdout.write(f"\n{getattr(import_module(module), story)(*args)}")
