"""Left and right: what is spoken, how one lies, what players show and what the data says agree.

Judged here from the text alone, without the functions that the rule itself uses.
"""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from tests.safety.workspace import EVERY, SIDES
from unknot.content.library import Library
from unknot.content.records.session import Routine, Session
from unknot.timeline.cues import Chapter, Hold, Say, Treatment
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.safety import findings
from unknot.timeline.timeline import Event, Timeline

OPPOSITE = {"left": "right", "right": "left"}


def sides_in(timeline: Timeline) -> list[str]:
    """Each disagreement between title, data, position and spoken words, in words."""
    wrong: list[str] = []
    side, lying = "", None
    for event in timeline.events:
        if isinstance(event.cue, Chapter):
            treatment = event.cue.treatment
            side = treatment.side if treatment else ""
            lying = treatment.position if treatment else None
            if treatment and not event.cue.title.endswith(f", {side}"):
                wrong.append(f"the chapter {event.cue.title!r} is for the {side} side")
        elif isinstance(event.cue, Say) and event.cue.line.startswith("shared/ahead-"):
            treated = {t.side for t in _treatments(timeline)}
            spoken = set(re.findall(r"\b(left|right)\b", event.cue.text))
            if spoken and spoken != treated:
                wrong.append(f"the opening says {event.cue.text!r}")
        elif side:
            for each in (event, *event.inside):
                if isinstance(each.cue, Say):
                    wrong += _spoken(each.cue.text, side, lying)
    return wrong


def _treatments(timeline: Timeline) -> list[Treatment]:
    cues = (event.cue for event in timeline.events)
    return [cue.treatment for cue in cues if isinstance(cue, Chapter) and cue.treatment]


def _spoken(text: str, side: str, lying: str | None) -> list[str]:
    rest = text.lower()
    if lying == "side-lying":
        on = re.findall(r"\bon your (left|right) side\b", rest)
        if any(each != OPPOSITE[side] for each in on):
            return [f"lying on the treated side: {text!r}"]
        rest = re.sub(r"\bon your (left|right) side\b", "", rest)
    return [f"{text!r} in a {side} routine"] if re.search(rf"\b{OPPOSITE[side]}\b", rest) else []


def _sessions(library: Library) -> list[Session]:
    """Every muscle, side, allowed technique and position, each alone."""
    found = []
    for muscle in library.muscles.values():
        if muscle.info_only or muscle.position is None:
            continue
        for technique, how in muscle.techniques.items():
            if how in ("forbidden", "none") or technique not in library.techniques:
                continue
            for side in SIDES:
                for position in (None, *muscle.position.alternatives):
                    routine = Routine(
                        muscle=muscle.id, side=side, technique=technique, position=position
                    )
                    found.append(
                        Session(id="x", title="X", summary="X.", routines=(routine,), opt_in=EVERY)
                    )
    return found


def test_every_routine_agrees_with_itself(library: Library) -> None:
    measure = estimate(library, 135)
    sessions = [*_sessions(library), *library.sessions.values()]
    assert len(sessions) > 100
    for session in sessions:
        timeline = plan(resolve(session, library), measure).timeline
        assert sides_in(timeline) == [], session


def _planted(timeline: Timeline, index: int) -> Timeline:
    """The timeline with left and right exchanged in the words of one event."""
    events = list(timeline.events)
    events[index] = _exchanged(events[index])
    return replace(timeline, events=tuple(events))


def _exchanged(event: Event) -> Event:
    assert isinstance(event.cue, Say)
    text = re.sub(r"\b(left|right)\b", lambda m: OPPOSITE[m[0]], event.cue.text)
    return replace(event, cue=replace(event.cue, text=text))


@pytest.mark.parametrize("name", ["full-low-back", "desk-day", "sore-hip", "sweep", "stick"])
def test_a_planted_swap_is_caught_wherever_it_is_planted(name: str, library: Library) -> None:
    """By the rule, and by the words as they are judged here."""
    timeline = plan(resolve(library.sessions[name], library), estimate(library, 135)).timeline
    spoken = [
        index
        for index, event in enumerate(timeline.events)
        if isinstance(event.cue, Say) and re.search(r"\b(left|right)\b", event.cue.text)
    ]
    assert len(spoken) >= 6
    for index in spoken:
        swapped = _planted(timeline, index)
        assert "INV-29" in {each.code for each in findings(swapped)}, timeline.events[index]
        assert sides_in(swapped), timeline.events[index]


def test_a_swap_in_the_data_is_caught(library: Library) -> None:
    """The chapter says one side and the words another."""
    timeline = plan(resolve(library.sessions["sore-hip"], library), estimate(library, 135)).timeline

    def change(event: Event) -> Event:
        if isinstance(event.cue, Chapter) and event.cue.treatment:
            treatment = replace(event.cue.treatment, side="left")
            return replace(event, cue=replace(event.cue, treatment=treatment))
        return event

    swapped = replace(timeline, events=tuple(change(each) for each in timeline.events))
    assert any(isinstance(each.cue, Hold) for each in swapped.events)
    assert "INV-29" in {each.code for each in findings(swapped)}
    assert sides_in(swapped)
