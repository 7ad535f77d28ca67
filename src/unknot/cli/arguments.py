"""What commands take: paths that must be there, with what was probably meant by one that is not;
days and times of day, as a person types and reads them."""

from __future__ import annotations

import os
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


def was_typed(ctx: click.Context, name: str) -> bool:
    """Whether somebody gave the parameter ``name``, and not a default or the environment."""
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def stands_alone(ctx: click.Context) -> bool:
    """Whether a group is called without a command below it. Its options are for that, so they are
    refused before such a command, which would not heed them."""
    below = ctx.invoked_subcommand
    for each in ctx.command.params if below else ():
        if was_typed(ctx, each.name or ""):
            option = each.opts[0]
            raise click.UsageError(f"{option} before {below!r} is for {ctx.command_path!r} alone"
                                   f"\n  see: {ctx.command_path} {below} --help")  # fmt: skip
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
