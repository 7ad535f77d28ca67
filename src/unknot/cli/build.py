"""``unknot build``"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.audio.mp3 import QUALITIES
from unknot.cli import completing
from unknot.cli.arguments import Existing, refuse_typed
from unknot.cli.json_output import print_json
from unknot.cli.main import Globals
from unknot.cli.options import (
    Composing,
    Making,
    composing_options,
    json_option,
    making_options,
    override_options,
)
from unknot.cli.output import number_note, plan_row, print_plan, tell, tell_track, track_row
from unknot.cli.questions import make_sure
from unknot.cli.sessions import keep_session, open_library, resolve_sessions, tell_hints
from unknot.cli.speaking import Measures, make_track, open_studio
from unknot.content.places import AREAS
from unknot.content.workspace import workspace_in_use
from unknot.counted import counted
from unknot.errors import ProofError
from unknot.files import update_file
from unknot.pictures.looks import looks_of
from unknot.timeline.job import Job
from unknot.timeline.overrides import Overrides
from unknot.timeline.sheet import minutes

if TYPE_CHECKING:
    from unknot.clips.maker import Studio
    from unknot.make import Track
    from unknot.timeline.layout import Measure


@click.command()
@click.argument("sessions", nargs=-1, shell_complete=completing.ids("session", more=AREAS))
@composing_options
@override_options()
@making_options()
@click.option("--all", "every", is_flag=True, help="Every session there is, those that unknot"
              " brings along as well.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show plan and time; speak and write nothing.")
@click.option("--format", "form", type=click.Choice(["m4a", "opus"]), help="Also write ID.m4a or"
              " ID.opus: smaller, with the same chapters (unknot[m4a]).")  # fmt: skip
@click.option("--page", is_flag=True, help="Also write ID.html: one page with the sound inside,"
              " which plays from disk and can be forwarded.")  # fmt: skip
@click.option("--matrix", type=Existing(folders=False), metavar="FILE",
              help="Make a catalogue: sessions in many languages, voices, lengths"
              " … (docs/how-to/make-a-catalogue.md).")  # fmt: skip
@click.option("--clips-only", is_flag=True, help="With --matrix: speak everything and write no"
              " track, for unknot serve.")  # fmt: skip
@json_option
@click.pass_obj
def command(
    options: Globals, sessions: tuple[str, ...], composed: Composing, overrides: Overrides,
    how: Making, every: bool, dry_run: bool, form: str | None, page: bool, matrix: Path | None,
    clips_only: bool, as_json: bool,
) -> None:  # fmt: skip
    """Make tracks: one MP3 for each SESSION, for what --muscle composes, or for each session of
    the workspace."""
    named = bool(sessions or composed.muscles)
    if every and named:
        raise click.UsageError("name a SESSION, give --muscle, or ask for --all")
    content = open_library(options)
    if matrix:
        from unknot.cli.catalogue import build_catalogue

        if named or composed.save or page or form:
            raise click.UsageError("--matrix names its sessions in the file; leave out SESSION,"
                                   " --muscle, --save, --page and --format")  # fmt: skip
        refuse_typed(["every", "technique", "keep_order"], "does not go with --matrix, which names"
                     " its sessions in the file")  # fmt: skip
        build_catalogue(options, content, matrix, overrides, how,
                        dry_run=dry_run, clips_only=clips_only, as_json=as_json)  # fmt: skip
        return
    if clips_only:
        raise click.UsageError("--clips-only goes with --matrix")
    jobs = resolve_sessions(content, sessions, composed, overrides, every=every)
    if not (named or every or dry_run):
        _make_sure(options, jobs, how)
    for job in jobs:
        tell_hints(options, content, job.session)
    with open_studio(how) as studio:

        def measures(job: Job) -> Measure:
            return studio.maker(job).measure()

        if composed.save:
            keep_session(options, jobs[0], measures(jobs[0]), dry_run=dry_run)
        if dry_run:
            _show(options, jobs, how.folder(options), measures, as_json=as_json)
        else:
            tell(options, number_note(content, overrides.country))
            make_tracks(options, jobs, studio, how, page=page, form=form, as_json=as_json)


def make_tracks(
    options: Globals, jobs: Iterable[Job], studio: Studio, how: Making, *, page: bool = False,
    form: str | None = None, as_json: bool,
) -> None:  # fmt: skip
    """Make the track of each job, and the other files that go beside it."""
    rows = []
    for job in jobs:
        track = make_track(options, job, studio, how.folder(options), how)
        row = track_row(track)
        if page:
            row["page"] = _page(track, job)
        if form:
            row[form] = _beside(track, job, studio, form, verify=how.verify)
        rows.append(row)
        if not as_json:
            for each in ("path", "page", form):
                if each and row.get(each):
                    click.echo(str(row[each]))
        tell_track(options, track, how.fallback)
    if as_json:
        print_json("tracks", tracks=rows)


def _make_sure(options: Globals, jobs: Sequence[Job], how: Making) -> None:
    """In a folder without sessions, all that unknot brings along is hardly what was meant."""
    from unknot.timeline.plan import estimate, plan

    if (workspace_in_use(options.workspace) / "sessions").is_dir():
        return
    length = sum(plan(job, estimate(job.library, job.rate)).timeline.length for job in jobs)
    size = length * QUALITIES[how.quality].kbps / 8e6
    all_of_them = f"{counted(len(jobs), 'track')}, {minutes(length)} long, {size:.0f} MB"
    make_sure(
        f"There are no sessions here.\nMake all that unknot brings along: {all_of_them}?",
        f"there are no sessions here; all that unknot brings along would be {all_of_them}\n"
        "  name one (unknot list), or ask for --all",
    )


def _beside(track: Track, job: Job, studio: Studio, form: str, *, verify: bool) -> Path:
    """Write ``track`` in another format beside it; where it is. With ``verify`` it is decoded."""
    from unknot.make import clips_of
    from unknot.proof.verify import verify_copy
    from unknot.track.formats import write_as

    path = track.path.with_suffix(f".{form}")
    clips = clips_of(job, track.timeline, studio)
    write_as(form, path, track.timeline, clips, job.library, studio.store)
    if verify and not (verdict := verify_copy(path, track.path)).good:
        path.unlink()
        raise ProofError(path, [str(each) for each in verdict.findings])
    return path


def _page(track: Track, job: Job) -> Path:
    """Write the page of ``track`` beside it; where it is."""
    from unknot.site.pages import page_with_sound

    number = job.library.emergency.get(job.country or "")
    path = track.path.with_suffix(".html")
    sound = track.path.read_bytes()
    looks, known = looks_of(job.library), number.number if number else ""
    update_file(path, page_with_sound(track.timeline, sound, looks, known))
    return path


def _show(
    options: Globals, jobs: Sequence[Job], folder: Path, measures: Measures, *, as_json: bool
) -> None:
    """What would be made: the cue sheet of one session, a line for each of several."""
    from unknot.timeline.plan import plan

    rows = []
    for job in jobs:
        planned = plan(job, measures(job))
        timeline = planned.timeline
        rows.append(plan_row(timeline, folder))
        path = rows[-1]["path"]
        if as_json:
            continue
        if len(jobs) == 1:
            print_plan(options, planned, (), full=False)
            tell(options, [f"would make {path}, {minutes(timeline.length)} long"])
        else:
            click.echo(f"{minutes(timeline.length):>7}  {path}")
            tell(options, (*planned.notes, *planned.changes))
    if as_json:
        print_json("plans", plans=rows)
