"""What commands that make several tracks share: how they are made, and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unknot.cli.common import RATE, Command
from unknot.cli.main import Globals
from unknot.cli.speaking import clip_maker, speaker_options
from unknot.cli.wording import wording_options

if TYPE_CHECKING:
    from unknot.build import Track
    from unknot.clips.maker import ClipMaker
    from unknot.content.library import Library
    from unknot.timeline.treatments import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Who speaks, how it is encoded, where it goes."""

    rate: int | None
    engine: str
    voice: str | None
    voices: Mapping[Any, str]
    fallback: str
    quality: str
    out: Path | None
    jobs: int | None
    verify: bool
    detail: Any
    country: str | None

    def folder(self, options: Globals) -> Path:
        return self.out or (options.workspace or Path()) / "audio" / "tracks"

    def choices(self, **more: Any) -> Choices:
        """What the person chose: who speaks how fast, and ``more``."""
        from unknot.timeline.treatments import Choices

        return Choices(
            rate=self.rate, voice=self.voice, voices=self.voices, detail=self.detail,
            country=self.country, **more,
        )  # fmt: skip


def making_options(command: Command) -> Command:
    """The options of :class:`Making`; :func:`making` takes them out of the keywords again."""
    for option in (
        wording_options,
        click.option("--verify", is_flag=True, help="Decode each new track and prove it."),
        click.option("--jobs", "-j", type=click.IntRange(1, 64), metavar="N",
                     help="Clips made at once; else one a processor."),
        click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                     help="Where it goes; else audio/tracks in the workspace."),
        click.option("--quality", type=click.Choice(["standard", "compact"]), default="standard",
                     show_default=True, help="48 kHz 96 kbit/s, or 24 kHz 64 kbit/s."),
        speaker_options,
        click.option("--rate", type=click.IntRange(90, 200), metavar="N",
                     help=f"Words a minute; {RATE} unless the session says otherwise."),
    ):  # fmt: skip
        command = option(command)
    return command


def making(keywords: dict[str, Any]) -> Making:
    return Making(**{name: keywords.pop(name) for name in Making.__slots__})


def maker_for(content: Library, how: Making) -> AbstractContextManager[ClipMaker]:
    """A clip maker as ``how`` has it; its engines are closed afterwards."""
    return clip_maker(
        content, engine=how.engine, voice=how.voice, rate=how.rate, quality=how.quality,
        fallback=how.fallback,
    )  # fmt: skip


def row(track: Track) -> dict[str, object]:
    """A track as data."""
    return {
        "session": track.session,
        "title": track.timeline.title,
        "path": str(track.path),
        "length_ms": track.timeline.length,
        "hold_ms": track.timeline.hold_ms,
        "bytes": track.size,
        "clips": track.clips,
        "made": track.made,
        "changed": track.changed,
        "fallbacks": track.fallbacks,
    }


def words(track: Track) -> str:
    """A track in a line."""
    from unknot.timeline.sheet import minutes

    news = "unchanged" if not track.changed else f"{track.made} of {track.clips} clips new"
    return f"  {minutes(track.timeline.length)} long, {track.size / 1e6:.1f} MB; {news}"
