"""Findings at the events of a plan, and events in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from unknot.timeline.cues import Chapter, Chime, Hold, Play, Say, Wait
from unknot.timeline.finding import TrackFinding
from unknot.timeline.timeline import Event, Timeline

_MOST_WORDS = 48


def at_event(event: Event, code: str, message: str) -> TrackFinding:
    """A finding at the beginning of ``event``."""
    return TrackFinding(at=event.start, code=code, event=describe(event), message=message)


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
    best: tuple[int, int, Event] | None = None
    for event in timeline.events:
        if event.length and event.end > start and event.start < max(end, start + 1):
            shared = min(event.end, end) - max(event.start, start)
            quiet = isinstance(event.cue, Wait | Hold)
            if best is None or (quiet, shared) > best[:2]:
                best = (quiet, shared, event)
    if best:
        return best[2]
    return timeline.events[-1] if timeline.events else None
