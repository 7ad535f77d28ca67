"""``unknot playlist``"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from unknot.cli import completing
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import Making, json_option, making_options, override_options
from unknot.cli.output import number_note, tell, tell_track, track_row
from unknot.cli.sessions import open_library, tell_hints
from unknot.cli.speaking import drawn, measuring, open_studio
from unknot.content.discovery import fault_of_id
from unknot.content.library import Library, find_session
from unknot.content.records.session import Playlist, PlaylistEntry, Routine
from unknot.diagnostic import Place
from unknot.errors import ContentError, WorkspaceError
from unknot.suggest import find_nearest
from unknot.timeline.overrides import Overrides
from unknot.timeline.sheet import minutes
from unknot.timeline.timeline import Timeline

if TYPE_CHECKING:
    from unknot.playlist.build import FinishedPlaylist


@click.command()
@click.argument("name", metavar="NAME", shell_complete=completing.ids("playlist"))
@click.argument("sessions", metavar="[SESSION]...", nargs=-1,
                shell_complete=completing.ids("session"))  # fmt: skip
@click.option("--muscle", "muscles", multiple=True, metavar="ID",
              shell_complete=completing.ids("muscle"),
              help="A track for this muscle; as often as you like.")  # fmt: skip
@click.option("--title", help="Shown in players; else made from NAME.")
@click.option("--split", is_flag=True, help="A track for each muscle and side.")
@click.option("--join", is_flag=True, help="Also one MP3 of it all, a chapter for each track.")
@click.option("--dry-run", is_flag=True, help="Print the plan and the time; make nothing.")
@override_options("title")
@making_options()
@json_option
@click.pass_obj
def command(
    options: Globals, /, name: str, sessions: tuple[str, ...], muscles: tuple[str, ...],
    title: str | None, split: bool, join: bool, dry_run: bool, as_json: bool,
    overrides: Overrides, how: Making,
) -> None:  # fmt: skip
    """Make a playlist called NAME: a track for each SESSION, in order, for one sitting.

    The tracks go into a folder of their own, numbered, with an M3U8 and an XSPF playlist beside
    them. The first carries the full safety opening, the later ones the short one. What has not
    changed is left alone. Without a SESSION or --muscle, NAME is a file of sessions/playlists.
    """
    content = open_library(options)
    playlist = _playlist(content, name, sessions, muscles, overrides.side)
    playlist = replace(
        playlist, title=title or playlist.title, split=split or playlist.split,
        join=join or playlist.join,
    )  # fmt: skip
    if playlist.split and overrides.target:
        raise click.UsageError("--target is for whole sessions; --split takes them apart")
    tell(options, number_note(content, overrides.country))
    from unknot.playlist.plan import items, plan_all

    for each in items(playlist, content, overrides):
        tell_hints(options, content, each.job.session)
    if dry_run:
        with measuring(how) as measures:
            planned = plan_all(playlist, content, overrides, measures)
        _show(playlist, [timeline for _, timeline in planned], as_json)
        return

    from unknot.playlist.build import build_playlist

    with open_studio(how) as studio, drawn(options) as report:
        made = build_playlist(
            playlist, content, studio, overrides=overrides, out=how.folder(options),
            jobs=how.jobs or 0, report=report, verify=how.verify,
        )  # fmt: skip
    if as_json:
        print_json(
            "playlist", playlist=playlist.id, folder=made.folder, m3u8=made.m3u8, xspf=made.xspf,
            tracks=[track_row(track) for track in made.tracks],
            joined=track_row(made.joined) if made.joined else None, removed=made.removed,
        )  # fmt: skip
    else:
        _tell(options, made, how.fallback)


def _playlist(
    content: Library, name: str, sessions: tuple[str, ...], muscles: tuple[str, ...], side: Any
) -> Playlist:
    from unknot.content.checks import check

    if not sessions and not muscles:
        return _find(content, name)
    if name in content.playlists:
        raise click.UsageError(f"the playlist {name!r} is a file; give only its name, or choose"
                               " another name")  # fmt: skip
    if fault := fault_of_id(name):
        raise click.UsageError(f"{name!r} {fault}; use a name such as my-evening")
    for session in sessions:
        find_session(content, session)
    at = {"": Place(f"unknot playlist {name}")}
    entries = [PlaylistEntry(session=each, places=at) for each in sessions]
    routines = [Routine(muscle=each, side=side or "both", places=at) for each in muscles]
    title = name.replace("-", " ").capitalize()
    playlist = Playlist(
        id=name, title=title, summary="", tracks=(*entries, *routines), places=at
    )  # fmt: skip
    if problems := tuple(check(playlist, content)):
        raise ContentError(problems)
    return playlist


def _find(content: Library, name: str) -> Playlist:
    if name in content.playlists:
        return content.playlists[name]
    if nearest := find_nearest(name, content.playlists):
        raise WorkspaceError(f"no playlist {name!r}", f"did you mean {nearest!r}?")
    hint = f"name its sessions too, as in: unknot playlist {name} desk-day sore-hip"
    raise WorkspaceError(f"no playlist {name!r}", hint)


def _show(playlist: Playlist, timelines: list[Timeline], as_json: bool) -> None:
    total = sum(each.length for each in timelines)
    if as_json:
        rows = [make_row("file", each, file=f"{each.stem}.mp3", length_ms=each.length)
                for each in timelines]  # fmt: skip
        print_json("playlist-plan", playlist=playlist.id, length_ms=total, tracks=rows)
        return
    click.echo(f"{playlist.title} ({playlist.id})")
    wide = max(len(each.stem) for each in timelines)
    for each in timelines:
        click.echo(f"{minutes(each.length):>8}  {each.stem:<{wide}}  {each.title}")
    held = sum(each.hold_ms for each in timelines)
    click.echo(f"{minutes(total):>8}  in all, {minutes(held)} of it in holds")


def _tell(options: Globals, made: FinishedPlaylist, fallback: str) -> None:
    for track in (*made.tracks, *([made.joined] if made.joined else [])):
        click.echo(str(track.path))
        tell_track(options, track, fallback)
    click.echo(str(made.m3u8))
    click.echo(str(made.xspf))
    for path in made.removed:
        tell(options, [f"removed {path}, which is no longer in the playlist"], "")
