"""The whole mutation benchmark, as the documentation's table has it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.deep


@pytest.mark.deep
def test_a_thousand_mutants_and_a_hundred_good_builds() -> None:
    """At least 99 % killed, each at its event; not one finding at a good track."""
    command = [sys.executable, str(ROOT / "benchmarks" / "mutants.py")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
