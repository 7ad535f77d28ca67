"""Runs the command line from a checkout: ``python cli.py build desk-day``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from unknot.__main__ import run

if __name__ == "__main__":
    run()
