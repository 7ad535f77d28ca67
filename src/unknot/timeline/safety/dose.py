"""How long and how often a track may treat a spot. Times in ms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from unknot.timeline.safety.rule import Passage, Rule, passages, rule
from unknot.timeline.timeline import Timeline

LEAST, MOST, MOST_PIRIFORMIS = 30_000, 60_000, 90_000
MOST_VIBRATION = 15 * 60_000
MOST_POINTS = 3
#: Rounding to the 24 ms grid moves a hold's end by at most half a frame.
ROUNDING = 12
_VIBRATION = ("vibration", "vibration-sweep")


def _most(passage: Passage) -> int:
    return MOST_PIRIFORMIS if passage.treatment.muscle == "piriformis" else MOST


def _vibration(timeline: Timeline) -> Iterator[Passage]:
    return (p for p in passages(timeline) if p.treatment.technique in _VIBRATION)


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
        for hold in passage.holds():
            if hold.length > _most(passage) + ROUNDING:
                yield (
                    hold.start,
                    (
                        f"{passage.name}: a hold of {hold.length / 1000:g} s is over"
                        f" {_most(passage) // 1000} s"
                    ),
                )


@rule(17, "A session vibrates for at most 15 minutes.", "X39", "X18")
def session_cap(timeline: Timeline) -> Iterator[tuple[int, str]]:
    total = 0
    for passage in _vibration(timeline):
        for hold in passage.holds():
            if total <= MOST_VIBRATION < total + hold.length:
                yield hold.start, "more than 15 minutes of vibration in one session"
            total += hold.length


@rule(18, "At most three points a muscle (or group at one place), side and session.", "C19", "INF")
def points_cap(timeline: Timeline) -> Iterator[tuple[int, str]]:
    points = Counter[tuple[str, str]]()
    for passage in passages(timeline):
        treatment = passage.treatment
        place = (treatment.spot_group or treatment.muscle, treatment.side)
        before = points[place]
        points[place] += sum(1 for _ in passage.holds())
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


RULES: tuple[Rule, ...] = (
    long_enough, piriformis_longer, not_too_long, session_cap, points_cap, once_a_session,
)  # fmt: skip
