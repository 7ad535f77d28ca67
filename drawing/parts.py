"""The body's parts as numbers, drawn at the origin pointing down. One head is 1, y goes down.

Levels are general knowledge of proportions: chin 1.0, top of the shoulder 1.37, lowest rib 2.44 to
2.70, waist 2.78, rim of the hip bone 3.0, hip joint 3.5, fold of the buttock 4.0, knee 5.45,
ankle 7.1, sole 7.5.
"""

from __future__ import annotations

from drawing.builds import Build
from drawing.shapes import (
    Shape,
    Spot,
    bearing,
    blob,
    disc,
    limb,
    line,
    put,
    smooth,
    soft,
    step,
    union,
)  # fmt: skip

HEAD_SIDE = [
    (-0.05, 0), (0.16, 0.03), (0.315, 0.15), (0.375, 0.32), (0.36, 0.42), (0.405, 0.52),
    (0.455, 0.61), (0.425, 0.665), (0.375, 0.685), (0.40, 0.735), (0.378, 0.77), (0.395, 0.81),
    (0.355, 0.86), (0.365, 0.92), (0.32, 0.985), (0.20, 0.99), (0.02, 0.88), (-0.10, 0.86),
    (-0.30, 0.78), (-0.40, 0.58), (-0.44, 0.38), (-0.36, 0.15), (-0.22, 0.035),
]  # fmt: skip
HEAD_FRONT = [
    (0, 0), (0.20, 0.04), (0.315, 0.18), (0.335, 0.40), (0.32, 0.58), (0.27, 0.78), (0.15, 0.95),
    (0, 1.0), (-0.15, 0.95), (-0.27, 0.78), (-0.32, 0.58), (-0.335, 0.40), (-0.315, 0.18),
    (-0.20, 0.04),
]  # fmt: skip
TRUNK_SIDE = [
    (0.10, 0.80), (0.125, 1.08), (0.20, 1.32), (0.36, 1.66), (0.43, 2.02), (0.40, 2.36),
    (0.355, 2.66), (0.36, 3.0), (0.36, 3.28), (0.30, 3.56), (0.20, 3.80), (-0.10, 3.98),
    (-0.36, 3.92), (-0.50, 3.64), (-0.44, 3.32), (-0.29, 3.04), (-0.235, 2.76), (-0.30, 2.42),
    (-0.40, 2.02), (-0.42, 1.66), (-0.33, 1.32), (-0.235, 1.05), (-0.21, 0.80),
]  # fmt: skip
TRUNK_BACK = [
    (0.18, 0.80), (0.19, 1.02), (0.27, 1.19), (0.50, 1.29), (0.69, 1.36), (0.83, 1.46),
    (0.905, 1.66), (0.90, 1.90), (0.735, 2.05), (0.655, 2.28), (0.575, 2.54), (0.55, 2.78),
    (0.585, 3.02), (0.655, 3.28), (0.705, 3.55), (0.705, 3.80), (0.62, 4.05), (0.3, 4.0),
    (0.1, 3.98),
]  # fmt: skip
LEG_BACK = [
    (0.365, 3.80, 0.30, 0.325), (0.385, 4.2, 0.315, 0.31), (0.355, 4.9, 0.235, 0.24),
    (0.33, 5.45, 0.185, 0.185), (0.325, 5.9, 0.215, 0.205), (0.31, 6.4, 0.165, 0.165),
    (0.29, 6.9, 0.10, 0.105), (0.285, 7.15, 0.098, 0.098),
]  # fmt: skip
THIGH = [
    (0, 0, 0.34, 0.30),
    (0.02, 0.55, 0.30, 0.29),
    (0.04, 1.2, 0.215, 0.225),
    (0.04, 1.85, 0.175, 0.175),
]
SHIN = [
    (0.04, 0, 0.175, 0.175), (0.0, 0.32, 0.205, 0.155), (-0.045, 0.62, 0.20, 0.15),
    (-0.05, 1.1, 0.125, 0.125), (-0.04, 1.62, 0.10, 0.105),
]  # fmt: skip
ARM = [
    (0, 0.03, 0.135, 0.135), (0, 0.2, 0.172, 0.172), (0, 0.5, 0.16, 0.165), (0, 0.95, 0.13, 0.14),
    (0, 1.33, 0.115, 0.115),
]  # fmt: skip
FOREARM = [
    (0, 0, 0.12, 0.12),
    (0, 0.3, 0.135, 0.135),
    (0, 0.7, 0.105, 0.105),
    (0, 1.04, 0.08, 0.08),
]
LENGTH = {"thigh": 1.85, "shin": 1.66, "arm": 1.33, "forearm": 1.04}

FOOT_SIDE = [
    (-0.12, -0.12), (-0.19, 0.05), (-0.27, 0.2), (-0.265, 0.32), (-0.14, 0.37), (0.05, 0.345),
    (0.22, 0.325), (0.42, 0.355), (0.62, 0.37), (0.76, 0.365), (0.84, 0.33), (0.835, 0.27),
    (0.75, 0.225), (0.62, 0.17), (0.40, 0.065), (0.22, -0.04), (0.12, -0.14),
]  # fmt: skip
FOOT_BACK = [
    (0.19, 7.0), (0.175, 7.28), (0.185, 7.42), (0.28, 7.47), (0.385, 7.42), (0.47, 7.46),
    (0.55, 7.41), (0.50, 7.30), (0.41, 7.2), (0.385, 7.0),
]  # fmt: skip
FOOT_FRONT = [
    (0.19, 7.0), (0.175, 7.2), (0.15, 7.40), (0.22, 7.52), (0.36, 7.54), (0.50, 7.50),
    (0.53, 7.40), (0.43, 7.2), (0.385, 7.0),
]  # fmt: skip
SOLE = [
    (-0.10, -0.1), (-0.125, 0.08), (-0.13, 0.25), (-0.15, 0.48), (-0.13, 0.66), (-0.02, 0.73),
    (0.12, 0.68), (0.16, 0.50), (0.12, 0.25), (0.11, 0.05), (0.10, -0.1),
]  # fmt: skip


def _finger(*stations: tuple[float, ...]) -> Shape:
    return limb(*stations, n=4)


HAND_OPEN = soft(union([
    blob((-0.085, -0.04), (-0.15, 0.18), (-0.165, 0.40), (-0.08, 0.47), (0.08, 0.47), (0.155, 0.40), (0.15, 0.2), (0.085, -0.04)),
    _finger((-0.115, 0.34, 0.046), (-0.165, 0.51, 0.043), (-0.195, 0.64, 0.035)),
    _finger((-0.04, 0.4, 0.05), (-0.06, 0.6, 0.046), (-0.075, 0.755, 0.036)),
    _finger((0.035, 0.4, 0.05), (0.045, 0.62, 0.048), (0.045, 0.80, 0.037)),
    _finger((0.11, 0.38, 0.05), (0.135, 0.58, 0.047), (0.155, 0.725, 0.036)),
    _finger((0.07, 0.1, 0.075), (0.19, 0.25, 0.058), (0.265, 0.40, 0.042)),
]), 0.012, 0.01)  # fmt: skip
#: Between the fingers of the open hand.
OPEN_LINES = [
    line((-0.082, 0.46), (-0.11, 0.60)),
    line((0, 0.45), (-0.008, 0.70)),
    line((0.075, 0.45), (0.085, 0.66)),
]
HAND_SIDE = soft(union([
    _finger((0, -0.04, 0.085), (-0.01, 0.22, 0.125), (0, 0.42, 0.115), (0.03, 0.60, 0.085), (0.075, 0.76, 0.045)),
    _finger((0.05, 0.10, 0.07), (0.135, 0.28, 0.056), (0.17, 0.45, 0.04)),
]), 0.015, 0.01)  # fmt: skip
#: A fist around a handle that runs across it: the palm, four fingers over the handle, the thumb.
HAND_GRIP = soft(union([
    blob((-0.085, -0.05), (-0.15, 0.10), (-0.165, 0.30), (-0.06, 0.42), (0.06, 0.40), (0.12, 0.22), (0.085, -0.05)),
    *[_finger((-0.10, 0.12 + 0.085 * i, 0.046), (0.05, 0.115 + 0.088 * i, 0.05), (0.145 - 0.012 * i, 0.125 + 0.085 * i, 0.04)) for i in range(4)],
    _finger((-0.06, 0.06, 0.06), (0.06, -0.005, 0.052), (0.165, 0.03, 0.04)),
]), 0.014, 0.01)  # fmt: skip
GRIP_LINES = [
    line((-0.03, 0.16 + 0.087 * i), (0.155 - 0.012 * i, 0.165 + 0.085 * i)) for i in range(3)
] + [line((-0.02, 0.085), (0.08, 0.055), (0.165, 0.07))]  # fmt: skip


class Bent:
    """Two parts of a limb and what ends them: the shape, the joint between, and the end's."""

    def __init__(self, shape: Shape, middle: Spot, end: Spot) -> None:
        self.shape, self.middle, self.end = shape, middle, end


def leg(build: Build, hip: Spot, thigh: float, shin: float, foot: float) -> Bent:
    """A leg seen from the side, with the directions of its parts."""
    knee = step(hip, LENGTH["thigh"], thigh)
    ankle = step(knee, LENGTH["shin"], shin)
    upper = [(x, y, r * build.limb, o * build.seat) for x, y, r, o in THIGH]
    flesh = [put(limb(*upper), hip, thigh), put(limb(*build.thick(SHIN)), knee, shin)]
    flesh.append(put(blob(*FOOT_SIDE), ankle, foot))
    return Bent(smooth(soft(union(flesh), 0.1, 0.02), 24), knee, ankle)


def arm(
    build: Build, shoulder: Spot, upper: float, fore: float, hand: Shape, turn: float, *,
    flip: bool = False, short: float = 1.0, fill: float = 0.07,
) -> Bent:  # fmt: skip
    """An arm; ``short`` is how much of its length is seen where it comes towards the viewer."""
    elbow = step(shoulder, LENGTH["arm"] * short, upper)
    wrist = step(elbow, LENGTH["forearm"] * short, fore)
    flesh = [
        put(limb(*_squeeze(build.thick(ARM), short)), shoulder, upper, flip=flip),
        put(limb(*_squeeze(build.thick(FOREARM), short)), elbow, fore, flip=flip),
    ]
    end = put(hand, wrist, turn, flip=flip)
    closed = union([*flesh, end.intersection(disc(wrist, 0.3))])
    joined = union([smooth(soft(closed, fill, 0.02), 24), end])
    return Bent(joined.buffer(0.012).buffer(-0.012), elbow, wrist)


def _squeeze(stations: list[tuple[float, ...]], short: float) -> list[tuple[float, ...]]:
    return [(x, y * short, *radii) for x, y, *radii in stations]


def reach(shoulder: Spot, to: Spot, side: int, short: float = 1.0) -> tuple[float, float]:
    """The directions of upper arm and forearm that bring the wrist ``to`` a place.

    ``side`` is 1 or -1, for where the elbow points.
    """
    import math

    a, b = LENGTH["arm"] * short, LENGTH["forearm"] * short
    far = min(math.dist(shoulder, to), (a + b) * 0.999)
    open_ = math.degrees(math.acos((a * a + far * far - b * b) / (2 * a * far)))
    upper = bearing(shoulder, to) + side * open_
    return upper, bearing(step(shoulder, a, upper), to)


def cushion(w: float, h: float, at: Spot = (0, 0), turn: float = 0.0) -> Shape:
    """A pillow: corners out, sides slightly in."""
    w, h = w / 2, h / 2
    q = [(-w, -h), (-w * 0.5, -h * 0.9), (w * 0.5, -h * 0.9), (w, -h), (w * 0.93, -h * 0.4),
         (w * 0.93, h * 0.4), (w, h), (w * 0.5, h * 0.9), (-w * 0.5, h * 0.9), (-w, h),
         (-w * 0.93, h * 0.4), (-w * 0.93, -h * 0.4)]  # fmt: skip
    return put(blob(*q).buffer(-0.04).buffer(0.04), at, turn)
