"""``unknot publish``"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from unknot.cli import completing
from unknot.cli.arguments import Existing, read_day, refuse_typed
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import (
    FOLDER,
    MAKING,
    OVERRIDES,
    Making,
    json_option,
    making_options,
    override_options,
    read_country,
    read_length,
)
from unknot.cli.output import fixed_time, tell
from unknot.cli.sessions import open_library
from unknot.cli.speaking import bar
from unknot.content.library import Library, find_session
from unknot.content.records.channel import Channel
from unknot.counted import counted
from unknot.errors import SiteError
from unknot.pictures.looks import looks_of
from unknot.site.address import base_url
from unknot.timeline.overrides import Overrides
from unknot.timeline.timeline import Timeline

if TYPE_CHECKING:
    from unknot.site.request import Material, Site


@click.command()
@click.argument("out", type=FOLDER)
@click.argument("sessions", nargs=-1, shell_complete=completing.ids("session"))
@click.option("--base-url", metavar="URL", help="Where OUT will be found; needed to publish.")
@click.option("--for", "people", multiple=True, metavar="NAME",
              help="For one person, in an unguessable folder; may be given again.")  # fmt: skip
@click.option("--forget", metavar="NAME", help="Delete a person's folder; publishes nothing.")
@click.option("--tracks", type=Existing(files=False), metavar="DIR",
              help="Publish the tracks in DIR; else they are built.")  # fmt: skip
@click.option("--unlisted", is_flag=True,
              help="Under an address that nobody guesses, and not in directories.")  # fmt: skip
@click.option("--start", type=read_day, metavar="DATE",
              help="Publish one after the other from DATE on, only what is due.")  # fmt: skip
@click.option("--every", type=read_length, metavar="TIME",
              help="From one to the next; else as in channel.yaml, or 24h.")  # fmt: skip
@click.option("--max-size", type=click.IntRange(1), default=1000, show_default=True, metavar="MB",
              help="More than this is an error.")  # fmt: skip
@override_options(
    "title", "returning",
    country=click.option("--country", type=read_country, metavar="XX",
                         help="Whose emergency number is said; else nobody's."),
)  # fmt: skip
@making_options("out")
@json_option
@click.pass_obj
def command(
    options: Globals, out: Path, sessions: tuple[str, ...], base_url: str | None,
    people: tuple[str, ...], forget: str | None, tracks: Path | None, unlisted: bool,
    start: date | None, every: int | None, max_size: int, as_json: bool,
    overrides: Overrides, how: Making,
) -> None:  # fmt: skip
    """Make OUT: a podcast feed and a site, to be put on any host of static files.

    channel.yaml in the workspace says what it is called and which sessions are in it. OUT is
    replaced as a whole, or stays as it was. What is due is judged by today's date, or by
    SOURCE_DATE_EPOCH.
    """
    from unknot.cli.publish_tracks import sources
    from unknot.site.folder import check_place
    from unknot.site.people import check_for, forget_person, publish_for
    from unknot.site.publish import check, publish
    from unknot.site.request import Request

    if forget is not None:
        forget_person(out, forget)
        tell(options, [f"forgotten: {forget}. Delete the folder on the host, too"])
        return
    if tracks:
        made = OVERRIDES.keys() | MAKING.keys() - {"out"}
        refuse_typed(made, "is for tracks that are built, not for --tracks")
    request = Request(
        out=out, base=_base(base_url), now=_now(),
        start=None if start is None else _midnight(start), start_text=str(start or ""),
        every=None if every is None else every // 1000,
        unlisted=unlisted, budget=max_size * 1_000_000,
    )  # fmt: skip
    check_place(out)
    content = open_library(options)
    named = [find_session(content, name).id for name in sessions]
    material = _material(content)

    def refuse(timelines: Mapping[str, Timeline]) -> None:
        if people:
            check_for(people, request, material, timelines)
        else:
            check(request, material, timelines)

    with sources(options, content, named, tracks, overrides, how, refuse) as (found, channel):
        material = replace(material, channel=channel, tracks=found)
        with bar(options, "publishing", len(found)) as count:
            if people:
                sites = publish_for(people, request, material, lambda _: count(1))
            else:
                sites = {"": publish(request, material, lambda _: count(1))}
    _print(options, sites, content, unlisted=unlisted or bool(people), as_json=as_json)


def _material(content: Library) -> Material:
    """All that a site is made of but its tracks."""
    from unknot.site.request import Material

    origin = content.origins.get(("channel", "channel"))
    return Material(
        channel=content.channel, tracks={},
        summaries={id: session.summary for id, session in content.sessions.items()},
        known={*content.sessions, *content.drafts}, folder=origin.path.parent if origin else Path(),
        looks=looks_of(content),
    )  # fmt: skip


def _midnight(day: date) -> int:
    """Its first moment where we are, in seconds since 1970."""
    if day.year <= 1970:
        raise click.UsageError(f"--start {day} is before there were feeds")
    return int(datetime.combine(day, time()).timestamp())


def _base(url: str | None) -> str:
    if url is None:
        raise click.UsageError("Missing option '--base-url'.")
    try:
        return base_url(url)
    except SiteError as error:
        raise click.UsageError(str(error)) from None


def _print(
    options: Globals, sites: Mapping[str, Site], content: Library, *, unlisted: bool, as_json: bool
) -> None:
    site = next(iter(sites.values()))
    if as_json:
        print_json(
            "site", out=site.out, feed=site.feed, page=site.page, bytes=site.size,
            changed=site.changed, waiting=site.waiting, retired=site.retired,
            warnings=site.warnings, sessions=[make_row("episode", each) for each in site.sessions],
            people=[make_row("person", each, name=name) for name, each in sites.items() if name],
        )  # fmt: skip
    else:
        for name, each in sites.items():
            click.echo(f"{name}  {each.feed}" if name else each.feed)
    tell(options, _words(site, content, unlisted))


def _now() -> int:
    return int((fixed_time() or datetime.now()).timestamp())


def _words(site: Site, content: Library, unlisted: bool) -> Iterator[str]:
    yield (
        f"{counted(len(site.sessions), 'session')}, {site.size / 1e6:.1f} MB,"
        f" {counted(site.changed, 'file')} new or changed"
    )
    if site.waiting:
        yield f"not yet due: {', '.join(site.waiting)}"
    if site.retired:
        yield f"gone, and their GUIDs are never used again: {', '.join(site.retired)}"
    if content.channel == Channel(id="channel"):
        yield "no channel.yaml: title, author and picture are general ones"
    for doubt in site.warnings:
        yield f"warning: {doubt}"
    if unlisted:
        yield "unlisted keeps it out of directories and search, and nobody guesses the address;"
        yield "whoever has the address can listen and pass it on, and the host sees who does"
