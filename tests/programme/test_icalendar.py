"""The calendar, read by a library that did not make it."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import needs_package
from tests.usual import cases
from unknot.content.library import Library
from unknot.content.records.session import Phase, Programme, Task
from unknot.errors import WorkspaceError
from unknot.programme.icalendar import ics
from unknot.programme.schedule import Schedule

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
START = date(2026, 11, 20)


@pytest.fixture
def schedule(library: Library) -> Schedule:
    return Schedule(library.programmes["low-back"], START)


def made(schedule: Schedule, library: Library, at: time = time(18)) -> bytes:
    needs_package("icalendar")
    names = schedule.programme.sessions
    titles = {name: library.sessions[name].title for name in names}
    return ics(schedule, titles, dict.fromkeys(names, 600_001), at=at, now=NOW)


def events(data: bytes) -> list[Any]:
    """By vobject."""
    calendar = needs_package("vobject").readOne(data.decode("utf-8"))
    return list(calendar.vevent_list)


def sessions(found: list[Any]) -> list[Any]:
    return [each for each in found if isinstance(each.dtstart.value, datetime)]


def test_each_session_is_an_event_with_a_reminder(schedule: Schedule, library: Library) -> None:
    found = sessions(events(made(schedule, library)))
    due = [day for day in schedule.days() if day.session]
    assert [each.dtstart.value for each in found] == [
        datetime.combine(day.date, time(18)) for day in due
    ]
    assert [each.summary.value for each in found] == [
        f"{library.sessions[str(day.session)].title} (11 min)" for day in due
    ]
    assert all(each.valarm.trigger.value == timedelta(0) for each in found)
    assert all(each.duration.value == timedelta(minutes=11) for each in found)


def test_each_task_is_a_day_that_stays_free(schedule: Schedule, library: Library) -> None:
    found = events(made(schedule, library))
    tasks = [(day.date, task.task) for day in schedule.days() for task in day.tasks]
    days = [each for each in found if not isinstance(each.dtstart.value, datetime)]
    assert [(each.dtstart.value, each.summary.value) for each in days] == tasks
    assert {each.transp.value for each in days} == {"TRANSPARENT"}
    assert {each.dtend.value - each.dtstart.value for each in days} == {timedelta(days=1)}


def test_each_event_says_which_week_of_which_programme_it_is(
    schedule: Schedule, library: Library
) -> None:
    when = [
        f"{schedule.programme.title}: {day.phase.title}, week {day.week}"
        for day in schedule.days()
        for _ in (*([1] if day.session else []), *day.tasks)
    ]
    found = [each.description.value.split("\n")[0] for each in events(made(schedule, library))]
    assert sorted(found) == sorted(when)


def test_so_does_each_line_of_the_file(schedule: Schedule, library: Library) -> None:
    """Without another library: a line is folded with a space, and a comma has \\ before it."""
    text = made(schedule, library).replace(b"\r\n ", b"").decode("utf-8").replace("\\,", ",")
    found = [each for each in text.splitlines() if each.startswith("DESCRIPTION:")]
    for day in schedule.days():
        when = f"{schedule.programme.title}: {day.phase.title}, week {day.week}"
        if day.session:
            assert any(
                each.startswith(f"DESCRIPTION:{when}\\nTrack: {day.session}") for each in found
            )
        for task in day.tasks:
            track = f"\\nTrack: {task.session}.mp3" if task.session else ""
            assert f"DESCRIPTION:{when}{track}" in found


def test_a_calendar_has_these_lines_and_no_others(library: Library) -> None:
    """One week of each phase: a day with a session, a day with a task, and the head."""
    short = Phase(
        phase="settle-in", title="Settle in", weeks=1, days=(*["desk-day", "rest"] * 3, "rest"),
        tasks=(Task(task="Look.", about="re-examination", session="starter"),),
        remind=("Stay active.",),
    )  # fmt: skip
    programme = Programme(id="x", title="Hip", summary="", phases=(short,), sources={})
    needs_package("icalendar")
    schedule = Schedule(programme, START, "settle-in")
    data = ics(schedule, {"desk-day": "Desk day"}, {"desk-day": 600_001}, now=NOW)
    head, *events = data.decode("utf-8").replace("\r\n ", "").split("BEGIN:VEVENT\r\n")
    assert set(head.split()) == {
        "BEGIN:VCALENDAR", "PRODID:-//unknot//programme//EN", "VERSION:2.0", "X-WR-CALNAME:Hip",
    }  # fmt: skip
    assert set(events[0].replace("TRIGGER:P0D", "TRIGGER:PT0S").splitlines()) == {
        "SUMMARY:Desk day (11 min)", "DTSTART:20261120T180000", "DURATION:PT11M",
        "DTSTAMP:20261120T080000Z", "UID:x-20261120-20261120@unknot",
        r"DESCRIPTION:Hip: Settle in\, week 1\nTrack: desk-day.mp3\nStay active.\n"
        "A day that was missed is past. Do not make up for it\\; go on with the next.",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Desk day", "TRIGGER:PT0S", "END:VALARM",
        "END:VEVENT",
    }  # fmt: skip
    assert set(events[1].splitlines()) == {
        "SUMMARY:Look.", "DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261121",
        "DTSTAMP:20261120T080000Z", "UID:x-20261120-20261120-task-1@unknot", "TRANSP:TRANSPARENT",
        r"DESCRIPTION:Hip: Settle in\, week 1\nTrack: starter.mp3", "END:VEVENT",
    }  # fmt: skip
    assert len(events) == 4


def test_names_of_events_are_their_own_and_stay(schedule: Schedule, library: Library) -> None:
    """So that importing the file again changes events instead of adding them."""
    first = [each.uid.value for each in events(made(schedule, library))]
    assert len(first) == len(set(first))
    assert [each.uid.value for each in events(made(schedule, library, time(7)))] == first


@cases("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"], usual=1)
def test_six_in_the_evening_stays_so_when_clocks_change(
    zone: str, schedule: Schedule, library: Library
) -> None:
    """Times have no zone, so every calendar program takes them for its own (RFC 5545, 3.3.5)."""
    data = made(schedule, library)
    assert b"TZID" not in data
    times = [each.dtstart.value for each in sessions(events(data))]
    assert all(each.tzinfo is None for each in times)
    local = [each.replace(tzinfo=ZoneInfo(zone)) for each in times]
    assert len({each.utcoffset() for each in local}) == 2
    assert {each.timetz().replace(tzinfo=None) for each in local} == {time(18)}


def test_lines_are_as_the_standard_wants_them(schedule: Schedule, library: Library) -> None:
    """RFC 5545, 3.1: CRLF, at most 75 octets, and every event stamped in UTC."""
    data = made(schedule, library)
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert data.count(b"DTSTAMP:20261120T080000Z") == data.count(b"BEGIN:VEVENT")


def test_reminders_say_what_to_keep_up_and_that_nothing_is_made_up(
    schedule: Schedule, library: Library
) -> None:
    for each in sessions(events(made(schedule, library))):
        text = each.description.value
        assert "Do not make up for it" in text
        assert ".mp3" in text
        assert "active" in text.lower() or "exercise" in text.lower()


@pytest.mark.needs("calcurse")
@cases("zone", ["Europe/Berlin", "America/New_York"], usual=1)
def test_a_calendar_program_takes_all_of_it(
    zone: str, schedule: Schedule, library: Library, tmp_path: Path
) -> None:
    """calcurse skips nothing, and shows six o'clock before and after the clocks change."""
    path = tmp_path / "low-back.ics"
    path.write_bytes(made(schedule, library))
    days = list(schedule.days())
    appointments, tasks = sum(bool(d.session) for d in days), sum(len(d.tasks) for d in days)

    def calcurse(*args: str) -> str:
        command = ["calcurse", "-D", str(tmp_path / "data"), *args]
        environment = {**os.environ, "TZ": zone}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        return done.stdout

    (tmp_path / "data").mkdir()
    said = calcurse("-i", str(path))
    assert f"{appointments} apps / {tasks} events / 0 todos / 0 skipped" in said
    due = {day.date for day in days if day.session}
    for night in (date(2027, 3, 14), date(2027, 3, 28)):
        near = [night + timedelta(days=n) for n in range(-3, 4)]
        shown = calcurse("-Q", "--from", f"{near[0]:%m/%d/%Y}", "--to", f"{near[-1]:%m/%d/%Y}")
        assert shown.count("18:00 -> 18:11") == len(due.intersection(near))


def test_without_icalendar_it_says_how_to_get_it(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(WorkspaceError, match=r"unknot\[calendar\]"):
        ics(schedule, {}, {})
