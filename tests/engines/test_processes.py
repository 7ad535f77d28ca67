"""No process outlives what it was started for, and none of them meddles with the terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from unknot.engines.process import SPEAKER
from unknot.engines.pyttsx3.engine import FORKS, Pyttsx3Engine
from unknot.errors import EngineError

PHRASE = "Let the vibration soak in."
PROGRAM = Path(__file__).parents[1] / "speech" / "faulty_speaker.py"

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="looks for processes in /proc"
)

#: Hangs in a phrase until it is ended; prints its speaking process.
SCRIPT = """
import os, sys, threading
from contextlib import closing, suppress
from pathlib import Path
from unknot.errors import EngineError
from unknot.engines.pyttsx3.engine import Pyttsx3Engine

engine = Pyttsx3Engine(program=Path(sys.argv[1]), forks=sys.argv[2] == "True", patience=600)
def speak():
    with suppress(EngineError):
        engine.synthesise("One.", voice="gmw/en", rate=135, to=Path(sys.argv[3]) / "clip.wav")
with closing(engine):
    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    while not Path(os.environ["FAULT_LOG"]).stat().st_size:
        pass
    print(*(speaker.pid for speaker in engine._pool._all), flush=True)
    thread.join()
"""


def session(leader: int) -> set[int]:
    """The processes, not yet ended, of the session that ``leader`` began."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def wait_until_gone(leader: int) -> set[int]:
    """What is left of a session after all the time that a loaded machine may need."""
    end = time.monotonic() + 30
    while (left := session(leader)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


@pytest.fixture
def hanging(tmp_path: Path) -> dict[str, str]:
    """The environment of a speaking program that never ends a phrase."""
    (tmp_path / "log").touch()
    return os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "FAULT": "hang",
        "FAULTY_CLIPS": "99",
        "FAULT_LOG": str(tmp_path / "log"),
        "REAL_SPEAKER": str(SPEAKER),
    }


def start(
    environment: dict[str, str], folder: Path, forks: bool
) -> tuple[subprocess.Popen[str], int]:
    """A program in the middle of a phrase that never ends, and its speaking process."""
    program = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(PROGRAM), str(forks), str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert program.stdout is not None
    return program, int(program.stdout.readline())


@pytest.mark.deep
@pytest.mark.parametrize("forks", sorted({FORKS, False}))
def test_nothing_is_left_when_the_program_is_killed(
    hanging: dict[str, str], tmp_path: Path, forks: bool
) -> None:
    program, speaker = start(hanging, tmp_path, forks)
    assert len(session(speaker)) == 1 + forks
    program.kill()
    program.communicate()
    assert wait_until_gone(speaker) == set()


@pytest.mark.deep
@pytest.mark.skipif(not FORKS, reason="no process stands between")
def test_nothing_is_left_when_the_speaking_process_is_killed(
    hanging: dict[str, str], tmp_path: Path
) -> None:
    """As by a system that runs out of memory: the clip's own process ends with it."""
    program, speaker = start(hanging, tmp_path, forks=True)
    os.kill(speaker, signal.SIGKILL)
    assert wait_until_gone(speaker) == set()
    program.kill()
    program.communicate()


@pytest.mark.deep
@pytest.mark.parametrize("forks", sorted({FORKS, False}))
def test_ctrl_c_ends_all_and_only_the_program_speaks_of_it(
    hanging: dict[str, str], tmp_path: Path, forks: bool
) -> None:
    """The one traceback is that of the script itself, which does not catch KeyboardInterrupt."""
    program, speaker = start(hanging, tmp_path, forks)
    os.killpg(program.pid, signal.SIGINT)
    _, told = program.communicate(timeout=60)
    assert wait_until_gone(speaker) == set()
    assert told.count("Traceback") == 1
    assert "KeyboardInterrupt" in told
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".wav"] == []


@pytest.mark.skipif(not FORKS, reason="no process stays")
def test_an_interrupt_does_not_reach_the_speakers(tmp_path: Path) -> None:
    """Also not one that is sent to them: they end when their stdin does."""
    engine = Pyttsx3Engine()
    engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "1.wav")
    (before,) = engine._pool._all
    os.kill(before.pid, signal.SIGINT)
    engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "2.wav")
    assert {before} == engine._pool._all
    engine.close()
    assert wait_until_gone(before.pid) == set()


def test_close_ends_a_phrase_that_hangs(
    hanging: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another thread, without a second try, and with the engine's own error."""
    for name, value in hanging.items():
        monkeypatch.setenv(name, value)
    engine = Pyttsx3Engine(program=PROGRAM, patience=600)
    caught: list[EngineError] = []

    def speak() -> None:
        try:
            engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "clip.wav")
        except EngineError as error:
            caught.append(error)

    thread = threading.Thread(target=speak)
    thread.start()
    while not (tmp_path / "log").stat().st_size:
        time.sleep(0.01)
    (speaker,) = engine._pool._all
    engine.close()
    thread.join(60)
    (error,) = caught
    assert error.reason == "the engine was closed"
    assert wait_until_gone(speaker.pid) == set()
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_closed_engine_says_so(tmp_path: Path) -> None:
    engine = Pyttsx3Engine()
    engine.close()
    with pytest.raises(EngineError, match="closed"):
        engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "clip.wav")
