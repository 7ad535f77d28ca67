"""What all records share: documented fields, and where each was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from unknot.content.yaml.kinds import SourceId
from unknot.diagnostic import Place

#: How the person lies. ``side-lying`` is always on the side opposite the treated one (INV-29).
PositionName = Literal["prone", "side-lying", "supine-on", "seated"]
#: What a session must ask for before it may be built; each is spoken as a line `opt-in-…`.
OptIn = Literal[
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf"
]
SourceMap = Mapping[str, tuple[SourceId, ...]]


def doc(text: str, **kwargs: Any) -> Any:
    """A dataclass field that carries its documentation."""
    return field(metadata={"doc": text}, **kwargs)


def places_field() -> Any:
    """Where each field of a record stands in its file; no part of the record's value."""
    return field(default_factory=dict, compare=False, repr=False, metadata={"from": "places"})


def file_name() -> Any:
    """A field that the loader fills from the file's name instead of from its text."""
    return field(metadata={"from": "file name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Anything decoded from YAML: knows where each of its keys was written ("" is itself)."""

    places: Mapping[str, Place] = places_field()

    def place(self, key: str = "") -> Place:
        return self.places.get(key) or self.places.get("") or Place("?")
