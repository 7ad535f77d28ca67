"""What a treatment track must say before, between and after its routines; and how it speaks, by the
same rules as scripts, over the plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, pairwise

from unknot.content import speech
from unknot.content.once import once
from unknot.content.speech import UnreadableText
from unknot.timeline.cues import Hold, Say, Wait
from unknot.timeline.safety.rule import is_english, passages, rule, said, says_fixed, treated_by
from unknot.timeline.timeline import Event, Timeline, line_of

#: What tells to stop when a spot is worse, and the time there must be to do so (INF).
_WORSE = ("recheck-outcome", "recheck-worse")
LEAST_TO_STOP = 6_000
_OFF = "switching the massager off"
_CLOSING = {
    _OFF: re.compile(r"switch the massager off|massager is off", re.I),
    "getting up slowly": re.compile(r"\bslowly\b", re.I),
    "what soreness is usual": re.compile(r"tender", re.I),
    "once a day": re.compile(r"once a day", re.I),
    "keeping going": re.compile(r"keep going", re.I),
}


_OUTCOMES = {
    "better": re.compile(r"\b(better|easier|softer)\b", re.I),
    "the same": re.compile(r"\b(same|unchanged)\b", re.I),
    "worse": re.compile(r"\bworse\b", re.I),
}


@once
def _treats(timeline: Timeline) -> bool:
    """It has a routine, or holds: then it is a treatment, whatever its words call it."""
    held = any(isinstance(event.cue, Hold) for event in timeline.events)
    return held or bool(passages(timeline))


@rule(21, "A track that treats begins with the full safety opening; only a playlist's later"
      " tracks, and those made for a returning listener, may have the short one.",
      "S27", "S93", "X1", "INF")  # fmt: skip
def full_opening(timeline: Timeline) -> Iterator[tuple[int, str]]:
    part, spoken = timeline.part, said(timeline)
    first = spoken[0][1] if spoken else ""
    if (part and part.number > 1) or timeline.returning:
        if _treats(timeline) and first not in ("opening-full", "opening-short"):
            yield 0, "the first thing said is no safety opening"
    elif (_treats(timeline) or (part and part.opening)) and first != "opening-full":
        yield 0, "the first thing said is not the full safety opening"


@rule(23, "The opening says which number to call in an emergency.", "X24", "X25", "X26")
def emergency_number(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if not is_english(timeline):
        return
    opening = [t for _, line, t in said(timeline) if line in ("opening-full", "opening-short")]
    told = (
        "emergency" in text and "call" in " ".join(opening[index:]).lower()
        for index, text in enumerate(opening)
    )
    if opening and not any(told):
        yield 0, "the opening does not say whom to call in an emergency"


@rule(24, "Before the first hold the listener hears when to stop.", "X31", "INF")
def stop_cue(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if not _treats(timeline):
        return
    for event in timeline.events:
        if isinstance(event.cue, Say):
            text = event.cue.text.lower()
            if not is_english(timeline) and line_of(event).startswith("opening-"):
                return  # a translator's words cannot be judged here, but the line is there
            if all(word in text for word in ("sharp pain", "numbness", "tingling", "stop")):
                return
        if isinstance(event.cue, Hold):
            yield event.start, "a hold before the stop cue"
            return


@rule(28, "The first re-check says what better, same and worse mean; every other one to stop if it"
      " is worse; and then there is time to.", "C22", "INF")  # fmt: skip
def recheck_outcome(timeline: Timeline) -> Iterator[tuple[int, str]]:
    lines = [(at, line) for at, line, _ in said(timeline) if line.startswith("recheck")]
    if lines and "recheck-outcome" not in (line for _, line in lines[:2]):
        yield lines[0][0], "the first re-check does not say what its outcome means"
    for event, after in pairwise(timeline.events):
        line = line_of(event)
        if line in _WORSE:
            if not (isinstance(after.cue, Wait) and after.length >= LEAST_TO_STOP):
                yield event.start, "no time to stop the track after a re-check"
        elif line.startswith("recheck") and line_of(after) not in _WORSE:
            yield event.start, "a re-check that does not say what to do if it is worse"
    for at, line, text in said(timeline):
        if line == "recheck-outcome" and is_english(timeline):
            for what, words in _OUTCOMES.items():
                if not words.search(text):
                    yield at, f"the first re-check does not say what {what} means"


@rule(37, "The closing has off, slowly up, soreness, once a day and keep going.",
      "S25", "S88", "X36")  # fmt: skip
def closing(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if not _treats(timeline):
        return
    if not is_english(timeline):
        if not any(line in ("closing", "closing-short") for _, line, _ in said(timeline)):
            yield timeline.length, "the closing is not said"
        return
    text = " ".join(text for _, line, text in said(timeline) if line.startswith("closing"))
    massager = any(treated_by(timeline, "massager"))
    for what, pattern in _CLOSING.items():
        if what == _OFF and not massager:
            continue
        if not pattern.search(text):
            yield timeline.length, f"the closing does not speak of {what}"


@rule(44, "Before the first hold of a massager the listener hears that nobody presses it in.",
      "S28", "X2")  # fmt: skip
def no_pressing(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if (first := next(treated_by(timeline, "massager"), None)) is not None:
        before = (event for event in timeline.events if event.start < first.start)
        if not any(says_fixed(timeline, event, "no-pressing") for event in before):
            yield first.start, "nothing says that the massager is never pressed in"


@rule(46, "A track with words that did not come with unknot says so before its first hold, and"
      " that nobody reviewed them if nobody did.", "INF")  # fmt: skip
def own_words_told(timeline: Timeline) -> Iterator[tuple[int, str]]:
    owned = [e.start for e, cue in timeline.sounding() if isinstance(cue, Say) and cue.own]
    owned += [passage.start for passage in passages(timeline) if passage.treatment.added]
    if not owned or not _treats(timeline):
        return
    openings = [0, *_openings(timeline), timeline.length + 1]
    for event in timeline.events:
        if says_fixed(timeline, event, "own-words"):
            return
        spoken = isinstance(event.cue, Say) and event.cue.own
        # A sitting has a track without words of somebody's own before one that has some.
        begun, end = next(each for each in pairwise(openings) if each[0] <= event.start < each[1])
        held = isinstance(event.cue, Hold) and any(begun <= each < end for each in owned)
        # In a language that did not come with unknot, the opening itself is somebody's own.
        if held or (spoken and is_english(timeline)):
            yield event.start, "words of somebody's own that the opening does not tell of"
            return


def _openings(timeline: Timeline) -> Iterator[int]:
    """Where each opening but the first begins."""
    for (_, before, _), (at, line, _) in pairwise(said(timeline)):
        if line.startswith("opening-") and not before.startswith("opening-"):
            yield at


@rule(47, "A muscle that did not come with unknot is treated only where the region's own words"
      " say.", "X30", "X31", "INF")  # fmt: skip
def region_told(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        wanted = f"region-{passage.treatment.region}"
        said = any(says_fixed(timeline, event, wanted) for event in passage.events[:1])
        if passage.treatment.added and not said:
            yield passage.start, f"{passage.name}: does not begin with the words of its region"


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
def pressing_denied(timeline: Timeline) -> Iterator[tuple[int, str]]:
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
