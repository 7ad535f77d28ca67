"""``unknot voices``"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import click

from unknot.cli import completing
from unknot.cli.arguments import stands_alone
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import json_option, with_options
from unknot.cli.output import print_table, tell
from unknot.cli.voices_add import add, remove
from unknot.cli.voices_get import get
from unknot.cli.voices_pack import pack
from unknot.cli.voices_test import test
from unknot.counted import counted
from unknot.engines.added import broken_voices
from unknot.engines.engine import Engine, VoiceInfo
from unknot.engines.registry import open_engine, statuses
from unknot.errors import EngineError

#: Of engines whose voices say nothing of it themselves.
_LICENCES = {
    "pyttsx3": "GPL-3.0-or-later (espeak-ng); what it speaks is yours",
    "system": "that of your system",
    "tone": "MIT; beeps, for tests",
}
#: Engines whose voices a person added.
_ADDED = ("recorded", "piper", "kokoro", "command", "server")
#: Engines with more voices than this are measured by their usual voice alone.
_MOST_MEASURED = 12


_list_options = with_options(
    click.option("--engine", metavar="NAME", help="Voices of this engine alone.",
                 shell_complete=completing.engines),
    click.option("--language", default="en", show_default=True, metavar="CODE",
                 help="Voices of this language, such as de or en-GB."),
    click.option("--all", "everything", is_flag=True, help="Voices of every language."),
    click.option("--measure", is_flag=True,
                 help="Measure how fast they speak here; it is remembered."),
    json_option,
)  # fmt: skip


@click.group(invoke_without_command=True)
@_list_options
@click.pass_context
def command(ctx: click.Context, /, **how: Any) -> None:
    """Every voice that speaks here, by the name that --voice takes."""
    if stands_alone(ctx):
        _list(ctx.obj, **how)


@command.command("list")
@_list_options
@click.pass_obj
def list_(options: Globals, /, **how: Any) -> None:
    """The same as `unknot voices` alone."""
    _list(options, **how)


for each in (add, get, pack, remove, test):
    command.add_command(each)


def _list(
    options: Globals, engine: str | None, language: str, everything: bool, measure: bool,
    as_json: bool,
) -> None:  # fmt: skip
    rows: list[dict[str, Any]] = []
    hidden = 0
    for opened in _engines(options, engine):
        with closing(opened):
            voices = _voices(options, opened)
            shown = [each for each in voices if everything or _speaks(each.language, language)]
            hidden += len(voices) - len(shown)
            rows += [_row(opened, each, _speed(options, opened, each, measure, len(shown)))
                     for each in shown]  # fmt: skip
    for problem in broken_voices():
        click.echo(f"  a voice that was added cannot be read: {problem}", err=True)
    if as_json:
        print_json("voices", voices=rows)
        return
    _table(rows)
    tell(options, _licences(rows))
    if engine is None:
        _tell_order(options)
    unmeasured = not measure and any(row["speed"] is None for row in rows)
    added = any(row["engine"] in _ADDED for row in rows)
    tell(options, [
        *[f"{counted(hidden, 'voice')} of other languages: unknot voices --all"] * bool(hidden),
        *["speed, in times real time: unknot voices --measure"] * unmeasured,
        *["more voices, also your own: unknot voices add --help"] * (not added),
    ])  # fmt: skip


def _tell_order(options: Globals) -> None:
    from unknot.speech.who import told_order

    try:
        tell(options, told_order())
    except EngineError as error:
        click.echo(f"  {error}", err=True)


def _engines(options: Globals, name: str | None) -> Iterator[Engine]:
    if name:
        yield open_engine(name)
        return
    for status in statuses():
        if status.ok:
            with suppress(EngineError):
                yield open_engine(status.name)
        elif status.name != "system":
            tell(options, [f"{status.name} is not here: {status.reason.splitlines()[0]}"])


def _voices(options: Globals, engine: Engine) -> tuple[VoiceInfo, ...]:
    """An engine without any says so; the others are listed nevertheless."""
    try:
        return engine.voices()
    except EngineError as error:
        tell(options, [f"{engine.name} has none: {error.reason.splitlines()[0]}"])
        return ()


def _speaks(voice: str, wanted: str) -> bool:
    """Whether a voice of language ``voice`` is one of ``wanted``; one that is not known may be."""
    has, asked = (each.lower().replace("_", "-") for each in (voice, wanted))
    return has in ("", "und", asked) or has.startswith(f"{asked}-")


def _speed(
    options: Globals, engine: Engine, voice: VoiceInfo, measure: bool, count: int
) -> float | None:
    from unknot.voicetest.speed import measure_speed, recall_speed

    if measure and (count <= _MOST_MEASURED or voice.id == engine.default_voice):
        try:
            return measure_speed(engine, voice.id)
        except EngineError as error:
            click.echo(f"  {engine.name}:{voice.id} cannot speak: {error.reason}", err=True)
    return recall_speed(engine, voice.id)


def _row(engine: Engine, voice: VoiceInfo, speed: float | None) -> dict[str, Any]:
    return make_row(
        "voice", voice,
        voice=f"{engine.name}:{voice.id}",
        engine=engine.name,
        gender=voice.gender.lower(),
        licence=voice.licence or _LICENCES.get(engine.name, ""),
        speed=None if speed is None else round(speed, 1),
    )  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> None:
    """A line each."""
    shown: list[list[str]] = [["voice", "language", "gender", "speed"]]
    for row in rows:
        speed = "-" if row["speed"] is None else f"{row['speed']:.0f}x"
        shown.append([*(row[key] or "-" for key in shown[0][:3]), speed])
    print_table(shown)


def _licences(rows: list[dict[str, Any]]) -> list[str]:
    """Whose each licence is: an engine's, where all of its voices have it, else single voices'."""
    every: dict[str, set[str]] = {}
    for row in rows:
        every.setdefault(row["engine"], set()).add(row["licence"])
    whose: dict[str, dict[str, None]] = {}
    for row in rows:
        alike = len(every[row["engine"]]) == 1
        whose.setdefault(row["licence"], {})[row["engine" if alike else "voice"]] = None
    return [
        f"licence of {', '.join(names)}: {text or 'not known'}" for text, names in whose.items()
    ]
