"""iCalendar (RFC 5545): a programme's days with reminders, for any calendar program.

Times are local without a zone ("floating"): six in the evening stays six in the evening wherever
the person is, also on the days on which clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from unknot.errors import WorkspaceError
from unknot.packages import install
from unknot.programme.schedule import Day, Schedule

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_MISSED = "A day that was missed is past. Do not make up for it; go on with the next."


def ics(
    schedule: Schedule,
    titles: Mapping[str, str],
    lengths: Mapping[str, int],
    *,
    at: time = time(18),
    now: datetime | None = None,
) -> bytes:
    """The calendar of ``schedule``: an event with an alarm for each session, a day for each task.

    ``titles`` and ``lengths`` (ms) are those of the sessions by id; ``at`` is the local time of
    day. ``now`` is when it was made. Raises WorkspaceError when icalendar is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError as error:
        what = "calendars are written by the package icalendar"
        raise WorkspaceError(what, install("unknot[calendar]")) from error
    calendar = Calendar()
    calendar.add("prodid", "-//unknot//programme//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", schedule.programme.title)
    stamp = now or datetime.now(UTC)
    for day in schedule.days():
        for event in _events(schedule, day, titles, lengths, at):
            event.add("dtstamp", stamp)
            calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _events(
    schedule: Schedule,
    day: Day,
    titles: Mapping[str, str],
    lengths: Mapping[str, int],
    at: time,
) -> Iterator[Event]:
    from icalendar import Event

    when = f"{schedule.programme.title}: {day.phase.title}, week {day.week}"
    name = f"{schedule.programme.id}-{schedule.start:%Y%m%d}-{day.date:%Y%m%d}"
    if day.session:
        event = Event()
        minutes = -(-lengths[day.session] // 60_000)
        event.add("uid", f"{name}@unknot")
        event.add("summary", f"{titles[day.session]} ({minutes} min)")
        event.add("dtstart", datetime.combine(day.date, at))
        event.add("duration", timedelta(minutes=minutes))
        track = f"Track: {day.session}{'-returning' * day.returning}.mp3"
        event.add("description", "\n".join((when, track, *day.phase.remind, _MISSED)))
        event.add_component(_alarm(titles[day.session]))
        yield event
    for number, task in enumerate(day.tasks, 1):
        event = Event()
        event.add("uid", f"{name}-task-{number}@unknot")
        event.add("summary", task.task)
        event.add("dtstart", day.date)
        event.add("dtend", day.date + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        track = f"\nTrack: {task.session}.mp3" if task.session else ""
        event.add("description", when + track)
        yield event


def _alarm(title: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(0))
    return alarm
