"""Standing: from behind (with and without clothes), from in front, from the side."""

from __future__ import annotations

from collections.abc import Sequence

from drawing.builds import Build
from drawing.heads import draw_face, draw_from_behind, draw_profile
from drawing.layer import Layer
from drawing.parts import (
    FOOT_BACK,
    FOOT_FRONT,
    HAND_SIDE,
    LEG_BACK,
    TRUNK_BACK,
    TRUNK_SIDE,
    arm,
    leg,
)
from drawing.shapes import Shape, blob, both, box, disc, join, limb, line, put, smooth, union

_SHOULDER = (0.765, 1.57)
_WEIGHT = 2.0  # how the arms hang, degrees


class Upright:
    """The shapes of a body that stands straight, seen from in front or from behind."""

    def __init__(self, build: Build, foot: Sequence[tuple[float, float]], neckline: float) -> None:
        half = build.across(TRUNK_BACK)
        self.trunk = blob(*half, *[(-x, y) for x, y in half[::-1]])
        leg_ = join(
            limb(*build.thick(build.across(LEG_BACK))), blob(*build.across(foot)), fill=0.08
        )
        self.shoulder = (_SHOULDER[0] * build.shoulder, _SHOULDER[1])
        lean = 9 + 10 * max(0.0, build.waist - 1.05)
        hanging = arm(
            build, self.shoulder, lean, lean - 4, HAND_SIDE, _WEIGHT, flip=True, fill=0.08
        )
        arms = both(hanging.shape)
        hands = box(-2, 4.08, 2, 5).intersection(arms)
        whole = smooth(join(self.trunk, both(leg_), arms, fill=0.05))
        beside = 0.8 * max(1.0, build.hip)
        whole = whole.difference(both(box(beside, 4.12, 2, 5)))
        self.outline = union([whole, hands]).buffer(0.01).buffer(-0.01)
        sleeve = both(put(box(-0.3, -0.6, 0.3, 0.62), self.shoulder, lean))
        neck = blob(
            (0, neckline),
            (0.2, neckline - 0.06),
            (0.26, 0.9),
            (0, 0.7),
            (-0.26, 0.9),
            (-0.2, neckline - 0.06),
        )
        upper = self.trunk.intersection(box(-2, 0, 2, 3.5)).buffer(0.02)
        self.shirt = union([upper, sleeve]).difference(neck)
        self.shorts = box(-0.74 * build.hip, 3.3, 0.74 * build.hip, 4.75)


def behind(build: Build, clothes: bool = True) -> Layer:
    body, layer = Upright(build, FOOT_BACK, 1.2), Layer()
    layer.part(
        "skin", body.outline, [("shorts", body.shorts), ("shirt", body.shirt)] if clothes else []
    )
    draw_from_behind(layer)

    def inner(*points: tuple[float, float], width: int = 20, twice: bool = True) -> None:
        drawn = line(*build.across(points))
        layer.line("inner", both(drawn) if twice else drawn, width, fine=True)

    inner((0.27, 5.42), (0.33, 5.47), (0.42, 5.43))
    inner((0.24, 7.0), (0.25, 7.2))
    if clothes:
        inner((0, 1.5), (0.008, 2.1), (0, 2.9), twice=False)
        inner((0, 3.62), (0.005, 3.85), (0, 4.0), twice=False)
    else:
        inner((0.16, 1.62), (0.22, 1.95), (0.36, 2.14), (0.48, 2.05))
        inner((0, 3.42), (0.006, 3.7), (0, 3.98), width=24, twice=False)
        inner((0.03, 3.96), (0.25, 4.08), (0.50, 3.99), width=24)
    return layer


def in_front(build: Build) -> Layer:
    body, layer = Upright(build, FOOT_FRONT, 1.34), Layer()
    layer.part("skin", body.outline, [("shorts", body.shorts), ("shirt", body.shirt)])
    draw_face(layer)
    for points in (
        ((0.07, 1.36), (0.25, 1.33), (0.45, 1.35)), ((0.26, 5.38), (0.33, 5.48), (0.40, 5.38)),
    ):  # fmt: skip
        layer.line("inner", both(line(*build.across(points))), 20, fine=True)
    if build.bust > 0.1:
        layer.line("inner", both(line((0.12, 2.1), (0.3, 2.17), (0.5, 2.08))), 20, fine=True)
    for x in (0.30, 0.37, 0.43):
        layer.line("inner", both(line((x, 7.43), (x + 0.005, 7.50))), 14, fine=True)
    layer.line("inner", line((0, 3.65), (0.005, 3.85), (0, 4.0)), 20, fine=True)
    return layer


def neckline(build: Build) -> Shape:
    """What a shirt leaves free around the neck, from the side."""
    return blob(
        *build.deep([(-0.36, 0.9), (-0.31, 1.2), (0, 1.34), (0.2, 1.33), (0.3, 1.1), (0.1, 0.7)])
    )


def from_the_side(build: Build) -> Layer:
    layer = Layer()
    trunk = blob(*build.deep(TRUNK_SIDE))
    far = leg(build, (0.0, 3.56), 4, -1, 0).shape
    layer.part("far", far, [("shorts-far", box(-1, 3, 1, 4.75))])
    body = smooth(join(trunk, leg(build, (-0.05, 3.56), 1, -1, 0).shape, fill=0.1))
    shirt = box(-0.9, 0.9, 1.2, 3.42).difference(neckline(build))
    layer.part("skin", body, [("shorts", box(-1, 3.3, 1, 4.75)), ("shirt", shirt)])
    draw_profile(layer, (0.02, 0.5), trunk)
    at = (-0.05, 1.58)
    near = arm(build, at, -4, 12, HAND_SIDE, 8, fill=0.08).shape
    sleeve = put(box(-0.4, -0.6, 0.4, 0.64), at, -4)
    layer.part("skin", near, [("shirt", sleeve)], [disc((-0.05, 1.5), 0.24)])
    return layer
