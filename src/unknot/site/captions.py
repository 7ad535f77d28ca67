"""Captions: what is said, and a count of every hold, so that a track can be followed unheard."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from unknot.timeline.cues import Chime, Hold, Say, Wait
from unknot.timeline.timeline import Event, Timeline

#: Two lines of 32 characters, as readers of SRT expect.
LINE = 32
LINES = 2
_STEP = 5_000
#: Shorter gaps and waits pass without words.
_SHORT = 1_000
_SHORT_WAIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words to be seen from ``start`` to ``end`` (ms); ``spoken`` when they are also heard."""

    start: int
    end: int
    text: str
    spoken: bool = True

    @property
    def lines(self) -> list[str]:
        return textwrap.wrap(self.text, LINE, break_on_hyphens=False)


def captions(timeline: Timeline) -> tuple[Caption, ...]:
    """All captions in time order; they never overlap."""
    found: list[Caption] = []
    for event in timeline.events:
        match event.cue:
            case Say(text=text):
                found += _said(event.start, event.end, text)
            case Hold():
                found += _hold(event)
            case Chime(kind="end"):
                found.append(_note(event.start, event.end, "[chime] The hold is over."))
            case Wait() if event.length >= _SHORT_WAIT:
                found += _wait(event)
            case _:
                pass
    return tuple(found)


def _said(start: int, end: int, text: str) -> Iterator[Caption]:
    """A line in pieces of two short lines, each for its share of the time."""
    lines = textwrap.wrap(" ".join(text.split()), LINE, break_on_hyphens=False)
    pieces = [" ".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]
    total, done = sum(map(len, pieces)), 0
    for piece in pieces:
        first = start + (end - start) * done // total
        done += len(piece)
        yield Caption(start=first, end=start + (end - start) * done // total, text=piece)


def _hold(hold: Event) -> Iterator[Caption]:
    at = hold.start
    for each in hold.inside:
        if isinstance(each.cue, Say):
            yield from _count(at, each.start, hold)
            yield from _said(each.start, min(each.end, hold.end), each.cue.text)
            at = min(each.end, hold.end)
    yield from _count(at, hold.end, hold)


def _count(start: int, end: int, hold: Event) -> Iterator[Caption]:
    """``Hold: 25 seconds left``, anew every five seconds from the end of the hold backwards."""
    while end - start >= _SHORT:
        left = hold.end - start
        until = min(end, start + (left % _STEP or _STEP))
        if 0 < end - until < _SHORT:
            until = end
        yield _note(start, until, f"Hold: {_seconds(left)} left")
        start = until


def _wait(event: Event) -> Iterator[Caption]:
    yield _note(event.start, event.end, f"[pause of {_seconds(event.length)}]")


def _seconds(ms: int) -> str:
    seconds = max(1, round(ms / 1000))
    return f"{seconds} second{'s' * (seconds != 1)}"


def _note(start: int, end: int, text: str) -> Caption:
    return Caption(start=start, end=end, text=text, spoken=False)
