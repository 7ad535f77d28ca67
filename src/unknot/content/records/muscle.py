"""atlas/muscles: where a muscle is, what is allowed on it, and how much."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from unknot.content.records.base import OptIn, PositionName, Record, SourceMap, doc, file_name
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Record):
    """How the person lies, and where the muscle is found."""

    default: PositionName = doc("How the person lies for it")
    alternatives: tuple[PositionName, ...] = doc("Other ways that are allowed", default=())
    stick: PositionName | None = doc("How to lie for the stick, where it differs", default=None)
    landmark: str = doc("Where the muscle is found")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRange(Record):
    """The shortest and the longest hold."""

    min: Ms = doc("Shortest hold")
    max: Ms = doc("Longest hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRange(Record):
    """How many points are treated."""

    default: int = doc("Points a side when the routine does not say")
    max: int = doc("Most points a side in one session")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose(Record):
    """How much: how long a hold, how many points, how it is checked again."""

    factor: float = doc("This muscle's hold as a multiple of the session's base hold")
    hold: HoldRange = doc("Shortest and longest hold allowed")
    points: PointsRange = doc("Points a side")
    recheck: Recheck = doc("How a treated spot is checked again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle(Record):
    """atlas/muscles/ID.yaml: where a muscle is, what is allowed on it, how much, who says so."""

    id: Id = file_name()
    name: str = doc("Anatomical name, for print")
    spoken: str = doc("Plain name, for speech")
    region: Region = doc("Where the massager rests")
    depth: str = doc("How deep it lies")
    spot_group: Id | None = doc("Muscles treated at one place share it and its cap", default=None)
    info_only: bool = doc("Never treated, only explained", default=False)
    lesson: bool = doc("A place to practise on, not one that hurts", default=False)
    needs: tuple[OptIn, ...] = doc("What a session must opt in to", default=())
    function: str = doc("What it does")
    symptoms: str = doc("How it makes itself felt")
    position: Position | None = doc("How the person lies", default=None)
    exam: Mapping[ExamStep, Permission] = doc("How it may be searched", default_factory=dict)
    techniques: Mapping[Id, Permission] = doc("What may be done to it")
    because: Mapping[Id, str] = doc("Why a technique is not simply allowed", default_factory=dict)
    dose: Dose | None = doc("How long and how often", default=None)
    cautions: tuple[str, ...] = doc("What to keep away from", default=())
    picture: str = doc(
        "A picture of your own of its right side: a PNG or JPEG beside this file", default=""
    )
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")
    sources: SourceMap = doc("Who says so, by field")

    @property
    def default_technique(self) -> str | None:
        """How it is treated unless a routine says otherwise; None where it is not."""
        return next((name for name, how in self.techniques.items() if how == "default"), None)
