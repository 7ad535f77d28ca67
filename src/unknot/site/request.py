"""What is asked for, what it is made from, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from unknot.content.records.channel import Channel
from unknot.pictures.looks import Looks
from unknot.site.episode import EpisodePlan, TrackSource

#: GitHub Pages takes 1 GB.
BUDGET = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for. Times in seconds since 1970; ``every`` in seconds, ``budget`` in bytes.

    ``person``: ``out`` is the folder of one of several people, with an unguessable name of its own.
    """

    out: Path
    base: str
    now: int
    start: int | None = None
    start_text: str = ""
    every: int | None = None
    unlisted: bool = False
    person: bool = False
    budget: int = BUDGET


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What it is made from: tracks and summaries by session, and where channel.yaml lies.

    ``known`` are all sessions that still exist, whether they are published or not.
    """

    channel: Channel
    tracks: Mapping[str, TrackSource]
    summaries: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] = ()
    folder: Path = Path()
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What came of it. ``changed`` files are new or different; ``waiting`` are not yet due."""

    out: Path
    feed: str
    page: str
    sessions: tuple[EpisodePlan, ...]
    size: int
    changed: int
    waiting: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
