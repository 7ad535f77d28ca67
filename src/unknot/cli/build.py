"""``unknot build``"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli.chosen import choice_options, keep, muscle_options, tell, told, wanted
from unknot.cli.common import engine_option, json_option, library, print_json
from unknot.cli.main import Globals
from unknot.cli.progress import drawn
from unknot.cli.speaking import Measures, clip_maker, fallback_note, fallback_option, measuring
from unknot.cli.wording import number_note

if TYPE_CHECKING:
    from unknot.build import Track
    from unknot.content.library import Library
    from unknot.content.records.values import Session
    from unknot.timeline.treatments import Choices


@click.command(
    epilog="""\b
Examples:
  unknot build desk-day
  unknot build                         every session of the workspace
  unknot build sore-hip --side left --hold 45s
  unknot build full-low-back --target 20m --dry-run
  unknot build --muscle piriformis --muscle gluteus-medius --side right
  unknot build --muscle erector-spinae --target 12m --save after-work
  unknot build starter --engine tone --out /tmp/try""",
)
@click.argument("sessions", nargs=-1)
@muscle_options
@choice_options
@engine_option
@fallback_option
@click.option("--quality", type=click.Choice(["standard", "compact"]), default="standard",
              show_default=True, help="48 kHz 96 kbit/s, or 24 kHz 64 kbit/s.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where tracks go; else audio/tracks in the workspace.")  # fmt: skip
@click.option("--jobs", "-j", type=click.IntRange(1, 64), metavar="N",
              help="Clips made at once; else one a processor.")  # fmt: skip
@click.option("--verify", is_flag=True, help="Also decode each track and hold it against its plan.")
@click.option("--dry-run", is_flag=True, help="Show plan and time; speak and write nothing.")
@json_option
@click.pass_obj
def command(
    options: Globals,
    sessions: tuple[str, ...],
    muscles: tuple[str, ...],
    technique: str | None,
    keep_order: bool,
    save: str | None,
    choices: Choices,
    engine: str,
    fallback: str,
    quality: str,
    out: Path | None,
    jobs: int | None,
    verify: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make tracks: one MP3 for each SESSION, for what --muscle composes, or for all of them."""
    content = library(options.workspace)
    named = wanted(
        content, sessions, muscles, choices=choices, technique=technique, keep_order=keep_order,
        save=save,
    )  # fmt: skip
    folder = out or (options.workspace or Path()) / "audio" / "tracks"
    if save:
        keep(options, named[0], content, choices, dry_run=dry_run)
    if dry_run:
        with measuring(content, choices, engine=engine, fallback=fallback) as measure:
            _show(options, named, content, choices, folder, measure, as_json=as_json)
        return

    from unknot.build import build
    from unknot.timeline.overrides import notes
    from unknot.timeline.sheet import warnings

    tell(options, number_note(content, choices.country))
    tracks: list[Track] = []
    with clip_maker(
        content, engine=engine, quality=quality, language=choices.language, fallback=fallback
    ) as maker:
        for session in named:
            tell(options, notes(session, content, choices))
            with drawn(options) as report:
                track = build(
                    session, maker, choices=choices, out=folder, jobs=jobs or 0, report=report,
                    verify=verify,
                )  # fmt: skip
            tracks.append(track)
            if not as_json:
                click.echo(str(track.path))
            tell(options, [_words(track), *track.changes, *warnings(track.timeline)])
            tell(options, fallback_note(track, fallback))
    if as_json:
        print_json([_row(track) for track in tracks])


def _show(
    options: Globals,
    sessions: tuple[Session, ...],
    content: Library,
    choices: Choices,
    folder: Path,
    measures: Measures,
    *,
    as_json: bool,
) -> None:
    """What would be made: the cue sheet of one session, a line for each of several."""
    from unknot.timeline.plan import plan
    from unknot.timeline.sheet import cue_sheet, minutes

    rows = []
    for session in sessions:
        measure = measures(session)
        timeline = plan(session, content, choices, measure)
        path = folder / f"{timeline.stem}.mp3"
        rows.append(
            {
                "session": session.id,
                "path": str(path),
                "length_ms": timeline.length,
                "hold_ms": timeline.hold_ms,
            }
        )
        if as_json:
            continue
        if len(sessions) == 1:
            click.echo(cue_sheet(timeline), nl=False)
        else:
            click.echo(f"{minutes(timeline.length):>7}  {path}")
        tell(options, told(session, content, choices, measure))
        if len(sessions) == 1:
            tell(options, [f"would make {path}, {minutes(timeline.length)} long"])
    if as_json:
        print_json(rows)


def _words(track: Track) -> str:
    from unknot.timeline.sheet import minutes

    spoken = (
        f"{track.made} of {track.clips} clips new" if track.made else "every clip from the cache"
    )
    return (
        f"{minutes(track.timeline.length)} long, {minutes(track.timeline.hold_ms)} in holds,"
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
        "changes": track.changes,
        "fallbacks": track.fallbacks,
    }
