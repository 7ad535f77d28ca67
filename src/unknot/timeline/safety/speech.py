"""How a track that treats speaks, word by word; the same rules as for scripts, over the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain

from unknot.content import speech
from unknot.content.once import once
from unknot.content.speech import UnreadableText
from unknot.timeline.cues import Say
from unknot.timeline.safety.rule import is_english, passages, rule, treated_by
from unknot.timeline.timeline import Event, Timeline

Faults = Callable[[str], Iterator[UnreadableText]]
Words = tuple[tuple[int, str], ...]


@lru_cache(maxsize=10_000)
def _found(text: str, *faults: Faults) -> tuple[str, ...]:
    """The same lines are said in every plan."""
    return tuple(fault.message for find in faults for fault in find(text))


@once
def _spoken(events: tuple[Event, ...]) -> Words:
    return tuple(
        (event.start, event.cue.text)
        for outer in events
        for event in (outer, *outer.inside)
        if isinstance(event.cue, Say)
    )


def _treated(timeline: Timeline, *faults: Faults) -> Iterator[tuple[int, str]]:
    """What ``faults`` find in the words of a track that treats."""
    if passages(timeline):
        for at, text in _spoken(timeline.events):
            for message in _found(text, *faults):
                yield at, message


@rule(9, "A massager with a flat head or pad is the device; guns, balls, rollers and canes are only"
      " warned of.", "S22", "S34", "S39", "S40", "S41", "S52")  # fmt: skip
def device(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if is_english(timeline):
        yield from _treated(timeline, speech.devices)


@rule(10, "Of a massager, words of pressing occur only where they are denied.", "S28", "X2")
def no_pressing(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in treated_by(timeline, "massager") if is_english(timeline) else ():
        for at, text in _spoken(passage.events):
            for message in _found(text, speech.pressing):
                yield at, f"{passage.name}: {message}"


@rule(33, "No track promises, claims or names a brand.", "C4", "C16", "C17", "C18", "X46")
def no_claims(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if is_english(timeline):
        texts = chain([(0, timeline.title)], _spoken(timeline.events))
        for at, text in texts:
            for message in _found(text, speech.claims):
                yield at, message


@rule(34, "Nobody is lulled to sleep in a treatment.", "X39", "INF")
def no_sleep(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if is_english(timeline):
        yield from _treated(timeline, speech.sleep)


@rule(42, "Sentences have at most 20 words, no digits, no abbreviations.", "INF")
def plain(timeline: Timeline) -> Iterator[tuple[int, str]]:
    yield from _treated(timeline, speech.long_sentences, speech.digits, speech.abbreviations)
