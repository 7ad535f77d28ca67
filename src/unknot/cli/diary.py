"""``unknot diary``"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from unknot.cli.arguments import read_day, stands_alone, written
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import FILE, json_option
from unknot.cli.output import tell
from unknot.counted import counted
from unknot.diary.advice import ADVICE, advice
from unknot.diary.days import DiaryDay, When, as_csv, delete_all, delete_day, read_diary, write_down
from unknot.files import replace_file

#: So many days are shown.
_LAST = 14


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """How it feels, 0 (no pain) to 10: before a session, after it, and on the next morning.

    The numbers stay in one file on this machine; unknot sends nothing anywhere. After each it
    says when to rest, and when to see a professional. The page of `unknot serve` has a diary of
    its own, in that browser.
    """
    if not stands_alone(ctx):
        return
    days = read_diary()
    if as_json:
        _print(days)
        return
    for line in _table(days):
        click.echo(line)
    _advise(days)


def _read_score(text: str) -> int:
    """How much it hurts."""
    if re.fullmatch(r"\d\d?", text) and int(text) <= 10:
        return int(text)
    raise click.BadParameter(f"{text!r} is not a whole number from 0 to 10")


def _read_past_day(text: str) -> date:
    """A day that is there already."""
    if (day := read_day(text)) > date.today():
        raise click.BadParameter(f"{written(day)} is still to come")
    return day


def _noting(when: When, words: str, back: int) -> None:
    # A number below 0 is a number, and no option.
    @command.command(when, help=words, context_settings={"ignore_unknown_options": True})
    @click.argument("score", type=_read_score, metavar="0-10")
    @click.option("--date", "day", type=_read_past_day, metavar="DATE",
                  help="The day of the session.")  # fmt: skip
    @click.pass_obj
    def note(options: Globals, score: int, day: date | None) -> None:
        day = day or date.today() - timedelta(days=back)
        days = write_down(day, when, score)
        tell(options, [f"{when} {score}, for {written(day)}"])
        _advise(days)


_noting("before", "Pain now, before today's session.", 0)
_noting("after", "Pain now, after today's session.", 0)
_noting("morning", "Soreness on the morning after yesterday's session.", 1)


@command.command()
@click.argument("file", type=FILE)
@click.pass_obj
def export(options: Globals, file: Path) -> None:
    """Write all days to FILE as a table (CSV), for yourself or for whoever treats you."""
    days = read_diary()
    replace_file(file, [as_csv(days).encode()])
    tell(options, [f"wrote {file}: {counted(len(days), 'day')}"])


@command.command()
@click.option("--date", "day", type=read_day, metavar="DATE", help="This day only.")
@click.option("--all", "every", is_flag=True, help="The whole diary.")
@click.pass_obj
def delete(options: Globals, day: date | None, every: bool) -> None:
    """Delete a day, or everything."""
    if every == (day is not None):
        raise click.UsageError("Say --date DATE, or --all.")
    if every:
        delete_all()
        tell(options, ["deleted"])
    elif day:
        there = delete_day(day)
        tell(options, ["deleted" if there else f"nothing was written down for {written(day)}"])


def _table(days: tuple[DiaryDay, ...]) -> Iterator[str]:
    if not days:
        yield "Nothing is written down yet. Begin with: unknot diary before 0-10"
        return
    if len(days) > _LAST:
        yield f"the last {_LAST} of {len(days)} days; all of them: unknot diary export FILE"
    yield f"{'':<16}  before  after  next morning"
    for each in days[-_LAST:]:
        values = ("-" if v is None else str(v) for v in (each.before, each.after, each.morning))
        before, after, morning = values
        name = f"{each.date:%a} {each.date.day} {each.date:%b} {each.date.year}"
        yield f"{name:<16}  {before:>6}  {after:>5}  {morning:>12}"


def _advise(days: tuple[DiaryDay, ...]) -> None:
    """On stdout: it is the answer, not a remark about it."""
    for name in advice(days, date.today()):
        click.echo(ADVICE[name].text)


def _print(days: tuple[DiaryDay, ...]) -> None:
    rows = [make_row("diary-day", each, date=each.date.isoformat()) for each in days]
    found = [make_row("advice", ADVICE[name], name=name) for name in advice(days, date.today())]
    print_json("diary", days=rows, advice=found)
