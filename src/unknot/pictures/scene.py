"""A picture: layers of a body in a frame, as SVG. The other side is the mirror image."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from msgspec import Struct

from unknot.pictures.people import Colours, Figure, Mark, Theme, colours, layers

Box = tuple[int, int, int, int]
#: Small pictures, of some 100 pixels: heavier lines, and no fine ones.
_HEAVIER = 1.9


class Layer(Struct, frozen=True):
    """A layer by name; ``mirrored`` is for the left side, as everything is drawn for the right."""

    name: str
    mirrored: bool = False


class Scene(Struct, frozen=True, kw_only=True):
    """``box`` is (left, top, width, height), a thousand to a head; ``title`` says what is seen.

    ``image``: a mark that is drawn as it is, of a picture that is not made of layers.
    """

    person: Figure
    box: Box
    layers: tuple[Layer, ...]
    title: str = ""
    small: bool = False
    image: str = ""

    def svg(self, theme: Theme = "light", ground: bool = True) -> str:
        """The picture as a file of its own; ``auto`` follows the reader's setting."""
        x, y, w, h = self.box
        paint = Paint(theme, self.person)
        inner = self.drawn(paint)
        back = f'<path d="M{x} {y}h{w}v{h}H{x}z" {paint.fill("ground")}/>' if ground else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {w} {h}" role="img">'
            f"<title>{escape(self.title)}</title>{paint.style()}{back}{inner}</svg>"
        )

    def drawn(self, paint: Paint) -> str:
        """The marks alone, to be put into another picture."""
        heavy = min(1.0, self.box[3] / 7500) ** 0.7 * (_HEAVIER if self.small else 1)
        groups = [self.image]
        for layer in self.layers:
            marks = "".join(
                self._marks(layers(self.person.build).get(layer.name, ()), paint, heavy)
            )
            groups.append(mirrored(marks) if layer.mirrored else marks)
        return '<g stroke-linecap="round" stroke-linejoin="round">' + "".join(groups) + "</g>"

    def _marks(self, marks: Iterable[Mark], paint: Paint, heavy: float) -> Iterator[str]:
        for kind, colour, d, amount, fine, hair in marks:
            if (hair and hair != self.person.hair) or (fine and self.small):
                continue
            if kind == "fill":
                see = f' fill-opacity="{amount:g}"' if amount < 1 else ""
                yield f'<path d="{d}" {paint.fill(colour)}{see}/>'
            else:
                wide = round(amount * heavy)
                yield f'<path d="{d}" fill="none" {paint.stroke(colour)} stroke-width="{wide}"/>'


def mirrored(marks: str) -> str:
    """Marks of the right side, as those of the left."""
    return f'<g transform="scale(-1 1)">{marks}</g>'


class Paint:
    """Colours by name, written into each mark, or as classes of a style sheet for ``auto``."""

    def __init__(self, theme: Theme, person: Figure, also: Colours | None = None) -> None:
        self._auto = theme == "auto"
        self._light = {**colours("light" if self._auto else theme, person.tone), **(also or {})}
        self._dark = {**colours("dark", person.tone), **(also or {})}
        self._used: set[str] = set()

    def fill(self, colour: str) -> str:
        return self._paint("fill", colour)

    def stroke(self, colour: str) -> str:
        return self._paint("stroke", colour)

    def _paint(self, how: str, colour: str) -> str:
        self._used.add(colour)
        return f'class="{how[0]}-{colour}"' if self._auto else f'{how}="{self._light[colour]}"'

    def style(self) -> str:
        """The style sheet of all that was used so far; nothing unless ``auto``."""
        if not self._auto:
            return ""
        light, dark = (
            "".join(f".f-{c}{{fill:{p[c]}}}.s-{c}{{stroke:{p[c]}}}" for c in sorted(self._used))
            for p in (self._light, self._dark)
        )
        return f"<style>{light}@media(prefers-color-scheme:dark){{{dark}}}</style>"
