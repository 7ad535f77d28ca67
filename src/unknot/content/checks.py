"""Sense: what the records say, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from unknot.content.place import Problem
from unknot.content.values import Record

if TYPE_CHECKING:
    from unknot.content.library import Library


def check(records: Iterable[Record], library: Library) -> Iterator[Problem]:
    """Every problem that the rules find in ``records``."""
    yield from ()
