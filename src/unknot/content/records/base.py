"""What all records share, the values that YAML files become: one kind for each kind of file.

The decoder builds them straight from the type hints, and the JSON Schemas come from the same hints.
Field names are the YAML keys with ``-`` for ``_``; ``doc`` texts feed the schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from unknot.content.yaml.kinds import SourceId
from unknot.diagnostic import Place


class Alike(Struct, frozen=True):
    """Equal to another of its type where all fields are but those in ``ASIDE``."""

    ASIDE: ClassVar[frozenset[str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        if other is self:
            return True
        if type(other) is not type(self):
            return NotImplemented
        return self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def _told(self) -> tuple[object, ...]:
        names = self.__struct_fields__
        return tuple(getattr(self, name) for name in names if name not in self.ASIDE)


#: How the person lies. ``side-lying`` is always on the side opposite the treated one (INV-29).
PositionName = Literal["prone", "side-lying", "supine-on", "seated"]
#: What a session must ask for before it may be built; each is spoken as a line `opt-in-…`.
OptIn = Literal[
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf"
]
SourceMap = Mapping[str, tuple[SourceId, ...]]


#: Filled by the loader from the file's name instead of from its text.
FileName = Annotated[str, Meta(title="file name")]


def doc(text: str) -> Meta:
    """What a key is for, in its type: ``Annotated[str, doc("...")]``."""
    return Meta(description=text)


class Record(Alike, frozen=True, kw_only=True):
    """Anything decoded from YAML: knows where each of its keys was written ("" is itself); a number
    is a spot in the file of that."""

    ASIDE = frozenset({"places"})

    places: Mapping[str, Place | int] = field(default_factory=dict)

    def place(self, key: str = "") -> Place:
        itself = self.places.get("") or Place("?")
        assert isinstance(itself, Place)
        found = self.places.get(key) or itself
        return itself.at(found) if isinstance(found, int) else found
