"""A person seen from behind, with the places that are treated: a sketch, not anatomy.

On a grid of 100 by 200. Seen from behind, the listener's right is on the viewer's right.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unknot.content.records.values import Region, Side

if TYPE_CHECKING:
    from PIL import ImageDraw

Spot = tuple[Region, Side]
Box = tuple[float, float, float, float]

#: Centre and half axes of each region on the right; x counts from the middle.
_SPOTS: dict[str, tuple[float, float, float, float]] = {
    "low-back-paraspinal": (5.5, 80, 3.5, 12),
    "flank-between-rib-and-pelvis": (11, 84, 3.6, 7),
    "buttock": (9.5, 108, 7, 7),
    "lateral-hip": (16, 104, 3.6, 7),
    "forearm": (29, 92, 3.4, 9),
    "calf": (8.5, 164, 4, 10),
}
_MIDDLE = 50.0
_TORSO = [(4, 27), (9, 32), (21, 36), (19, 52), (14, 80), (18, 104), (17.5, 118), (0, 118)]
_LEG = [(18, 106), (14, 150), (10, 192), (5, 192), (4, 150), (0.8, 112)]
_ARM = [(19.5, 40), (26, 74), (30.5, 106)]
_ARM_WIDTH = 8.0


def spot_at(spot: Spot) -> tuple[float, float]:
    """The middle of a spot on the grid; the middle of the back when nothing is shown."""
    region, side = spot
    if region not in _SPOTS:
        return _MIDDLE, 90.0
    x, y, _, _ = _SPOTS[region]
    return _MIDDLE + (x if side == "right" else -x), y


def draw_figure(
    draw: ImageDraw.ImageDraw, view: Box, scale: float, at: tuple[float, float], *,
    body: str, mark: str, spots: Iterable[Spot],
) -> None:  # fmt: skip
    """Draw what ``view`` (left, top, right, bottom on the grid) shows, ``scale`` pixels a unit."""
    left, top, _, _ = view

    def spread(x: float, y: float) -> tuple[float, float]:
        return at[0] + (x - left) * scale, at[1] + (y - top) * scale

    def oval(x: float, y: float, wide: float, high: float, colour: str) -> None:
        draw.ellipse([*spread(x - wide, y - high), *spread(x + wide, y + high)], fill=colour)

    oval(_MIDDLE, 15, 9, 11.5, body)
    for way in (-1, 1):
        for outline in (_TORSO, _LEG):
            inner = [] if outline is _LEG else [(0.0, outline[0][1])]
            draw.polygon([spread(_MIDDLE + way * x, y) for x, y in [*inner, *outline]], fill=body)
        arm = [spread(_MIDDLE + way * x, y) for x, y in _ARM]
        draw.line(arm, fill=body, width=round(_ARM_WIDTH * scale), joint="curve")
        for x, y in (_ARM[0], _ARM[-1]):
            oval(_MIDDLE + way * x, y, _ARM_WIDTH / 2, _ARM_WIDTH / 2, body)
    for region, side in sorted(set(spots)):
        if region in _SPOTS:
            _, _, wide, high = _SPOTS[region]
            oval(*spot_at((region, side)), wide, high, mark)
