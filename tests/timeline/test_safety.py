"""Safety rules: silent on every bundled session, loud on each planted breach."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.session import Side
from unknot.timeline.cues import Chapter, Chime, Hold, Say, Wait
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.safety import RULES, findings
from unknot.timeline.timeline import Event, Timeline, line_of

Change = Callable[[Event], Event | None]


@pytest.fixture(scope="module")
def sore_hip(library: Library) -> Timeline:
    return plan(resolve(library.sessions["sore-hip"], library), estimate(library, 135)).timeline


def changed(timeline: Timeline, change: Change) -> Timeline:
    """The timeline with ``change`` applied to every event, those inside holds too."""

    def apply(events: tuple[Event, ...]) -> tuple[Event, ...]:
        kept = (change(event) for event in events)
        return tuple(replace(e, inside=apply(e.inside)) for e in kept if e is not None)

    return replace(timeline, events=apply(timeline.events))


def codes(timeline: Timeline) -> set[str]:
    return {finding.code for finding in findings(timeline)}


def without(test: Callable[[Event], bool]) -> Change:
    return lambda event: None if test(event) else event


def treated(**facts: object) -> Change:
    """Every routine with some of its facts changed."""

    def change(event: Event) -> Event:
        if isinstance(event.cue, Chapter) and event.cue.treatment:
            treatment = replace(event.cue.treatment, **facts)
            return replace(event, cue=replace(event.cue, treatment=treatment))
        return event

    return change


def held(ms: int) -> Change:
    """Every hold ``ms`` long."""
    return lambda e: replace(e, length=ms) if isinstance(e.cue, Hold) else e


def says(line: str) -> Callable[[Event], bool]:
    return lambda event: line_of(event) == line


def chimes(kind: str) -> Callable[[Event], bool]:
    return lambda event: (
        event.cue == Chime(kind=kind) or (isinstance(event.cue, Say) and event.cue.chime == kind)
    )


def reworded(line: str, text: str) -> Change:
    return lambda e: (
        replace(e, cue=replace(e.cue, text=text)) if says(line)(e) and isinstance(e.cue, Say) else e
    )


def relined(line: str, name: str) -> Change:
    """The line ``line`` under another name."""
    return lambda e: (
        replace(e, cue=replace(e.cue, line=f"x/{name}"))
        if says(line)(e) and isinstance(e.cue, Say)
        else e
    )


def owned(event: Event) -> Event:
    """The words of a search are somebody's own, and the opening does not tell."""
    if line_of(event) == "find" and isinstance(event.cue, Say):
        return replace(event, cue=replace(event.cue, own=True))
    return event


def hurried(event: Event) -> Event:
    """Every wait so short that nobody could stop a track."""
    return replace(event, length=2_400) if isinstance(event.cue, Wait) else event


#: Where a hold of a minute would have the massager run too long: fourteen times, or after a search.
LONGEST = {"full-low-back": 45_000, "sweep": 30_000}

BREACHES: list[tuple[str, Change]] = [
    ("INV-1", treated(muscle="iliopsoas")),
    ("INV-2", treated(region="excluded-front")),
    ("INV-3", treated(technique="stick", muscle="piriformis")),
    ("INV-4", treated(muscle="small-spinal-muscles", technique="stick")),
    ("INV-4", treated(muscle="small-spinal-muscles", recheck="finger")),
    ("INV-5", treated(muscle="erector-spinae", by="hand")),
    ("INV-6", treated(muscle="quadratus-lumborum", by="stick")),
    ("INV-7", treated(muscle="gluteus-medius", by="stick")),
    ("INV-9", reworded("find", "Use a massage gun.")),
    ("INV-10", reworded("place", "Press it into the muscle, off the bone.")),
    ("INV-11", held(29_976)),
    ("INV-12", held(45_000)),
    ("INV-13", held(30_000)),
    ("INV-14", held(90_024)),
    ("INV-15", treated(by="stick")),
    ("INV-16", treated(by="hand")),
    ("INV-17", without(says("hold-off"))),
    ("INV-18", treated(spot_group="one-place", side="right")),
    ("INV-19", treated(muscle="gluteus-maximus")),
    ("INV-21", without(says("opening-full"))),
    ("INV-23", reworded("opening-full", "Hello.")),
    ("INV-24", reworded("opening-full", "Hello.")),
    ("INV-25", reworded("hold-half", "Halfway.")),
    ("INV-26", without(chimes("half"))),
    ("INV-26", without(chimes("last-five"))),
    ("INV-26", without(chimes("start"))),
    ("INV-26", without(chimes("end"))),
    ("INV-26", without(says("hold-half"))),
    ("INV-27", without(lambda event: line_of(event).startswith("recheck"))),
    ("INV-27", treated(recheck="move")),
    ("INV-28", without(says("recheck-outcome"))),
    ("INV-28", without(says("recheck-worse"))),
    ("INV-28", hurried),
    ("INV-29", treated(side="left")),
    ("INV-29", reworded("position-side-lying", "Lie on your right side.")),
    ("INV-29", reworded("ahead-right-side", "On the left side.")),
    ("INV-29", reworded("find", "Search your left buttock.")),
    ("INV-30", reworded("place", "Rest the massager there.")),
    ("INV-30", without(says("place"))),
    ("INV-31", reworded("find", "Search your right side with a fingertip.")),
    ("INV-32", relined("place", "sweep")),
    ("INV-33", reworded("finish", "Your right hip is cured.")),
    ("INV-34", reworded("finish", "Fall asleep on your right side.")),
    ("INV-35", treated(position="supine-on")),
    ("INV-36", treated(region="calf")),
    ("INV-42", reworded("finish", "Wait 30 seconds.")),
    ("INV-37", reworded("closing", "Goodbye.")),
    ("INV-44", without(says("no-pressing"))),
    ("INV-45", without(says("switch-on"))),
    ("INV-45", without(says("hold-off"))),
    ("INV-46", owned),
    ("INV-47", treated(added=True)),
]


def test_every_bundled_session_keeps_every_rule(library: Library) -> None:
    """Also with each side chosen, base holds from shortest to longest, and slow and fast voices."""
    sides: tuple[Side | None, ...] = ("left", "right", None)
    for session in library.sessions.values():
        alone = len(session.routines) == 1  # in the presets, every muscle is tried more closely
        most = LONGEST.get(session.id, 60_000)
        holds = (30_000, most) if alone else range(30_000, most + 1, 5_000)
        for side, hold, rate in product(sides, holds, (90, 200)):
            measure = estimate(library, rate)
            assert (
                plan(
                    resolve(session, library, Overrides(side=side, hold=hold)), measure
                ).timeline.length
                > 0
            )


@pytest.mark.parametrize(("code", "breach"), BREACHES, ids=[code for code, _ in BREACHES])
def test_a_planted_breach_is_found(code: str, breach: Change, sore_hip: Timeline) -> None:
    """The rule that forbids it names it; before, it had nothing to say."""
    assert findings(sore_hip) == ()
    assert code in codes(changed(sore_hip, breach))


def test_every_rule_is_shown_to_fail() -> None:
    """A rule without a planted breach has never been seen to work."""
    assert {rule.code for rule in RULES} == {code for code, _ in BREACHES}


def test_rules_name_their_sources(library: Library) -> None:
    for rule in RULES:
        assert rule.sources
        assert set(rule.sources) <= set(library.sources)
