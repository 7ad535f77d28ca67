"""``unknot build``"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli.common import (
    choices,
    find_session,
    json_option,
    library,
    print_json,
    session_options,
    voice_options,
)
from unknot.cli.main import Globals
from unknot.cli.progress import drawn

if TYPE_CHECKING:
    from unknot.build import Track


@click.command(
    epilog="""\b
Examples:
  unknot build desk-day
  unknot build                         every session of the workspace
  unknot build sore-hip --side left --hold 45s
  unknot build starter --engine tone --out /tmp/try""",
)
@click.argument("sessions", nargs=-1)
@session_options
@voice_options
@click.option("--quality", type=click.Choice(["standard", "compact"]), default="standard",
              show_default=True, help="48 kHz 96 kbit/s, or 24 kHz 64 kbit/s.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where tracks go; else audio/tracks in the workspace.")  # fmt: skip
@click.option("--jobs", "-j", type=click.IntRange(1, 64), metavar="N",
              help="Clips made at once; else one a processor.")  # fmt: skip
@json_option
@click.pass_obj
def command(
    options: Globals,
    sessions: tuple[str, ...],
    side: str | None,
    hold: int | None,
    rate: int,
    engine: str,
    voice: str | None,
    quality: str,
    out: Path | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Make tracks: one MP3 for each SESSION, or for all of them."""
    from unknot.audio.clips import Store
    from unknot.audio.mp3 import QUALITIES
    from unknot.build import build
    from unknot.cache import cache_folder
    from unknot.clipmaker import ClipMaker
    from unknot.voice.door import open_engine

    content = library(options.workspace)
    named = [find_session(content, name) for name in sessions] or list(content.sessions.values())
    folder = out or (options.workspace or Path()) / "audio" / "tracks"
    tracks: list[Track] = []
    with closing(open_engine(engine)) as opened:
        maker = ClipMaker(
            library=content,
            language="en",
            store=Store(cache_folder()),
            engine=opened,
            voice=voice or opened.default_voice,
            rate=rate,
            quality=QUALITIES[quality],
        )
        for session in named:
            with drawn(options) as report:
                track = build(
                    session, maker, choices=choices(side, hold), out=folder, jobs=jobs or 0,
                    report=report,
                )  # fmt: skip
            tracks.append(track)
            if not as_json:
                click.echo(str(track.path))
            if not options.quiet:
                click.echo(_words(track), err=True)
    if as_json:
        print_json([_row(track) for track in tracks])


def _words(track: Track) -> str:
    from unknot.timeline.sheet import minutes

    spoken = (
        f"{track.made} of {track.clips} clips new" if track.made else "every clip from the cache"
    )
    return (
        f"  {minutes(track.timeline.length)} long, {minutes(track.timeline.hold_ms)} in holds,"
        f" {track.size / 1e6:.1f} MB; {spoken}"
    )


def _row(track: Track) -> dict[str, object]:
    return {
        "session": track.session,
        "path": str(track.path),
        "length_ms": track.timeline.length,
        "hold_ms": track.timeline.hold_ms,
        "bytes": track.size,
        "clips": track.clips,
        "made": track.made,
    }
