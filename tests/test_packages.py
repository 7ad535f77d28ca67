"""A package's release: found by the name of a folder, and the same as its metadata says."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from unknot.packages import release


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
