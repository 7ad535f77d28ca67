"""A catalogue: which tracks to make of which sessions, in one file that is named on a command."""

from __future__ import annotations

from dataclasses import dataclass

from unknot.content.records.values import Detail, Record, Sides, doc
from unknot.content.yaml.kinds import Id, Ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix(Record):
    """Every session in every way that is named: a track of each. What is left out is as the session
    says."""

    sessions: tuple[Id, ...] = doc("Sessions; else all of the workspace", default=())
    languages: tuple[str, ...] = doc("Languages of scripts/, such as en", default=())
    voices: tuple[str, ...] = doc("Voices, as --voice takes them", default=())
    details: tuple[Detail, ...] = doc("How much is said", default=())
    sides: tuple[Sides, ...] = doc("Which sides to treat", default=())
    targets: tuple[Ms, ...] = doc("Lengths to fit each track to, such as 12m", default=())
