"""Options that change a session or make one, and what ``build`` and ``show`` do with them."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from unknot.cli.common import RATE, Command, Length, find_session
from unknot.cli.main import Globals
from unknot.cli.speaking import voice_option, voices_option
from unknot.cli.wording import country_option, detail_option
from unknot.content.records.values import OptIn

if TYPE_CHECKING:
    from unknot.content.library import Library
    from unknot.content.records.values import Session
    from unknot.timeline.layout import Measure
    from unknot.timeline.treatments import Choices


def choice_options(command: Command) -> Command:
    """Options that change a session; the command gets them as one ``choices: Choices``."""
    options = {
        "side": click.option("--side", type=click.Choice(["left", "right", "both"]),
                             help="Treat this side, whatever the session says."),
        "hold": click.option("--hold", type=Length(), metavar="TIME",
                             help="Base hold, 30s to 60s."),
        "points": click.option("--points", type=int, metavar="N",
                               help="Points a muscle and side, 1 to 3."),
        "pace": click.option("--pace", type=click.Choice(["slow", "normal", "brisk"]),
                             help="How much time to get into position and to search."),
        "target": click.option("--target", type=Length(), metavar="TIME",
                               help="Fit the track to this length, such as 12m."),
        "title": click.option("--title", metavar="TEXT", help="What players show."),
        "rate": click.option("--rate", type=click.IntRange(90, 200), metavar="N",
                             help=f"Words a minute; {RATE} unless the session says otherwise."),
        "voice": voice_option,
        "voices": voices_option,
        "opt_in": click.option("--opt-in", type=click.Choice(get_args(OptIn)), multiple=True,
                               help="What you agree to for a technique that is not for everybody;"
                               " you are told of it aloud."),
        "language": click.option("--language", metavar="CODE", default="en",
                                 help="A language of scripts/, such as de; else English."),
        "detail": detail_option,
        "country": country_option,
    }  # fmt: skip

    @functools.wraps(command)
    def collected(*args: Any, **values: Any) -> Any:
        from unknot.timeline.treatments import Choices

        values["opt_in"] = values["opt_in"] or None
        choices = Choices(**{name: values.pop(name) for name in options})
        return command(*args, choices=choices, **values)

    changed: Any = collected
    for option in reversed(options.values()):
        changed = option(changed)
    return changed  # type: ignore[no-any-return]


def muscle_options(command: Command) -> Command:
    """Options that make a session without a file: see ``wanted``."""
    for option in (
        click.option("--save", metavar="ID", help="Keep it as sessions/ID.yaml of the workspace."),
        click.option("--keep-order", is_flag=True,
                     help="Keep the order of --muscle, however often that turns you over."),
        click.option("--technique", metavar="ID", help="For every --muscle; else its default."),
        click.option("--muscle", "muscles", multiple=True, metavar="ID",
                     help="Compose a session of this muscle; give it once for each."),
    ):  # fmt: skip
        command = option(command)
    return command


def wanted(
    content: Library,
    names: Sequence[str],
    muscles: Sequence[str],
    *,
    choices: Choices,
    technique: str | None = None,
    keep_order: bool = False,
    save: str | None = None,
) -> tuple[Session, ...]:
    """The sessions of a call: those named, or the one that ``--muscle`` composes; else all."""
    from unknot.timeline.adhoc import session_of
    from unknot.timeline.overrides import tailored

    if muscles and names:
        raise click.UsageError("name a SESSION or give --muscle, not both")
    if (technique or keep_order) and not muscles:
        raise click.UsageError("--technique and --keep-order go with --muscle")
    if muscles:
        side = choices.side or "both"
        found: tuple[Session, ...] = (
            session_of(
                muscles,
                content,
                side=side,
                technique=technique,
                keep_order=keep_order,
                opt_in=choices.opt_in or (),
            ),
        )
    else:
        found = tuple(find_session(content, name) for name in names)
    if save is None:
        return found or tuple(content.sessions.values())
    if len(found) != 1:
        raise click.UsageError("--save keeps one session: name one, or compose it with --muscle")
    return (replace(tailored(found[0], content, choices), id=known_id(save)),)


def known_id(name: str) -> str:
    """``name`` when it can be an id; else a usage error."""
    from unknot.content.discovery import fault_of_id

    if fault := fault_of_id(name):
        raise click.UsageError(f"{name!r} {fault}; use one such as stiff-morning")
    return name


def keep(
    options: Globals, session: Session, content: Library, choices: Choices, *, dry_run: bool = False
) -> None:
    """Save ``session`` as a file, once its plan has passed every check; never over another."""
    from unknot.content.yaml.write import session_yaml
    from unknot.errors import LayoutError
    from unknot.timeline.overrides import rate_of
    from unknot.timeline.plan import estimate, plan

    path = session_path(options, session.id)
    with suppress(LayoutError):  # by the estimate; the build decides by the clips
        plan(session, content, choices, estimate(content, rate_of(session, choices)))
    text = session_yaml(
        session, [f"Try it:  unknot show {session.id}    then:  unknot build {session.id}"]
    )
    if not dry_run:
        save_session(path, text)
    tell(options, [f"{'would save' if dry_run else 'saved'} {path}"])


def session_path(options: Globals, name: str) -> Path:
    """Where the session ``name`` goes; WorkspaceError when there is a file already."""
    from unknot.errors import WorkspaceError

    path = (options.workspace or Path()) / "sessions" / f"{known_id(name)}.yaml"
    if path.exists():
        raise WorkspaceError(f"{path} is there already", "choose another id")
    return path


def save_session(path: Path, text: str) -> None:
    """Write a session's file, and beside sessions/ the schema that its first line names."""
    from unknot.content.yaml.schema import schema
    from unknot.files import replace_file

    described = json.dumps(schema("session"), indent=2, ensure_ascii=False) + "\n"
    beside = path.parent.parent / "schemas" / "session.json"
    if not beside.exists():
        replace_file(beside, [described.encode()])
    replace_file(path, [text.encode()])


def told(session: Session, content: Library, choices: Choices, measure: Measure) -> tuple[str, ...]:
    """What became of ``choices``: where one could not be kept, and what fitting moved."""
    from unknot.timeline.fitting.fit import fit
    from unknot.timeline.overrides import notes

    return (
        *notes(session, content, choices),
        *fit(session, content, choices, measure).changes,
    )


def tell(options: Globals, lines: Iterable[str]) -> None:
    """Words about the data, on stderr."""
    if not options.quiet:
        for line in lines:
            click.echo(f"  {line}", err=True)
