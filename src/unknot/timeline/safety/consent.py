"""What is not for everybody: the listener is told of it before it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from unknot.content.records.base import OptIn
from unknot.timeline.safety.rule import Passage, is_english, passages, rule, said, treated_by
from unknot.timeline.timeline import Timeline, line_of

_CLOT = re.compile(r"\bcalf\b.*\b(swollen|warm|red)\b", re.IGNORECASE)
_LITTLE = re.compile(r"\bagainst\b|\blittle pressure\b", re.IGNORECASE)


def _untold(
    timeline: Timeline, opt_in: OptIn, concerned: Iterable[Passage], message: str
) -> Iterator[tuple[int, str]]:
    """The passages before which ``opt_in`` is not said."""
    for passage in concerned:
        told = (at for at, line, _ in said(timeline) if line == f"opt-in-{opt_in}")
        if not any(at < passage.start for at in told):
            what = message.format(passage.treatment.technique)
            yield passage.start, f"{passage.name}: {what}"


def _unsaid(
    timeline: Timeline, opt_in: OptIn, words: re.Pattern[str], message: str
) -> Iterator[tuple[int, str]]:
    """Where ``opt_in`` is said in English, but not in these ``words``."""
    for at, line, text in said(timeline) if is_english(timeline) else ():
        if line == f"opt-in-{opt_in}" and not words.search(text):
            yield at, message


def _pressed(timeline: Timeline, *muscles: str) -> Iterator[Passage]:
    for passage in passages(timeline):
        if passage.treatment.by != "massager" and passage.muscle in muscles:
            yield passage


@rule(5, "Nobody massages their own long back muscles by hand; a helper may.", "S60")
def erector_by_a_helper(timeline: Timeline) -> Iterator[tuple[int, str]]:
    by_hand = (p for p in treated_by(timeline, "hand") if p.muscle == "erector-spinae")
    yield from _untold(timeline, "helper", by_hand, "by hand, without a helper")


@rule(6, "Hand and stick on the quadratus lumborum only after a professional has shown how.",
      "S66")  # fmt: skip
def shown_first(timeline: Timeline) -> Iterator[tuple[int, str]]:
    pressed = _pressed(timeline, "quadratus-lumborum")
    yield from _untold(timeline, "shown-by-professional", pressed, "{}, shown by nobody")


@rule(7, "Hand and stick on gluteus medius and minimus are advised against, and the listener is"
      " told so.", "S77", "S78")  # fmt: skip
def advised_against(timeline: Timeline) -> Iterator[tuple[int, str]]:
    pressed = _pressed(timeline, "gluteus-medius", "gluteus-minimus")
    yield from _untold(timeline, "discouraged", pressed, "{} without its warning")
    message = "the warning does not say that it is advised against"
    yield from _unsaid(timeline, "discouraged", _LITTLE, message)


@rule(32, "The massager searches only for those who have used it for a while.", "S17")
def practised(timeline: Timeline) -> Iterator[tuple[int, str]]:
    swept = (p for p in passages(timeline) if any(line_of(e) == "sweep" for e in p.events))
    yield from _untold(timeline, "experienced", swept, "searched with the massager, by anybody")


@rule(35, "Nobody lies on the massager without hearing that its manual must allow it.", "C5", "X34")
def body_weight(timeline: Timeline) -> Iterator[tuple[int, str]]:
    lying_on = (p for p in passages(timeline) if p.treatment.position == "supine-on")
    message = "lying on the massager, without the warning"
    yield from _untold(timeline, "body-weight", lying_on, message)


@rule(36, "The calf is treated only after the check for a clot.", "X1", "X45")
def clot_check(timeline: Timeline) -> Iterator[tuple[int, str]]:
    calves = (p for p in passages(timeline) if p.treatment.region == "calf")
    yield from _untold(timeline, "calf", calves, "treated without the check for a clot")
    message = "the check for a clot does not ask for its signs"
    yield from _unsaid(timeline, "calf", _CLOT, message)
