"""``unknot programme``"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from pathlib import Path

import click
from msgspec.structs import replace

from unknot.cli import completing
from unknot.cli.arguments import read_day, read_time, written
from unknot.cli.build import make_tracks
from unknot.cli.json_output import print_json
from unknot.cli.main import Globals
from unknot.cli.options import (
    FILE,
    SIDE,
    Making,
    cannot_lie_option,
    json_option,
    making_options,
    override_options,
    where_option,
)
from unknot.cli.output import number_note, plan_row, tell
from unknot.cli.programme_calendar import calendar_lines, day_row, write_calendar
from unknot.cli.sessions import open_library, stop_at_drafts, tell_hints
from unknot.cli.speaking import measuring, open_studio
from unknot.content.library import Library, find_record
from unknot.content.records.session import PhaseName, Programme
from unknot.errors import WorkspaceError
from unknot.programme.schedule import Schedule, scheduled
from unknot.programme.started import Started, forget_started, read_started, write_started
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.sheet import minutes
from unknot.timeline.timeline import Timeline

start_option = click.option(
    "--start", type=read_day, metavar="DATE",
    help="The first day; else when it was started, else today.",
)  # fmt: skip


@click.group()
def command() -> None:
    """Sessions over days and weeks: which one on which day.

    unknot keeps the first day of the programme that is under way, and nothing else about it. That
    one file stays on this machine; so does the diary, if you keep one (`unknot diary`).
    """


@command.command()
@click.argument("name", metavar="[ID]", required=False)
@where_option(required=True)
@click.option("--side", required=True, type=SIDE, help="Which side.")
@cannot_lie_option
@click.option("--dry-run", is_flag=True, help="Print the files instead of writing them.")
@click.pass_obj
def new(
    options: Globals, name: str | None, where: tuple[str, ...], side: str,
    cannot_lie: tuple[str, ...], dry_run: bool,
) -> None:  # fmt: skip
    """A programme for the place that hurts: two sessions and their calendar, in the workspace.

    The first weeks have a few muscles of that place, the later ones all of them. Its phases and
    their lengths are those of the low back programme.
    """
    from unknot.cli.programme_files import write_programme

    write_programme(options, name, where, side, side_lying=bool(cannot_lie), dry_run=dry_run)


@command.command()
@click.argument("name", metavar="ID", shell_complete=completing.ids("programme"))
@start_option
@click.option("--ics", type=FILE, metavar="FILE",
              help="Also write a calendar with reminders.")  # fmt: skip
@click.option("--at", type=read_time, default="18:00", show_default=True, metavar="TIME",
              help="When to be reminded, by the clock where you are.")  # fmt: skip
@json_option
@click.pass_obj
def show(
    options: Globals, name: str, start: date | None, ics: Path | None, at: time, as_json: bool
) -> None:
    """The calendar of the programme ID: weeks, sessions, rest days, and what to do besides."""
    content = open_library(options)
    schedule = schedule_of(content, find_programme(content, name), start)
    timelines = _plans(_jobs(content, schedule.programme), Making())
    lengths = {name: each.length for name, each in timelines.items()}
    if ics:  # first, for whoever reads what is printed may leave off, as `head` does
        write_calendar(schedule, content, lengths, ics, at)
        tell(options, [f"wrote {ics}; open it with your calendar"], "")
    if as_json:
        print_json("calendar", days=[day_row(day) for day in schedule.days()])
    else:
        for line in calendar_lines(schedule, content, lengths):
            click.echo(line)


@command.command()
@click.argument("name", metavar="ID", shell_complete=completing.ids("programme"))
@click.option("--dry-run", is_flag=True, help="Print the tracks and their time; make nothing.")
@override_options("title")
@making_options()
@json_option
@click.pass_obj
def build(
    options: Globals, name: str, dry_run: bool, as_json: bool, overrides: Overrides, how: Making
) -> None:
    """Make the tracks of the programme ID, each once; what has not changed is left alone.

    A session that comes on several days of a week is also made with the short check, beside the
    full one: `unknot today` says which is due.
    """
    content = open_library(options)
    programme = find_programme(content, name)
    jobs = _jobs(content, programme, overrides)
    for job in jobs:
        tell_hints(options, content, job.session)
    if dry_run:
        _show_tracks(_plans(jobs, how), how.folder(options), as_json)
        return

    tell(options, number_note(content, overrides.country))
    with open_studio(how) as studio:
        due = (*jobs, *_returning(jobs, programme, content))
        make_tracks(options, due, studio, how, as_json=as_json)


@command.command()
@click.argument("name", metavar="ID", shell_complete=completing.ids("programme"))
@click.option("--on", "first", type=read_day, metavar="DATE", help="The first day; else today.")
@click.option("--again", is_flag=True,
              help="After a flare, and once you are checked again: settle in anew.")  # fmt: skip
@click.pass_obj
def start(options: Globals, name: str, first: date | None, again: bool) -> None:
    """Begin the programme ID, so that `unknot today` knows what is due.

    Any day will do; weeks begin on the day of the start.
    """
    programme = find_programme(open_library(options), name)
    under_way = read_started()
    if again and not under_way:
        hint = f"begin with preparing: unknot programme start {name}"
        raise WorkspaceError("no programme is under way that could be taken up again", hint)
    if under_way and not again:
        what = f"{under_way.programme} is under way since {written(under_way.start)}"
        raise WorkspaceError(what, "one at a time; end it with: unknot programme stop")
    begin: PhaseName = "settle-in" if again else "prepare"
    begun = Started(programme=programme.id, start=first or date.today(), begin=begin)
    path = write_started(begun)
    click.echo(f"{programme.title} starts on {written(begun.start)}.")
    tell(options, [f"kept in {path}: the day and the name, nothing else"])


@command.command()
@click.pass_obj
def stop(options: Globals) -> None:
    """Forget the programme that is under way."""
    tell(options, ["forgotten" if forget_started() else "no programme was under way"], "")


def find_programme(content: Library, name: str) -> Programme:
    """Raises ContentError for a draft, WorkspaceError when there is none."""
    stop_at_drafts(content, [name])
    return find_record("programme", name, content.programmes)


def schedule_of(content: Library, programme: Programme, start: date | None = None) -> Schedule:
    """From the day that was asked for, else the day it was started, else today."""
    if start is None and (under_way := read_started()) and under_way.programme == programme.id:
        return scheduled(programme, content, under_way.start, under_way.begin)
    return scheduled(programme, content, start or date.today())


def _jobs(
    content: Library, programme: Programme, overrides: Overrides | None = None
) -> tuple[Job, ...]:
    return tuple(resolve(content.sessions[id], content, overrides) for id in programme.sessions)


def _returning(jobs: Iterable[Job], programme: Programme, content: Library) -> Iterator[Job]:
    """Those of days on which the listener has heard the full opening in the same week."""
    days = scheduled(programme, content, date(2000, 1, 1)).days()
    due = {day.session for day in days if day.returning}
    for job in jobs:
        if job.session.id in due and not job.returning:
            asked = replace(job.overrides, returning=True)
            yield resolve(job.written, job.library, asked)


def _plans(jobs: Iterable[Job], how: Making) -> Mapping[str, Timeline]:
    """The plan of each session, by id; ContentError when a safety rule forbids one."""
    from unknot.timeline.plan import plan

    with measuring(how) as measures:
        return {job.session.id: plan(job, measures(job)).timeline for job in jobs}


def _show_tracks(plans: Mapping[str, Timeline], folder: Path, as_json: bool) -> None:
    if as_json:
        print_json("plans", plans=[plan_row(each, folder) for each in plans.values()])
        return
    for name, each in plans.items():
        click.echo(f"{minutes(each.length):>8}  {name}.mp3  {each.title}")
