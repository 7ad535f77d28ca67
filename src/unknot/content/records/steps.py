"""Steps, one grammar for techniques, lessons and free sessions; and atlas/techniques and
atlas/frame.yaml, which are made of them."""

from __future__ import annotations

from typing import Annotated, Literal

from unknot.content.records.base import FileName, OptIn, Record, SourceMap, doc
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

#: What touches the muscle. Safety rules go by it, so it is theirs and not a technique's name.
Tool = Literal["massager", "hand", "stick"]
#: What a technique may ask for besides its tool, which follows from ``by``.

KitItem = Literal["two pillows", "a thin layer of clothing", "a chair", "a table"]


class Technique(Record, frozen=True, kw_only=True):
    """atlas/techniques/ID.yaml: how to treat a spot, as a short list of steps."""

    id: FileName
    title: Annotated[str, doc("Its name, for print")]
    summary: Annotated[str, doc("What is done, in a sentence")]
    by: Annotated[Tool, doc("What touches the muscle")] = "massager"
    needs: Annotated[tuple[OptIn, ...], doc("What a session must opt in to")] = ()
    kit: Annotated[tuple[KitItem, ...], doc("What to have at hand besides the tool")] = ()
    steps: Annotated[tuple[Step, ...], doc("What happens, for one muscle on one side")]
    author: Annotated[str, doc("Who wrote it, where unknot did not bring it along")] = ""
    reviewed_by: Annotated[str, doc("The health professional who looked it through")] = ""
    sources: Annotated[SourceMap, doc("Who says so, by step or field")]


class SessionFrame(Record, frozen=True, kw_only=True):
    """atlas/frame.yaml: what every track that treats begins and ends with."""

    id: FileName
    opening: Annotated[tuple[Step, ...], doc("Before the first routine")]
    opening_short: Annotated[
        tuple[Step, ...],
        doc("For a listener who heard `opening` in the last days; else `opening` again"),
    ] = ()
    closing: Annotated[tuple[Step, ...], doc("After the last routine")]
    closing_short: Annotated[
        tuple[Step, ...], doc("After a track with the short opening; else `closing`")
    ] = ()
    sources: Annotated[SourceMap, doc("Who says so")]
