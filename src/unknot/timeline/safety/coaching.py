"""What a listener must hear around and inside every hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.timeline.cues import Chime, Hold, Say
from unknot.timeline.safety.rule import Rule, line_of, passages, rule
from unknot.timeline.timeline import Event, Timeline

LONGEST_SILENCE = 20_000
LONG_HOLD = 45_000
_NERVE = re.compile(r"\b(tingl|numb)", re.IGNORECASE)
_STOP = re.compile(r"\b(stop|lift the massager away)\b", re.IGNORECASE)


def _chimes(event: Event) -> list[str]:
    kinds: list[str] = []
    for each in event.inside:
        if isinstance(each.cue, Chime):
            kinds.append(each.cue.kind)
        elif isinstance(each.cue, Say) and each.cue.chime:
            kinds.append(each.cue.chime)
    return kinds


@rule(25, "Every piriformis hold says when to stop for the nerve.", "S80", "X13")
def nerve_cue(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        if passage.treatment.muscle != "piriformis":
            continue
        for hold in passage.holds():
            texts = [each.cue.text for each in hold.inside if isinstance(each.cue, Say)]
            if not any(_NERVE.search(text) and _STOP.search(text) for text in texts):
                yield hold.start, f"{passage.name}: a hold without the nerve stop cue"


@rule(26, "Every hold has start, half, last-five and end cues, and never 20 seconds of silence.",
      "INF")  # fmt: skip
def hold_cues(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        for hold, after in zip(passage.events, [*passage.events[1:], None], strict=True):
            if not isinstance(hold.cue, Hold):
                continue
            kinds = _chimes(hold)
            for kind in ("start", "half", "last-five"):
                if kind not in kinds:
                    yield hold.start, f"{passage.name}: a hold without its {kind} chime"
            if kinds[:1] != ["start"] or hold.inside[0].start != hold.start:
                yield hold.start, f"{passage.name}: a hold that does not begin with its chime"
            if after is None or after.cue != Chime(kind="end"):
                yield hold.end, f"{passage.name}: a hold without its end chime"
            quarters = sum(line_of(each) == "hold-quarter" for each in hold.inside)
            if hold.length > LONG_HOLD and quarters < 2:
                yield hold.start, f"{passage.name}: a long hold without quarter cues"
            heard = [hold.start, *(each.end for each in hold.inside)]
            until = [*(each.start for each in hold.inside), hold.end]
            for start, end in zip(heard, until, strict=True):
                if end - start > LONGEST_SILENCE:
                    yield start, f"{passage.name}: {(end - start) / 1000:g} s of silence in a hold"


@rule(27, "Every hold is followed by a re-check of the muscle's own kind.", "S26", "C6")
def recheck_follows(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in passages(timeline):
        waiting: Event | None = None
        for event in passage.events:
            if isinstance(event.cue, Hold):
                if waiting:
                    yield waiting.end, f"{passage.name}: a hold without its re-check"
                waiting = event
            if line_of(event) in ("recheck", f"recheck-{passage.treatment.recheck}"):
                waiting = None
        if waiting:
            yield waiting.end, f"{passage.name}: a hold without its re-check"


RULES: tuple[Rule, ...] = (nerve_cue, hold_cues, recheck_follows)
