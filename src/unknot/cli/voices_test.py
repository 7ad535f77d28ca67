"""``unknot voices test``"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli import completing
from unknot.cli.main import Globals
from unknot.cli.options import FILE
from unknot.cli.sessions import open_library
from unknot.engines.added import find_added
from unknot.engines.registry import is_engine, open_engine, parted
from unknot.errors import EngineError
from unknot.files import replace_file

if TYPE_CHECKING:
    from unknot.voicetest.contract import Outcome


@click.command()
@click.argument("wanted", metavar="[ENGINE|VOICE]", required=False,
                shell_complete=completing.voices)  # fmt: skip
@click.option("--report", type=FILE, metavar="FILE", default=Path("voice-report.txt"),
              show_default=True, help="Where the report goes.")  # fmt: skip
@click.pass_obj
def test(options: Globals, wanted: str | None, report: Path) -> None:
    """Put a voice through all that is asked of it, and write a report that can be sent.

    Without a name: the system's own voice on macOS and Windows, elsewhere the usual one. The
    report has the machine and what each test found, and no personal paths. Exit code 1 when a
    test failed.
    """
    from unknot.voicetest.report import Section, head, line, sections, text

    engine, named = _named(wanted or _usual())
    if engine == "recorded":
        raise click.UsageError("a recorded voice says only what was recorded: unknot record")
    voice, speed, failure = _first_words(engine, named)
    tried = [failure] if failure else []
    lines: list[str] = []

    def tell(said: str) -> None:
        lines.append(said)
        click.echo(said)

    for said in head(engine, voice or "its usual voice", speed):
        tell(said)
    parts = [Section(title="First words", outcomes=iter(tuple(tried)))] if tried else []
    if voice:
        content, fixed = open_library(options), _fixed_rate(engine, voice)
        parts += sections(lambda: open_engine(engine), voice, content, fixed_rate=fixed)
    for section in parts:
        tell(f"\n{section.title}")
        for outcome in section.outcomes:
            tell(line(outcome))
            if outcome not in tried:
                tried.append(outcome)
    failed = sum(not each.passed for each in tried)
    tell(f"\n{len(tried) - failed} of {len(tried)} passed")
    replace_file(report, [text(lines).encode()])
    if not options.quiet:
        click.echo(f"  report: {report}", err=True)
    if failed:
        raise SystemExit(1)


def _first_words(engine: str, voice: str) -> tuple[str, float | None, Outcome | None]:
    """``voice``, or else the usual one of ``engine``; its speed, or what went wrong at once."""
    from unknot.voicetest.contract import Outcome
    from unknot.voicetest.speed import measure_speed

    chosen = voice
    try:
        with closing(open_engine(engine)) as opened:
            chosen = chosen or opened.default_voice
            return chosen, measure_speed(opened, chosen), None
    except EngineError as error:
        if voice and not error.text:
            raise  # there is no such voice
        reason = " ".join(str(error).split())
        return chosen, None, Outcome(title="it speaks", passed=False, reason=reason)


def _usual() -> str:
    return "system" if sys.platform in ("darwin", "win32") else "pyttsx3"


def _named(wanted: str) -> tuple[str, str]:
    """Engine and voice; "" for its usual one when an engine is named."""
    return (wanted, "") if is_engine(wanted) else parted(wanted, "pyttsx3")


def _fixed_rate(engine: str, voice: str) -> bool:
    """Whether the voice is a program that cannot be told how fast to speak."""
    if engine != "command":
        return False
    from unknot.engines.command.engine import has_rate

    return not has_rate(find_added(engine, voice).command)
