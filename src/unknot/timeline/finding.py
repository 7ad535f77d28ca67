"""What is wrong in a track, planned or finished: when, at which event, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from msgspec import Struct

from unknot.timeline.cues import Chapter, Chime, Hold, Play, Say, Wait
from unknot.timeline.sheet import clock
from unknot.timeline.timeline import Event, Timeline

#: The "event" of what concerns a track as a whole.
TRACK = "track"
_MOST_WORDS = 48


class TrackFinding(Struct, frozen=True, kw_only=True, order=True):
    """One thing wrong, ``at`` ms of the plan. ``code``: a safety rule's, or one of
    docs/reference/verify.md; ``event``: what should be there, in a few words."""

    at: int
    code: str
    event: str = TRACK
    message: str

    def __str__(self) -> str:
        return f"{clock(self.at):>11}  {self.code:<6}  {self.event}: {self.message}"


def on_track(code: str, message: str, at: int = 0) -> TrackFinding:
    """A finding of the track as a whole."""
    return TrackFinding(at=at, code=code, message=message)


def at_event(event: Event, code: str, message: str, at: int | None = None) -> TrackFinding:
    """A finding at the beginning of ``event``, or ``at`` ms."""
    at = event.start if at is None else at
    return TrackFinding(at=at, code=code, event=describe(event), message=message)


def describe(event: Event) -> str:
    """The event in a few words, such as ``hold, point 2`` or ``say "Halfway."``"""
    match event.cue:
        case Say(text=text):
            words = " ".join(text.split())
            short = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS].rstrip()}…"
            return f'say "{short}"'
        case Chime(kind=kind):
            return f"chime {kind}"
        case Play(file=file):
            return f"play {file}"
        case Hold(point=point):
            return f"hold, point {point}"
        case Wait():
            return "wait"
        case Chapter(title=title):
            return f'chapter "{title}"'
        case _:
            assert_never(event.cue)


def leaves(timeline: Timeline) -> Iterator[Event]:
    """Every event that takes time, in time order; a hold comes before what is heard in it."""
    for event in timeline.events:
        if event.length:
            yield event
            yield from event.inside


def event_over(timeline: Timeline, start: int, end: int) -> Event | None:
    """The wait or hold that most of the silence from ``start`` to ``end`` ms belongs to.

    Without one, the event there; None only in an empty timeline.
    """
    until = max(end, start + 1)
    over = (e for e in timeline.events if e.length and e.end > start and e.start < until)

    def quiet_and_long(event: Event) -> tuple[bool, int]:
        shared = min(event.end, end) - max(event.start, start)
        return isinstance(event.cue, Wait | Hold), shared

    last = timeline.events[-1] if timeline.events else None
    return max(over, key=quiet_and_long, default=last)
