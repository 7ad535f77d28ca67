"""What a build reports on its way: four frozen records, and a listener that ignores them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct


class Planned(Struct, frozen=True, kw_only=True):
    """A track's clips are counted; ``missing`` of them have to be made."""

    session: str
    clips: int
    missing: int


class ClipReady(Struct, frozen=True, kw_only=True):
    """One missing clip is made and in the cache."""

    text: str


class LeftByWorkers(Struct, frozen=True, kw_only=True):
    """So many lines no worker spoke; they are spoken here now."""

    lines: int


class TrackReady(Struct, frozen=True, kw_only=True):
    """A track has its name."""

    session: str
    path: Path


Progress = Planned | ClipReady | LeftByWorkers | TrackReady
Report = Callable[[Progress], None]


def ignore(_: Progress) -> None:
    """The listener for callers who do not listen."""
