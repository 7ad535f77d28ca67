"""Every option that more than one command has, and the sets that they come in.

What a person may ask for on top of a session is one table, OVERRIDES: a row for each field of
``Overrides``. What says how tracks are made is another, MAKING.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click
from msgspec import Struct

from unknot.cli import completing
from unknot.cli.main import Globals, NamedPath
from unknot.content.discovery import fault_of_language
from unknot.content.places import AREAS
from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.session import Detail, Pace, Sides, VoiceRole
from unknot.content.yaml.kinds import DURATION
from unknot.timeline.estimate import USUAL_RATE

if TYPE_CHECKING:
    from unknot.timeline.overrides import Overrides

Command = TypeVar("Command", bound=Callable[..., Any])
_LOCALE = re.compile(r"[a-z]{2,3}_([A-Z]{2})\b")


#: What an option writes: a file, a folder.
FILE = NamedPath(path_type=Path, dir_okay=False)
FOLDER = NamedPath(path_type=Path, file_okay=False)


def read_length(text: str) -> int:
    """A length of time in ms, in the grammar of the content files."""
    try:
        return DURATION.parse(text)
    except ValueError as error:
        raise click.BadParameter("; ".join(error.args)) from None


def read_role(text: str) -> tuple[str, str]:
    """``safety=piper:amy``: which lines, and whose voice."""
    role, equals, voice = text.partition("=")
    if role not in get_args(VoiceRole) or not equals or not voice:
        known = " or ".join(f"{each}=VOICE" for each in get_args(VoiceRole))
        raise click.BadParameter(f"{text!r} is not {known}")
    return role, voice


def read_country(text: str) -> str:
    """Two letters of ISO 3166; the United Kingdom's other name is understood."""
    code = text.upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise click.BadParameter(f"{text!r} is not a country; use two letters such as AU or NZ")
    return {"UK": "GB"}.get(code, code)


def read_language(text: str) -> str:
    """The code of a language, as a folder of scripts/ is called."""
    if fault := fault_of_language(text):
        raise click.BadParameter(f"{text!r} {fault}; use one such as de, en-GB or pt-BR")
    return text


def country_of_locale() -> str | None:
    """The country that this computer is set to, such as ``AU`` of ``en_AU.UTF-8``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            found = _LOCALE.match(value)
            return found[1] if found else None
    import locale

    found = _LOCALE.match(locale.getlocale()[0] or "")
    return found[1] if found else None


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
engine_option = click.option(
    "--engine", metavar="NAME", default="", shell_complete=completing.engines,
    help="What speaks (unknot list engines); else unknot's own voice, and the best one here"
    " for your own words.",
)  # fmt: skip
country_option = click.option(
    "--country", type=read_country, metavar="XX", default=country_of_locale,
    show_default="your locale's", help="Whose emergency number is said, such as AU.",
)  # fmt: skip
SIDE = click.Choice(get_args(Sides))
side_option = click.option("--side", type=SIDE, help="Treat this side, whatever the session says.")

where_option = functools.partial(
    click.option, "--where", multiple=True, type=click.Choice(list(AREAS)),
    help="Where it hurts; may be given more than once.",
)  # fmt: skip
cannot_lie_option = click.option(
    "--cannot-lie", type=click.Choice(["prone"]), multiple=True,
    help="A posture to do without: lie on your side instead.",
)  # fmt: skip

#: The option of each field of Overrides, in the order of --help. ``part`` is not for a person to
#: choose.
OVERRIDES: Mapping[str, Callable[[Any], Any]] = {
    "side": side_option,
    "hold": click.option("--hold", type=read_length, metavar="TIME", help="Base hold, 30s to 60s."),
    "points": click.option("--points", type=int, metavar="N",
                           help="Points a muscle and side, 1 to 3."),
    "pace": click.option("--pace", type=click.Choice(get_args(Pace)),
                         help="How much time to get into position and to search."),
    "position": click.option("--position", type=click.Choice(get_args(PositionName)),
                             help="How to lie wherever a muscle allows it, such as side-lying."),
    "target": click.option("--target", type=read_length, metavar="TIME",
                           help="Fit each track to this length, such as 12m."),
    "title": click.option("--title", metavar="TEXT", help="What players show."),
    "rate": click.option("--rate", type=click.IntRange(90, 200), metavar="N",
                         help=f"Words a minute; {USUAL_RATE} unless the session says otherwise."),
    "voice": click.option("--voice", metavar="ID", shell_complete=completing.voices,
                          help="A voice's id, or ENGINE:ID (unknot voices)."),
    "voices": click.option("--voice-for", "voices", type=read_role, multiple=True,
                           shell_complete=completing.role_and_voice,
                           metavar="ROLE=ID",
                           help="Another voice for the coaching inside holds, or for safety lines:"
                           " safety=ID."),
    "opt_in": click.option("--opt-in", type=click.Choice(get_args(OptIn)), multiple=True,
                           metavar="WORD",
                           help="What you agree to for a technique that is not for everybody, and"
                           f" are told of aloud: {', '.join(get_args(OptIn))}."),
    "language": click.option("--language", type=read_language, metavar="CODE",
                             shell_complete=completing.languages,
                             help="What it is said in, such as de; else what the session says."),
    "lead_in": click.option("--lead-in", type=read_length, metavar="TIME",
                            help="Silence before anything is said; a bell ends it."),
    "chime_level": click.option("--chime-level", type=click.FloatRange(-12, 0), metavar="DB",
                                help="Chimes softer than the voice by so many dB, such as -6."),
    "detail": click.option("--detail", type=click.Choice(get_args(Detail)), default=None,
                           show_default="full", help="How much is said: all, at most six words a"
                           " sentence, or chimes and stop lines only."),
    "country": country_option,
    "returning": click.option("--returning", is_flag=True,
                              help="A short check and a brisk pace, for who heard the full opening"
                              " in the last seven days."),
}  # fmt: skip


class Making(Struct, frozen=True, kw_only=True):
    """How tracks are made: what speaks, how they are encoded, where they go."""

    engine: str = ""
    fallback: str = ""
    one_voice: bool = False
    quality: str = "standard"
    out: Path | None = None
    jobs: int | None = None
    workers: str = ""
    verify: bool = False

    def folder(self, options: Globals) -> Path:
        return self.out or tracks_folder(options)


#: The option of each field of Making.
MAKING: Mapping[str, Callable[[Any], Any]] = {
    "engine": engine_option,
    "fallback": click.option("--fallback", metavar="ID", default="",
                             shell_complete=completing.voices,
                             help="Who speaks the lines of which a recorded voice has no take;"
                             " else they stop the build."),
    "one_voice": click.option("--one-voice", is_flag=True,
                              help="One voice for the whole track, also when you added words."),
    "quality": click.option("--quality", type=click.Choice(["standard", "compact"]),
                            default="standard", show_default=True,
                            help="48 kHz 96 kbit/s, or 24 kHz 64 kbit/s."),
    "out": click.option("--out", type=FOLDER, metavar="DIR",
                        help="Where it goes; else audio/tracks in the workspace."),
    "jobs": click.option("--jobs", "-j", type=click.IntRange(1, 64), metavar="N",
                         help="Clips made at once; else one a processor."),
    "workers": click.option("--workers", metavar="ADDRESS", default="",
                            help="Dask workers speak: tcp://HOST:8786, or local:N for N here."),
    "verify": click.option("--verify", is_flag=True,
                           help="Also decode each track and hold it against its plan."),
}  # fmt: skip


class Composing(Struct, frozen=True, kw_only=True):
    """A session without a file: of which muscles, how, and under which id it is kept."""

    muscles: tuple[str, ...]
    technique: str | None = None
    keep_order: bool = False
    save: str | None = None


#: The option of each field of Composing.
COMPOSING: Mapping[str, Callable[[Any], Any]] = {
    "muscles": click.option("--muscle", "muscles", multiple=True, metavar="ID",
                            shell_complete=completing.ids("muscle", more=AREAS),
                            help="Compose a session of this muscle; give it once for each."),
    "technique": click.option("--technique", metavar="ID",
                              shell_complete=completing.ids("technique"),
                              help="For every --muscle; else its default."),
    "keep_order": click.option("--keep-order", is_flag=True, help="Keep the order of --muscle,"
                               " however often that turns you over."),
    "save": click.option("--save", metavar="ID",
                         help="Keep it as sessions/ID.yaml of the workspace."),
}  # fmt: skip


def override_options(
    *without: str, **instead: Callable[[Any], Any]
) -> Callable[[Command], Command]:
    """Options that change a session; the command gets them as one ``overrides: Overrides``.

    ``without`` names fields that it has no use for, ``instead`` gives other options for some.
    """
    options = {
        name: instead.get(name, option) for name, option in OVERRIDES.items() if name not in without
    }

    def collect(values: dict[str, Any]) -> Overrides:
        from unknot.timeline.overrides import Overrides

        values["opt_in"] = values.get("opt_in") or None
        values["voices"] = dict(values.get("voices", ()))
        return Overrides(**values)

    return collect_options("overrides", options, collect)


def making_options(*without: str) -> Callable[[Command], Command]:
    """Options of how tracks are made; the command gets them as one ``how: Making``."""
    options = {name: option for name, option in MAKING.items() if name not in without}
    return collect_options("how", options, lambda values: Making(**values))


def composing_options(command: Command) -> Command:
    """Options of a session without a file; the command gets them as one ``composed: Composing``."""
    return collect_options("composed", COMPOSING, lambda values: Composing(**values))(command)


def tracks_folder(options: Globals) -> Path:
    """Where tracks go unless --out says otherwise. Raises AudioError when a link leads it away."""
    from unknot.content.workspace import workspace_in_use
    from unknot.files import check_inside

    workspace = workspace_in_use(options.workspace)
    folder = workspace / "audio" / "tracks"
    check_inside(workspace, folder / "track", "name that place with --out if it is yours")
    return folder


def collect_options(
    name: str,
    options: Mapping[str, Callable[[Any], Any]],
    collect: Callable[[dict[str, Any]], object],
) -> Callable[[Command], Command]:
    """``options`` on a command, which gets them as one argument called ``name``."""

    def decorated(command: Command) -> Command:
        @functools.wraps(command)
        def collected(*args: Any, **values: Any) -> Any:
            one = collect({each: values.pop(each) for each in options})
            return command(*args, **{name: one}, **values)

        changed: Command = with_options(*options.values())(collected)
        return changed

    return decorated


def with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``options`` on a command, in the order of --help."""

    def decorated(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated
