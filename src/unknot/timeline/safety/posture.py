"""Where a track may treat, and how the person lies for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.content.limits import TREATABLE
from unknot.timeline.cues import Hold, Say
from unknot.timeline.safety.rule import is_english, passages, rule
from unknot.timeline.timeline import Timeline, line_of

_SIDES = re.compile(r"\b(left|right)\b", re.IGNORECASE)
_LIE_ON = re.compile(r"\bon your (left|right) side\b", re.IGNORECASE)


@rule(1, "Nothing treats the iliopsoas.", "S71", "X42")
def no_iliopsoas(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        if passage.muscle == "iliopsoas":
            yield passage.start, "the iliopsoas is for professionals only"


@rule(2, "Every treated region is one that the articles treat.", "S71", "X31", "X35")
def known_regions(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        if passage.treatment.region not in TREATABLE:
            yield passage.start, f"{passage.name}: {passage.treatment.region} is never treated"


@rule(3, "The piriformis is never pressed with a stick or a finger.", "S82")
def piriformis_by_vibration(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        treatment = passage.treatment
        pressed = treatment.by != "massager" or treatment.technique in ("stick", "pressure-hold")
        if passage.muscle == "piriformis" and pressed:
            yield passage.start, f"{treatment.technique} on the piriformis is probably not safe"


@rule(4, "The small spinal muscles get vibration only, and are re-checked by moving.", "S84", "S85")
def small_spinal_by_vibration(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        treatment = passage.treatment
        if passage.muscle != "small-spinal-muscles":
            continue
        swept = any(line_of(event) == "sweep" for event in passage.events)
        if treatment.by != "massager" or swept:
            yield passage.start, f"{passage.name}: {treatment.technique} cannot reach them"
        if treatment.recheck != "move":
            yield passage.start, f"{passage.name}: fingers cannot feel them, so not re-check them"


def _ahead(timeline: Timeline) -> Iterator[tuple[int, str]]:
    """What an opening says of the side is what is treated until the next opening: a sitting has
    several."""
    starts = [each.start for each in passages(timeline)]
    told = [each for each in timeline.events if line_of(each).startswith("ahead-")]
    for event in told:
        assert isinstance(event.cue, Say)
        spoken = set(_SIDES.findall(event.cue.text.lower()))
        begun = min((at for at in starts if at >= event.start), default=timeline.length)
        end = min((each.start for each in told if each.start > begun), default=timeline.length)
        treated = {p.treatment.side for p in passages(timeline) if event.start <= p.start < end}
        if spoken and spoken != treated:
            yield event.start, "the opening speaks of another side than is treated"


@rule(29, "The sides that are spoken are the treated side and its opposite, never confused.",
      "S68", "S73")  # fmt: skip
def sides_agree(timeline: Timeline) -> Iterator[tuple[int, str]]:
    english = is_english(timeline)
    yield from _ahead(timeline) if english else ()
    for passage in passages(timeline):
        side, lie_on = passage.treatment.side, passage.treatment.lie_on
        if lie_on == side:
            yield passage.start, f"{passage.name}: lying on the treated side"
        if not english:  # a translator's sides are spoken from his own words for them
            continue
        seen = set[str]()
        for event in passage.events:
            if isinstance(event.cue, Hold) and side not in seen and timeline.detail != "cues":
                yield event.start, f"{passage.name}: a hold before the side was spoken"
                seen.add(side)
            if not isinstance(event.cue, Say):
                continue
            spoken = {match.lower() for match in _SIDES.findall(event.cue.text)}
            seen |= spoken & {side}
            allowed = {side}
            if lie_on and line_of(event).startswith("position"):
                # "Lie on your left side, so your right buttock can relax."
                lying = {match.lower() for match in _LIE_ON.findall(event.cue.text)}
                if lying - {lie_on}:
                    yield event.start, f"{passage.name}: tells to lie on the treated side"
                allowed = {side, lie_on}
            for word in sorted(spoken - allowed):
                yield event.start, f"{passage.name}: speaks of the {word} side"
