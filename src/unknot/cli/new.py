"""``unknot new``"""

from __future__ import annotations

from pathlib import Path

import click

from unknot.cli.main import Globals

SESSION = """\
# {name}: one file is one session; the file's name is its id.
# Try it:  unknot show {name}    then:  unknot build {name}
title: {title}
summary: One sentence about it.
# hold: 30s                # base hold for the whole session, 30s to 60s
routines:
  - {{muscle: gluteus-maximus, side: right}}
  - {{muscle: quadratus-lumborum, side: right, points: 1, hold: 45s}}
  # Other muscles: unknot list muscles. Sides: left, right, both.
"""


@click.group(
    epilog="""\b
Examples:
  unknot new workspace my-sessions
  unknot -C my-sessions new session stiff-morning
  unknot -C my-sessions new muscle gluteus-maximus""",
)
def command() -> None:
    """A working example to change."""


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
def workspace(folder: Path) -> None:
    """A FOLDER for sessions of your own, with one that builds at once."""
    from unknot.errors import WorkspaceError

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(f"{folder} is there already", "name a folder that is new or empty")
    _write(folder / "sessions" / "my-session.yaml", _session("my-session"))
    click.echo(f"  unknot -C {folder} build my-session", err=True)


@command.command()
@click.argument("name", metavar="ID")
@click.pass_obj
def session(options: Globals, name: str) -> None:
    """A session called ID, in sessions/ of the workspace."""
    _write(_in(options, "sessions", name), _session(name))


@command.command()
@click.argument("name", metavar="ID")
@click.pass_obj
def muscle(options: Globals, name: str) -> None:
    """Your own copy of the muscle ID and its script; it then stands before the bundled one."""
    from unknot.content.workspace import roots
    from unknot.errors import WorkspaceError

    bundled = roots(None)[-1].path
    for folder in ("atlas/muscles", "scripts/en"):
        original = bundled / folder / f"{_id(name)}.yaml"
        if not original.exists():
            raise WorkspaceError(f"no bundled muscle {name!r}", "see: unknot list muscles")
        text = original.read_text(encoding="utf-8")
        _write(_in(options, folder, name), text.partition("\n")[2])


def _session(name: str) -> str:
    return SESSION.format(name=_id(name), title=name.replace("-", " ").capitalize())


def _id(name: str) -> str:
    from unknot.content.gather import fault_of_id

    if fault := fault_of_id(name):
        raise click.UsageError(f"{name!r} {fault}; use one such as stiff-morning")
    return name


def _in(options: Globals, folder: str, name: str) -> Path:
    return (options.workspace or Path()) / folder / f"{_id(name)}.yaml"


def _write(path: Path, text: str) -> None:
    from unknot.errors import WorkspaceError
    from unknot.files import replace_file

    if path.exists():
        raise WorkspaceError(f"{path} is there already", "choose another id")
    replace_file(path, [text.encode()])
    click.echo(str(path))
