"""Ctrl-C: gone within a second, one clean line, and what was made is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, needs_package
from tests.engines.test_processes import PROGRAM
from tests.reliability.running import SESSION, Place
from unknot.engines.process import SPEAKER

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="looks for processes in /proc"
    ),
]

#: An engine that hangs in the third clip, in this process where nobody can kill it.
HANGING = """
import time
from unknot.engines import tone
real = tone.ToneEngine.synthesise
said = []
def synthesise(self, text, **more):
    said.append(text)
    if text.startswith("Turn on"):
        time.sleep(3600)
    real(self, text, **more)
tone.ToneEngine.synthesise = synthesise
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def clips(place: Place) -> set[str]:
    return {path.name for path in place.cache.rglob("*.mp3f")}


def interrupt(
    run: subprocess.Popen[str], when: Callable[[], bool], by: signal.Signals = signal.SIGINT
) -> tuple[int, str, float]:
    """Ctrl-C to the whole process group, as a terminal sends it: exit code, words, seconds."""
    end = time.monotonic() + 60
    while not when():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)
    start = time.monotonic()
    os.killpg(run.pid, by)
    _, told = run.communicate(timeout=60)
    return run.returncode, told, time.monotonic() - start


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_next_build_goes_on_from_what_is_cached(place: Place, by: signal.Signals) -> None:
    """And the track is the one that an undisturbed build makes."""
    code, told, _ = interrupt(place.start("--jobs", "1"), lambda: len(clips(place)) >= 1, by)
    assert code == 130
    assert told.strip() == (
        "stopped; what was made so far is kept, and the next run goes on from it"
    )
    kept = clips(place)
    assert 1 <= len(kept) < 4
    assert not place.track.exists()
    assert place.still_running() == []
    code, told = place.finish(place.start())
    assert f"{4 - len(kept)} of 4 clips new" in told
    assert place.left_over() == []


@pytest.mark.parametrize("engine", ["tone", "pyttsx3"])
def test_an_engine_that_hangs_does_not_hold_it_up(
    place: Place, tmp_path: Path, engine: str
) -> None:
    """Neither one in this process, which cannot be ended, nor one in its own, which must be."""
    place.engine = engine
    (tmp_path / "log").touch()
    sitecustomize = tmp_path / "site" / "sitecustomize.py"
    sitecustomize.parent.mkdir()
    if engine == "tone":
        sitecustomize.write_text(HANGING, encoding="utf-8")
    else:
        use = f"p.SPEAKER = pathlib.Path({str(PROGRAM)!r})"
        sitecustomize.write_text(f"import unknot.engines.process as p, pathlib; {use}", "utf-8")
    place.more = {
        "FAULT": "hang",
        "FAULTY_CLIPS": "99",
        "FAULT_LOG": str(tmp_path / "log"),
        "REAL_SPEAKER": str(SPEAKER),
        "PYTHONPATH": os.pathsep.join(
            (str(sitecustomize.parent), place.environment()["PYTHONPATH"])
        ),
    }
    busy = (
        (lambda: len(clips(place)) == 3) if engine == "tone" else
        (lambda: (tmp_path / "log").stat().st_size > 0)
    )  # fmt: skip
    run = place.start("--jobs", "2")
    try:
        code, told, seconds = interrupt(run, busy)
    finally:
        run.kill()
    assert code == 130
    assert told.startswith("\nstopped;")
    assert len(told.strip().splitlines()) == 1
    assert place.still_running() == []
    assert seconds < 30  # far from the hour that the engine takes; a second where nothing else runs
    place.more = {}
    place.build()
    assert place.left_over() == []


def test_workers_end_with_it(place: Place) -> None:
    """They hear the terminal's Ctrl-C as well, and say nothing of their own."""
    needs_package("distributed")
    place.engine = "tone"
    place.write(SESSION + "".join(f'  - {{say: "Now count to {n}."}}\n' for n in range(400)))
    run = place.start("--workers", "local:2")
    code, told, seconds = interrupt(run, lambda: len(clips(place)) > 4)
    assert code == 130
    workers, stopped = (line for line in told.splitlines() if line)
    assert workers.startswith("  workers: 2 at local:2, 2 clips at once; watch them: http://")
    assert stopped.startswith("stopped;")
    assert place.still_running() == []
    assert not place.out.exists()
    assert not list(place.folder.rglob("*.part"))
    assert seconds < 20  # two where nothing else runs


#: Ctrl-C strikes while something is being deleted, where Python drops whatever is raised.
DELETING = """
import pathlib, time
from click import Command
from unknot.__main__ import run
from unknot.cli.main import Group

class Slow:
    def __del__(self):
        pathlib.Path({begun!r}).touch()
        time.sleep(60)

def delete():
    Slow()
    time.sleep(60)

Group.get_command = lambda *_: Command("list", callback=delete)
run()
"""
#: Ctrl-C strikes while the options are being read.
READING = """
import pathlib, time
from unknot.__main__ import run
from unknot.cli.main import Group

def parse_args(self, *_):
    pathlib.Path({begun!r}).touch()
    time.sleep(60)

Group.parse_args = parse_args
run()
"""


@pytest.mark.parametrize("program", [DELETING, READING], ids=["deleting", "reading options"])
def test_it_is_heard_whatever_python_does(tmp_path: Path, program: str) -> None:
    """Two builds in fifty by Dask's workers went on to their end: Python drops what a ``__del__``
    raises. And click had a word of its own for Ctrl-C, and another exit code."""
    run = subprocess.Popen(
        [sys.executable, "-c", program.format(begun=str(tmp_path / "begun")), "list"],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    code, told, seconds = interrupt(run, (tmp_path / "begun").exists)
    assert (code, told) == (130, "\nstopped\n")
    assert seconds < 20  # a moment where nothing else runs; the command would take sixty


def test_it_is_heard_while_the_program_is_still_being_imported(tmp_path: Path) -> None:
    """One line then, too, and nothing begun."""
    (tmp_path / "click.py").write_text(
        f"import time\nopen({str(tmp_path / 'begun')!r}, 'w').close()\ntime.sleep(60)\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-m", "unknot", "--help"], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "src")])},
        start_new_session=True,
    )  # fmt: skip
    code, told, seconds = interrupt(run, (tmp_path / "begun").exists)
    assert (code, told) == (130, "\nstopped before anything was begun\n")
    assert seconds < 20  # a moment where nothing else runs; the import would take sixty
