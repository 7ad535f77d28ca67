"""What a build reports on its way: four frozen records, and a listener that ignores them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A track's clips are counted; ``missing`` of them have to be made."""

    session: str
    clips: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipReady:
    """One missing clip is made and in the cache."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftByWorkers:
    """So many lines no worker spoke; they are spoken here now."""

    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackReady:
    """A track has its name."""

    session: str
    path: Path


Progress = Planned | ClipReady | LeftByWorkers | TrackReady
Report = Callable[[Progress], None]


def ignore(_: Progress) -> None:
    """The listener for callers who do not listen."""
