"""Folding: how wide the terminal is, and lines that fit it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

_NARROW, _WIDE = 40, 100


def folded_for(stream: TextIO, lines: Iterable[str], indent: str = "  ") -> Iterator[str]:
    """``lines`` set in by ``indent``, folded where ``stream`` is a terminal; else as they are,
    one line each, for programs."""
    width = columns() if stream.isatty() else None
    for line in lines:
        if width and len(indent + line) > width:
            from unknot.timeline.sheet import folded

            started = indent + line
            deeper = started[: len(started) - len(started.lstrip())] + "  "
            yield from folded(started, width, deeper)
        else:
            yield indent + line


def columns() -> int:
    """How wide the terminal is; 80 where there is none."""
    from shutil import get_terminal_size

    return max(_NARROW, min(get_terminal_size().columns, _WIDE))
