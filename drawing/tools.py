"""What touches the muscle: the massager, the long-handled stick, and where the hand holds each."""

from __future__ import annotations

from dataclasses import dataclass

from drawing.layer import Layer
from drawing.shapes import Shape, Spot, blob, box, disc, join, limb, put, upside_down

_BODY = limb(
    (-0.12, 0, 0.20),
    (-0.24, -0.05, 0.17),
    (-0.42, -0.26, 0.085),
    (-0.62, -0.50, 0.08),
    (-0.86, -0.78, 0.085),
).intersection(box(-2, -2, -0.07, 2))
_PAD = blob(
    (0, -0.24),
    (0.012, 0),
    (0, 0.24),
    (-0.05, 0.285),
    (-0.105, 0.27),
    (-0.12, 0),
    (-0.105, -0.27),
    (-0.05, -0.285),
)
_SHAFT = limb((0, 0, 0.14), (-0.26, -0.24, 0.085), (-0.56, -0.50, 0.08), (-0.85, -0.76, 0.085))


@dataclass(frozen=True, slots=True)
class Rest:
    """Where a tool rests, in heads, and how it is seen: its ``edge``, or its ``top``.

    ``turn`` in degrees; ``down`` has the handle below the place instead of above it.
    """

    at: Spot
    turn: float
    view: str
    down: bool = False


def draw_massager(layer: Layer, rest: Rest) -> Spot:
    """Draw it with its pad at the place; returns where the hand grips."""

    def place(shape: Shape) -> Shape:
        return put(upside_down(shape) if rest.down else shape, rest.at, rest.turn)

    if rest.view == "edge":
        layer.part("device", place(_BODY))
        layer.part("pad", place(_PAD))
        return _spot(place(disc((-0.60, -0.47), 0.01)))
    layer.part("pad", disc(rest.at, 0.275))
    layer.part("device", join(disc(rest.at, 0.215), place(_SHAFT), fill=0.08))
    return _spot(place(disc((-0.56, -0.50), 0.01)))


def draw_stick(layer: Layer, rest: Rest) -> Spot:
    """A stick with a bent end: its knob at the place, its shaft back and up to the hand."""

    def place(shape: Shape) -> Shape:
        return put(shape, rest.at, rest.turn)

    shaft = place(
        limb(
            (-0.05, 0, 0.05),
            (-0.35, 0.02, 0.05),
            (-0.56, -0.16, 0.05),
            (-0.68, -0.5, 0.05),
            (-1.0, -1.6, 0.05),
            (-1.16, -2.15, 0.05),
        )
    )
    layer.part("device", shaft)
    layer.part("pad", disc(rest.at, 0.1))
    return _spot(place(disc((-0.78, -0.85), 0.01)))


def _spot(shape: Shape) -> Spot:
    middle = shape.centroid
    return middle.x, middle.y
