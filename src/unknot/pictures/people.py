"""Bodies: build, skin and hair are parameters, and nobody is the usual one."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Literal
from zlib import crc32

from msgspec import Struct

from unknot.pictures.colours import Tone

BuildName = Literal["plain", "curved", "round"]
Hair = Literal["short", "tied", "curls"]
#: ("fill", colour, path, opacity, 0, hair) or ("line", colour, path, width, fine, hair).
Mark = tuple[str, str, str, float, int, str]


class Figure(Struct, frozen=True):
    """Who is shown: a build, a tone of skin, a kind of hair."""

    build: BuildName
    tone: Tone
    hair: Hair


#: The people shown, in turn.
PEOPLE = (
    Figure("curved", "fair", "tied"),
    Figure("plain", "deep", "short"),
    Figure("round", "pale", "short"),
    Figure("curved", "brown", "curls"),
    Figure("plain", "pale", "tied"),
    Figure("round", "deep", "curls"),
    Figure("plain", "brown", "short"),
)


def figure_for(name: str) -> Figure:
    """The figure shown for a session: always the same for the same id."""
    return PEOPLE[crc32(name.encode()) % len(PEOPLE)]


@cache
def layers(build: BuildName) -> dict[str, tuple[Mark, ...]]:
    """The layers drawn for a build, by name (drawing/__main__.py says which there are)."""
    text = (files("unknot.pictures") / "data" / f"{build}.json").read_text(encoding="utf-8")
    return {name: tuple(map(_mark, marks)) for name, marks in json.loads(text).items()}


def _mark(row: list[object]) -> Mark:
    kind, colour, path, amount, fine, hair = [*row, 0, ""][:6] if len(row) < 6 else row
    return str(kind), str(colour), str(path), float(str(amount)), int(bool(fine)), str(hair or "")
