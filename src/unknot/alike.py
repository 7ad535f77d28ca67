"""Values of which some fields do not count when two are compared."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Alike(Struct, frozen=True):
    """Equal to another of its type where all fields are but those in ``ASIDE``."""

    ASIDE: ClassVar[frozenset[str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def _told(self) -> tuple[object, ...]:
        names = self.__struct_fields__
        return tuple(getattr(self, name) for name in names if name not in self.ASIDE)
