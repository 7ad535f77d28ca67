"""``unknot today``"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from unknot.cli import completing
from unknot.cli.arguments import read_day, written
from unknot.cli.folding import folded_for
from unknot.cli.json_output import print_json
from unknot.cli.main import Globals
from unknot.cli.options import json_option, tracks_folder
from unknot.cli.programme import find_programme, schedule_of
from unknot.cli.programme_calendar import day_row
from unknot.cli.sessions import open_library
from unknot.cli.speaking import measuring
from unknot.content.library import Library
from unknot.errors import WorkspaceError
from unknot.programme.schedule import Schedule
from unknot.programme.started import read_started
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides


@click.command()
@click.option("--programme", "name", metavar="ID", help="Else the one that is under way.",
              shell_complete=completing.ids("programme"))  # fmt: skip
@click.option("--start", type=read_day, metavar="DATE", help="Its first day; else when it started.")
@click.option("--date", "day", type=read_day, metavar="DATE", help="Another day than today.")
@json_option
@click.pass_obj
def command(
    options: Globals, name: str | None, start: date | None, day: date | None, as_json: bool
) -> None:
    """What is due today in the programme that is under way. Plays nothing by itself."""
    content = open_library(options)
    schedule = _schedule(content, name, start)
    day = day or date.today()
    folder = tracks_folder(options)
    if as_json:
        due = schedule.on(day)
        track = _track(due.session, folder, due.returning) if due and due.session else None
        built = str(track) if track and track.exists() else None
        print_json("today", day=day_row(due) if due else None, track=built)
        return
    for line in folded_for(sys.stdout, _due(schedule, content, day, folder), ""):
        click.echo(line)


def _schedule(content: Library, name: str | None, start: date | None) -> Schedule:
    under_way = read_started()
    if name is None and under_way:
        name = under_way.programme
    if name is None:
        names = ", ".join(content.programmes)
        hint = f"begin one with: unknot programme start ID; there are: {names}"
        raise WorkspaceError("no programme is under way", hint)
    programme = find_programme(content, name)
    if not start and not (under_way and under_way.programme == name):
        raise WorkspaceError(f"{name} has not been started", f"unknot programme start {name}")
    return schedule_of(content, programme, start)


def _due(schedule: Schedule, content: Library, day: date, folder: Path) -> Iterator[str]:
    due = schedule.on(day)
    if due is None:
        yield f"{schedule.programme.title} starts on {written(schedule.start)}."
        return
    weeks = ", for as long as you like" if due.optional else ""
    yield f"{schedule.programme.title}: {due.phase.title.lower()}, week {due.week}{weeks}"
    if due.session:
        long = _minutes(content, due.session, returning=due.returning)
        yield f"Today: {content.sessions[due.session].title}, {long} min"
        yield _where(due.session, folder, returning=due.returning)
        if due.returning:
            yield "  with the short check; take the full one if you did not hear it this week"
        yield from (f"  {text}" for text in due.phase.remind)
    else:
        yield "Today: no session" + ("" if due.phase.phase == "prepare" else ", a rest day")
    for task in due.tasks:
        yield f"To do: {task.task}"
        if task.session:
            yield _where(task.session, folder)
    after = schedule.next_session(day)
    yield f"Next: {content.sessions[str(after.session)].title} on {written(after.date)}"
    yield "A day that was missed is past: never do two in a day."


def _track(session: str, folder: Path, returning: bool) -> Path:
    """The one with the short check; the full one where only that is there."""
    full = folder / f"{session}.mp3"
    short = folder / f"{session}-returning.mp3"
    return short if returning and (short.exists() or not full.exists()) else full


def _where(session: str, folder: Path, *, returning: bool = False) -> str:
    track = _track(session, folder, returning)
    option = " --returning" * returning
    return f"  {track}" if track.exists() else f"  to make it: unknot build {session}{option}"


def _minutes(content: Library, session: str, *, returning: bool) -> int:
    from unknot.timeline.plan import plan

    job = resolve(content.sessions[session], content, Overrides(returning=returning))
    with measuring() as measures:
        return -(-plan(job, measures(job)).timeline.length // 60_000)
