"""sessions: an ordered list of routines and free steps."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from unknot.content.records.base import OptIn, PositionName, Record, SourceMap, doc, file_name
from unknot.content.records.steps import Step
from unknot.content.yaml.kinds import Id, Ms

Side = Literal["left", "right"]
Sides = Literal["left", "right", "both"]
#: How much is said: everything, at most six words a sentence, or chimes and stop lines alone.
Detail = Literal["full", "short", "cues"]
#: Lines that another voice may speak: those inside holds, and those of safety.
VoiceRole = Literal["coaching", "safety"]
#: How much time a technique's waits leave to get into position or to search.
Pace = Literal["slow", "normal", "brisk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine(Record):
    """One muscle, one side or both, one technique, some points."""

    muscle: Id = doc("A muscle of the atlas")
    side: Sides = doc("left, right or both")
    technique: Id | None = doc("Else the muscle's default", default=None)
    points: int | None = doc("Points a side; else the muscle's default", default=None)
    hold: Ms | None = doc("This routine's hold; else base hold times the factor", default=None)
    position: PositionName | None = doc("One of the muscle's alternatives", default=None)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that it treats."""
        return ("left", "right") if self.side == "both" else (self.side,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed(Record):
    """What sounds under a whole track, softer while anything else does."""

    play: str | None = doc("A file in audio/ of the workspace, again and again", default=None)
    noise: Literal["white", "pink", "brown"] | None = doc("Noise instead", default=None)
    level: float = doc("dB against the voice, -40 to -14", default=-20.0)
    duck: float = doc("dB softer while anything else sounds, -30 to 0", default=-8.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """sessions/ID.yaml: an ordered list of routines and free steps; one track."""

    id: Id = file_name()
    title: str = doc("Shown in players")
    summary: str = doc("A sentence about it")
    hold: Ms | None = doc("Base hold, 30s to 60s; 30s when left out", default=None)
    pace: Pace | None = doc("Time to get into position: slow, normal or brisk", default=None)
    position: PositionName | None = doc(
        "How to lie wherever a muscle allows it, such as side-lying", default=None
    )
    target: Ms | None = doc("Fit the track to this length, such as 12m", default=None)
    rate: int | None = doc("Words a minute; 135 when left out", default=None)
    voice: str | None = doc("A voice's id, or ENGINE:ID (unknot voices)", default=None)
    voices: Mapping[VoiceRole, str] = doc(
        "Another voice for the coaching inside holds, or for safety lines", default_factory=dict
    )
    language: str | None = doc(
        "What it is said in, such as de; English when left out", default=None
    )
    lead_in: Ms | None = doc("Silence before anything is said; a bell ends it", default=None)
    chime_level: float | None = doc("dB against the voice, -12 to 0; 0 when left out", default=None)
    bed: Bed | None = doc("Noise or music of your own under the whole track", default=None)
    detail: Detail | None = doc("How much is said: full, short or cues", default=None)
    opt_in: tuple[OptIn, ...] = doc("What the listener is told of and agrees to", default=())
    routines: tuple[Routine | Step, ...] = doc("Routines, and free steps between them")
    author: str = doc("Who wrote it; needed to publish words of your own", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")
    sources: SourceMap = doc("Who says so", default_factory=dict)

    @property
    def routines_only(self) -> tuple[Routine, ...]:
        """``routines`` without the free steps."""
        return tuple(item for item in self.routines if isinstance(item, Routine))
