"""Plan: a session's Timeline, held against every safety rule before anything is spoken."""

from __future__ import annotations

from dataclasses import replace

from unknot.content.library import Library
from unknot.content.place import Problem
from unknot.content.values import ChimeKind, Session
from unknot.errors import ContentError
from unknot.timeline.compose import compose, kit
from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.estimate import estimate_ms
from unknot.timeline.grid import clip_ms
from unknot.timeline.layout import Measure, lay_out
from unknot.timeline.safety import findings
from unknot.timeline.sheet import clock
from unknot.timeline.timeline import Timeline
from unknot.timeline.treatments import Choices

#: Under a line the chime sounds alone for this share of its length; then the voice enters.
VOICE_ENTERS = 0.6


def plan(session: Session, library: Library, choices: Choices, measure: Measure) -> Timeline:
    """Compose and lay out ``session``; ContentError when a safety rule forbids the result."""
    timeline = lay_out(
        session,
        compose(session, library, choices),
        measure,
        language=choices.language,
        kit=kit(session, library),
    )
    timeline = replace(timeline, part=choices.part)
    if found := findings(timeline):
        raise ContentError(
            [
                Problem(each.code, session.place(), f"at {clock(each.at)}: {each.message}")
                for each in found
            ]
        )
    return timeline


def estimate(library: Library, rate: int) -> Measure:
    """Measures clips that do not exist yet, at ``rate`` words a minute."""

    def chime_ms(kind: ChimeKind) -> int:
        return library.chimes[kind].length_ms

    def measure(cue: Say | Chime | Play) -> int:
        if isinstance(cue, Chime):
            return clip_ms(chime_ms(cue.kind))
        if isinstance(cue, Play):
            return clip_ms(library.sound(cue.file).ms)
        before = chime_ms(cue.chime) * VOICE_ENTERS if cue.chime else 0
        return clip_ms(before + estimate_ms(cue.text, rate))

    return measure
