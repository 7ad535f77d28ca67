"""``unknot programme``"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli import completing
from unknot.cli.json_output import print_json
from unknot.cli.main import Globals
from unknot.cli.options import Making, json_option, making_options, override_options
from unknot.cli.output import fixed_time, number_note, tell, tell_track, track_row
from unknot.cli.progress import drawn
from unknot.cli.sessions import open_library, stop_at_drafts, tell_hints
from unknot.cli.speaking import measuring, open_studio
from unknot.content.places import AREAS

if TYPE_CHECKING:
    from unknot.content.library import Library
    from unknot.content.records.programme import Programme
    from unknot.programme.schedule import DatedPhase, Day, Schedule
    from unknot.timeline.job import Job
    from unknot.timeline.overrides import Overrides
    from unknot.timeline.timeline import Timeline


class Date(click.ParamType[date]):
    """A day, written 2026-11-20."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            found = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-11-20", param, ctx)
        if not 1900 <= found.year <= 2200:
            self.fail(f"{value!r} is too far away", param, ctx)
        return found


class Clock(click.ParamType[time]):
    """A time of day, written 18:00."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> time:
        try:
            return (
                value if isinstance(value, time) else datetime.strptime(str(value), "%H:%M").time()
            )
        except ValueError:
            self.fail(f"{value!r} is not a time of day such as 18:00", param, ctx)


start_option = click.option(
    "--start", type=Date(), metavar="DATE",
    help="The first day; else when it was started, else today.",
)  # fmt: skip


@click.group(
    epilog="""\b
Examples:
  unknot programme new --where buttock --side right
  unknot programme show low-back
  unknot programme show low-back --start 2026-12-01 --ics low-back.ics --at 7:30
  unknot programme build low-back
  unknot programme start low-back
  unknot today""",
)
def command() -> None:
    """Sessions over days and weeks: which one on which day.

    unknot keeps the first day of the programme that is under way, and nothing else about it. That
    one file stays on this machine; so does the diary, if you keep one (`unknot diary`).
    """


@command.command(
    epilog="""\b
Examples:
  unknot programme new --where buttock --side right
  unknot programme new my-back --where low-back --where hip --side both --cannot-lie prone""",
)
@click.argument("name", metavar="[ID]", required=False)
@click.option("--where", multiple=True, required=True, type=click.Choice(list(AREAS)),
              help="Where it hurts; may be given more than once.")  # fmt: skip
@click.option("--side", required=True, type=click.Choice(["left", "right", "both"]),
              help="Which side.")  # fmt: skip
@click.option("--cannot-lie", type=click.Choice(["prone"]), multiple=True,
              help="A posture to do without: lie on your side instead.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Print the files instead of writing them.")
@click.pass_obj
def new(
    options: Globals,
    name: str | None,
    where: tuple[str, ...],
    side: str,
    cannot_lie: tuple[str, ...],
    dry_run: bool,
) -> None:
    """A programme for the place that hurts: two sessions and their calendar, in the workspace.

    The first weeks have a few muscles of that place, the later ones all of them. Its phases and
    their lengths are those of the low back programme.
    """
    from unknot.cli.programme_files import write_programme

    write_programme(options, name, where, side, side_lying=bool(cannot_lie), dry_run=dry_run)


@command.command()
@click.argument("name", metavar="ID", shell_complete=completing.ids("programme"))
@start_option
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Also write a calendar with reminders.")  # fmt: skip
@click.option("--at", type=Clock(), default="18:00", show_default=True, metavar="TIME",
              help="When to be reminded, by the clock where you are.")  # fmt: skip
@json_option
@click.pass_obj
def show(
    options: Globals, name: str, start: date | None, ics: Path | None, at: time, as_json: bool
) -> None:
    """The calendar of the programme ID: weeks, sessions, rest days, and what to do besides."""
    content = open_library(options)
    schedule = _schedule(_find(content, name), start)
    timelines = _plans(_jobs(content, schedule.programme), Making())
    lengths = {name: each.length for name, each in timelines.items()}
    if as_json:
        print_json("calendar", days=[day_row(day) for day in schedule.days()])
    else:
        for line in _calendar(schedule, content, lengths):
            click.echo(line)
    if ics:
        _write_calendar(schedule, content, lengths, ics, at)


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
    programme = _find(content, name)
    jobs = _jobs(content, programme, overrides)
    for job in jobs:
        tell_hints(options, content, job.session)
    if dry_run:
        _show_tracks(_plans(jobs, how), how.folder(options), as_json)
        return

    from unknot.make import build as build_track

    tell(options, number_note(content, overrides.country))
    rows, out = [], how.folder(options)
    with open_studio(how) as studio:
        for job in (*jobs, *_returning(jobs, programme)):
            with drawn(options) as report:
                track = build_track(
                    job, studio, out=out, jobs=how.jobs or 0, report=report, verify=how.verify
                )
            rows.append(track_row(track))
            if not as_json:
                click.echo(str(track.path))
            tell_track(options, track, how.fallback)
    if as_json:
        print_json("tracks", tracks=rows)


@command.command()
@click.argument("name", metavar="ID", shell_complete=completing.ids("programme"))
@click.option("--on", "first", type=Date(), metavar="DATE", help="The first day; else today.")
@click.option("--again", is_flag=True,
              help="After a flare, and once you are checked again: settle in anew.")  # fmt: skip
@click.pass_obj
def start(options: Globals, name: str, first: date | None, again: bool) -> None:
    """Begin the programme ID, so that `unknot today` knows what is due.

    Any day will do; weeks begin on the day of the start.
    """
    from unknot.errors import WorkspaceError
    from unknot.programme.started import Started, read_started, write_started

    programme = _find(open_library(options), name)
    under_way = read_started()
    if again and not under_way:
        hint = f"begin with preparing: unknot programme start {name}"
        raise WorkspaceError("no programme is under way that could be taken up again", hint)
    if under_way and not again:
        what = f"{under_way.programme} is under way since {written(under_way.start)}"
        raise WorkspaceError(what, "one at a time; end it with: unknot programme stop")
    begun = Started(
        programme=programme.id,
        start=first or date.today(),
        begin="settle-in" if again else "prepare",
    )
    path = write_started(begun)
    click.echo(f"{programme.title} starts on {written(begun.start)}.")
    if not options.quiet:
        click.echo(f"  kept in {path}: the day and the name, nothing else", err=True)


@command.command()
@click.pass_obj
def stop(options: Globals) -> None:
    """Forget the programme that is under way."""
    from unknot.programme.started import forget_started

    there = forget_started()
    if not options.quiet:
        click.echo("forgotten" if there else "no programme was under way", err=True)


def written(day: date) -> str:
    """A day for reading: ``Friday 20 November 2026``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def day_row(day: Day) -> dict[str, object]:
    """A day as data."""
    return {
        "date": day.date.isoformat(),
        "week": day.week,
        "phase": day.phase.phase,
        "session": day.session,
        "returning": day.returning,
        "tasks": [task.task for task in day.tasks],
        "optional": day.optional,
    }


def _find(content: Library, name: str) -> Programme:
    from unknot.errors import WorkspaceError
    from unknot.suggest import suggest

    stop_at_drafts(content, [name])
    if name not in content.programmes:
        raise WorkspaceError(f"no programme {name!r}", suggest(name, content.programmes))
    return content.programmes[name]


def _schedule(programme: Programme, start: date | None) -> Schedule:
    """From the day that was asked for, else the day it was started, else today."""
    from unknot.programme.schedule import Schedule
    from unknot.programme.started import read_started

    if start is None and (under_way := read_started()) and under_way.programme == programme.id:
        return Schedule(programme, under_way.start, under_way.begin)
    return Schedule(programme, start or date.today())


def _jobs(
    content: Library, programme: Programme, overrides: Overrides | None = None
) -> tuple[Job, ...]:
    from unknot.timeline.job import resolve

    return tuple(resolve(content.sessions[id], content, overrides) for id in programme.sessions)


def _returning(jobs: Iterable[Job], programme: Programme) -> Iterator[Job]:
    """Those of days on which the listener has heard the full opening in the same week."""
    from unknot.content.treating import treats
    from unknot.programme.schedule import Schedule
    from unknot.timeline.job import resolve

    due = {day.session for day in Schedule(programme, date(2000, 1, 1)).days() if day.returning}
    for job in jobs:
        if job.session.id in due and not job.returning and treats(job.session, job.library):
            asked = replace(job.overrides, returning=True)
            yield resolve(job.written, job.library, asked)


def _plans(jobs: Iterable[Job], how: Making) -> Mapping[str, Timeline]:
    """The plan of each session, by id; ContentError when a safety rule forbids one."""
    from unknot.timeline.plan import plan

    with measuring(how) as measures:
        return {job.session.id: plan(job, measures(job)).timeline for job in jobs}


def _show_tracks(plans: Mapping[str, Timeline], folder: Path, as_json: bool) -> None:
    from unknot.timeline.sheet import minutes

    if as_json:
        rows = [
            {
                "session": name,
                "title": each.title,
                "path": str(folder / f"{each.stem}.mp3"),
                "length_ms": each.length,
                "hold_ms": each.hold_ms,
            }
            for name, each in plans.items()
        ]
        print_json("plans", plans=rows)
        return
    for name, each in plans.items():
        click.echo(f"{minutes(each.length):>8}  {name}.mp3  {each.title}")


def _write_calendar(
    schedule: Schedule, content: Library, lengths: Mapping[str, int], path: Path, at: time
) -> None:
    from unknot.files import update_file
    from unknot.programme.icalendar import ics
    from unknot.segments import Segments

    titles = {name: content.sessions[name].title for name in lengths}
    given = fixed_time()
    now = None if given is None else datetime.fromtimestamp(given, UTC)
    update_file(path, Segments.of(ics(schedule, titles, lengths, at=at, now=now)))
    click.echo(f"wrote {path}; open it with your calendar", err=True)


def _calendar(schedule: Schedule, content: Library, lengths: Mapping[str, int]) -> Iterator[str]:
    from unknot.timeline.sheet import minutes

    programme = schedule.programme
    letters = dict(zip(programme.sessions, _letters(), strict=False))
    yield f"{programme.title} ({programme.id})"
    yield f"starts on {written(schedule.start)}"
    for session, letter in letters.items():
        title = content.sessions[session].title
        yield f"  {letter}  {session}: {title}, {minutes(lengths[session])}"
    yield "  -  rest"
    for stretch in schedule.stretches():
        yield ""
        yield from _phase(schedule, stretch, letters)
    yield ""
    yield "After that the last phase may stay for as long as you like."
    yield "A day that was missed is past: go on with the next, never do two in a day."


def _letters() -> Iterator[str]:
    from itertools import count
    from string import ascii_letters

    yield from ascii_letters
    yield from map(str, count(1))


def _phase(schedule: Schedule, stretch: DatedPhase, letters: Mapping[str, str]) -> Iterator[str]:
    from datetime import timedelta

    phase = stretch.phase
    last = stretch.week + phase.weeks - 1
    weeks = f"week {stretch.week}" if phase.weeks == 1 else f"weeks {stretch.week} to {last}"
    yield f"{phase.title}: {weeks}, from {written(stretch.first)}"
    for task in phase.tasks:
        again = (
            f" (every {task.every} weeks)" if task.every > 1 else " (weekly)" if task.every else ""
        )
        with_it = f" ({letters[task.session]})" if task.session else ""
        yield from _wrapped(f"{task.task}{again}{with_it}", "  * ")
    if phase.until:
        yield from _wrapped(f"Until: {phase.until}", "  ")
    if not phase.days:
        return
    names = [stretch.first + timedelta(days=number) for number in range(7)]
    yield f"  week  {'begins':<11}  {'  '.join(f'{day:%a}' for day in names)}"
    for week in range(phase.weeks):
        first = stretch.first + timedelta(weeks=week)
        week_of = [schedule.on(first + timedelta(days=number)) for number in range(7)]
        marks = [letters[day.session] if day and day.session else "-" for day in week_of]
        begins = f"{first.day} {first:%b} {first.year}"
        row = "  ".join(f"{mark:<3}" for mark in marks).rstrip()
        yield f"  {stretch.week + week:>4}  {begins:>11}  {row}"


def _wrapped(text: str, indent: str) -> list[str]:
    from textwrap import wrap

    return wrap(text, 80, initial_indent=indent, subsequent_indent=" " * len(indent))
