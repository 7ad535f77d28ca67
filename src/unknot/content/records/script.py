"""scripts: what the voice says, and how terms are spoken."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unknot.content.records.base import Record, doc, file_name
from unknot.content.yaml.kinds import Id, SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Record):
    """What the voice says at one place: sentences in order, or variants taken in turn."""

    say: tuple[str, ...] = doc(
        "One sentence group, or a list spoken one after the other", default=()
    )
    in_turn: tuple[str, ...] = doc("Variants, so that ten holds do not sound alike", default=())
    helper: tuple[str, ...] = doc("What a helper hears instead", default=())
    short: tuple[str, ...] = doc("The same in at most six words a sentence", default=())
    safety: bool = doc("Heard in full at every detail", default=False)
    sources: tuple[SourceId, ...] = doc("Who says so")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Record):
    """scripts/LANG/ID.yaml of a muscle or technique; shared.yaml is what all fall back on."""

    id: Id = file_name()
    lines: Mapping[Id, Line] = doc("By the name that steps use")
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """How one written term is spoken."""

    say: str = doc("A respelling that engines read correctly")
    ipa: str = doc("In the International Phonetic Alphabet", default="")
    engines: Mapping[str, str] = doc(
        "A respelling for one engine alone, by its name", default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon(Record):
    """scripts/LANG/lexicon.yaml: how terms are spoken, whatever the engine's own guess."""

    id: Id = file_name()
    terms: Mapping[str, Term] = doc("By the written term, in lower case")
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")
