"""Sitting on a chair, seen from the side; the person faces right, and the right side is near."""

from __future__ import annotations

from drawing.builds import Build
from drawing.heads import draw_profile
from drawing.layer import Layer
from drawing.lying import curled, curled_points
from drawing.parts import (
    GRIP_LINES,
    HAND_GRIP,
    HAND_OPEN,
    HAND_SIDE,
    OPEN_LINES,
    TRUNK_SIDE,
    arm,
    leg,
    reach,
)
from drawing.shapes import blob, box, disc, join, limb, line, put, smooth, union
from drawing.tools import Rest, draw_massager

_HIP = (-0.06, 3.52)
_SHOULDER = (-0.05, 1.58)


def seated(build: Build, lean: float = 0.0) -> Layer:
    """The chair and the person without the near arm; ``lean`` forward in degrees."""
    layer = Layer()
    near = leg(build, _HIP, 86, 0, 0)
    floor = near.end[1] + 0.37
    for stations in (
        ((-0.66, 1.9, 0.05), (-0.7, 3.9, 0.06), (-0.76, floor, 0.05)), ((1.15, 3.95, 0.05), (1.2, floor, 0.05)),
    ):  # fmt: skip
        layer.part("chair", limb(*stations), line="chair-line")
    far = leg(build, (_HIP[0] + 0.06, _HIP[1] + 0.02), 86, 6, 0)
    layer.part("far", far.shape, [("shorts-far", box(-1, 3, 1.35, 4.75))])
    trunk = blob(*curled_points(build.deep(TRUNK_SIDE), lean))
    body = smooth(join(trunk, near.shape, fill=0.2))
    layer.part("chair", box(-0.82, 3.9, 1.3, 4.05, 0.06), line="chair-line")
    shorts = union([box(-1, 3.25, 0.45, 4.1), put(box(-0.6, -0.5, 0.6, 1.1), _HIP, 86)])
    neck = blob(
        *curled_points(
            build.deep(
                [(-0.36, 0.9), (-0.31, 1.2), (0, 1.34), (0.2, 1.33), (0.3, 1.1), (0.1, 0.7)]
            ),
            lean,
        )
    )
    shirt = union([box(-1, 0.7, 1.4, 3.1), box(-1, 3, 0.62, 3.42)]).difference(neck)
    layer.part("skin", body, [("shorts", shorts), ("shirt", shirt)])
    draw_profile(layer, curled((0.02, 0.5), lean), trunk, -lean)
    layer.line("chair-line", line((-1.4, floor), (2.7, floor)))
    return layer


def resting_arm(build: Build) -> Layer:
    """The near arm on the lap."""
    layer = Layer()
    made = arm(build, _SHOULDER, 8, 62, HAND_SIDE, 78, fill=0.08)
    sleeve = put(box(-0.4, -0.6, 0.4, 0.64), _SHOULDER, 8)
    layer.part("skin", made.shape, [("shirt", sleeve)], [disc((_SHOULDER[0], 1.5), 0.24)])
    return layer


def treated_forearm(build: Build, rest: Rest, tool: str = "massager") -> Layer:
    """The near forearm on the lap; the far hand comes over it, with a tool or its thumb."""
    layer = Layer()
    if tool == "massager":
        grip = draw_massager(layer, rest)
        wrist = (grip[0] - 0.17, grip[1] - 0.12)
        hand, lines, turn = HAND_GRIP, GRIP_LINES, 50.0
    else:
        wrist, hand, lines, turn = (
            (rest.at[0] - 0.15, rest.at[1] - 0.52),
            HAND_OPEN,
            OPEN_LINES,
            18.0,
        )
    shoulder = (0.08, 1.56)
    upper, fore = reach(shoulder, wrist, 1, 0.9)
    across = arm(build, shoulder, upper, fore, hand, turn, short=0.9)
    trunk = blob(*build.deep(TRUNK_SIDE))
    held = Layer()
    seen = across.shape.difference(trunk.buffer(-0.02))
    held.part("far", seen, [("shirt-far", put(box(-0.4, -0.6, 0.4, 0.64), shoulder, upper))])
    for each in lines:
        held.line("inner", put(each, across.end, turn), 16, fine=True)
    layer.add(resting_arm(build))
    layer.add(held)
    return layer


def treated_calf(build: Build, rest: Rest, tool: str = "massager") -> Layer:
    """The near hand at the calf, leaning forward."""
    layer, shoulder = Layer(), curled(_SHOULDER, 24)
    if tool == "massager":
        grip = draw_massager(layer, rest)
        wrist, hand, lines, turn = (grip[0] - 0.0, grip[1] - 0.24), HAND_GRIP, GRIP_LINES, 0.0
    else:
        wrist, hand, lines, turn = (rest.at[0] - 0.1, rest.at[1] - 0.5), HAND_OPEN, OPEN_LINES, 20.0
    upper, fore = reach(shoulder, wrist, -1)
    made = arm(build, shoulder, upper, fore, hand, turn)
    sleeve = put(box(-0.4, -0.6, 0.4, 0.64), shoulder, upper)
    layer.part(
        "skin", made.shape, [("shirt", sleeve)], [disc((shoulder[0], shoulder[1] - 0.05), 0.24)]
    )
    for each in lines:
        layer.line("inner", put(each, made.end, turn), 16, fine=True)
    return layer
