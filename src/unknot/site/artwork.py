"""Covers and chapter pictures, drawn: the same content gives the same bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from unknot.errors import SiteError
from unknot.site.figure import Spot, draw_figure, spot_at

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

COVER = 3000
EMBEDDED = 600
CHAPTER = 300
_SAFE = 0.8  # players lay buttons over the bottom fifth of a cover (Apple)
_MARGIN = 180
_LETTERS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Four calm colours; text on ground has a contrast of at least 7 to 1."""

    ground: str
    body: str
    mark: str
    text: str


PALETTES = (
    Palette(ground="#e6efe9", body="#b6cdc1", mark="#1f6f5c", text="#14352c"),
    Palette(ground="#e8edf4", body="#b9c7da", mark="#2f5f93", text="#152a45"),
    Palette(ground="#f3ece4", body="#dac8b4", mark="#9a5a2b", text="#44260f"),
    Palette(ground="#efe9f2", body="#cbbcd6", mark="#6f4a8e", text="#2f1b41"),
)


def palette(name: str) -> Palette:
    """The colours of a session or channel, from its id, so that they stay."""
    return PALETTES[sum(name.encode()) % len(PALETTES)]


def check() -> None:
    """Raises SiteError when Pillow is not here."""
    _pillow()


def cover(title: str, spots: Iterable[Spot], colours: Palette) -> bytes:
    """A cover of 3000 x 3000 as JPEG: the title as large as it goes, and where it is treated."""
    image, draw = _canvas(COVER, colours.ground)
    height = COVER * _SAFE - _MARGIN
    scale = height / 130
    view = (16.0, 0.0, 84.0, 130.0)
    draw_figure(
        draw, view, scale, (COVER - 68 * scale - _MARGIN / 3, _MARGIN),
        body=colours.body, mark=colours.mark, spots=spots,
    )  # fmt: skip
    draw.rectangle([0, COVER * _SAFE, COVER, COVER], fill=colours.mark)
    _write(draw, title, (_MARGIN, _MARGIN), (COVER * 0.55, height), colours.text)
    return _jpeg(image)


def chapter_picture(spot: Spot | None, colours: Palette) -> bytes:
    """A picture of 300 x 300 for a chapter: the place, and its side in letters."""
    fine = CHAPTER * 4
    image, draw = _canvas(fine, colours.ground)
    _, y = spot_at(spot) if spot else (0.0, 70.0)
    scale = fine / 84
    top = min(max(y - 42, 0), 200 - 84)
    draw_figure(
        draw, (8.0, top, 92.0, top + 84), scale, (0, 0),
        body=colours.body, mark=colours.mark, spots=[spot] if spot else [],
    )  # fmt: skip
    if spot:
        side = spot[1].upper()
        font = _font(fine * 0.13)
        wide = draw.textlength(side, font=font)
        x = fine - wide - 40 if spot[1] == "right" else 40
        draw.text((x, fine * 0.03), side, font=font, fill=colours.text)
    return _jpeg(image.resize((CHAPTER, CHAPTER), _pillow().Image.Resampling.LANCZOS), 80)


def smaller(data: bytes, size: int = EMBEDDED) -> bytes:
    """A cover small enough to travel in front of the sound of every track."""
    modules = _pillow()
    with modules.Image.open(BytesIO(data)) as image:
        resized = image.convert("RGB").resize((size, size), modules.Image.Resampling.LANCZOS)
    return _jpeg(resized, 80)


def _write(
    draw: ImageDraw.ImageDraw, text: str, at: tuple[float, float],
    room: tuple[float, float], colour: str,
) -> None:  # fmt: skip
    """``text`` in at most four lines, in the largest letters that fit."""
    words = drawable(text).split()
    if not words:
        return
    best: tuple[float, list[str]] = (0.0, [])
    for count in range(1, min(len(words), 4) + 1):
        lines = _lines(words, count)
        widest = max(draw.textlength(line, font=_font(100)) for line in lines)
        size = min(room[0] / widest * 100, room[1] / len(lines) / 1.15, 760)
        best = max(best, (size, lines), key=lambda one: one[0])
    size, lines = best
    for index, line in enumerate(lines):
        draw.text((at[0], at[1] + index * size * 1.12), line, font=_font(size), fill=colour)


def _lines(words: list[str], count: int) -> list[str]:
    """``words`` in ``count`` lines, none much longer than the others."""
    target = sum(map(len, words)) / count
    lines: list[list[str]] = [[]]
    for index, word in enumerate(words):
        full = sum(map(len, lines[-1])) + len(word) / 2 > target
        left = len(words) - index
        if lines[-1] and len(lines) < count and (full or left <= count - len(lines)):
            lines.append([])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def drawable(text: str) -> str:
    """``text`` in the letters of the font that comes with Pillow; "" if too few would be left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    letters = sum(each.isalnum() for each in text)
    kept = sum(each.isalnum() for each in plain)
    return plain if letters and kept >= letters * _LETTERS else ""


def _canvas(size: int, colour: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    modules = _pillow()
    image = modules.Image.new("RGB", (size, size), colour)
    return image, modules.ImageDraw.Draw(image)


def _font(size: float) -> Any:
    return _pillow().ImageFont.load_default(size)


def _jpeg(image: Image.Image, quality: int = 85) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True, dpi=(72, 72))
    return file.getvalue()


def _pillow() -> Any:
    try:
        import PIL
        from PIL import Image, ImageDraw, ImageFont  # noqa: F401 - reached as attributes of PIL
    except ImportError as error:
        hint = "install it with: python -m pip install 'unknot[site]'"
        raise SiteError("covers", "need Pillow, which is not here", hint) from error
    return PIL
