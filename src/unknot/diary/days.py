"""The days of a diary, in one file of the user's data folder that only the user can read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, ValidationError, convert, json
from msgspec.structs import asdict, replace

from unknot.cache import data_folder
from unknot.files import one_at_a_time, replace_file
from unknot.own_file import delete_own, read_own

#: When a number is written down: before the session, after it, on the morning after it.
When = Literal["before", "after", "morning"]
WHEN: tuple[When, ...] = get_args(When)


_Score = Annotated[int, Meta(ge=0, le=10)]


class _Scores(Struct, frozen=True, kw_only=True, omit_defaults=True):
    before: _Score | None = None
    after: _Score | None = None
    morning: _Score | None = None


class DiaryDay(_Scores, frozen=True, kw_only=True):
    """Pain from 0, none, to 10 on a day with a session; ``morning`` is soreness on the next one.

    None where nothing was written down.
    """

    date: date


class _DiaryFile(Struct, frozen=True):
    days: dict[date, _Scores]


def diary_file() -> Path:
    """Where the diary is."""
    return data_folder() / "diary.json"


def read_diary() -> tuple[DiaryDay, ...]:
    """Every day in order. Raises WorkspaceError when the file cannot be read."""
    found = read_own(
        diary_file(), _DiaryFile, "mend it, or delete it all: unknot diary delete --all"
    )
    rows = sorted(found.days.items()) if found else ()
    return tuple(DiaryDay(date=day, **asdict(row)) for day, row in rows)


def write_down(day: date, when: When, score: int) -> tuple[DiaryDay, ...]:
    """The diary with ``score`` in it, in place of what stood there. ValueError beyond 0 to 10."""
    with one_at_a_time(data_folder()):
        days = {each.date: each for each in read_diary()}
        try:
            about = {when: convert(score, _Score)}
        except ValidationError as error:
            raise ValueError(f"{score!r} is no number from 0 to 10") from error
        days[day] = replace(days.get(day, DiaryDay(date=day)), **about)
        found = tuple(sorted(days.values(), key=lambda each: each.date))
        _write(found)
        return found


def delete_day(day: date) -> bool:
    """Whether there was such a day."""
    with one_at_a_time(data_folder()):
        days = read_diary()
        kept = tuple(each for each in days if each.date != day)
        if kept != days:
            _write(kept)
        return kept != days


def delete_all() -> None:
    """The file goes, whatever is in it."""
    delete_own(diary_file())


def as_csv(days: Iterable[DiaryDay]) -> str:
    """For a spreadsheet, or for the professional who asks; empty where nothing was written down."""
    text = io.StringIO()
    rows = csv.DictWriter(text, ("date", *WHEN), lineterminator="\n")
    rows.writeheader()
    rows.writerows(asdict(each) for each in days)
    return text.getvalue()


def _write(days: Iterable[DiaryDay]) -> None:
    rows = {each.date: _Scores(**{when: getattr(each, when) for when in WHEN}) for each in days}
    text = json.format(json.encode(_DiaryFile(rows)), indent=1)
    replace_file(diary_file(), [text, b"\n"], private=True)
