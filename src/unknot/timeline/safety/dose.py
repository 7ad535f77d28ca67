"""How long and how often a track may treat a spot. Times in ms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from unknot.content.records.muscle import Region
from unknot.timeline.cues import Chime, Hold, Say
from unknot.timeline.device import Run, runs
from unknot.timeline.safety.rule import Passage, is_english, passages, rule, treated_by
from unknot.timeline.timeline import Event, Timeline, line_of

LEAST, MOST, MOST_PIRIFORMIS = 30_000, 60_000, 90_000
#: What the massager may run longer at one point than it is held: to be switched on and off, or to
#: search (INF).
SWITCHING = 15_000
MOST_VIBRATION = 15 * 60_000
#: X39: five minutes on one spot; X18 too. Muscles of one region lie under one pad.
MOST_AT_A_PLACE = 5 * 60_000
MOST_POINTS = 3
#: Rounding to the 24 ms grid moves a hold's end by at most half a frame.
ROUNDING = 12
#: S50, and S54: five presses of five seconds.
LEAST_PRESS, MOST_PRESS = 5_000, 10_000
PRESSES, LEAST_RELEASE = 5, 3_000
_END = Event(start=0, length=0, cue=Chime(kind="end"))
_HEART = re.compile(r"\btowards (your|their|the) heart\b", re.IGNORECASE)
_MUSCLE = re.compile(r"\bmuscles?\b|\bfleshy\b", re.IGNORECASE)
_OFF_BONE = re.compile(r"\b(bones?|spine|tailbone|rim|bump|ribs?)\b", re.IGNORECASE)
#: Besides muscle, what a place line must keep away from.
_AWAY: dict[Region, tuple[re.Pattern[str], ...]] = {
    "flank-between-rib-and-pelvis": (
        re.compile(r"\bribs?\b", re.IGNORECASE), re.compile(r"\bbelly\b", re.IGNORECASE),
    ),
}  # fmt: skip
_TIP = re.compile(r"\b(fingertips?|tips? of)\b", re.IGNORECASE)
_FLAT = re.compile(r"\bflat\b", re.IGNORECASE)
#: Too deep for fingers (S82, S84, and the brief's exam rows).
_NO_TIPS = ("piriformis", "gluteus-minimus", "small-spinal-muscles")


def _of_point(passage: Passage) -> Iterator[list[Event]]:
    """The holds of each point, point by point."""
    holds = [hold for hold in passage.holds() if isinstance(hold.cue, Hold)]
    for _, group in groupby(holds, key=lambda hold: hold.cue.point):  # type: ignore[union-attr]
        yield list(group)


def _outside(timeline: Timeline) -> Iterator[Event]:
    """Holds of free steps, which may be anything."""
    inside = {id(hold) for passage in passages(timeline) for hold in passage.holds()}
    for event in timeline.events:
        if isinstance(event.cue, Hold) and id(event) not in inside:
            yield event


def _around(holds: list[Event], stretches: Iterable[Run]) -> list[Run]:
    """The stretches of running that a point's holds lie in."""
    return [run for run in stretches if any(run.start <= hold.start < run.end for hold in holds)]


@rule(11, "A vibration hold lasts at least 30 seconds.", "S23", "S24")
def long_enough(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in treated_by(timeline, "massager"):
        for hold in passage.holds():
            if hold.length < LEAST - ROUNDING:
                yield hold.start, f"{passage.name}: a hold of {hold.length / 1000:g} s"


@rule(13, "The piriformis is held longer than the others, up to 90 seconds.", "S81", "X12", "X15")
def piriformis_longer(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in treated_by(timeline, "massager"):
        if passage.muscle == "piriformis":
            for hold in passage.holds():
                if hold.length <= LEAST + ROUNDING:
                    yield hold.start, f"{passage.name}: held no longer than the base hold"


@rule(14, "No point is held for more than 60 seconds, the piriformis 90, and the massager runs on"
      " it at most 15 seconds longer; nor is any hold longer that belongs to no routine.",
      "S24", "C22", "INF")  # fmt: skip
def not_too_long(timeline: Timeline) -> Iterator[tuple[int, str]]:
    stretches = runs(timeline)
    for hold in _outside(timeline):
        if hold.length > MOST + ROUNDING:
            yield hold.start, f"a hold of {hold.length / 1000:g} s that belongs to no routine"
    for passage in treated_by(timeline, "massager"):
        for holds in _of_point(passage):
            length = sum(hold.length for hold in holds)
            most = MOST_PIRIFORMIS if passage.muscle == "piriformis" else MOST
            if length > most + ROUNDING:
                what = f"a hold of {length / 1000:g} s is over {most // 1000} s"
                yield holds[-1].start, f"{passage.name}: {what}"
                continue
            length = sum(run.length for run in _around(holds, stretches))
            if length > most + SWITCHING:
                what = f"the massager runs on one point for {length / 1000:.0f} s"
                yield holds[-1].start, f"{passage.name}: {what}"


@rule(15, "A stick presses five times for five seconds, and lets go in between.", "S54", "X6")
def presses(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in treated_by(timeline, "stick"):
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
    for passage in treated_by(timeline, "hand"):
        for hold in passage.holds():
            if not LEAST_PRESS - ROUNDING <= hold.length <= MOST_PRESS + ROUNDING:
                yield hold.start, f"{passage.name}: a press of {hold.length / 1000:g} s"
        texts = " ".join(e.cue.text for e in passage.events if isinstance(e.cue, Say))
        english = is_english(timeline)
        if english and timeline.detail != "cues" and not _HEART.search(texts):
            yield passage.start, f"{passage.name}: does not say to stroke towards the heart"


@rule(17, "In a session the massager runs for at most 15 minutes, and at most five of them in one"
      " region of one side. From words of an author's own on it counts as running.",
      "X39", "X18")  # fmt: skip
def session_cap(timeline: Timeline) -> Iterator[tuple[int, str]]:
    total = 0
    places = Counter[tuple[str, str]]()
    for run in runs(timeline):
        if total <= MOST_VIBRATION < total + run.length:
            yield run.start, "the massager runs for more than 15 minutes in one session"
        total += run.length
        at = (run.treatment.region, run.treatment.side) if run.treatment else ("", "")
        if places[at] <= MOST_AT_A_PLACE < places[at] + run.length:
            name = f"{run.treatment.name}, {run.treatment.side}" if run.treatment else "the start"
            yield run.start, f"{name}: the massager runs for more than five minutes at one place"
        places[at] += run.length


@rule(45, "The massager is switched on for each spot, and off before the spot is checked again.",
      "X39", "INF")  # fmt: skip
def off_between(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in treated_by(timeline, "massager"):
        on = False
        for event, after in pairwise((*passage.events, _END)):
            on = (on or line_of(event) == "switch-on") and line_of(event) != "hold-off"
            if isinstance(event.cue, Hold) and not on:
                yield event.start, f"{passage.name}: a hold before the massager is switched on"
            if event.cue == Chime(kind="end") and line_of(after) != "hold-off":
                yield event.end, f"{passage.name}: the massager stays on after a hold"


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


@rule(30, "The line that puts the massager down names muscle, and keeps off bone, ribs and belly.",
      "X30", "X31", "X32")  # fmt: skip
def off_the_bone(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if not is_english(timeline) or timeline.detail == "cues":
        return
    for passage in passages(timeline):
        placed = False
        for event in passage.events:
            if isinstance(event.cue, Hold) and not placed and passage.treatment.by == "massager":
                yield event.start, f"{passage.name}: a hold before the massager has its place"
                placed = True
            if line_of(event) == "place" and isinstance(event.cue, Say):
                placed = True
                text = event.cue.text
                away = _AWAY.get(passage.treatment.region, (_OFF_BONE,))
                if not _MUSCLE.search(text) or not all(each.search(text) for each in away):
                    yield event.start, f"{passage.name}: the place line keeps off nothing: {text!r}"


@rule(31, "Flat fingers search before fingertips, and fingertips never where it is too deep.",
      "S11", "S14", "S82", "S84")  # fmt: skip
def flat_before_tip(timeline: Timeline) -> Iterator[tuple[int, str]]:
    if not is_english(timeline):
        return
    for passage in passages(timeline):
        flat = timeline.detail != "full"  # shorter versions leave the fingers to memory
        for event in passage.events:
            if not isinstance(event.cue, Say) or line_of(event).startswith("recheck"):
                continue
            text = event.cue.text
            tip = _TIP.search(text)
            flat = flat or bool(_FLAT.search(text[: tip.start()] if tip else text))
            if tip and passage.muscle in _NO_TIPS:
                yield event.start, f"{passage.name}: too deep for fingertips"
            elif tip and not flat:
                yield event.start, f"{passage.name}: fingertips before flat fingers"
