"""What several commands share: the library, options, and how results are printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from unknot.content.library import Library
    from unknot.content.records.values import Session
    from unknot.timeline.treatments import Choices

#: Words a minute of the default voice (guidance 4.1, INF).
RATE = 135
Command = TypeVar("Command", bound=Callable[..., Any])


class Length(click.ParamType[int]):
    """A length of time on the command line, in the grammar of the content files."""

    name = "length"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        from unknot.content.yaml.kinds import DURATION

        try:
            return value if isinstance(value, int) else DURATION.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def session_options(command: Command) -> Command:
    """Options that change a session's plan."""
    for option in (
        click.option("--rate", type=click.IntRange(90, 200), default=RATE, show_default=True,
                     help="Words a minute."),
        click.option("--hold", type=Length(), metavar="TIME", help="Base hold, 30s to 60s."),
        click.option("--side", type=click.Choice(["left", "right"]), help="Treat this side only."),
    ):  # fmt: skip
        command = option(command)
    return command


engine_option = click.option(
    "--engine", metavar="NAME", default="pyttsx3", show_default=True,
    help="What speaks (unknot list engines).",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def library(workspace: Path | None) -> Library:
    """The workspace's content over the bundled content; ContentError when it has problems."""
    from unknot.cache import cache_folder
    from unknot.content.library_cache import load
    from unknot.content.workspace import roots

    return load(roots(workspace), cache_folder())


def find_session(content: Library, name: str) -> Session:
    from unknot.errors import WorkspaceError
    from unknot.suggest import suggest

    if name in content.sessions:
        return content.sessions[name]
    raise WorkspaceError(f"no session {name!r}", suggest(name, content.sessions))


def choices(side: Any, hold: int | None, detail: Any = None, country: str | None = None) -> Choices:
    from unknot.timeline.treatments import Choices

    return Choices(side=side, hold=hold, detail=detail, country=country)


def print_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
