"""Where on a muscle the massager comes to rest, and how the fingers search for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.content.limits import known
from unknot.content.records.values import Region
from unknot.timeline.cues import Hold, Say
from unknot.timeline.safety.rule import is_english, passages, rule
from unknot.timeline.timeline import Timeline, line_of

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
        muscle = known(passage.treatment.muscle, passage.treatment.name)
        for event in passage.events:
            if not isinstance(event.cue, Say) or line_of(event).startswith("recheck"):
                continue
            text = event.cue.text
            tip = _TIP.search(text)
            flat = flat or bool(_FLAT.search(text[: tip.start()] if tip else text))
            if tip and muscle in _NO_TIPS:
                yield event.start, f"{passage.name}: too deep for fingertips"
            elif tip and not flat:
                yield event.start, f"{passage.name}: fingertips before flat fingers"
