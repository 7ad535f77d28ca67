"""The calendar of a programme: as words, as data, and as a file for a calendar program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from itertools import chain, count
from pathlib import Path
from string import ascii_letters
from textwrap import wrap

from unknot.cli.arguments import written
from unknot.cli.json_output import make_row
from unknot.cli.output import fixed_time
from unknot.content.library import Library
from unknot.files import update_file
from unknot.programme.icalendar import ics
from unknot.programme.schedule import DatedPhase, Day, Schedule
from unknot.segments import Segments
from unknot.timeline.sheet import minutes


def calendar_lines(
    schedule: Schedule, content: Library, lengths: Mapping[str, int]
) -> Iterator[str]:
    """The calendar to read; ``lengths`` in ms, by session."""
    programme = schedule.programme
    letters = dict(zip(programme.sessions, chain(ascii_letters, map(str, count(1))), strict=False))
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


def day_row(day: Day) -> dict[str, object]:
    """A day as data."""
    return make_row(
        "day", day, date=day.date.isoformat(), phase=day.phase.phase,
        tasks=[task.task for task in day.tasks],
    )  # fmt: skip


def write_calendar(
    schedule: Schedule, content: Library, lengths: Mapping[str, int], path: Path, at: time
) -> None:
    """Write it to ``path``, with a reminder at ``at`` on each day of a session."""
    titles = {name: content.sessions[name].title for name in lengths}
    text = ics(schedule, titles, lengths, at=at, now=fixed_time())
    update_file(path, Segments.of(text))


def _phase(schedule: Schedule, stretch: DatedPhase, letters: Mapping[str, str]) -> Iterator[str]:
    phase = stretch.phase
    last = stretch.week + phase.weeks - 1
    weeks = f"week {stretch.week}" if phase.weeks == 1 else f"weeks {stretch.week} to {last}"
    yield f"{phase.title}: {weeks}, from {written(stretch.first)}"
    for task in phase.tasks:
        again = {0: "", 1: " (weekly)"}.get(task.every, f" (every {task.every} weeks)")
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
    return wrap(text, 80, initial_indent=indent, subsequent_indent=" " * len(indent))
