"""A catalogue: which tracks to make of which sessions, in one file that is named on a command."""

from __future__ import annotations

from typing import Annotated

from unknot.content.records.values import Detail, Record, Sides, doc
from unknot.content.yaml.kinds import Id, Ms


class Matrix(Record, frozen=True, kw_only=True):
    """Every session in every way that is named: a track of each. What is left out is as the session
    says."""

    sessions: Annotated[tuple[Id, ...], doc("Sessions; else all of the workspace")] = ()
    languages: Annotated[tuple[str, ...], doc("Languages of scripts/, such as en")] = ()
    voices: Annotated[tuple[str, ...], doc("Voices, as --voice takes them")] = ()
    details: Annotated[tuple[Detail, ...], doc("How much is said")] = ()
    sides: Annotated[tuple[Sides, ...], doc("Which sides to treat")] = ()
    targets: Annotated[tuple[Ms, ...], doc("Lengths to fit each track to, such as 12m")] = ()
