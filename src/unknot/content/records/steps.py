"""Steps: one grammar for techniques, lessons and free sessions."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unknot.content.records.base import Record, doc
from unknot.content.yaml.kinds import Id, Ms, When

#: A recipe of audio/chimes: one that unknot brings along, or one of the author's own.
ChimeKind = Id
#: When a technique's step is taken; timeline/conditions.py says what each means.
Condition = Literal[
    "first-side", "last-side", "first-point", "next-point", "searching", "settling", "turning",
    "swapping", "staying", "first-hand", "changing-hands", "first-recheck", "later-recheck",
    "long-hold", "lying-flat", "on-side", "sitting", "with-massager", "without-massager",
    "with-hand", "with-stick", "with-pressure", "with-pillows", "in-full", "chimes-only",
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SayStep(Record):
    """Speak a line of the script (an id) or, in a session, a sentence of one's own."""

    say: str = doc("A line's id such as hold-start, or the sentence itself")
    when: Condition | None = doc("Only then", default=None)
    optional: bool = doc("A script may do without this line", default=False)
    safety: bool = doc("Words of one's own that are heard at every detail", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep(Record):
    """Silence in which the listener does something."""

    wait: Ms = doc("How long, such as 8s")
    min: Ms | None = doc("Shortest, when a track is fitted to a length", default=None)
    max: Ms | None = doc("Longest, when a track is fitted to a length", default=None)
    every: Ms | None = doc("A bell in it as often as this, such as 5m", default=None)
    chime: ChimeKind | None = doc("Which bell that is; `bell` when left out", default=None)
    left: tuple[Ms, ...] = doc("Say how much time is left, such as [1m, 10s]", default=())
    inside: tuple[MarkStep, ...] = doc("What is heard meanwhile", default=())
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkStep(Record):
    """Something heard at a moment of a hold or wait: a chime, a line, or a chime under a line."""

    at: When = doc("50%, 10s from the start, or -5s from the end")
    say: str | None = doc("A line's id or a sentence", default=None)
    chime: ChimeKind | None = doc("A chime; the line enters as it fades", default=None)
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStep(Record):
    """A treated stretch of time, from the onset of its start chime to that of its end chime."""

    hold: Ms | Literal["dose"] = doc("How long, or `dose` for what the muscle's record says")
    inside: tuple[MarkStep, ...] = doc("What is heard during the hold", default=())
    left: tuple[Ms, ...] = doc("Say how much time is left, such as [20s, 10s]", default=())
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChimeStep(Record):
    """Sound a chime."""

    chime: ChimeKind = doc("Which chime")
    times: int = doc("How often it is struck, 1 to 12", default=1)
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayStep(Record):
    """Play a sound file of one's own, at the loudness of everything else."""

    play: str = doc("A file in audio/ of the workspace, such as bell.wav")
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterStep(Record):
    """Begin a chapter: a line's id or, in a session, the title itself."""

    chapter: str = doc("A new chapter's title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat(Record):
    """Take steps more than once."""

    repeat: int | Literal["points"] = doc("How many times, or `points` for the routine's points")
    steps: tuple[Step, ...] = doc("What is repeated")


Step = SayStep | WaitStep | HoldStep | ChimeStep | PlayStep | ChapterStep | Repeat
