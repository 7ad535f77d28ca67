"""``unknot voices test``"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli.common import library
from unknot.cli.main import Globals

if TYPE_CHECKING:
    from unknot.voice.engine import Engine


@click.command(
    epilog="""\b
Examples:
  unknot voices test
  unknot voices test system
  unknot voices test command:flite-slt --report flite.txt""",
)
@click.argument("wanted", metavar="[ENGINE|VOICE]", required=False)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    default=Path("voice-report.txt"),
    show_default=True,
    help="Where the report goes.",
)
@click.pass_obj
def test(options: Globals, wanted: str | None, report: Path) -> None:
    """Put a voice through all that is asked of it, and write a report that can be sent.

    Without a name: the system's own voice on macOS and Windows, elsewhere the usual one. The
    report has the machine and what each test found, and no personal paths. Exit code 1 when a
    test failed.
    """
    from unknot.errors import EngineError
    from unknot.files import replace_file
    from unknot.trial.report import head, line, sections, text
    from unknot.trial.speed import measured
    from unknot.voice.door import open_engine

    engine, voice = _named(wanted or _usual())
    if engine == "recorded":
        raise click.UsageError("a recorded voice says only what was recorded: unknot record")

    def make() -> Engine:
        return open_engine(engine)

    speed = None
    with closing(make()) as opened:
        voice = voice or opened.default_voice
        try:
            speed = measured(opened, voice)
        except EngineError as error:
            click.echo(f"  cannot speak: {error}", err=True)
    lines: list[str] = []

    def tell(said: str) -> None:
        lines.append(said)
        click.echo(said)

    for said in head(engine, voice, speed):
        tell(said)
    failed = tried = 0
    content = library(options.workspace)
    for section in sections(make, voice, content, fixed_rate=_fixed_rate(engine, voice)):
        tell(f"\n{section.title}")
        for outcome in section.outcomes:
            tell(line(outcome))
            tried += 1
            failed += not outcome.passed
    tell(f"\n{tried - failed} of {tried} passed")
    replace_file(report, [text(lines).encode()])
    if not options.quiet:
        click.echo(f"  report: {report}", err=True)
    if failed:
        raise SystemExit(1)


def _usual() -> str:
    return "system" if sys.platform in ("darwin", "win32") else "pyttsx3"


def _named(wanted: str) -> tuple[str, str]:
    """Engine and voice; "" for its usual one when an engine is named."""
    from importlib.metadata import entry_points

    from unknot.voice.door import BUILT_IN, GROUP, parted

    engines = {entry.name for entry in (*BUILT_IN, *entry_points(group=GROUP))}
    return (wanted, "") if wanted in engines else parted(wanted, "pyttsx3")


def _fixed_rate(engine: str, voice: str) -> bool:
    """Whether the voice is a program that cannot be told how fast to speak."""
    if engine != "command":
        return False
    from unknot.voice.added import find_added
    from unknot.voice.command import has_rate

    return not has_rate(find_added(engine, voice).command)
