"""Bodies: build, skin and hair are parameters, and nobody is the usual one. And the colours of
pictures (data/colours.json): light, dark, or as the reader's screen is; four tones of skin.

On light skin what is marked is drawn dark, on deep skin pale: each is seen without its hue.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from zlib import crc32

from msgspec import Struct

Theme = Literal["light", "dark", "auto"]
Tone = Literal["pale", "fair", "brown", "deep"]
Colours = dict[str, str]

#: Whoever helps is another person, told apart by the sleeve's colour where there is one.
_HELPER: dict[Tone, Tone] = {"pale": "brown", "fair": "deep", "brown": "pale", "deep": "fair"}


def colours(theme: Theme, tone: Tone) -> Colours:
    """Every colour by its name; of ``auto``, the light ones."""
    known = drawing_data("colours")
    skin, helper = dict(known["tones"][tone]), known["tones"][_HELPER[tone]]["skin"]
    ground = known["dark" if theme == "dark" else "light"]
    found = {**ground, **known[skin.pop("marks")], **skin, "helper": helper}
    if theme == "dark" and tone in ("brown", "deep"):
        found["hair"] = "#3a302c"  # near-black hair would be lost in a dark ground
    return found


@cache
def drawing_data(name: str) -> Any:
    """What data/NAME.json holds."""
    path = files("unknot.pictures") / "data" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


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
    return {name: tuple(map(_mark, marks)) for name, marks in drawing_data(build).items()}


def _mark(row: list[object]) -> Mark:
    kind, colour, path, amount, fine, hair = [*row, 0, ""][:6] if len(row) < 6 else row
    return str(kind), str(colour), str(path), float(str(amount)), int(bool(fine)), str(hair or "")
