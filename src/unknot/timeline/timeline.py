"""The Timeline: cues placed in time. The one artefact that every output derives from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from unknot.content.records.session import Detail
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Play, Say, Treatment


class Event(Struct, frozen=True, kw_only=True):
    """A cue with its start and length in ms; ``inside`` holds what is heard during a Hold."""

    start: int
    length: int
    cue: Cue
    inside: tuple[Event, ...] = ()

    @property
    def end(self) -> int:
        return self.start + self.length


def line_of(event: Event) -> str:
    """The line's name without the script it came from: ``piriformis/place`` gives ``place``."""
    return event.cue.line.rpartition("/")[2] if isinstance(event.cue, Say) else ""


class PlaylistPart(Struct, frozen=True, kw_only=True):
    """A track's place in a playlist, counted from 1, and the safety opening it begins with.

    ``playlist`` is an id, ``title`` what players show as the album. Only a later track may begin
    with the ``short`` opening (INV-21).
    """

    playlist: str
    title: str
    number: Annotated[int, Meta(ge=0, lt=10**9)]
    of: Annotated[int, Meta(ge=0, lt=10**9)]
    opening: Literal["full", "short"] | None = None


class BedSound(Struct, frozen=True, kw_only=True):
    """What sounds under a whole track: a file below audio/ of the workspace, or a kind of noise.
    ``level`` in dB against the voice, ``duck`` in dB while anything else sounds."""

    play: str
    noise: str
    level: Annotated[float, Meta(ge=-40, le=0)]
    duck: Annotated[float, Meta(ge=-30, le=0)]

    def __str__(self) -> str:
        sound = self.play or f"{self.noise} noise"
        return f"{sound}, {-self.level:g} dB under the voice, {-self.duck:g} more while it speaks"


class Timeline(Struct, frozen=True, kw_only=True):
    """Events that touch and never overlap, from 0 to ``length`` ms, all on the 24 ms grid.

    Chapters have length 0. A range includes its start and excludes its end.
    """

    session: str
    title: str
    language: str
    kit: tuple[str, ...]
    events: tuple[Event, ...]
    part: PlaylistPart | None = None
    detail: Detail = "full"
    #: Made for a listener who heard the full opening in the last days.
    returning: bool = False
    #: Chimes in dB against the voice.
    chime_level: float = 0.0
    bed: BedSound | None = None
    #: Who wrote the words that did not come with unknot, and the files that do not say who did.
    authors: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The track's file name without its ending; those of a playlist sort as they are played,
        and one for a returning listener stands beside the full one."""
        if self.part is None:
            return f"{self.session}-returning" if self.returning else self.session
        return f"{self.part.number:0{max(2, len(str(self.part.of)))}}-{self.session}"

    @property
    def length(self) -> int:
        return self.events[-1].end if self.events else 0

    @property
    def hold_ms(self) -> int:
        """Time under vibration: the sum of all holds."""
        return sum(event.length for event in self.events if isinstance(event.cue, Hold))

    @property
    def words_by(self) -> str:
        """Who wrote what did not come with unknot, in words; "" when nothing is."""
        by = ", ".join(self.authors)
        return f"Own words and steps by {by}." if by else ""

    def sounding(self) -> Iterator[tuple[Event, Say | Chime | Play]]:
        """Every event that has a clip, with its cue, in time order, those inside holds too."""
        for outer in self.events:
            for event in (outer, *outer.inside):
                if isinstance(event.cue, Say | Chime | Play):
                    yield event, event.cue

    def treatments(self) -> Iterator[Treatment]:
        """What is treated, chapter by chapter."""
        for event in self.events:
            if isinstance(event.cue, Chapter) and event.cue.treatment:
                yield event.cue.treatment

    def opening(self) -> Iterator[Say]:
        """What is said before anything is treated."""
        for event in self.events:
            if isinstance(event.cue, Chapter) and event.cue.treatment:
                return
            if isinstance(event.cue, Say):
                yield event.cue

    def chapters(self) -> Iterator[tuple[Event, int]]:
        """Chapter events that players list, each with its end in ms."""
        marks = [e for e in self.events if isinstance(e.cue, Chapter) and not e.cue.inner]
        ends = [event.start for event in marks[1:]] + [self.length]
        return zip(marks, ends, strict=False)  # without any chapter, an end is left over
