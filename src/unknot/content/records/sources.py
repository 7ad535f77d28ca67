"""atlas/sources.yaml and atlas/emergency.yaml: who says so, and whom to call."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from unknot.content.records.base import Record, doc, file_name
from unknot.content.yaml.kinds import Country, Id, SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """One row of atlas/sources.yaml."""

    kind: Literal["seed", "outside", "conflict", "inference"] = doc("What sort of source")
    title: str = doc("The claim or the publication")
    where: str = doc("Where to read it: an article, a DOI, an address", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources(Record):
    """atlas/sources.yaml: everything that content may cite."""

    id: Id = file_name()
    sources: Mapping[SourceId, Source] = doc("By id")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNumber(Record):
    """Whom to call in one country."""

    number: str = doc("As it is dialled")
    say: str = doc("As it is spoken, such as triple zero")
    sources: tuple[SourceId, ...] = doc("Who says so")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency(Record):
    """atlas/emergency.yaml: emergency numbers by country."""

    id: Id = file_name()
    countries: Mapping[Country, EmergencyNumber] = doc("By two capital letters (ISO 3166)")
