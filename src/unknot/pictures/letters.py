"""Words in pictures, as outlines: no picture depends on the fonts of the machine that shows it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any


def font_file(name: str = "Roboto-Medium") -> bytes:
    """A font that comes with unknot: Latin, Greek and Cyrillic letters (Apache-2.0)."""
    return (files("unknot.pictures") / "data" / "fonts" / f"{name}.ttf").read_bytes()


def drawable(text: str) -> bool:
    """Whether every letter of ``text`` can be drawn; a word with gaps would be worse than none."""
    known = _font()[1]
    return all(ord(letter) in known for letter in text)


def width(text: str, size: float) -> float:
    """How wide ``text`` is in letters of ``size``."""
    _, names, glyphs, units = _font()
    return float(sum(glyphs[names[ord(letter)]].width for letter in text)) * size / units


def outline(text: str, x: float, y: float, size: float) -> str:
    """SVG path data for ``text`` with its baseline starting at (x, y)."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    _, names, glyphs, units = _font()
    scale = size / units
    found = []
    for letter in text:
        glyph = glyphs[names[ord(letter)]]
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{round(number, 1):g}")
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        found.append(pen.getCommands())
        x += glyph.width * scale
    return "".join(found)


def fit(
    text: str, room: tuple[float, float], most: float, lines: int = 4
) -> tuple[float, list[str]]:
    """The largest letters in which ``text`` fits into ``room``, and its lines.

    A word is never broken. (0, []) when there is nothing that can be drawn.
    """
    words = text.split()
    if not words or not drawable("".join(words)):
        return 0.0, []
    best: tuple[float, list[str]] = (0.0, [])
    for count in range(1, min(len(words), lines) + 1):
        rows = balanced(words, count)
        widest = max(width(row, 1) for row in rows)
        size = min(room[0] / widest, room[1] / (len(rows) * LEADING), most)
        if size > best[0] * _GAIN:  # another line must be worth it
            best = (size, rows)
    return best


#: How much larger letters must get for it.
_GAIN = 1.12
#: From one line to the next, in sizes of the letters.
LEADING = 1.14


def balanced(words: list[str], count: int) -> list[str]:
    """``words`` in ``count`` lines, the widest of them as narrow as can be."""

    def rows(most: float) -> list[str] | None:
        found = [words[0]]
        for word in words[1:]:
            if width(f"{found[-1]} {word}", 1) <= most:
                found[-1] += f" {word}"
            else:
                found.append(word)
        return (
            found if len(found) <= count and all(width(row, 1) <= most for row in found) else None
        )

    low, high = 0.0, width(" ".join(words), 1)
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if rows(middle) else (middle, high)
    return rows(high) or [" ".join(words)]


@cache
def _font() -> tuple[Any, dict[int, str], Any, int]:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(font_file()))
    return font, font.getBestCmap(), font.getGlyphSet(), font["head"].unitsPerEm
