"""The diary: what is kept, and what it says to do, on the command line and on the page alike."""

from __future__ import annotations

import json
import os
import random
import stat
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from unknot.cli.main import main
from unknot.diary.advice import ADVICE, advice, as_data
from unknot.diary.days import (
    DiaryDay,
    as_csv,
    delete_all,
    delete_day,
    diary_file,
    read_diary,
    write_down,
)
from unknot.errors import WorkspaceError
from unknot.pages import source

TODAY = date(2026, 11, 26)


def days(*rows: tuple[Any, ...]) -> list[DiaryDay]:
    """(days ago, before, next morning) in any order."""
    found = [
        DiaryDay(date=TODAY - timedelta(row[0]), before=row[1], morning=row[2] if row[2:] else None)
        for row in rows
    ]
    return sorted(found, key=lambda each: each.date)


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))


def test_no_pain_at_all_is_a_number_too() -> None:
    for score in (0, 10):
        write_down(TODAY, "before", score)
        assert read_diary()[-1].before == score
    for score in (-1, 11):
        with pytest.raises((ValueError, WorkspaceError)):
            write_down(TODAY, "before", score)


def unknot(*words: str) -> Result:
    return CliRunner().invoke(main, words, prog_name="unknot")


@pytest.mark.parametrize("score", ["-1", "11", "5.5", "five", "1" * 5_000])
def test_what_is_no_number_from_0_to_10_is_told_so(score: str) -> None:
    refused = unknot("diary", "before", score)
    assert (refused.exit_code, read_diary()) == (2, ())
    assert f"{score!r} is not a whole number from 0 to 10" in refused.stderr


def test_a_day_that_is_still_to_come_has_no_pain_yet() -> None:
    ahead = date.today() + timedelta(days=366)
    refused = unknot("diary", "morning", "4", "--date", ahead.isoformat())
    assert (refused.exit_code, read_diary()) == (2, ())
    assert "is still to come" in refused.stderr


def test_a_long_diary_says_that_there_is_more_of_it() -> None:
    for back in range(15):
        write_down(TODAY - timedelta(back), "before", 5)
        shown = unknot("diary").stdout.splitlines()
        assert len([line for line in shown if line.endswith("-")]) == min(back + 1, 14)
    assert shown[0] == "the last 14 of 15 days; all of them: unknot diary export FILE"


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([], ()),
        ([(0, 5)], ()),
        # Worse by two on three days that were written down, against the first of all.
        ([(9, 4), (2, 6), (1, 7), (0, 6)], ("worse",)),
        ([(9, 4), (2, 6), (1, 5), (0, 6)], ()),
        ([(9, 4), (1, 6), (0, 6)], ()),
        ([(2, 6), (1, 7), (0, 6)], ()),
        ([(9, 4), (6, 6), (3, 7), (0, 6)], ("worse",)),
        ([(19, 4), (16, 6), (10, 7), (0, 6)], ()),
        # Nothing after four weeks.
        ([(28, 5), (0, 5)], ("no-change",)),
        ([(27, 5), (0, 5)], ()),
        ([(28, 5), (0, 4)], ("no-change",)),
        ([(28, 5), (0, 3)], ()),
        ([(28, 5), (6, 3), (0, 5)], ()),
        ([(28, 5), (7, 3), (0, 5)], ("no-change",)),
        ([(28, 1), (0, 1)], ("quiet",)),
        # The next morning.
        ([(1, 5, 4)], ("rest",)),
        ([(1, 5, 3)], ()),
        ([(2, 5, 4), (1, 5, 4)], ("sore",)),
        ([(3, 5, 4), (2, 5, 4)], ()),
        ([(1, 1, 0), (0, 1)], ("quiet",)),
        ([(1, 2, 0), (0, 2)], ()),
        ([(1, 1, 9), (0, 0)], ("rest",)),
        ([(0, None)], ()),
    ],
)  # fmt: skip
def test_what_it_says(rows: list[tuple[int, int | None]], wanted: tuple[str, ...]) -> None:
    assert advice(days(*rows), TODAY) == wanted


def test_it_never_promises() -> None:
    for each in ADVICE.values():
        assert each.sources
        assert not {"cured", "healed", "fixed", "gone"} & set(each.text.lower().split())
        assert each.alert == ("professional" in each.text)


@pytest.mark.needs("node")
def test_the_page_says_the_same(tmp_path: Path) -> None:
    """Four hundred diaries of chance, through the script of the page and through ours."""
    dice = random.Random(7)
    cases = []
    for _ in range(400):
        span, low, high = dice.choice([6, 12, 40]), dice.randint(0, 5), dice.randint(5, 10)
        value = [None, *range(low, high + 1)]
        rows = [(back, dice.choice(value), dice.choice(value))
                for back in range(span) if dice.random() < 0.7]  # fmt: skip
        cases.append(days(*rows))
    script = tmp_path / "diary.cjs"
    script.write_text(str(source("diary.js")), encoding="utf-8")
    told = [
        {each.date.isoformat(): {"before": each.before, "morning": each.morning} for each in case}
        for case in cases
    ]
    program = (
        "const [at, rules, cases] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const advice = require(at);"
        f"console.log(JSON.stringify(cases.map((each) => advice(each, '{TODAY}', rules))))"
    )
    run = subprocess.run(
        ["node", "-e", program], input=json.dumps([str(script), as_data(), told]),
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    ours = [list(advice(case, TODAY)) for case in cases]
    assert json.loads(run.stdout) == ours
    assert {name for each in ours for name in each} == set(ADVICE)


def test_numbers_are_kept_by_day_and_written_over() -> None:
    write_down(TODAY, "before", 5)
    write_down(TODAY, "after", 3)
    write_down(TODAY - timedelta(1), "morning", 2)
    write_down(TODAY, "before", 4)
    assert read_diary() == (
        DiaryDay(date=TODAY - timedelta(1), morning=2), DiaryDay(date=TODAY, before=4, after=3),
    )  # fmt: skip
    assert as_csv(read_diary()) == ("date,before,after,morning\n2026-11-25,,,2\n2026-11-26,4,3,\n")
    assert delete_day(TODAY)
    assert not delete_day(TODAY)
    assert len(read_diary()) == 1


def test_a_person_can_read_the_file_too() -> None:
    write_down(TODAY, "before", 4)
    assert diary_file().read_text(encoding="utf-8") == (
        '{\n "days": {\n  "2026-11-26": {\n   "before": 4\n  }\n }\n}\n'
    )
    assert delete_day(TODAY)
    assert not delete_day(TODAY)
    assert read_diary() == ()
    for _ in range(2):  # also where nothing is
        delete_all()
        assert not diary_file().exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_nobody_else_may_read_it() -> None:
    write_down(TODAY, "before", 5)
    assert stat.S_IMODE(diary_file().stat().st_mode) == 0o600


@pytest.mark.parametrize("score", [-1, 11, True])
def test_a_number_is_one_from_0_to_10(score: int) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        write_down(TODAY, "before", score)
    assert read_diary() == ()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"days": {"x": {}}}', '{"days": {"2026-11-26": {"before": 99}}}']
)
def test_a_file_that_cannot_be_read_is_said_and_can_be_deleted(text: str) -> None:
    write_down(TODAY, "before", 5)
    diary_file().write_text(text)
    with pytest.raises(WorkspaceError, match="cannot be read"):
        read_diary()
    assert unknot("diary").exit_code != 0
    assert unknot("diary", "delete", "--all").exit_code == 0
    assert "Nothing is written down yet" in unknot("diary").stdout


def test_on_the_command_line(tmp_path: Path) -> None:
    assert unknot("diary", "before", "11").exit_code == 2
    said = unknot("diary", "before", "5")
    assert said.exit_code == 0
    for back in (5, 4, 3):
        day = (date.today() - timedelta(back)).isoformat()
        unknot("diary", "before", "2", "--date", day)
    for back in (2, 1):
        day = (date.today() - timedelta(back)).isoformat()
        said = unknot("diary", "before", "6", "--date", day)
    assert said.stdout == f"{ADVICE['worse'].text}\n"
    value = json.loads(unknot("diary", "--json").stdout)
    assert [each["name"] for each in value["advice"]] == ["worse"]
    assert len(value["days"]) == 6
    assert unknot("diary", "export", str(tmp_path / "mine.csv")).exit_code == 0
    assert (tmp_path / "mine.csv").read_text().count("\n") == 7
    assert unknot("diary", "delete").exit_code == 2
    unknot("diary", "delete", "--date", date.today().isoformat())
    assert len(read_diary()) == 5
    table = unknot("diary").stdout
    assert max(map(len, table.splitlines())) <= 80


def test_soreness_of_this_morning_is_that_of_yesterdays_session(tmp_path: Path) -> None:
    """And what is written down is told with its day; a table says of how many days it is."""
    today = date.today()
    for when, back in (("before", 0), ("after", 0), ("morning", 1)):
        day = today - timedelta(days=back)
        words = f"{day:%A} {day.day} {day:%B %Y}"
        assert unknot("diary", when, "2").stderr == f"  {when} 2, for {words}\n"
        to = tmp_path / "mine.csv"
        days = "2 days" if back else "1 day"
        assert unknot("diary", "export", str(to)).stderr == f"  wrote {to}: {days}\n"
    assert read_diary() == (
        DiaryDay(date=today - timedelta(days=1), morning=2),
        DiaryDay(date=today, before=2, after=2),
    )
