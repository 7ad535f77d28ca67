"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from unknot.content.library import Library
from unknot.content.records.base import Record
from unknot.diagnostic import Place

#: Where, what is wrong, how to mend it if the rule's own hint does not say so, and which words of
#: the text there it is about.
Breach = tuple[Place, str] | tuple[Place, str, str] | tuple[Place, str, str, str]


class ContentRule(Struct, frozen=True):
    """What must hold for every record of the kinds ``of``, one at a time.

    A rule looks other records up in the library and passes over those it knows of but does not
    hold, for they have problems of their own.
    """

    code: str
    of: tuple[type[Record], ...]
    check: Callable[[Any, Library], Iterator[Breach]]
    hint: str = ""


def rule(
    code: str, *of: type[Record], hint: str = ""
) -> Callable[[Callable[[Any, Library], Iterator[Breach]]], ContentRule]:
    """Turn a function that yields breaches by a record into a rule with a stable code; ``hint``
    says how to mend those that say nothing of it themselves."""
    return lambda check: ContentRule(code, of, check, hint)


def clock(ms: int) -> str:
    """A length of time as an author writes it: ``1m30s``."""
    minutes, rest = divmod(ms, 60_000)
    parts = [f"{minutes}m"] if minutes else []
    if rest or not minutes:
        parts.append(f"{rest / 1000:g}s")
    return "".join(parts)
