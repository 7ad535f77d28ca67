"""scripts, sources and chimes: what the voice says and how, who says so, and what rings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import field

from unknot.content.records.base import FileName, Record, doc
from unknot.content.yaml.kinds import Country, Id, Ms, SourceId


class Line(Record, frozen=True, kw_only=True):
    """What the voice says at one place: sentences in order, or variants taken in turn."""

    say: Annotated[
        tuple[str, ...], doc("One sentence group, or a list spoken one after the other")
    ] = ()
    in_turn: Annotated[tuple[str, ...], doc("Variants, so that ten holds do not sound alike")] = ()
    helper: Annotated[tuple[str, ...], doc("What a helper hears instead")] = ()
    short: Annotated[tuple[str, ...], doc("The same in at most six words a sentence")] = ()
    safety: Annotated[bool, doc("Heard in full at every detail")] = False
    sources: Annotated[tuple[SourceId, ...], doc("Who says so")]

    @property
    def said(self) -> tuple[str, ...]:
        """Its sentences in full, in order or in turn."""
        return self.say or self.in_turn


class Script(Record, frozen=True, kw_only=True):
    """scripts/LANG/ID.yaml of a muscle or technique; shared.yaml is what all fall back on."""

    id: FileName
    lines: Annotated[Mapping[Id, Line], doc("By the name that steps use")]
    author: Annotated[str, doc("Who wrote it, where unknot did not bring it along")] = ""
    reviewed_by: Annotated[str, doc("The health professional who looked it through")] = ""


class Term(Record, frozen=True, kw_only=True):
    """How one written term is spoken."""

    say: Annotated[str, doc("A respelling that engines read correctly")]
    ipa: Annotated[str, doc("In the International Phonetic Alphabet")] = ""
    engines: Annotated[Mapping[str, str], doc("A respelling for one engine alone, by its name")] = (
        field(default_factory=dict)
    )


class Lexicon(Record, frozen=True, kw_only=True):
    """scripts/LANG/lexicon.yaml: how terms are spoken, whatever the engine's own guess."""

    id: FileName
    terms: Annotated[Mapping[str, Term], doc("By the written term, in lower case")]
    author: Annotated[str, doc("Who wrote it, where unknot did not bring it along")] = ""


class Source(Record, frozen=True, kw_only=True):
    """One row of atlas/sources.yaml."""

    kind: Annotated[Literal["seed", "outside", "conflict", "inference"], doc("What sort of source")]
    title: Annotated[str, doc("The claim or the publication")]
    where: Annotated[str, doc("Where to read it: an article, a DOI, an address")] = ""


class Sources(Record, frozen=True, kw_only=True):
    """atlas/sources.yaml: everything that content may cite."""

    id: FileName
    sources: Annotated[Mapping[SourceId, Source], doc("By id")]


class EmergencyNumber(Record, frozen=True, kw_only=True):
    """Whom to call in one country."""

    number: Annotated[str, doc("As it is dialled")]
    say: Annotated[str, doc("As it is spoken, such as triple zero")]
    sources: Annotated[tuple[SourceId, ...], doc("Who says so")]


class Emergency(Record, frozen=True, kw_only=True):
    """atlas/emergency.yaml: emergency numbers by country."""

    id: FileName
    countries: Annotated[
        Mapping[Country, EmergencyNumber], doc("By two capital letters (ISO 3166)")
    ]


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
