"""Draws progress on stderr, only when a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from unknot.cli.main import Globals
from unknot.progress import ClipReady, LeftByWorkers, Planned, Progress, Report, ignore

_MOST_LABEL = 24


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
        bar: Any = None

        def report(step: Progress) -> None:
            nonlocal bar
            match step:
                case Planned(missing=missing, session=session) if missing:
                    stack.close()  # fitting to a target can ask for more clips, in a bar of theirs
                    bar = stack.enter_context(
                        click.progressbar(
                            length=missing,
                            label=f"speaking {shorten(session, _MOST_LABEL)}",
                            file=sys.stderr,
                            show_pos=True,
                            width=0,  # what is left of the line
                        )
                    )
                case ClipReady():
                    bar.update(1)
                case _:
                    _tell_left(step)

        yield report


@contextmanager
def counted(options: Globals, label: str, length: int) -> Iterator[Callable[..., None]]:
    """What counts to ``length``, one at each call, drawn as a bar."""
    if options.quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr, show_pos=True) as bar:
        yield lambda *_: bar.update(1)


def _tell_left(step: Progress) -> None:
    if isinstance(step, LeftByWorkers):
        click.echo(f"\n  no worker spoke {step.lines} lines; they are spoken here now", err=True)
