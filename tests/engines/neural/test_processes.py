"""No process with a model in it outlives what it was started for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, needs_package
from tests.engines.neural.conftest import Register
from tests.engines.neural.models import write_piper
from unknot.engines.neural.engine import WORKER

pytestmark = pytest.mark.deep

FAULTY = Path(__file__).with_name("faulty_worker.py")
#: Prints its speaking process when that is busy with a phrase that it never ends.
SCRIPT = """
import sys, threading, time
from pathlib import Path
from unknot.engines.neural import PiperEngine

engine = PiperEngine(program=Path(sys.argv[1]), patience=600)
phrase = dict(voice="tiny", rate=135, to=Path(sys.argv[2]) / "clip.wav")
text = "Rest the massager on the sorest spot, and let it work."
threading.Thread(target=engine.synthesise, args=[text], kwargs=phrase, daemon=True).start()
while not (Path(sys.argv[2]) / "asked").exists():
    time.sleep(0.01)
print(*(each.pid for each in engine._models["tiny"].pool._all), flush=True)
if sys.argv[3] == "close":
    engine.close()
time.sleep(600)
"""


@pytest.mark.deep
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("end", ["kill", "close"])
def test_a_busy_worker_ends_with_what_started_it(
    end: str, register: Register, tmp_path: Path
) -> None:
    """Killed without a word, or closed, in the middle of a phrase."""
    needs_package("piper")
    register(write_piper(tmp_path))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "REAL_WORKER": str(WORKER),
        "WORKER_LOG": str(tmp_path / "asked"),
        "FAULT": "hang",
        "FAULTY_WORD": "sorest",
        "FAULTY_TIMES": "9",
    }
    command = [sys.executable, "-c", SCRIPT, str(FAULTY), str(tmp_path), end]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        (pid,) = map(int, run.stdout.readline().split())
        assert runs(pid) or end == "close"
        if end == "kill":
            run.kill()
        until = time.monotonic() + 30
        while runs(pid) and time.monotonic() < until:
            time.sleep(0.02)
        run.kill()
    assert not runs(pid)


def runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
