"""Lying on the back upon the massager, seen from beside the bed; the right side is near.

Drawn standing and facing right, then laid down: the head comes to the left, the face upwards.
"""

from __future__ import annotations

from drawing.builds import Build
from drawing.heads import draw_profile
from drawing.layer import Layer
from drawing.parts import HAND_SIDE, TRUNK_SIDE, arm, leg, reach
from drawing.shapes import Shape, blob, box, disc, join, limb, put, smooth, union
from drawing.standing import neckline
from drawing.tools import Rest

#: The elbow comes towards the viewer, so less of the arm is seen.
_SHORT = 0.68
_HIP, _SHOULDER = (-0.05, 3.5), (-0.05, 1.58)


class LaidDown(Layer):
    """A layer whose shapes are drawn standing."""

    def fill(self, colour: str, shape: Shape, opacity: float = 1) -> None:
        super().fill(colour, put(shape, turn=90), opacity)

    def line(self, colour: str, shape: Shape, width: int = 0, fine: bool = False) -> None:
        super().line(colour, put(shape, turn=90), width, fine)


def on_the_back(build: Build) -> Layer:
    """The bed, the pillow and the person, knees bent and a hand at the belly."""
    layer = LaidDown()
    bed = build.depth(-0.5, 3.64)
    layer.part("bed", box(bed - 0.75, -0.75, bed, 6.3, 0.14), line="pillow-line")
    layer.part("pillow", box(bed - 0.08, -0.4, bed + 0.24, 1.02, 0.13), line="pillow-line")
    near, far = leg(build, _HIP, 58, -82, -90), leg(build, (_HIP[0], 3.54), 64, -84, -90)
    layer.part("far", far.shape, [("shorts-far", put(box(-0.6, -0.3, 0.6, 1.1), _HIP, 64))])
    trunk = blob(*build.deep(TRUNK_SIDE))
    body = smooth(join(trunk, near.shape, fill=0.2))
    shorts = union([box(-1, 3.25, 0.5, 4.1), put(box(-0.6, -0.4, 0.6, 1.1), _HIP, 58)])
    shirt = union([box(-0.9, 0.9, 1.3, 3.42)]).difference(neckline(build))
    layer.part("skin", body, [("shorts", shorts), ("shirt", shirt)])
    draw_profile(layer, (0.02, 0.5), trunk)
    wrist = (build.depth(0.42, 2.45) + 0.03, 2.45)
    upper, fore = reach(_SHOULDER, wrist, -1, _SHORT)
    made = arm(build, _SHOULDER, upper, fore, HAND_SIDE, -4, fill=0.08, short=_SHORT)
    sleeve = put(box(-0.4, -0.6, 0.4, 0.6), _SHOULDER, upper)
    layer.part("skin", made.shape, [("shirt", sleeve)], [disc((_SHOULDER[0], 1.5), 0.24)])
    return layer


def massager_beneath(build: Build, rest: Rest) -> Layer:
    """The massager under the back: its pad up, its head on the bed, its handle to the viewer."""
    layer = LaidDown()
    x, y = rest.at
    layer.part("device", limb((x - 0.16, y, 0.16), (x - 0.26, y, 0.17)))
    layer.part("pad", box(x - 0.12, y - 0.27, x, y + 0.27, 0.05))
    layer.part("device", disc((x - 0.26, y), 0.095))
    return layer
