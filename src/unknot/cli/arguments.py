"""What commands take: paths that must be there, with what was probably meant by one that is not;
days and times of day, as a person types and reads them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from unknot.cli.options import tracks_folder


class Existing(click.Path):
    """A path that is there; with ``tracks`` what is not may be meant for one of the workspace's."""

    def __init__(self, *, files: bool = True, folders: bool = True, tracks: bool = False) -> None:
        super().__init__(exists=True, file_okay=files, dir_okay=folders, path_type=Path)
        self.tracks = tracks

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from unknot.suggest import suggest_path

        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            also = (tracks_folder(ctx.obj),) if ctx and self.tracks else ()
            hint = suggest_path(Path(os.fsdecode(value)), *also)
            raise click.BadParameter(f"{error.message}\n  {hint}", ctx, param) from None


def refuse_typed(names: Iterable[str] | None, why: str) -> None:
    """A usage error that says ``why`` for a parameter that somebody typed and that would not be
    heeded: one of ``names``, or any where that is None. Defaults and the environment may stand."""
    ctx = click.get_current_context()
    wanted = ctx.params if names is None else set(names)
    for each in ctx.command.params:
        source = ctx.get_parameter_source(each.name or "")
        if each.name in wanted and source is click.core.ParameterSource.COMMANDLINE:
            what = each.opts[0] if isinstance(each, click.Option) else each.make_metavar(ctx)
            raise click.UsageError(f"{what} {why}")


def stands_alone(ctx: click.Context) -> bool:
    """Whether a group is called without a command below it; its options are for that alone."""
    if below := ctx.invoked_subcommand:
        refuse_typed(None, f"before {below!r} is for {ctx.command_path!r} alone\n"
                           f"  see: {ctx.command_path} {below} --help")  # fmt: skip
    return below is None


def read_day(text: str) -> date:
    """A day, written 2026-11-20."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a date such as 2026-11-20") from None
    if not 1900 <= found.year <= 2200:
        raise click.BadParameter(f"{text!r} is too far away")
    return found


def read_time(text: str) -> time:
    """A time of day, written 18:00."""
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a time of day such as 18:00") from None


def written(day: date) -> str:
    """A day for reading: ``Friday 20 November 2026``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"
