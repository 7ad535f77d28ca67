"""The studio of a command, the tracks made in it, what measures clips that it does not make; and
progress, drawn on stderr only when a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from unknot.cli.main import Globals
from unknot.cli.options import Making
from unknot.cli.output import tell
from unknot.counted import counted
from unknot.progress import ClipReady, LeftByWorkers, Planned, Progress, Report, ignore
from unknot.timeline.job import Job

if TYPE_CHECKING:
    from unknot.clips.maker import Studio
    from unknot.make import Track
    from unknot.timeline.layout import Measure


#: What measures the clips of a job.
Measures = Callable[[Job], "Measure"]
_MOST_LABEL = 24


@contextmanager
def open_studio(how: Making | None = None) -> Iterator[Studio]:
    """A studio over the user's cache; its engines are closed afterwards. Its workers are told."""
    from unknot.clips import studio

    how = how or Making()
    with studio.open_studio(
        how.engine, fallback=how.fallback, one_voice=how.one_voice, quality=how.quality,
        workers=how.workers,
    ) as opened:  # fmt: skip
        if opened.workers:
            tell(click.get_current_context().find_root().obj, [opened.workers.told])
        yield opened


def make_track(options: Globals, job: Job, studio: Studio, out: Path, how: Making) -> Track:
    """Build ``job``'s track in ``out``, with its progress drawn."""
    from unknot.make import build

    with drawn(options) as report:
        return build(job, studio, out=out, jobs=how.jobs or 0, report=report, verify=how.verify)


@contextmanager
def measuring(how: Making | None = None) -> Iterator[Measures]:
    """How long the clips of a job are: those that were made exactly, others by the pace of whoever
    would speak them."""
    with open_studio(replace(how, workers="") if how else None) as studio:
        yield lambda job: studio.maker(job).measure()


def shorten(text: str, most: int) -> str:
    """The beginning of ``text``, in ``most`` letters at most."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@contextmanager
def drawn(options: Globals) -> Iterator[Report]:
    """A report that draws a bar while clips are made."""
    if options.quiet:
        yield ignore
        return
    if not sys.stderr.isatty():
        yield _tell_left
        return
    with ExitStack() as stack:
        count: Callable[[int], None]

        def report(step: Progress) -> None:
            nonlocal count
            match step:
                case Planned(missing=missing, session=session) if missing:
                    stack.close()  # fitting to a target can ask for more clips, in a bar of theirs
                    label = f"speaking {shorten(session, _MOST_LABEL)}"
                    # As wide as what is left of the line.
                    count = stack.enter_context(bar(options, label, missing, width=0))
                case ClipReady():
                    count(1)
                case _:
                    _tell_left(step)

        yield report


@contextmanager
def bar(
    options: Globals, label: str, length: int, *, show_pos: bool = True, **look: Any
) -> Iterator[Callable[[int], None]]:
    """What counts on to ``length``, drawn as a bar where somebody watches."""
    if options.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(
        length=length, label=label, file=sys.stderr, show_pos=show_pos, **look
    ) as drawn:
        yield drawn.update


def _tell_left(step: Progress) -> None:
    if isinstance(step, LeftByWorkers):
        left = counted(step.lines, "line")
        click.echo(f"\n  no worker spoke {left}; this machine speaks now", err=True)
