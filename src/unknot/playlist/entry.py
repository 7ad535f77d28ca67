"""One line of a playlist, whatever the format."""

from __future__ import annotations

from msgspec import Struct


class Entry(Struct, frozen=True, kw_only=True):
    """A finished track as a playlist sees it: ``file`` is relative to the playlist; ms."""

    file: str
    title: str
    summary: str
    length_ms: int
