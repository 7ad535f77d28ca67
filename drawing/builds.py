"""Builds: how wide and how deep a body is at each height, beside the one all numbers are for."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from drawing.shapes import Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Shares of the plain build's measures; ``belly`` and ``bust`` in heads to the front."""

    shoulder: float = 1.0
    waist: float = 1.0
    hip: float = 1.0
    limb: float = 1.0
    belly: float = 0.0
    bust: float = 0.0
    seat: float = 1.0

    def wide(self, y: float) -> float:
        """How much wider the trunk and thighs are at height ``y``, seen from behind."""
        at = ((1.0, 1.0), (1.4, self.shoulder), (2.0, self.shoulder), (2.75, self.waist),
              (3.5, self.hip), (4.1, self.hip), (5.3, self.limb), (7.5, 1.0))  # fmt: skip
        return _between(at, y)

    def across(self, points: Points) -> list[tuple[float, ...]]:
        """Points (x, y, more) of the view from behind, moved as this build has them."""
        return [(x * self.wide(y), y, *more) for x, y, *more in points]

    def deep(self, points: Points) -> list[tuple[float, ...]]:
        """Points of the view from the side, facing right."""
        return [(self.depth(x, y), y, *more) for x, y, *more in points]

    def depth(self, x: float, y: float) -> float:
        if x < 0:
            return x * _between(
                ((2.4, 1.0), (3.0, 1 + (self.waist - 1) * 0.6), (3.5, self.seat), (4.1, self.seat)),
                y,
            )
        swell = self.belly * _between(
            ((2.0, 0.1), (2.5, 0.75), (2.95, 1.0), (3.35, 0.6), (3.8, 0.0)), y
        )
        return x + (
            swell + self.bust * _between(((1.5, 0.0), (1.95, 1.0), (2.15, 0.8), (2.5, 0.0)), y)
        ) * min(1, x / 0.2)

    def thick(self, stations: Points) -> list[tuple[float, ...]]:
        """Limb stations (x, y, radii) with this build's radii."""
        return [(x, y, *(r * self.limb for r in radii)) for x, y, *radii in stations]


def _between(table: tuple[tuple[float, float], ...], y: float) -> float:
    for (y0, v0), (y1, v1) in itertools.pairwise(table):
        if y < y0:
            return v0
        if y <= y1:
            t = (y - y0) / (y1 - y0)
            return v0 + (v1 - v0) * t * t * (3 - 2 * t)
    return table[-1][1]


BUILDS = {
    "plain": Build(),
    "curved": Build(shoulder=0.9, waist=0.95, hip=1.07, limb=0.95, bust=0.13, seat=1.04),
    "round": Build(shoulder=1.03, waist=1.28, hip=1.15, limb=1.14, belly=0.3, bust=0.05, seat=1.1),
}
