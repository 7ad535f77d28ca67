"""sessions: an ordered list of routines and free steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import field

from unknot.content.records.base import FileName, OptIn, PositionName, Record, SourceMap, doc
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


class Routine(Record, frozen=True, kw_only=True):
    """One muscle, one side or both, one technique, some points."""

    muscle: Annotated[Id, doc("A muscle of the atlas")]
    side: Annotated[Sides, doc("left, right or both")]
    technique: Annotated[Id | None, doc("Else the muscle's default")] = None
    points: Annotated[int | None, doc("Points a side; else the muscle's default")] = None
    hold: Annotated[Ms | None, doc("This routine's hold; else base hold times the factor")] = None
    position: Annotated[PositionName | None, doc("One of the muscle's alternatives")] = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that it treats."""
        return ("left", "right") if self.side == "both" else (self.side,)


class Bed(Record, frozen=True, kw_only=True):
    """What sounds under a whole track, softer while anything else does."""

    play: Annotated[str | None, doc("A file in audio/ of the workspace, again and again")] = None
    noise: Annotated[Literal["white", "pink", "brown"] | None, doc("Noise instead")] = None
    level: Annotated[float, doc("dB against the voice, -40 to -14")] = -20.0
    duck: Annotated[float, doc("dB softer while anything else sounds, -30 to 0")] = -8.0


class Session(Record, frozen=True, kw_only=True):
    """sessions/ID.yaml: an ordered list of routines and free steps; one track."""

    id: FileName
    title: Annotated[str, doc("Shown in players")]
    summary: Annotated[str, doc("A sentence about it")]
    hold: Annotated[Ms | None, doc("Base hold, 30s to 60s; 30s when left out")] = None
    pace: Annotated[Pace | None, doc("Time to get into position: slow, normal or brisk")] = None
    position: Annotated[
        PositionName | None, doc("How to lie wherever a muscle allows it, such as side-lying")
    ] = None
    target: Annotated[Ms | None, doc("Fit the track to this length, such as 12m")] = None
    rate: Annotated[int | None, doc("Words a minute; 135 when left out")] = None
    voice: Annotated[str | None, doc("A voice's id, or ENGINE:ID (unknot voices)")] = None
    voices: Annotated[
        Mapping[VoiceRole, str],
        doc("Another voice for the coaching inside holds, or for safety lines"),
    ] = field(default_factory=dict)
    language: Annotated[
        str | None, doc("What it is said in, such as de; English when left out")
    ] = None
    lead_in: Annotated[Ms | None, doc("Silence before anything is said; a bell ends it")] = None
    chime_level: Annotated[float | None, doc("dB against the voice, -12 to 0; 0 when left out")] = (
        None
    )
    bed: Annotated[Bed | None, doc("Noise or music of your own under the whole track")] = None
    detail: Annotated[Detail | None, doc("How much is said: full, short or cues")] = None
    opt_in: Annotated[tuple[OptIn, ...], doc("What the listener is told of and agrees to")] = ()
    routines: Annotated[tuple[Routine | Step, ...], doc("Routines, and free steps between them")]
    author: Annotated[str, doc("Who wrote it; needed to publish words of your own")] = ""
    reviewed_by: Annotated[str, doc("The health professional who looked it through")] = ""
    sources: Annotated[SourceMap, doc("Who says so")] = field(default_factory=dict)

    @property
    def routines_only(self) -> tuple[Routine, ...]:
        """``routines`` without the free steps."""
        return tuple(item for item in self.routines if isinstance(item, Routine))
