"""What a listener must hear around and inside every hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.timeline.cues import Chime, Hold, Say, Wait, chime_of
from unknot.timeline.safety.rule import is_english, passages, rule
from unknot.timeline.timeline import Event, Timeline, line_of

LONGEST_SILENCE = 20_000
#: With chimes alone, half of the longest hold may pass without one (decision 0031).
LONGEST_SILENCE_OF_CUES = 45_000
LONG_HOLD = 45_000
#: A press by hand or stick is over before a half or a last five could mean anything.
SHORT_HOLD = 10_000
ROUNDING = 12
#: INV-12: half a second.
LEAST_ERROR = 500
#: What a listener needs to check a spot without being told how.
LEAST_RECHECK = 6_000
_NERVE = re.compile(r"\b(tingl|numb)", re.IGNORECASE)
_STOP = re.compile(r"\b(stop|lift the massager away)\b", re.IGNORECASE)


@rule(12, "What is heard in a hold fits into it, one after the other, and never makes it longer.",
      "S23", "INF")  # fmt: skip
def fits_inside(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for hold in timeline.events:
        if not isinstance(hold.cue, Hold):
            continue
        if abs(hold.length - hold.cue.ms) > LEAST_ERROR:
            yield hold.start, f"a hold of {hold.length / 1000:g} s, not {hold.cue.ms / 1000:g} s"
        free = hold.start
        for each in hold.inside:
            if each.start < free or each.end > hold.end:
                yield each.start, "two things at once in a hold, or one over its end"
            free = each.end


@rule(25, "Every piriformis hold says when to stop for the nerve.", "S80", "X13")
def nerve_cue(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        if passage.muscle != "piriformis":
            continue
        for hold in passage.holds():
            said = [each.cue for each in hold.inside if isinstance(each.cue, Say)]
            if is_english(timeline):
                warned = any(_NERVE.search(cue.text) and _STOP.search(cue.text) for cue in said)
            else:  # the line is there; its words are a translator's
                warned = any(cue.line == f"{passage.treatment.muscle}/hold-half" for cue in said)
            if not warned:
                yield hold.start, f"{passage.name}: a hold without the nerve stop cue"


@rule(26, "Every hold has start and end cues, from ten seconds on also half and last-five, and"
      " never 20 seconds of silence.", "INF")  # fmt: skip
def hold_cues(timeline: Timeline) -> Iterator[tuple[int, str]]:
    only_cues = timeline.detail == "cues"
    longest = LONGEST_SILENCE_OF_CUES if only_cues else LONGEST_SILENCE
    for passage in passages(timeline):
        for hold, after in zip(passage.events, [*passage.events[1:], None], strict=True):
            if not isinstance(hold.cue, Hold):
                continue
            kinds = [kind for each in hold.inside if (kind := chime_of(each.cue))]
            pressed = passage.treatment.by != "massager" and hold.length <= SHORT_HOLD + ROUNDING
            for kind in ("start",) if pressed else ("start", "half", "last-five"):
                if kind not in kinds:
                    yield hold.start, f"{passage.name}: a hold without its {kind} chime"
            if kinds[:1] != ["start"] or hold.inside[0].start != hold.start:
                yield hold.start, f"{passage.name}: a hold that does not begin with its chime"
            if after is None or after.cue != Chime(kind="end"):
                yield hold.end, f"{passage.name}: a hold without its end chime"
            quarters = sum(line_of(each) == "hold-quarter" for each in hold.inside)
            if hold.length > LONG_HOLD and quarters < 2 and not only_cues:
                yield hold.start, f"{passage.name}: a long hold without quarter cues"
            heard = [hold.start, *(each.end for each in hold.inside)]
            until = [*(each.start for each in hold.inside), hold.end]
            for start, end in zip(heard, until, strict=True):
                if end - start > longest + 2 * ROUNDING:
                    yield start, f"{passage.name}: {(end - start) / 1000:g} s of silence in a hold"


@rule(27, "Every treated point is checked again, in the muscle's own way.", "S26", "C6")
def recheck_follows(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        waiting: Event | None = None
        point = 0
        for event in passage.events:
            if isinstance(event.cue, Hold):
                if waiting and event.cue.point != point:
                    yield waiting.end, f"{passage.name}: a hold without its re-check"
                waiting, point = event, event.cue.point
            if line_of(event) in ("recheck", f"recheck-{passage.treatment.recheck}"):
                waiting = None
            # With chimes alone there is time for the re-check, and no word.
            if timeline.detail == "cues" and isinstance(event.cue, Wait):
                waiting = None if event.length >= LEAST_RECHECK else waiting
        if waiting:
            yield waiting.end, f"{passage.name}: a hold without its re-check"
