"""What a safety rule is, and the view of a Timeline that most rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from unknot.content.library import primary
from unknot.content.limits import known
from unknot.content.once import once
from unknot.content.records.steps import Tool
from unknot.timeline.cues import Chapter, Hold, Say, Treatment
from unknot.timeline.timeline import Event, Timeline, line_of

Check = Callable[[Timeline], Iterator[tuple[int, str]]]


class SafetyRule(Struct, frozen=True):
    """One invariant: its INV number, what must hold, who says so, and the check."""

    number: int
    sentence: str
    sources: tuple[str, ...]
    check: Check

    @property
    def code(self) -> str:
        return f"INV-{self.number}"


def rule(number: int, sentence: str, *sources: str) -> Callable[[Check], SafetyRule]:
    """Turn a function that yields (ms, message) for each breach into INV-``number``."""
    return lambda check: SafetyRule(number, sentence, sources, check)


class Passage(Struct, frozen=True):
    """One routine's stretch of a track: its facts, and its events after the chapter mark."""

    start: int
    treatment: Treatment
    events: tuple[Event, ...]

    def holds(self) -> Iterator[Event]:
        return (event for event in self.events if isinstance(event.cue, Hold))

    @property
    def name(self) -> str:
        return f"{self.treatment.name}, {self.treatment.side}"

    @property
    def muscle(self) -> str:
        """What it treats, by its id or, under another id, by its name."""
        return known(self.treatment.muscle, self.treatment.name)


@once
def passages(timeline: Timeline) -> tuple[Passage, ...]:
    """The routines of a track, in time order."""
    return tuple(_passages(timeline))


def _passages(timeline: Timeline) -> Iterator[Passage]:
    events = timeline.events
    marks = [index for index, event in enumerate(events) if isinstance(event.cue, Chapter)]
    for index, after in zip(marks, [*marks[1:], len(events)], strict=False):
        cue = events[index].cue
        if isinstance(cue, Chapter) and cue.treatment:
            yield Passage(events[index].start, cue.treatment, events[index + 1 : after])


def treated_by(timeline: Timeline, tool: Tool) -> Iterator[Passage]:
    """Those of them in which ``tool`` treats."""
    return (passage for passage in passages(timeline) if passage.treatment.by == tool)


@once
def said(timeline: Timeline) -> tuple[tuple[int, str, str], ...]:
    """(ms, line, text) of everything spoken outside holds."""
    return tuple(
        (event.start, line_of(event), event.cue.text)
        for event in timeline.events
        if isinstance(event.cue, Say)
    )


def is_english(timeline: Timeline) -> bool:
    """Whether rules that read words can read this track's; else a translator answers for them."""
    return primary(timeline.language) == "en"


def says_fixed(timeline: Timeline, event: Event, line: str) -> bool:
    """Whether it says this line of safety, and in the words that came with unknot.

    In another language than English those may be a translator's.
    """
    own = isinstance(event.cue, Say) and event.cue.own and is_english(timeline)
    return line_of(event) == line and not own
