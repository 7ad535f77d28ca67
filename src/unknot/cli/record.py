"""``unknot record``"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click
from msgspec.structs import asdict

from unknot.cli import completing
from unknot.cli.arguments import Existing
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import (
    FOLDER,
    SIDE,
    country_option,
    json_option,
    read_language,
    with_options,
)
from unknot.cli.output import tell
from unknot.cli.sessions import known_id, open_library
from unknot.content.library import Library, find_session
from unknot.content.records.session import Session, Sides
from unknot.counted import counted
from unknot.errors import AudioError
from unknot.files import replace_files
from unknot.recording.line import ScriptLine, leave_out_taken
from unknot.recording.script_files import FILE, csv_text, read_csv, script_page
from unknot.timeline.overrides import Overrides

if TYPE_CHECKING:
    from unknot.recording.judge import ImportReport

_WIDTH = 44


@click.group()
def command() -> None:
    """A voice of your own: what to say, and taking your recordings in."""


#: Options that say which lines are meant.
line_options = with_options(
    click.option("--all", "every", is_flag=True,
                 help="Every session, on every side, and as part of a playlist."),
    click.option("--language", type=read_language, metavar="CODE",
                 shell_complete=completing.languages,
                 help="A language of scripts/; else what the session says."),
    click.option("--side", type=SIDE, help="This side only, as build --side would have it."),
    click.option("--detail", "details", multiple=True, type=click.Choice(["full", "short", "cues"]),
                 help="How much is said; several times for several.  [default: the session's]"),
    country_option,
)  # fmt: skip
voice_option = click.option("--voice", metavar="NAME", required=True,
                            shell_complete=completing.added_voices("recorded"),
                            help="Your voice's name, such as maria.")  # fmt: skip


@command.command("script")
@click.argument("sessions", nargs=-1, shell_complete=completing.ids("session"))
@line_options
@click.option("--voice", metavar="NAME", help="With --missing: whose takes there are already.",
              shell_complete=completing.added_voices("recorded"))  # fmt: skip
@click.option("--missing", is_flag=True, help="Only lines that --voice has no take of.")
@click.option("--out", type=FOLDER, default=Path("script"),
              show_default=True, metavar="DIR", help="Where the two files go.")  # fmt: skip
@json_option
@click.pass_obj
def script_command(
    options: Globals, /, sessions: tuple[str, ...], voice: str | None, missing: bool, out: Path,
    as_json: bool, **asked: Any,
) -> None:  # fmt: skip
    """Write what has to be spoken: script.html to print, script.csv for import."""
    if missing != bool(voice):
        raise click.UsageError("--missing and --voice go together")
    if not sessions and not asked["every"]:
        raise click.UsageError("name a SESSION, or give --all")
    content = open_library(options)
    lines = _lines(content, sessions, **asked)
    if voice:
        lines = leave_out_taken(known_id(voice), lines)
        if not lines:
            tell(options, [f"{voice} has a take of every line"])
            if as_json:
                print_json("script", lines=[])
            return
    title = "To be recorded" if asked["every"] else f"To be recorded: {', '.join(sessions)}"
    page = script_page(lines, title=title, language=asked["language"] or "en")
    files = {out / "script.html": page, out / FILE: csv_text(lines)}
    replace_files(files)
    if as_json:
        rows = [make_row("line", each, seconds=each.expected_ms / 1000) for each in lines]
        print_json("script", lines=rows)
    else:
        click.echo("\n".join(map(str, files)))
    seconds = sum(line.expected_ms for line in lines) // 1000
    tell(
        options,
        [f"{counted(len(lines), 'line')}, about {seconds // 60}:{seconds % 60:02} of speech"],
    )


@command.command("import")
@click.argument("source", type=Existing())
@voice_option
@click.option("--script", type=Existing(folders=False), metavar="FILE",
              help="The script.csv that was read; else the one beside the sound,"
              " else every line there is.")  # fmt: skip
@click.option("--anyway", is_flag=True,
              help="Take noisy, clipped, quiet and narrow takes as well.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would become of each line; keep nothing.")
@click.option("--language", metavar="CODE", default="", help="The language you speak, such as en.")
@click.option("--gender", type=click.Choice(["female", "male"]), help="For lists of voices.")
@click.option("--licence", metavar="TEXT", default="", help="What the voice may be used for.")
@json_option
@click.pass_obj
def import_command(
    options: Globals, source: Path, voice: str, script: Path | None, anyway: bool,
    dry_run: bool, language: str, gender: str | None, licence: str, as_json: bool,
) -> None:  # fmt: skip
    """Take recordings into a voice: a folder of takes, or one of them, named by their ids."""
    from unknot.recording.import_folder import import_files, sound_files
    from unknot.recording.take_store import voice_to_keep

    kept = voice_to_keep(known_id(voice), language=language, gender=gender or "", licence=licence)
    paths = sound_files(source) if source.is_dir() else (source,)
    if not paths:
        raise AudioError(source, "has no sound file in it", "one file for each line, named ID")
    beside = (source if source.is_dir() else source.parent) / FILE
    script = script or (beside if beside.is_file() else None)
    if script:
        lines = read_csv(script)
    else:
        lines = _lines(open_library(options), (), every=True, language=language or "en",
                       details=("full", "short"))  # fmt: skip
    tell(options, ["listening to every take; a minute of speech takes some seconds"])
    made = import_files(
        paths, lines, kept, script=script is not None, anyway=anyway, dry_run=dry_run
    )
    _show(options, made, dry_run=dry_run, as_json=as_json)


@command.command("take")
@click.argument("sessions", nargs=-1, shell_complete=completing.ids("session"))
@voice_option
@line_options
@click.option("--missing", is_flag=True, help="Only lines that there is no take of yet.")
@click.pass_obj
def take_command(
    options: Globals, /, sessions: tuple[str, ...], voice: str, missing: bool, **asked: Any
) -> None:
    """Record line by line from the microphone; without a SESSION, every line there is."""
    from unknot.cli.sitting import sit
    from unknot.recording import microphone
    from unknot.recording.take_store import voice_to_keep

    kept = voice_to_keep(known_id(voice), language=asked["language"] or "en")
    asked["every"] = asked["every"] or not sessions
    lines = _lines(open_library(options), sessions, **asked)
    if missing:
        lines = leave_out_taken(kept.id, lines)
    if not lines:
        tell(options, [f"{voice} has a take of every line"])
        return
    opened = microphone.open_microphone()
    try:
        sit(lines, kept, opened)
    finally:
        opened.close()


def _lines(
    content: Library, names: tuple[str, ...], *, every: bool, language: str | None,
    details: tuple[Any, ...] = (), side: Any = None, country: str | None = None,
) -> tuple[ScriptLine, ...]:  # fmt: skip
    from unknot.recording.script import list_lines

    sessions: tuple[Session, ...] = tuple(content.sessions.values())
    if names:
        sessions = tuple(find_session(content, name) for name in names)
    return list_lines(
        sessions, content, Overrides(side=side, language=language, country=country),
        sides=(None, *get_args(Sides)) if every and not side else (None,),
        details=details or (None,), playlists=every,
    )  # fmt: skip


def _show(options: Globals, made: ImportReport, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json("takes", **asdict(made), kept=made.kept, refused=made.refused)
    else:
        _table(made)
    would = "would have" if dry_run else "has"
    total = f"{made.voice} {would} takes of {counted(made.takes, 'line')}"
    if made.missing and any(row.verdict == "missing" for row in made.rows):
        total += f"; {made.missing} of the script's {made.lines} are still missing"
    tell(options, [total])
    if made.refused or not made.kept:
        raise SystemExit(1)


def _table(made: ImportReport) -> None:
    width = max((len(row.id) for row in made.rows), default=0)
    for row in made.rows:
        spoken = f"{row.seconds:5.1f} s" if row.seconds else "      –"
        click.echo(
            f"{row.id:<{width}}  {spoken} of {row.expected:4.1f} s  {row.verdict:<8}"
            f"  {row.found}".rstrip()
        )
        for note in row.notes if row.verdict != "missing" else ():
            click.echo(f"{'':<{width}}  {note}")
    for stray in made.strays:
        click.echo(f"not used: {stray}")
