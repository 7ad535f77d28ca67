"""``unknot new muscle`` and ``new technique``: from a record that is there."""

from __future__ import annotations

import click

from unknot.cli import completing
from unknot.cli.main import Globals
from unknot.cli.options import Command
from unknot.cli.sessions import content_path, save_files
from unknot.content.copying import begun_from
from unknot.content.discovery import gather
from unknot.content.library import find_record
from unknot.content.workspace import roots
from unknot.errors import WorkspaceError
from unknot.suggest import suggest


def _author(command: Command) -> Command:
    return click.option("--author", metavar="NAME", default="",
                        help="Who signs what is your own; it is told aloud.")(command)  # fmt: skip


@click.command(
    epilog="""\b
Examples:
  unknot new muscle gluteus-medius               to change what it says
  unknot new muscle side-hip --from gluteus-medius --author "Ann Lee"
"""
)
@click.argument("name", metavar="ID", shell_complete=completing.ids("muscle"))
@click.option("--from", "original", metavar="ID", shell_complete=completing.ids("muscle"),
              help="Begin a muscle of your own as a copy of this one.")  # fmt: skip
@_author
@click.pass_obj
def muscle(options: Globals, name: str, original: str | None, author: str) -> None:
    """Your own copy of the muscle ID and its script, or, with --from, a new one.

    A copy under the same ID stands before the bundled one.
    """
    _copy(options, "muscle", "atlas/muscles", name, original or name, author)


@click.command(
    epilog="""\b
Examples:
  unknot new technique quiet-vibration
  unknot new technique short-stick --from stick --author "Ann Lee"
"""
)
@click.argument("name", metavar="ID")
@click.option("--from", "original", metavar="ID", default="vibration", show_default=True,
              shell_complete=completing.ids("technique"), help="What it begins as.")  # fmt: skip
@_author
@click.pass_obj
def technique(options: Globals, name: str, original: str, author: str) -> None:
    """A technique of your own, as a copy of another one to be changed."""
    _copy(options, "technique", "atlas/techniques", name, original, author)


def _copy(options: Globals, kind: str, folder: str, name: str, original: str, author: str) -> None:
    """Copy the record ``original`` and its script, each under ``name``."""
    found, _ = gather(roots(options.workspace))
    there = {each.id: each.path for each in found if each.kind == kind}
    if name == original and name not in there:
        hint = f"for a new one: unknot new {kind} {name} --from ID; {suggest(name, there)}"
        raise WorkspaceError(f"no {kind} {name!r}", hint)
    source = find_record(kind, original, there)
    path = content_path(options, folder, name, begun=True)
    if name in there and name != original and there[name].resolve() != path.resolve():
        raise WorkspaceError(f"{name} is a {kind} already", "choose another id")
    scripts = {each.id: each.path for each in found if each.kind == "script"}
    files = {path: source}
    if script := scripts.get(f"en/{original}"):
        files[content_path(options, "scripts/en", name, begun=True)] = script
    texts = {path: copied.read_text(encoding="utf-8") for path, copied in files.items()}
    if name != original:
        texts = {path: begun_from(text, original, name, author) for path, text in texts.items()}
    save_files(options, texts)
    for path in texts:
        click.echo(str(path))
    if name != original:
        click.echo("  unknot check tells what it lacks", err=True)
