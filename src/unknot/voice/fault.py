"""The one exception that stays inside this layer."""

from __future__ import annotations


class Failed(Exception):
    """An attempt at a clip failed; another may succeed. The message says how it failed."""
