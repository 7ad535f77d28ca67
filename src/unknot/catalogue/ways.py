"""Ways: every track that a matrix asks for, counted before one of them is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from math import prod
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from unknot.content.library import Library
from unknot.content.records.matrix import Matrix
from unknot.content.records.values import Detail, Sides
from unknot.errors import WorkspaceError
from unknot.timeline.overrides import Overrides

#: More tracks than this are surely a mistake: they would take weeks, and terabytes.
MOST_TRACKS = 100_000
_UNFIT = re.compile(r"[^A-Za-z0-9]+")


class Way(Struct, frozen=True, kw_only=True):
    """One track of a catalogue. ``target`` in ms; None leaves it to the session."""

    session: str
    language: str | None = None
    voice: str | None = None
    detail: Detail | None = None
    side: Sides | None = None
    target: int | None = None

    def overrides(self, asked: Overrides) -> Overrides:
        """``asked`` for every track, and this way on top."""
        facts = {name: value for name, value in asdict(self).items() if value is not None}
        del facts["session"]
        return replace(asked, **facts)

    @property
    def folder(self) -> PurePosixPath:
        """Where its track goes: a folder for each thing that the matrix names."""
        target = None if self.target is None else _length(self.target)
        parts = (self.language, self.voice, self.detail, self.side, target)
        return PurePosixPath(*(_file_name(part) for part in parts if part is not None))

    def row(self) -> dict[str, Any]:
        """As data."""
        facts = asdict(self)
        facts["target_ms"] = facts.pop("target")
        return facts


def ways(matrix: Matrix, library: Library) -> tuple[int, Iterator[Way]]:
    """How many tracks ``matrix`` asks for, and each of them, made when it is asked for.

    Raises WorkspaceError when they are too many, or when two would be one file.
    """
    lists: dict[str, tuple[Any, ...]] = {
        "language": _each(matrix.languages), "voice": _each(matrix.voices),
        "detail": _each(matrix.details), "side": _each(matrix.sides),
        "target": _each(matrix.targets),
        "session": tuple(dict.fromkeys(matrix.sessions)) or tuple(library.sessions),
    }  # fmt: skip
    if (count := prod(len(each) for each in lists.values())) > MOST_TRACKS:
        what = f"{matrix.place()} asks for {count:,} tracks; the most is {MOST_TRACKS:,}"
        raise WorkspaceError(what, "name fewer, or split it into several files")
    for name in ("languages", "voices"):
        given = lists[name[:-1]]
        if len({_file_name(each or "") for each in given}) < len(given):
            what = f"{matrix.place(name)}: two of them would have one folder: {', '.join(given)}"
            raise WorkspaceError(what, "give them to two files, with an --out for each")
    return count, (Way(**dict(zip(lists, each, strict=True))) for each in product(*lists.values()))


def _each(given: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(given)) or (None,)


def _length(ms: int) -> str:
    """As a person would write it: 8m, 14m40s."""
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes}m" * bool(minutes or not rest) + f"{rest / 1000:g}s" * bool(rest)


def _file_name(part: str) -> str:
    return _UNFIT.sub("-", part).strip("-").lower() or "other"
