"""``unknot build``"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli.main import Globals
from unknot.cli.options import (
    Making,
    json_option,
    making_options,
    muscle_options,
    override_options,
)
from unknot.cli.output import number_note, print_json, tell, tell_track, track_row
from unknot.cli.progress import drawn
from unknot.cli.sessions import keep_session, open_library, resolve_sessions
from unknot.cli.speaking import Measures, open_studio

if TYPE_CHECKING:
    from unknot.timeline.job import Job
    from unknot.timeline.layout import Measure
    from unknot.timeline.overrides import Overrides


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
@override_options()
@making_options()
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
    overrides: Overrides,
    how: Making,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make tracks: one MP3 for each SESSION, for what --muscle composes, or for all of them."""
    content = open_library(options)
    jobs = resolve_sessions(
        content, sessions, muscles, overrides=overrides, technique=technique,
        keep_order=keep_order, save=save,
    )  # fmt: skip
    folder = how.folder(options)
    with open_studio(how) as studio:

        def measures(job: Job) -> Measure:
            return studio.maker(job).measure()

        if save:
            keep_session(options, jobs[0], measures(jobs[0]), dry_run=dry_run)
        if dry_run:
            _show(options, jobs, folder, measures, as_json=as_json)
            return

        from unknot.build import build

        tell(options, number_note(content, overrides.country))
        rows = []
        for job in jobs:
            with drawn(options) as report:
                track = build(
                    job, studio, out=folder, jobs=how.jobs or 0, report=report, verify=how.verify
                )
            rows.append(track_row(track))
            if not as_json:
                click.echo(str(track.path))
            tell_track(options, track, how.fallback)
    if as_json:
        print_json(rows)


def _show(
    options: Globals, jobs: Sequence[Job], folder: Path, measures: Measures, *, as_json: bool
) -> None:
    """What would be made: the cue sheet of one session, a line for each of several."""
    from unknot.timeline.plan import plan
    from unknot.timeline.sheet import cue_sheet, minutes

    rows = []
    for job in jobs:
        planned = plan(job, measures(job))
        timeline = planned.timeline
        path = folder / f"{timeline.stem}.mp3"
        rows.append(
            {
                "session": job.session.id,
                "path": str(path),
                "length_ms": timeline.length,
                "hold_ms": timeline.hold_ms,
            }
        )
        if as_json:
            continue
        if len(jobs) == 1:
            click.echo(cue_sheet(timeline), nl=False)
        else:
            click.echo(f"{minutes(timeline.length):>7}  {path}")
        tell(options, (*planned.notes, *planned.changes))
        if len(jobs) == 1:
            tell(options, [f"would make {path}, {minutes(timeline.length)} long"])
    if as_json:
        print_json(rows)
