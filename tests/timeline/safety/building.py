"""Timelines of a few events, built by hand, and what one rule alone says of them.

No content check and no other rule has a word here: a plan is just inside a number, or just beyond.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from unknot.content.records.steps import ChimeKind
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Say, Treatment, Wait
from unknot.timeline.safety import RULES
from unknot.timeline.timeline import Event, Timeline

_BY_NUMBER = {rule.number: rule for rule in RULES}
_TREATMENT = Treatment(
    muscle="gluteus-maximus", name="Muscle", side="right", technique="vibration-hold",
    region="buttock", position="side-lying", recheck="finger", points=1,
)  # fmt: skip


def messages(number: int, timeline: Timeline) -> list[str]:
    """What INV-``number`` says of ``timeline``, in the order it finds it."""
    return [message for _, message in _BY_NUMBER[number].check(timeline)]


def places(number: int, timeline: Timeline) -> list[int]:
    """Where INV-``number`` finds something, in ms from the start of ``timeline``."""
    return [at for at, _ in _BY_NUMBER[number].check(timeline)]


def track(*events: Event, **facts: Any) -> Timeline:
    """``events`` one after the other from 0 on; what is in a hold counts from its start."""
    placed: list[Event] = []
    at = 0
    for event in events:
        inside = tuple(replace(each, start=at + each.start) for each in event.inside)
        placed.append(replace(event, start=at, inside=inside))
        at += event.length
    usual: dict[str, Any] = {"session": "x", "title": "Track", "language": "en", "kit": ()}
    return Timeline(events=tuple(placed), **(usual | facts))


def lasts(ms: int, cue: Cue, *inside: Event) -> Event:
    return Event(start=0, length=ms, cue=cue, inside=inside)


def treats(**facts: Any) -> Event:
    """The chapter mark of a routine on the right buttock, with some of its facts changed."""
    return lasts(0, Chapter(title="Muscle", treatment=replace(_TREATMENT, **facts)))


def says(line: str, text: str = "", ms: int = 2_000, **facts: Any) -> Event:
    return lasts(ms, Say(text=text, line=f"frame/{line}" if line else "", **facts))


def wait(ms: int) -> Event:
    return lasts(ms, Wait(ms=ms))


def chime(kind: ChimeKind, ms: int = 500) -> Event:
    return lasts(ms, Chime(kind=kind))


def hold(ms: int, *inside: Event, point: int = 1, wanted: int | None = None) -> Event:
    return lasts(ms, Hold(ms=wanted or ms, point=point), *inside)


def at(ms: int, event: Event) -> Event:
    """``event``, ``ms`` after the start of the hold that it is in."""
    return replace(event, start=ms)
