"""Steps: one grammar for techniques, lessons and free sessions."""

from __future__ import annotations

from typing import Annotated, Literal

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


class SayStep(Record, frozen=True, kw_only=True):
    """Speak a line of the script (an id) or, in a session, a sentence of one's own."""

    say: Annotated[str, doc("A line's id such as hold-start, or the sentence itself")]
    when: Annotated[Condition | None, doc("Only then")] = None
    optional: Annotated[bool, doc("A script may do without this line")] = False
    safety: Annotated[bool, doc("Words of one's own that are heard at every detail")] = False


class WaitStep(Record, frozen=True, kw_only=True):
    """Silence in which the listener does something."""

    wait: Annotated[Ms, doc("How long, such as 8s")]
    min: Annotated[Ms | None, doc("Shortest, when a track is fitted to a length")] = None
    max: Annotated[Ms | None, doc("Longest, when a track is fitted to a length")] = None
    every: Annotated[Ms | None, doc("A bell in it as often as this, such as 5m")] = None
    chime: Annotated[ChimeKind | None, doc("Which bell that is; `bell` when left out")] = None
    left: Annotated[tuple[Ms, ...], doc("Say how much time is left, such as [1m, 10s]")] = ()
    inside: Annotated[tuple[MarkStep, ...], doc("What is heard meanwhile")] = ()
    when: Annotated[Condition | None, doc("Only then")] = None


class MarkStep(Record, frozen=True, kw_only=True):
    """Something heard at a moment of a hold or wait: a chime, a line, or a chime under a line."""

    at: Annotated[When, doc("50%, 10s from the start, or -5s from the end")]
    say: Annotated[str | None, doc("A line's id or a sentence")] = None
    chime: Annotated[ChimeKind | None, doc("A chime; the line enters as it fades")] = None
    when: Annotated[Condition | None, doc("Only then")] = None


class HoldStep(Record, frozen=True, kw_only=True):
    """A treated stretch of time, from the onset of its start chime to that of its end chime."""

    hold: Annotated[
        Ms | Literal["dose"], doc("How long, or `dose` for what the muscle's record says")
    ]
    inside: Annotated[tuple[MarkStep, ...], doc("What is heard during the hold")] = ()
    left: Annotated[tuple[Ms, ...], doc("Say how much time is left, such as [20s, 10s]")] = ()
    when: Annotated[Condition | None, doc("Only then")] = None


class ChimeStep(Record, frozen=True, kw_only=True):
    """Sound a chime."""

    chime: Annotated[ChimeKind, doc("Which chime")]
    times: Annotated[int, doc("How often it is struck, 1 to 12")] = 1
    when: Annotated[Condition | None, doc("Only then")] = None


class PlayStep(Record, frozen=True, kw_only=True):
    """Play a sound file of one's own, at the loudness of everything else."""

    play: Annotated[str, doc("A file in audio/ of the workspace, such as bell.wav")]
    when: Annotated[Condition | None, doc("Only then")] = None


class ChapterStep(Record, frozen=True, kw_only=True):
    """Begin a chapter: a line's id or, in a session, the title itself."""

    chapter: Annotated[str, doc("A new chapter's title")]


class Repeat(Record, frozen=True, kw_only=True):
    """Take steps more than once."""

    repeat: Annotated[
        int | Literal["points"], doc("How many times, or `points` for the routine's points")
    ]
    steps: Annotated[tuple[Step, ...], doc("What is repeated")]


Step = SayStep | WaitStep | HoldStep | ChimeStep | PlayStep | ChapterStep | Repeat
