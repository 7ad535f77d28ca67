"""What is not for everybody: the listener is told of it before it is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from unknot.content.limits import known
from unknot.content.records.base import OptIn
from unknot.timeline.cues import Say
from unknot.timeline.safety.rule import Passage, is_english, passages, rule
from unknot.timeline.timeline import Timeline, line_of

_CLOT = re.compile(r"\bcalf\b.*\b(swollen|warm|red)\b", re.IGNORECASE)
_LITTLE = re.compile(r"\bagainst\b|\blittle pressure\b", re.IGNORECASE)


def _untold(
    timeline: Timeline, opt_in: OptIn, concerns: Callable[[Passage], bool]
) -> Iterator[Passage]:
    """The passages that ``concerns`` names and before which ``opt_in`` is not said."""
    for passage in passages(timeline):
        if concerns(passage) and not any(
            line_of(event) == f"opt-in-{opt_in}" and event.start < passage.start
            for event in timeline.events
        ):
            yield passage


def _is(passage: Passage, *muscles: str) -> bool:
    return known(passage.treatment.muscle, passage.treatment.name) in muscles


@rule(5, "Nobody massages their own long back muscles by hand; a helper may.", "S60")
def erector_by_a_helper(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _untold(
        timeline, "helper", lambda p: p.treatment.by == "hand" and _is(p, "erector-spinae")
    ):
        yield passage.start, f"{passage.name}: by hand, without a helper"


@rule(6, "Hand and stick on the quadratus lumborum only after a professional has shown how.",
      "S66")  # fmt: skip
def shown_first(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _untold(
        timeline, "shown-by-professional",
        lambda p: p.treatment.by != "massager" and _is(p, "quadratus-lumborum"),
    ):  # fmt: skip
        yield passage.start, f"{passage.name}: {passage.treatment.technique}, shown by nobody"


@rule(7, "Hand and stick on gluteus medius and minimus are advised against, and the listener is"
      " told so.", "S77", "S78")  # fmt: skip
def advised_against(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _untold(
        timeline, "discouraged",
        lambda p: p.treatment.by != "massager" and _is(p, "gluteus-medius", "gluteus-minimus"),
    ):  # fmt: skip
        yield passage.start, f"{passage.name}: {passage.treatment.technique} without its warning"
    for event in timeline.events:
        if (
            line_of(event) == "opt-in-discouraged"
            and isinstance(event.cue, Say)
            and is_english(timeline)
            and not _LITTLE.search(event.cue.text)
        ):
            yield event.start, "the warning does not say that it is advised against"


@rule(32, "The massager searches only for those who have used it for a while.", "S17")
def practised(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _untold(
        timeline, "experienced", lambda p: any(line_of(each) == "sweep" for each in p.events)
    ):
        yield passage.start, f"{passage.name}: searched with the massager, by anybody"


@rule(35, "Nobody lies on the massager without hearing that its manual must allow it.", "C5", "X34")
def body_weight(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _untold(timeline, "body-weight", lambda p: p.treatment.position == "supine-on"):
        yield passage.start, f"{passage.name}: lying on the massager, without the warning"


@rule(36, "The calf is treated only after the check for a clot.", "X1", "X45")
def clot_check(timeline: Timeline) -> Iterator[tuple[int, str]]:
    for passage in _untold(timeline, "calf", lambda p: p.treatment.region == "calf"):
        yield passage.start, f"{passage.name}: treated without the check for a clot"
    for event in timeline.events:
        if (
            line_of(event) == "opt-in-calf"
            and isinstance(event.cue, Say)
            and is_english(timeline)
            and not _CLOT.search(event.cue.text)
        ):
            yield event.start, "the check for a clot does not ask for its signs"
