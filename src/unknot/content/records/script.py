"""scripts: what the voice says, and how terms are spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import field

from unknot.content.records.base import FileName, Record, doc
from unknot.content.yaml.kinds import Id, SourceId


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
