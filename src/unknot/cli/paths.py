"""Paths on the command line that must be there: for one that is not, what was probably meant."""

from __future__ import annotations

import os
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
