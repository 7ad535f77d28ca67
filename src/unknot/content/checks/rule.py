"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from unknot.content.library import Library
from unknot.content.records.base import Record
from unknot.diagnostic import Place

#: Where, what is wrong, and how to mend it (or nothing); and which words of the text there.
Breach = tuple[Place, str, str] | tuple[Place, str, str, str]


class ContentRule(Struct, frozen=True):
    """What must hold for every record of the kinds ``of``, one at a time.

    A rule looks other records up in the library and passes over those it knows of but does not
    hold, for they have problems of their own.
    """

    code: str
    of: tuple[type[Record], ...]
    check: Callable[[Any, Library], Iterator[Breach]]


def rule(
    code: str, *of: type[Record]
) -> Callable[[Callable[[Any, Library], Iterator[Breach]]], ContentRule]:
    """Turn a function that yields breaches by a record into a rule with a stable code."""
    return lambda check: ContentRule(code, of, check)


def clock(ms: int) -> str:
    """A length of time as an author writes it: ``1m30s``."""
    minutes, rest = divmod(ms, 60_000)
    parts = [f"{minutes}m"] if minutes else []
    if rest or not minutes:
        parts.append(f"{rest / 1000:g}s")
    return "".join(parts)
