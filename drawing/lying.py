"""Lying, seen from above with the head at the top: on the side, and face down.

On the side, the person faces right and so lies on the left; the right side is treated. The mirror
image is the other side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from drawing.builds import Build
from drawing.heads import draw_profile
from drawing.layer import Layer
from drawing.parts import (
    GRIP_LINES,
    HAND_GRIP,
    HAND_OPEN,
    LEG_BACK,
    OPEN_LINES,
    SOLE,
    TRUNK_BACK,
    TRUNK_SIDE,
    Bent,
    arm,
    cushion,
    leg,
    reach,
)  # fmt: skip
from drawing.shapes import (
    Points,
    Shape,
    Spot,
    blob,
    both,
    box,
    disc,
    join,
    limb,
    line,
    put,
    smooth,
    step,
    union,
)  # fmt: skip
from drawing.tools import Rest, draw_massager, draw_stick

_CURL = 16.0


def curled_points(
    points: Points, turn: float = _CURL, y0: float = 3.2, y1: float = 1.0
) -> list[tuple[float, ...]]:
    """Bend a trunk forward above ``y0``, more and more up to ``y1``."""
    found = []
    for x, y, *more in points:
        t = math.radians(turn) * min(max((y0 - y) / (y0 - y1), 0), 1.15)
        cx = cy = 0.0
        h = (y0 - y) / 24
        for i in range(24):  # walk up the curved spine
            a = math.radians(turn) * min(max(((i + 0.5) * h) / (y0 - y1), 0), 1.15) if y < y0 else 0
            cx, cy = cx + h * math.sin(a), cy + h * math.cos(a)
        found.append((cx + x * math.cos(t), y0 - cy + x * math.sin(t), *more))
    return found


def curled(at: Spot, turn: float = _CURL) -> Spot:
    x, y = curled_points([at], turn)[0]
    return x, y


def draw_bed(layer: Layer, x0: float, y0: float, x1: float, y1: float) -> None:
    layer.fill("sheet", box(x0, y0, x1, y1, 0.3))
    layer.fill("bed", box(x0 + 0.1, y0 + 0.1, x1 - 0.1, y1 - 0.1, 0.25))


_HIP = (-0.08, 3.50)


def on_the_side(build: Build) -> Layer:
    """The bed, the pillows and the person, without the upper arm."""
    layer = Layer()
    draw_bed(layer, -2.15, -0.6, 2.65, 6.75)
    below = curled((0.04, 1.52))
    near, far = leg(build, _HIP, 68, -34, -52), leg(build, _HIP, 50, -50, -64)
    under = arm(build, below, 80, 198, HAND_OPEN, 203)
    layer.part("far", under.shape, [("shirt-far", put(box(-0.4, -0.6, 0.4, 0.7), below, 80))])
    layer.part("pillow", cushion(2.6, 1.4, (0.55, 0.36)), line="pillow-line")
    layer.part("far", far.shape, [("shorts-far", put(box(-0.6, -0.3, 0.6, 1.1), _HIP, 50))])
    layer.part("pillow", cushion(0.95, 1.7, step(near.middle, 0.80, -40), -34), line="pillow-line")
    trunk = blob(*curled_points(build.deep(TRUNK_SIDE)))
    body = smooth(join(trunk, near.shape, fill=0.2))
    neck = blob(
        *curled_points(
            build.deep([(-0.36, 0.9), (-0.31, 1.2), (0, 1.34), (0.2, 1.33), (0.3, 1.1), (0.1, 0.7)])
        )
    )
    shorts = union([box(-1, 3.25, 0.45, 3.75), put(box(-0.6, -0.45, 0.6, 1.1), _HIP, 68)])
    shirt = union([box(-0.9, 0.9, 1.3, 3.42), box(0, 0.9, 1.8, 2.9)]).difference(neck)
    layer.part("skin", body, [("shorts", shorts), ("shirt", shirt)])
    draw_profile(layer, curled((0.04, 0.50)), trunk, -_CURL - 4)
    return layer


_SHORT = 0.9  # the upper arm comes towards the viewer, so less of it is seen


def upper_arm(build: Build, rest: Rest | None = None, tool: str = "massager") -> Layer:
    """The arm that is free: with a tool at its place, or resting in front."""
    layer, shoulder = Layer(), curled((-0.08, 1.58))
    if rest is None:
        made = arm(build, shoulder, 26, 58, HAND_OPEN, 66)
        _draw_arm(layer, shoulder, made, 26, 66, OPEN_LINES)
        return layer
    if tool == "hand":
        wrist = (rest.at[0] - 0.28, rest.at[1] - 0.5)
        upper, fore = reach(shoulder, wrist, -1, _SHORT)
        made, turn = arm(build, shoulder, upper, fore, HAND_OPEN, 30, short=_SHORT), 30.0
        _draw_arm(layer, shoulder, made, upper, turn, OPEN_LINES)
        return layer
    grip = (draw_stick if tool == "stick" else draw_massager)(layer, rest)
    wrist = (grip[0] - 0.02, grip[1] - 0.22)
    upper, fore = reach(shoulder, wrist, -1, _SHORT)
    made = arm(build, shoulder, upper, fore, HAND_GRIP, 6, short=_SHORT)
    _draw_arm(layer, shoulder, made, upper, 6, GRIP_LINES)
    return layer


def _draw_arm(
    layer: Layer, at: Spot, made: Bent, upper: float, turn: float, lines: Sequence[Shape]
) -> None:
    sleeve = put(box(-0.4, -0.6, 0.4, 0.62), at, upper)
    layer.part("skin", made.shape, [("shirt", sleeve)], [disc((at[0], at[1] - 0.04), 0.25)])
    for each in lines:
        layer.line("inner", put(each, made.end, turn), 16, fine=True)


#: How a raised arm lies beside the head: the directions of its upper and its lower part.
_RAISED, _BENT = -112.0, 192.0


class Prone:
    """The shapes of a person lying face down, seen from above."""

    def __init__(self, build: Build) -> None:
        half = build.across(TRUNK_BACK)
        self.trunk = blob(*half, *[(-x, y) for x, y in half[::-1]])
        spread = [(x + (y - 3.7) * 0.04, y, *r) for x, y, *r in build.across(LEG_BACK)]
        self.leg = join(limb(*build.thick(spread)), put(blob(*SOLE), (0.42, 7.1), -6), fill=0.06)
        self.shoulder = (0.74 * build.shoulder, 1.56)


def face_down(build: Build) -> Layer:
    """The bed, the pillow and the person, without the arm that treats: the right one."""
    layer, body = Layer(), Prone(build)
    draw_bed(layer, -2.15, -0.6, 2.15, 8.0)
    layer.part("pillow", cushion(2.35 * build.waist**0.5, 1.2, (0, 2.95)), line="pillow-line")
    left = (-body.shoulder[0], body.shoulder[1])
    raised = arm(build, left, _RAISED, -_BENT, put(HAND_OPEN, scale=0.95), -_BENT - 4, short=0.82)
    hand = raised.shape.intersection(disc(raised.end, 0.95))
    flesh = smooth(
        join(body.trunk, both(body.leg), raised.shape, fill=0.09), 40, disc(raised.end, 0.9)
    )
    outline = union(
        [flesh.difference(disc(raised.end, 0.8).intersection(box(-3, -2, 3, raised.end[1]))), hand]
    )
    outline = outline.buffer(0.012).buffer(-0.012)
    upper = body.trunk.intersection(box(-2, 0, 2, 3.5)).buffer(0.05)
    sleeve = put(box(-0.4, -0.2, 0.4, 0.5), left, _RAISED)
    shirt = union([upper, sleeve]).difference(
        blob((0, 1.2), (0.2, 1.14), (0.26, 0.9), (0, 0.7), (-0.26, 0.9), (-0.2, 1.14))
    )  # fmt: skip
    layer.part("skin", outline, [("shorts", box(-1.1, 3.3, 1.1, 4.75)), ("shirt", shirt)])
    for each in OPEN_LINES:
        layer.line("inner", put(each, raised.end, -_BENT - 4, 0.95), 16, fine=True)
    layer.line("inner", line((0, 1.5), (0.008, 2.1), (0, 2.9)), 20, fine=True)
    layer.line("inner", line((0, 3.62), (0.005, 3.85), (0, 4.0)), 20, fine=True)
    draw_profile(layer, (0.04, 0.5), body.trunk, 6)
    return layer


def right_arm(build: Build, rest: Rest | None = None, tool: str = "massager") -> Layer:
    """The right arm of a person who lies face down: raised, or reaching back with a tool.

    With ``hand`` it is raised, and a helper's two hands lie at the place.
    """
    layer, body = Layer(), Prone(build)
    shoulder = body.shoulder
    joint = disc((shoulder[0] - 0.05, shoulder[1]), 0.3).intersection(body.trunk.buffer(-0.01))
    sleeve = box(-0.4, -0.3, 0.4, 0.52)
    if rest is None or tool == "hand":
        made = arm(
            build,
            shoulder,
            -_RAISED,
            _BENT,
            put(HAND_OPEN, scale=0.95),
            _BENT + 4,
            flip=True,
            short=0.82,
        )
        layer.part("skin", made.shape, [("shirt", put(sleeve, shoulder, -_RAISED))], [joint])
        for each in OPEN_LINES:
            layer.line("inner", put(each, made.end, _BENT + 4, 0.95, flip=True), 16, fine=True)
        if rest is not None:
            _draw_helper(layer, build, rest)
        return layer
    grip = draw_massager(layer, Rest(rest.at, rest.turn, "top"))
    wrist = (grip[0] + 0.23, grip[1] - 0.05)
    upper, fore = reach(shoulder, wrist, 1, 0.8)
    made = arm(build, shoulder, upper, fore, HAND_GRIP, fore - 10, flip=True, short=0.8)
    layer.part("skin", made.shape, [("shirt", put(sleeve, shoulder, upper))], [joint])
    for each in GRIP_LINES:
        layer.line("inner", put(each, made.end, fore - 10, flip=True), 16, fine=True)
    return layer


def _draw_helper(layer: Layer, build: Build, rest: Rest) -> None:
    for turn, start in ((-62.0, (1.95, 2.25)), (-98.0, (1.95, 3.35))):
        to = (rest.at[0] + 0.42, rest.at[1] + (-0.3 if start[1] < 3 else 0.12))
        fore = limb(
            (*start, 0.15), ((start[0] + to[0]) / 2, (start[1] + to[1]) / 2, 0.135), (*to, 0.085)
        )
        hand = put(HAND_OPEN, to, turn, flip=start[1] < 3)
        whole = join(fore, hand, fill=0.02, cut=0.008)
        layer.part("helper", whole)
        for each in OPEN_LINES:
            layer.line("inner", put(each, to, turn, flip=start[1] < 3), 16, fine=True)
