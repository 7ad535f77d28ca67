"""Cues: what happens, in order, with no clock. Six kinds; consumers ``match`` on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from unknot.content.records.base import Alike, PositionName
from unknot.content.records.muscle import Recheck, Region
from unknot.content.records.session import Side
from unknot.content.records.steps import ChimeKind, Tool


class Treatment(Struct, frozen=True, kw_only=True):
    """The facts of the routine a cue belongs to; all that safety rules and exporters need."""

    muscle: str
    name: str
    side: Side
    technique: str
    region: Region
    position: PositionName
    recheck: Recheck
    points: int
    spot_group: str | None = None
    by: Tool = "massager"
    #: A muscle that did not come with unknot; steps of a technique that did not.
    added: bool = False
    own_steps: bool = False

    @property
    def other(self) -> Side:
        """The side that is not treated."""
        return "left" if self.side == "right" else "right"

    @property
    def hand(self) -> Side:
        """The hand that holds the massager: that of the treated side, which lies free or reaches
        back; an arm is treated by the other one (INF)."""
        return self.other if self.region == "forearm" else self.side

    @property
    def lie_on(self) -> Side | None:
        """The side the person lies on; None when not side-lying."""
        if self.position != "side-lying":
            return None
        return self.other


class Say(Struct, frozen=True, kw_only=True):
    """Speech. ``line`` names where the words come from, such as ``piriformis/place``.

    With ``chime`` the two are one clip: the voice enters while the chime fades. ``voice`` is who
    says it when that is not the session's voice.
    """

    text: str
    line: str = ""
    chime: ChimeKind | None = None
    voice: str = ""
    #: Words that did not come with unknot.
    own: bool = False


class Wait(Alike, frozen=True, kw_only=True):
    """Silence. ``room``: the least and the most that fitting may make of it, in ms. ``told`` is
    heard at its start, within its length, where that is longer than usual; ``marks`` later on.
    Laid out, it is the silence between them."""

    ASIDE = frozenset({"room"})

    ms: int
    room: tuple[int, int] | None = None
    told: Say | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def heard(self) -> tuple[Say | Chime, ...]:
        """What sounds within it, in time order."""
        return (*((self.told,) if self.told else ()), *(mark.cue for mark in self.marks))


class Chime(Struct, frozen=True, kw_only=True):
    """A short sound that marks a moment."""

    kind: ChimeKind


class Play(Struct, frozen=True, kw_only=True):
    """A sound file of the author's own: its path below audio/ of the workspace."""

    file: str


class Mark(Alike, frozen=True, kw_only=True):
    """A cue ``at_ms`` after the start of the wait, or the onset of the hold's start chime, that it
    is inside. One that ``gives_way`` is left out where it would meet another."""

    ASIDE = frozenset({"gives_way"})

    at_ms: int
    cue: Say | Chime
    gives_way: bool = False


class Hold(Alike, frozen=True, kw_only=True):
    """From the onset of its start chime to the onset of the end chime that follows it.

    ``point`` counts from 1 within the routine; ``room`` as of a Wait.
    """

    ASIDE = frozenset({"room"})

    ms: int
    point: int = 1
    marks: tuple[Mark, ...] = ()
    room: tuple[int, int] | None = None

    @property
    def heard(self) -> tuple[Say | Chime, ...]:
        """What sounds within it, in time order."""
        return tuple(mark.cue for mark in self.marks)


class Chapter(Struct, frozen=True, kw_only=True):
    """``inner``: a passage inside a chapter, which players do not list."""

    title: str
    treatment: Treatment | None = None
    inner: bool = False


_WITH_MARKS = (Hold, Wait)
Cue = Say | Wait | Hold | Chime | Play | Chapter


def every(cues: Iterable[Cue]) -> Iterator[Cue]:
    """All of ``cues``, and after each what is heard within it."""
    for cue in cues:
        yield cue
        if isinstance(cue, _WITH_MARKS):
            yield from cue.heard


def chime_of(cue: Cue) -> ChimeKind | None:
    """The chime that is heard at a cue, alone or under a voice."""
    match cue:
        case Chime(kind=kind):
            return kind
        case Say(chime=under):
            return under
        case _:
            return None
