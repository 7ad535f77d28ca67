"""The command line: the only place that imports click or prints."""

from unknot.cli.main import main

__all__ = ["main"]
