"""``unknot new``: a working example, or a copy of a record that is there."""

from __future__ import annotations

from pathlib import Path

import click

from unknot.cli import completing
from unknot.cli.main import Globals, NamedPath
from unknot.cli.options import SIDE, cannot_lie_option, read_language, read_length, where_option
from unknot.cli.output import command_line, tell
from unknot.cli.sessions import content_path, save_files
from unknot.content.discovery import fault_of_id, gather
from unknot.content.library import find_record
from unknot.content.workspace import own_workspace, roots, workspace_to_write
from unknot.content.yaml.write import begun_from
from unknot.errors import WorkspaceError
from unknot.suggest import suggest


@click.group()
def command() -> None:
    """A working example to change."""


@command.command()
@click.argument("folder", required=False, type=NamedPath(path_type=Path))
@click.pass_obj
def workspace(options: Globals, folder: Path | None) -> None:
    """A FOLDER for sessions of your own, with one that builds at once.

    Without FOLDER it is your own workspace, unknot in your documents folder, which is used
    wherever you are not in another one.
    """
    from unknot.content.yaml.schema import only_help, write_settings

    typed = command_line(folder, "build", "my-session")
    folder = folder or own_workspace()
    if folder.exists() and not (folder.is_dir() and only_help(folder)):
        raise WorkspaceError(f"{folder} is there already", "name a folder that is new or empty")
    path = folder / "sessions" / "my-session.yaml"
    write_settings(folder)
    text = Path(__file__).with_name("my-session.yaml").read_text(encoding="utf-8")
    save_files(Globals(folder, quiet=False), {path: text})
    click.echo(str(path))
    tell(options, [typed])


@command.command()
@click.argument("name", metavar="[ID]", required=False)
@where_option()
@click.option("--side", type=SIDE, help="Which side.")
@click.option("--time", type=read_length, metavar="TIME", help="How long it may take, such as 12m.")
@click.option("--first-time/--not-first-time", default=None,
              help="For the first time: few muscles, one spot each, and more time to find your"
              " way. With --time, muscles are left out and no pause gets shorter.")  # fmt: skip
@cannot_lie_option
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
@click.pass_obj
def session(
    options: Globals, name: str | None, where: tuple[str, ...], side: str | None, time: int | None,
    first_time: bool | None, cannot_lie: tuple[str, ...], dry_run: bool,
) -> None:  # fmt: skip
    """A session of your own, in sessions/ of the workspace.

    Without --where and --side it asks, when a person is there to answer. ID is its name; else it
    is named after the place.
    """
    from unknot.cli.questions import answered, write_session

    if name is not None:
        content_path(options, "sessions", name)  # refused before anything is asked
    answers = answered(where, side, time, first_time, side_lying=bool(cannot_lie))
    write_session(options, name, answers, dry_run=dry_run)


@command.command()
@click.argument("code", type=read_language, metavar="CODE")
@click.pass_obj
def language(options: Globals, code: str) -> None:
    """The skeleton of a language: scripts/CODE, with each line of English to be translated.

    Each file has its lines as comments. Take the # away where you have translated one; then
    unknot check --language CODE tells which are still lacking.
    """
    from unknot.content.checks.languages import skeleton
    from unknot.content.load import load

    folder = workspace_to_write(options.workspace) / "scripts" / code
    content = load(roots(options.workspace))
    files = {
        content_path(options, f"scripts/{code}", name, begun=True): text
        for name, text in skeleton(content, code).items()
    }
    hint = f"see what it lacks: unknot check --language {code}"
    begun = folder.is_dir() and files.keys() >= set(folder.iterdir())
    if (code in content.scripts or folder.exists()) and not begun:
        raise WorkspaceError(f"{folder} is there already", hint)
    save_files(options, files, hint)
    for path in files:
        click.echo(str(path))
    tell(options, [command_line(options.workspace, "check", "--language", code)])


_author = click.option("--author", metavar="NAME", default="",
                       help="Who signs what is your own; it is told aloud.")  # fmt: skip


@command.command()
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


@command.command()
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
        begun = "" if fault_of_id(name) else f"for a new one: unknot new {kind} {name} --from ID; "
        hint = f"{begun}{suggest(name, there)}"
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
        tell(options, [f"{command_line(options.workspace, 'check')} tells what it lacks"])
