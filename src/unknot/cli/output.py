"""What several commands print: plans, words about the data, and tracks as words and as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli.folding import columns, folded_for
from unknot.cli.json_output import make_row
from unknot.cli.main import Globals
from unknot.content.library import Library
from unknot.counted import counted
from unknot.timeline.sheet import cue_sheet, minutes, warnings
from unknot.timeline.timeline import Timeline
from unknot.timeline.wording import number_words

if TYPE_CHECKING:
    from unknot.make import Track
    from unknot.timeline.plan import Plan


#: Of a time in seconds since 1970; the next would lead past the years that a date can have.
_MOST_DIGITS = 10


def tell(options: Globals, lines: Iterable[str], indent: str = "  ") -> None:
    """Words about the data, on stderr."""
    if not options.quiet:
        for line in folded_for(sys.stderr, lines, indent):
            click.echo(line, err=True)


def command_line(workspace: Path | None, *words: str) -> str:
    """What to type for ``unknot`` with ``words`` in ``workspace``, to be copied."""
    typed = ["unknot", *(("-C", str(workspace)) if workspace else ()), *words]
    if os.name == "nt":
        from subprocess import list2cmdline

        return list2cmdline(typed)
    from shlex import join

    return join(typed)


def one_line(text: str) -> str:
    """What says why and, in lines of their own, what to do."""
    return "; ".join(line.strip() for line in text.splitlines())


def print_table(rows: Iterable[Iterable[object]]) -> None:
    """Rows of words, each column as wide as its widest."""
    table = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    padded = (map(str.ljust, row, widths) for row in table)
    for line in folded_for(sys.stdout, ("  ".join(row).rstrip() for row in padded), ""):
        click.echo(line)


def print_plan(options: Globals, planned: Plan, notes: Iterable[str], *, full: bool) -> None:
    """A plan in one screen, or all of it, and what is to be told of it."""
    from unknot.timeline.sheet import SCREEN, summary

    notes = (*notes, *planned.notes, *planned.changes)
    if full:
        width = columns() if sys.stdout.isatty() else None
        click.echo(cue_sheet(planned.timeline, width), nl=False)
    else:
        told = 0 if options.quiet else len(list(folded_for(sys.stderr, notes)))
        click.echo(summary(planned.timeline, width=columns(), lines=SCREEN - told), nl=False)
    tell(options, notes)


def tell_track(options: Globals, track: Track, fallback: str) -> None:
    """What became of a track and of what was asked for."""
    tell(options, [track_words(track), *track.notes, *track.changes, *warnings(track.timeline)])
    tell_speakers(options, track, fallback)


def tell_speakers(options: Globals, track: Track, fallback: str) -> None:
    """Who speaks a track, unless that is as it was told of the track before."""
    told, now = click.get_current_context().meta, _speakers(track, fallback)
    if now != told.get(__name__):
        told[__name__] = now
        tell(options, now)


def track_row(track: Track) -> dict[str, object]:
    """A track as data."""
    return make_row(
        "track", track, title=track.timeline.title, length_ms=track.timeline.length,
        hold_ms=track.timeline.hold_ms, bytes=track.size, page=None,
    )  # fmt: skip


def plan_row(timeline: Timeline, folder: Path) -> dict[str, object]:
    """A track that would be made in ``folder``, as data."""
    path = folder / f"{timeline.stem}.mp3"
    return make_row("plan", timeline, path=path, length_ms=timeline.length)


def track_words(track: Track) -> str:
    """A track in a line."""
    new = f"{track.made} of {counted(track.clips, 'clip')} new"
    clips = new if track.made else "every clip from the cache"
    held = f", {minutes(track.timeline.hold_ms)} in holds" if track.timeline.hold_ms else ""
    return (
        f"{minutes(track.timeline.length)} long{held}, {track.size / 1e6:.1f} MB;"
        f" {clips}{'' if track.changed else ', unchanged'}"
    )


def _speakers(track: Track, fallback: str) -> tuple[str, ...]:
    """Who speaks, and which lines another voice speaks for want of a take."""
    if track.speakers or not track.fallbacks:
        return track.speakers
    head = f"{counted(len(track.fallbacks), 'line')} spoken by {fallback}, for want of a take:"
    return (head, *(f"  {text}" for text in track.fallbacks))


def number_note(content: Library, country: str | None) -> tuple[str, ...]:
    """What a track will say about emergencies, for the person to see whether it is right."""
    if country is None:
        return ()
    words = number_words(content, country, "en")
    if country not in content.emergency:
        return (f"no emergency number is known for {country}; the track says {words!r}",)
    return (f"emergency number: {words} ({country}; another with --country)",)


def fixed_time() -> datetime | None:
    """SOURCE_DATE_EPOCH, for what is made the same again; None without."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given and not (given.isdecimal() and len(given) <= _MOST_DIGITS):
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {given!r}, not a number of seconds")
    return datetime.fromtimestamp(int(given), UTC) if given else None
