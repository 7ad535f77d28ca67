"""What is asked for, what it is made from, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct, field

from unknot.content.records.channel import Channel
from unknot.pictures.looks import Looks
from unknot.site.episode import EpisodePlan, TrackSource

#: GitHub Pages takes 1 GB.
BUDGET = 1_000_000_000


class Request(Struct, frozen=True, kw_only=True):
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


class Material(Struct, frozen=True, kw_only=True):
    """What it is made from: tracks and summaries by session, and where channel.yaml lies.

    ``known`` are all sessions that still exist, whether they are published or not.
    """

    channel: Channel
    tracks: Mapping[str, TrackSource]
    summaries: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] = ()
    folder: Path = Path()
    looks: Looks = field(default_factory=Looks)


class Site(Struct, frozen=True, kw_only=True):
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
