"""A package's release: found by the name of a folder, and the same as its metadata says."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from unknot.packages import install, release


@pytest.mark.parametrize("package", ["soundfile", "lameenc", "espeakng-loader", "pyttsx3"])
def test_it_is_what_the_metadata_says(package: str) -> None:
    assert release(package) == version(package)


def test_of_a_package_that_is_not_there_it_is_unknown() -> None:
    assert release("no-such-package") == "unknown"


def test_nothing_is_loaded_that_reads_mail() -> None:
    code = "import sys; from unknot.packages import release; release('soundfile')"
    code += "; print('email' in sys.modules or 'importlib.metadata' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@pytest.mark.skipif(os.name == "nt", reason="a shell of Linux and macOS")
@pytest.mark.parametrize("on_path", [True, False])
def test_what_brings_a_package_asks_the_python_that_runs_this(
    on_path: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By its short name only where a shell finds this very Python by it."""
    here = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join([here] * on_path + [str(tmp_path), "/usr/bin"]))
    python, *rest = shlex.split(install("unknot[serve]"))
    assert rest == ["-m", "pip", "install", "unknot[serve]"]
    code = [python, "-c", "import sys; print(sys.prefix)"]
    ran = subprocess.run(code, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == sys.prefix
    assert (python in ("python3", "python")) == on_path
