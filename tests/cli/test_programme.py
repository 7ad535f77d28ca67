"""``unknot programme`` and ``unknot today``."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Run, year_of
from tests.conftest import needs_package
from tests.usual import cases

TONE = ("--engine", "tone")
#: Seals what is kept of content; it says nothing about anybody.
KEY = "cache.key"
SMALL = year_of("one, one, rest, two, one, rest, rest")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("UNKNOT_DATA", str(folder))
    return folder


@pytest.fixture
def small(here: Path) -> Path:
    """A workspace with a programme of two short sessions."""
    folder = here / "sessions" / "programmes"
    folder.mkdir(parents=True)
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    for name in ("one", "two"):
        text = f"title: {name}\nsummary: x\nroutines: [{{say: {name}.}}]\n"
        (here / "sessions" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return here


def test_show_prints_a_calendar_of_eighty_columns(run: Run) -> None:
    text = run("programme", "show", "low-back", "--start", "2026-11-20").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "starts on Friday 20 November 2026" in text
    assert "  b  forearm-lesson: Forearm lesson" in text
    assert "    10  29 Jan 2027  d    c    -    d    c    d    -" in text
    assert "for as long as you like" in text


def test_a_calendar_is_there_when_nobody_reads_what_is_printed(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``unknot programme show … | head`` leaves off."""
    needs_package("icalendar")

    def leaving_off(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("unknot.cli.programme.calendar_lines", leaving_off)
    run("programme", "show", "low-back", "--start", "2026-11-20", "--ics", "low-back.ics")
    assert (here / "low-back.ics").read_bytes().endswith(b"END:VCALENDAR\r\n")


@cases("start", ["2026-11-20", "2028-02-29", "2027-03-28", "2026-12-31"], usual=1)
def test_it_starts_on_any_day(start: str, run: Run) -> None:
    """Leap day, the night in which clocks change, the last of a year."""
    days = json.loads(run("programme", "show", "low-back", "--start", start, "--json").stdout)[
        "days"
    ]
    assert (days[0]["date"], len(days)) == (start, 364)


def test_build_makes_each_track_once(run: Run, small: Path) -> None:
    first = json.loads(run("programme", "build", "small", *TONE, "--json").stdout)["tracks"]
    assert [each["session"] for each in first] == ["one", "two"]
    assert all(Path(each["path"]).exists() and each["changed"] for each in first)
    told = run("programme", "build", "small", *TONE, "--json", "--country", "NZ")
    assert "emergency number: " in told.stderr
    assert "(NZ; another with --country)" in told.stderr
    again = json.loads(run("programme", "build", "small", *TONE, "--json").stdout)["tracks"]
    assert not any(each["changed"] for each in again)


def test_build_can_say_what_it_would_do(run: Run, here: Path) -> None:
    text = run("programme", "build", "low-back", "--dry-run").stdout
    assert "forearm-lesson.mp3" in text
    assert "desk-day.mp3" in text
    assert "full-low-back.mp3" in text
    assert list(here.iterdir()) == []


@pytest.mark.deep
def test_today_after_a_start(run: Run, small: Path) -> None:
    assert run("programme", "start", "small", "--on", "2026-11-20").exit_code == 0
    prepare = run("today", "--date", "2026-11-20").stdout
    assert "small: prepare, week 0" in prepare.lower()
    assert "To do: See somebody." in prepare
    assert "Next: one on Friday 27 November 2026" in prepare
    due = run("today", "--date", "2026-11-30").stdout
    assert "Today: two, 1 min" in due
    assert "to make it: unknot build two" in due
    run("build", "two", *TONE)
    assert str(Path("audio", "tracks", "two.mp3")) in run("today", "--date", "2026-11-30").stdout
    rest = run("today", "--date", "2026-11-29").stdout
    assert "a rest day" in rest
    assert "Next: two on Monday 30 November 2026" in rest


def test_a_missed_day_is_never_made_up_for(run: Run, small: Path) -> None:
    """Two days late, the day's own session is due, once."""
    run("programme", "start", "small", "--on", "2026-11-20")
    found = json.loads(run("today", "--date", "2026-11-28", "--json").stdout)
    assert found["day"]["session"] == "one"
    assert "never do two in a day" in run("today", "--date", "2026-11-28").stdout


def test_it_does_not_end(run: Run, small: Path) -> None:
    """INV-39: years later it still says when the next session is."""
    run("programme", "start", "small", "--on", "2026-11-20")
    text = run("today", "--date", "2031-11-20").stdout
    assert "maintain" in text
    assert "for as long as you like" in text
    assert "Next: " in text


def test_before_the_first_day(run: Run, small: Path) -> None:
    run("programme", "start", "small", "--on", "2026-11-20")
    assert (
        run("today", "--date", "2026-11-01").stdout == "Small starts on Friday 20 November 2026.\n"
    )


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="zones cannot be changed here")
def test_today_is_the_day_where_the_person_is(
    run: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kiritimati is always a day ahead of Midway."""
    days = {}
    try:
        for zone in ("Pacific/Kiritimati", "Pacific/Midway"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            asked = ("today", "--programme", "small", "--start", "2026-01-01", "--json")
            days[zone] = date.fromisoformat(json.loads(run(*asked).stdout)["day"]["date"])
    finally:
        monkeypatch.undo()
        time.tzset()
    assert days["Pacific/Kiritimati"] > days["Pacific/Midway"]


@pytest.mark.deep
def test_one_programme_at_a_time(run: Run, small: Path) -> None:
    run("programme", "start", "small")
    other = run("programme", "start", "low-back")
    assert other.exit_code == 2
    assert "unknot programme stop" in other.stderr
    run("programme", "stop")
    assert run("programme", "start", "low-back").exit_code == 0


@pytest.mark.deep
def test_after_a_flare_it_begins_with_settling_in(run: Run, small: Path) -> None:
    """Never without having begun with the check: there must be something to take up again."""
    never = run("programme", "start", "small", "--again")
    assert never.exit_code == 2
    assert "begin with preparing" in never.stderr
    run("programme", "start", "small", "--on", "2026-01-01")
    assert run("programme", "start", "small", "--again", "--on", "2026-11-20").exit_code == 0
    assert "settle in, week 1" in run("today", "--date", "2026-11-20").stdout
    assert "Settle in: week 1" in run("programme", "show", "small").stdout


def test_starting_writes_one_file_and_nothing_else(run: Run, here: Path, data: Path) -> None:
    run("programme", "start", "low-back")
    assert {path.name for path in data.rglob("*")} == {"programme.json", KEY}
    assert list(here.iterdir()) == []


@pytest.mark.deep
def test_showing_and_asking_write_nothing_about_anybody(run: Run, here: Path, data: Path) -> None:
    run("programme", "show", "low-back")
    run("today", "--programme", "low-back", "--start", "2026-11-20")
    assert [path.name for path in data.rglob("*")] == [KEY]
    assert list(here.iterdir()) == []


def test_a_calendar_file(run: Run, here: Path) -> None:
    needs_package("icalendar")
    result = run("programme", "show", "low-back", "--start", "2026-11-20", "--at", "7:30",
                 "--ics", "low-back.ics")  # fmt: skip
    assert result.exit_code == 0
    calendar = (here / "low-back.ics").read_text(encoding="utf-8")
    assert "DTSTART:20261127T073000" in calendar
    assert "low-back.ics" in result.stderr


@cases(
    ("args", "words"),
    [
        (("today",), "unknot programme start"),
        (("today", "--programme", "low-bakc"), "did you mean 'low-back'?"),
        (("today", "--programme", "low-back"), "has not been started"),
        (("programme", "show", "lowback"), "did you mean 'low-back'?"),
        (("programme", "show", "low-back", "--start", "20/11"), "a date such as 2026-11-20"),
        (("programme", "show", "low-back", "--start", "9999-12-31"), "too far away"),
        (("programme", "show", "low-back", "--at", "noon"), "a time of day such as 18:00"),
    ],
    usual=3,
)
def test_a_refusal_says_what_would_work(args: tuple[str, ...], words: str, run: Run) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert words in result.stderr
