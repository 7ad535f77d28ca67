"""audio/chimes: a chime as notes."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from dataclasses import dataclass

from unknot.content.records.base import Record, doc, file_name
from unknot.content.yaml.kinds import Id, Ms, SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """One struck tone of a chime."""

    at: Ms = doc("When it starts")
    hz: int = doc("Fundamental, in Hz")
    length: Ms = doc("How long it rings")
    level: float = doc("In dB against the chime's loudest note", default=0.0)
    overtones: tuple[float, ...] = doc("Levels of the 2nd, 3rd … harmonic, in dB", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChimeRecipe(Record):
    """audio/chimes/KIND.yaml: a chime as notes."""

    id: Id = file_name()
    title: str = doc("When it is heard")
    notes: tuple[Note, ...] = doc("The notes, which may overlap")
    sources: tuple[SourceId, ...] = doc("Who says so")

    @property
    def length_ms(self) -> int:
        return max((note.at + note.length for note in self.notes), default=0)
