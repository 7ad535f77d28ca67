"""A layer: fills and lines in the order of painting, as the data that unknot joins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drawing.paths import path
from drawing.shapes import Shape, edge, union

#: Widths of lines where none is given, in thousandths of a head.
WIDTHS = {
    "line": 34,
    "inner": 20,
    "pillow-line": 20,
    "fibre": 14,
    "bone-line": 24,
    "keep": 26,
    "chair-line": 24,
}


class Layer:
    """Marks: ["fill", colour, path, opacity] or ["line", colour, path, width, fine]; a sixth item
    names the hair that a mark is of."""

    def __init__(self) -> None:
        self.marks: list[list[Any]] = []

    def add(self, other: Layer, hair: str = "") -> None:
        for mark in other.marks:
            whole = [*mark, 0][:5]
            self.marks.append([*whole, hair] if hair else whole)

    def fill(self, colour: str, shape: Shape, opacity: float = 1) -> None:
        if d := path(shape):
            self.marks.append(["fill", colour, d, opacity])

    def line(self, colour: str, shape: Shape, width: int = 0, fine: bool = False) -> None:
        """``fine`` lines are left out of small pictures."""
        if d := path(shape):
            self.marks.append(["line", colour, d, width or WIDTHS[colour], int(fine)])

    def part(
        self, colour: str, shape: Shape, wear: Sequence[tuple[str, Shape]] = (),
        joins: Sequence[Shape] = (), line: str = "line", width: int = 0,
    ) -> None:  # fmt: skip
        """A filled part with clothes; its outline is left out where it ``joins`` others.

        Skin under clothes is cut away, or a hairline of it would show along the edge.
        """
        under = union([region for _, region in wear]).buffer(-0.02) if wear else None
        self.fill(colour, shape.difference(under) if under is not None else shape)
        for cloth, region in wear:
            worn = shape.intersection(region)
            self.fill(cloth, worn)
            self.line("inner", worn.boundary.difference(shape.boundary.buffer(0.012)), 20)
        self.line(line, edge(shape, joins), width)
