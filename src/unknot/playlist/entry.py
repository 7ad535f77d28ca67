"""One line of a playlist, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finished track as a playlist sees it: ``file`` is relative to the playlist; ms."""

    file: str
    title: str
    summary: str
    length_ms: int
