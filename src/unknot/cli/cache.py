"""``unknot cache``"""

from __future__ import annotations

import click

from unknot.cli.common import json_option, print_json


@click.group(
    epilog="""\b
Examples:
  unknot cache info
  unknot cache prune --days 30
  unknot cache clear""",
)
def command() -> None:
    """The clips that are kept between builds; each can be made again."""


@command.command()
@json_option
def info(as_json: bool) -> None:
    """Where the clips are, how many, how large."""
    found = _store().info()
    if as_json:
        print_json({"folder": str(found.folder), "clips": found.clips, "bytes": found.bytes})
    else:
        click.echo(f"{found.folder}: {found.clips} clips, {found.bytes / 1e6:.1f} MB")


@command.command()
@click.option("--days", type=click.IntRange(0), default=30, show_default=True,
              help="Remove clips that no build used for so long.")  # fmt: skip
def prune(days: int) -> None:
    """Remove clips that were not used lately."""
    removed = _store().prune(days)
    click.echo(f"removed {removed} files", err=True)


@command.command()
def clear() -> None:
    """Remove all clips."""
    removed = _store().clear()
    click.echo(f"removed {removed} files", err=True)


def _store():  # type: ignore[no-untyped-def]
    from unknot.audio.clips import Store
    from unknot.cache import cache_folder

    return Store(cache_folder())
