"""How long and how often a track may treat a spot. Times in ms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise

from unknot.timeline.cues import Hold, Say, Wait
from unknot.timeline.safety.rule import Passage, SafetyRule, line_of, passages, rule
from unknot.timeline.timeline import Event, Timeline

LEAST, MOST, MOST_PIRIFORMIS = 30_000, 60_000, 90_000
MOST_VIBRATION = 15 * 60_000
MOST_POINTS = 3
#: Rounding to the 24 ms grid moves a hold's end by at most half a frame.
ROUNDING = 12
#: S50, and S54: five presses of five seconds.
LEAST_PRESS, MOST_PRESS = 5_000, 10_000
PRESSES, LEAST_RELEASE = 5, 3_000
_HEART = re.compile(r"\btowards (your|their|the) heart\b", re.IGNORECASE)


def _most(passage: Passage) -> int:
    return MOST_PIRIFORMIS if passage.treatment.muscle == "piriformis" else MOST


def _vibration(timeline: Timeline) -> Iterator[Passage]:
    return (p for p in passages(timeline) if p.treatment.by == "massager")


def _of_point(passage: Passage) -> Iterator[list[Event]]:
    """The holds of each point, point by point."""
    holds = [hold for hold in passage.holds() if isinstance(hold.cue, Hold)]
    for _, group in groupby(holds, key=lambda hold: hold.cue.point):  # type: ignore[union-attr]
        yield list(group)


def _gliding(passage: Passage) -> Iterator[Event]:
    """The silences in which a running massager glides, after a line of sweep."""
    for event, after in pairwise(passage.events):
        if line_of(event) == "sweep" and isinstance(after.cue, Wait):
            yield after


@rule(11, "A vibration hold lasts at least 30 seconds.", "S23", "S24")
def long_enough(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _vibration(timeline):
        for hold in passage.holds():
            if hold.length < LEAST - ROUNDING:
                yield hold.start, f"{passage.name}: a hold of {hold.length / 1000:g} s"


@rule(13, "The piriformis is held longer than the others, up to 90 seconds.", "S81", "X12", "X15")
def piriformis_longer(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _vibration(timeline):
        if passage.treatment.muscle == "piriformis":
            for hold in passage.holds():
                if hold.length <= LEAST + ROUNDING:
                    yield hold.start, f"{passage.name}: held no longer than the base hold"


@rule(14, "No point gets more than 60 seconds of vibration a day, the piriformis 90.", "S24", "C22")
def not_too_long(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _vibration(timeline):
        for holds in _of_point(passage):
            length, most = sum(hold.length for hold in holds), _most(passage)
            if length > most + ROUNDING:
                what = f"a hold of {length / 1000:g} s is over {most // 1000} s"
                yield holds[-1].start, f"{passage.name}: {what}"


@rule(15, "A stick presses five times for five seconds, and lets go in between.", "S54", "X6")
def presses(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        if passage.treatment.by != "stick":
            continue
        for holds in _of_point(passage):
            if len(holds) != PRESSES:
                yield holds[0].start, f"{passage.name}: {len(holds)} presses on one point"
            for hold in holds:
                if abs(hold.length - LEAST_PRESS) > ROUNDING:
                    yield hold.start, f"{passage.name}: a press of {hold.length / 1000:g} s"
            for hold, after in pairwise(holds):
                if after.start - hold.end < LEAST_RELEASE:
                    yield hold.end, f"{passage.name}: pressed again without letting go"


@rule(16, "A hand presses for 5 to 10 seconds, and strokes towards the heart.", "S47", "S50")
def by_hand(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        if passage.treatment.by != "hand":
            continue
        for hold in passage.holds():
            if not LEAST_PRESS - ROUNDING <= hold.length <= MOST_PRESS + ROUNDING:
                yield hold.start, f"{passage.name}: a press of {hold.length / 1000:g} s"
        texts = " ".join(e.cue.text for e in passage.events if isinstance(e.cue, Say))
        english = timeline.language[:2] == "en"
        if english and timeline.detail != "cues" and not _HEART.search(texts):
            yield passage.start, f"{passage.name}: does not say to stroke towards the heart"


@rule(17, "A session vibrates for at most 15 minutes.", "X39", "X18")
def session_cap(timeline: Timeline) -> Iterator[tuple[int, str]]:
    total = 0
    for passage in _vibration(timeline):
        for vibrating in sorted((*passage.holds(), *_gliding(passage)), key=lambda e: e.start):
            if total <= MOST_VIBRATION < total + vibrating.length:
                yield vibrating.start, "more than 15 minutes of vibration in one session"
            total += vibrating.length


@rule(18, "At most three points a muscle (or group at one place), side and session.", "C19", "INF")
def points_cap(timeline: Timeline) -> Iterator[tuple[int, str]]:
    points = Counter[tuple[str, str]]()
    for passage in passages(timeline):
        treatment = passage.treatment
        place = (treatment.spot_group or treatment.muscle, treatment.side)
        before = points[place]
        points[place] += sum(1 for _ in _of_point(passage))
        if before <= MOST_POINTS < points[place]:
            yield passage.start, f"{passage.name}: more than {MOST_POINTS} points at one place"


@rule(19, "The same muscle and side are treated once a session.", "S25", "INF")
def once_a_session(timeline: Timeline) -> Iterator[tuple[int, str]]:
    seen = set[tuple[str, str]]()
    for passage in passages(timeline):
        place = (passage.treatment.muscle, passage.treatment.side)
        if place in seen:
            yield passage.start, f"{passage.name} is treated twice"
        seen.add(place)


RULES: tuple[SafetyRule, ...] = (
    long_enough, piriformis_longer, not_too_long, presses, by_hand, session_cap, points_cap,
    once_a_session,
)  # fmt: skip
