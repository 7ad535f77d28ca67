"""audio/chimes: a chime as notes."""

from __future__ import annotations

from typing import Annotated

from unknot.content.records.base import FileName, Record, doc
from unknot.content.yaml.kinds import Ms, SourceId


class Note(Record, frozen=True, kw_only=True):
    """One struck tone of a chime."""

    at: Annotated[Ms, doc("When it starts")]
    hz: Annotated[int, doc("Fundamental, in Hz")]
    length: Annotated[Ms, doc("How long it rings")]
    level: Annotated[float, doc("In dB against the chime's loudest note")] = 0.0
    overtones: Annotated[tuple[float, ...], doc("Levels of the 2nd, 3rd … harmonic, in dB")] = ()


class ChimeRecipe(Record, frozen=True, kw_only=True):
    """audio/chimes/KIND.yaml: a chime as notes."""

    id: FileName
    title: Annotated[str, doc("When it is heard")]
    notes: Annotated[tuple[Note, ...], doc("The notes, which may overlap")]
    sources: Annotated[tuple[SourceId, ...], doc("Who says so")]

    @property
    def length_ms(self) -> int:
        return max((note.at + note.length for note in self.notes), default=0)
