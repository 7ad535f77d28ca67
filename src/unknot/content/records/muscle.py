"""atlas/muscles: where a muscle is, what is allowed on it, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import field

from unknot.content.records.base import FileName, OptIn, PositionName, Record, SourceMap, doc
from unknot.content.yaml.kinds import Id, Ms

Region = Literal[
    "low-back-paraspinal", "flank-between-rib-and-pelvis", "buttock", "lateral-hip",
    "forearm", "calf", "excluded-front",
]  # fmt: skip
Permission = Literal[
    "default", "ok", "needs-shown", "helper-only", "discouraged", "forbidden", "none"
]
ExamStep = Literal["flat", "tip", "massager"]
Recheck = Literal["finger", "flat", "move"]


class Position(Record, frozen=True, kw_only=True):
    """How the person lies, and where the muscle is found."""

    default: Annotated[PositionName, doc("How the person lies for it")]
    alternatives: Annotated[tuple[PositionName, ...], doc("Other ways that are allowed")] = ()
    stick: Annotated[PositionName | None, doc("How to lie for the stick, where it differs")] = None
    landmark: Annotated[str, doc("Where the muscle is found")]


class HoldRange(Record, frozen=True, kw_only=True):
    """The shortest and the longest hold."""

    min: Annotated[Ms, doc("Shortest hold")]
    max: Annotated[Ms, doc("Longest hold")]


class PointsRange(Record, frozen=True, kw_only=True):
    """How many points are treated."""

    default: Annotated[int, doc("Points a side when the routine does not say")]
    max: Annotated[int, doc("Most points a side in one session")]


class Dose(Record, frozen=True, kw_only=True):
    """How much: how long a hold, how many points, how it is checked again."""

    factor: Annotated[float, doc("This muscle's hold as a multiple of the session's base hold")]
    hold: Annotated[HoldRange, doc("Shortest and longest hold allowed")]
    points: Annotated[PointsRange, doc("Points a side")]
    recheck: Annotated[Recheck, doc("How a treated spot is checked again")]


class Muscle(Record, frozen=True, kw_only=True):
    """atlas/muscles/ID.yaml: where a muscle is, what is allowed on it, how much, who says so."""

    id: FileName
    name: Annotated[str, doc("Anatomical name, for print")]
    spoken: Annotated[str, doc("Plain name, for speech")]
    region: Annotated[Region, doc("Where the massager rests")]
    depth: Annotated[str, doc("How deep it lies")]
    spot_group: Annotated[Id | None, doc("Muscles treated at one place share it and its cap")] = (
        None
    )
    info_only: Annotated[bool, doc("Never treated, only explained")] = False
    lesson: Annotated[bool, doc("A place to practise on, not one that hurts")] = False
    needs: Annotated[tuple[OptIn, ...], doc("What a session must opt in to")] = ()
    function: Annotated[str, doc("What it does")]
    symptoms: Annotated[str, doc("How it makes itself felt")]
    position: Annotated[Position | None, doc("How the person lies")] = None
    exam: Annotated[Mapping[ExamStep, Permission], doc("How it may be searched")] = field(
        default_factory=dict
    )
    techniques: Annotated[Mapping[Id, Permission], doc("What may be done to it")]
    because: Annotated[Mapping[Id, str], doc("Why a technique is not simply allowed")] = field(
        default_factory=dict
    )
    dose: Annotated[Dose | None, doc("How long and how often")] = None
    cautions: Annotated[tuple[str, ...], doc("What to keep away from")] = ()
    picture: Annotated[
        str, doc("A picture of your own of its right side: a PNG or JPEG beside this file")
    ] = ""
    author: Annotated[str, doc("Who wrote it, where unknot did not bring it along")] = ""
    reviewed_by: Annotated[str, doc("The health professional who looked it through")] = ""
    sources: Annotated[SourceMap, doc("Who says so, by field")]

    @property
    def default_technique(self) -> str | None:
        """How it is treated unless a routine says otherwise; None where it is not."""
        return next((name for name, how in self.techniques.items() if how == "default"), None)
