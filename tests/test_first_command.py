"""The README's first command on a bare machine: a fresh environment, an empty HOME, pip and nothing
else; then what `unknot[natural]` adds to it. Skipped where pip reaches no registry."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.deep, pytest.mark.needs("espeak-ng")]

PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"
README = "$ python3 -m pip install -e . && unknot build desk-day"
MINE = """
title: Mine
summary: A back, with a sentence of my own.
routines:
  - {muscle: erector-spinae, side: left}
  - {say: The cat may stay where she is.}
sources: {routines: [S57, S59, INF]}
"""


class Machine:
    """A fresh environment in ``folder`` and an empty HOME; commands are run in another folder."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        self.python = folder / "venv" / PYTHON
        self.here = folder / "here"
        for each in ("home", "here"):
            (folder / each).mkdir()
        ours = ("UNKNOT_", "PYTHON", "VIRTUAL_ENV", "XDG_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        path = f"{self.python.parent}{os.pathsep}{kept['PATH']}"
        self.environment = {**kept, "HOME": str(folder / "home"), "PATH": path}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.here, env=self.environment, capture_output=True, text=True
        )

    def install(self, what: str) -> None:
        quiet = ("--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "30")
        done = self.run(str(self.python), "-m", "pip", "install", *quiet, "-e", what)
        if done.returncode and not os.environ.get("UNKNOT_CI"):
            pytest.skip("pip reaches no registry")
        assert done.returncode == 0, done.stderr


@pytest.mark.timeout(1800)
def test_a_bare_machine_has_a_voice_and_pip_brings_one_for_own_words(tmp_path: Path) -> None:
    assert README in (ROOT / "README.md").read_text(encoding="utf-8")
    machine = Machine(tmp_path)
    machine.install(str(ROOT))
    made = machine.run("unknot", "build", "desk-day")
    assert made.returncode == 0, made.stderr
    assert "spoken by bundled:emma\n" in made.stderr
    assert machine.run("unknot", "verify", "audio/tracks/desk-day.mp3").returncode == 0

    (machine.here / "sessions").mkdir()
    (machine.here / "sessions/mine.yaml").write_text(MINE, encoding="utf-8")
    plain = machine.run("unknot", "build", "mine", "--out", "plain")
    assert "and 1 line of your own by pyttsx3:" in plain.stderr, plain.stderr
    assert "a natural voice for your own words: " in plain.stderr

    machine.install(f"{ROOT}[natural]")
    mine = machine.run("unknot", "build", "mine", "--out", "natural")
    assert "and 1 line of your own by piper:joe\n" in mine.stderr, mine.stderr
    assert machine.run("unknot", "verify", "natural/mine.mp3").returncode == 0
