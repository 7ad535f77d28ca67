"""``unknot cache``"""

from __future__ import annotations

import click

from unknot.cache import cache_folder
from unknot.cli.json_output import print_json
from unknot.cli.main import Globals
from unknot.cli.options import json_option
from unknot.cli.output import tell
from unknot.clips.store import Store
from unknot.content.library_cache import forget


@click.group()
def command() -> None:
    """The clips that are kept between builds; each can be made again."""


@command.command()
@json_option
def info(as_json: bool) -> None:
    """Where the clips are, how many, how large."""
    store = _store()
    found = store.info()
    if as_json:
        print_json("cache", folder=str(store.root), clips=found.clips, bytes=found.bytes)
    else:
        click.echo(f"{store.root}: {found}")


@command.command()
@click.option("--days", type=click.IntRange(0), default=30, show_default=True,
              help="Remove clips that no build used for so long.")  # fmt: skip
@click.pass_obj
def prune(options: Globals, days: int) -> None:
    """Remove clips that were not used lately."""
    tell(options, [f"removed {_store().prune(days)}"], "")


@command.command()
@click.pass_obj
def clear(options: Globals) -> None:
    """Remove all clips, and what is kept of the content."""
    forget(cache_folder())
    tell(options, [f"removed {_store().clear()}"], "")


def _store() -> Store:
    return Store(cache_folder())
