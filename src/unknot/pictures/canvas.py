"""A canvas of pixels: scenes, shapes and words put together into one SVG."""

from __future__ import annotations

from unknot.pictures import letters
from unknot.pictures.scene import Box, Paint, Scene


class Canvas:
    """Square, ``size`` pixels wide; colours are written in, as a canvas is always rasterised."""

    def __init__(self, size: int, ground: str) -> None:
        self.size = size
        self._marks = [f'<path d="M0 0h{size}v{size}H0z" fill="{ground}"/>']

    def add(self, mark: str) -> None:
        self._marks.append(mark)

    def scene(
        self, scene: Scene, at: tuple[float, float, float, float], box: Box | None = None
    ) -> None:
        """Put a scene, or the ``box`` of it, into (left, top, width, height), cut at its edges."""
        x, y, w, h = at
        view = " ".join(map(str, box or scene.box))
        drawn = scene.drawn(Paint("light", scene.person))
        self.add(
            f'<svg x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" viewBox="{view}" '
            f'preserveAspectRatio="xMidYMid slice">{drawn}</svg>'
        )

    def circle(
        self, at: tuple[float, float], r: float, fill: str, stroke: str = "none", wide: float = 0
    ) -> None:
        x, y = at
        self.add(
            f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="{wide:g}"/>'
        )

    def round(
        self, scene: Scene, at: tuple[float, float], r: float, box: Box, ground: str, rim: str
    ) -> None:
        """The ``box`` of a scene seen through a round window."""
        x, y = at
        name = f"c{len(self._marks)}"
        self.circle(at, r, ground)
        self.add(f'<clipPath id="{name}"><circle cx="{x:g}" cy="{y:g}" r="{r:g}"/></clipPath>')
        self.add(f'<g clip-path="url(#{name})">')
        self.scene(scene, (x - r, y - r, 2 * r, 2 * r), box)
        self.add("</g>")
        self.circle(at, r, "none", rim, r * 0.045)

    def words(self, text: str, at: tuple[float, float], size: float, colour: str) -> None:
        """``text`` with its baseline starting at a place."""
        self.add(f'<path d="{letters.outline(text, *at, size)}" fill="{colour}"/>')

    def svg(self) -> str:
        s = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {s} {s}">'
            + "".join(self._marks)
            + "</svg>"
        )
