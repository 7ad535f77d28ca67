"""atlas/sources.yaml and atlas/emergency.yaml: who says so, and whom to call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from unknot.content.records.base import FileName, Record, doc
from unknot.content.yaml.kinds import Country, SourceId


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
