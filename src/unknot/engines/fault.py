"""Exceptions that stay inside this layer."""

from __future__ import annotations


class Failed(Exception):
    """An attempt at a clip failed; another may succeed. The message says how it failed."""


class Killed(Failed):
    """Somebody else ended the process, such as a system short of memory: the phrase is innocent."""
