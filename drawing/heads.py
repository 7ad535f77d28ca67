"""Heads: from the side, from in front, from behind, each with three kinds of hair."""

from __future__ import annotations

from collections.abc import Callable

from drawing.layer import Layer
from drawing.parts import HEAD_FRONT, HEAD_SIDE
from drawing.shapes import (
    Shape,
    Spot,
    blob,
    both,
    box,
    disc,
    join,
    line,
    put,
    union,
)

Place = Callable[[Shape], Shape]


def _curls(middle: Spot, rx: float, ry: float, count: int, r: float) -> Shape:
    import math

    turns = [math.tau * i / count for i in range(count)]
    rim = [disc((middle[0] + rx * math.cos(t), middle[1] + ry * math.sin(t)), r) for t in turns]
    return union(
        [*rim, blob(*[(middle[0] + rx * math.cos(t), middle[1] + ry * math.sin(t)) for t in turns])]
    )


_SHORT = blob(
    (-0.05, -0.03), (0.17, 0), (0.325, 0.11), (0.345, 0.24), (0.22, 0.20), (0.13, 0.30), (0.10, 0.46),
    (0.03, 0.47), (-0.02, 0.62), (-0.13, 0.75), (-0.28, 0.80), (-0.42, 0.62), (-0.475, 0.38),
    (-0.39, 0.12), (-0.23, 0),
)  # fmt: skip
_TIED = blob(
    (-0.05, -0.04), (0.17, -0.01), (0.33, 0.10), (0.345, 0.21), (0.20, 0.26), (0.08, 0.42),
    (-0.03, 0.52), (-0.12, 0.66), (-0.26, 0.74), (-0.41, 0.62), (-0.47, 0.38), (-0.39, 0.11), (-0.23, -0.01),
)  # fmt: skip
_SIDE: dict[str, Shape] = {
    "short": _SHORT,
    "tied": join(_TIED, disc((-0.52, 0.50), 0.165), fill=0.03),
    "curls": union([_curls((-0.09, 0.30), 0.38, 0.33, 15, 0.115), _SHORT])
    .difference(blob((0.14, 0.27), (0.36, 0.2), (0.7, 0.5), (0.5, 1.1), (0.1, 0.9), (0.06, 0.5)))
    .difference(box(-0.1, 0.74, 0.6, 1.2)),
}
_BACK: dict[str, Shape] = {
    "short": blob(
        (0, -0.035), (0.21, 0.0), (0.34, 0.15), (0.37, 0.40), (0.345, 0.62), (0.26, 0.82), (0.12, 0.90),
        (0, 0.88), (-0.12, 0.90), (-0.26, 0.82), (-0.345, 0.62), (-0.37, 0.40), (-0.34, 0.15), (-0.21, 0.0),
    ),
    "tied": blob(
        (0, -0.04), (0.21, -0.005), (0.345, 0.15), (0.37, 0.40), (0.335, 0.60), (0.22, 0.74), (0, 0.80),
        (-0.22, 0.74), (-0.335, 0.60), (-0.37, 0.40), (-0.345, 0.15), (-0.21, -0.005),
    ),
    "curls": _curls((0, 0.38), 0.33, 0.37, 15, 0.125),
}  # fmt: skip
_FRONT: dict[str, Shape] = {
    "short": blob(
        (0, -0.035), (0.21, 0), (0.345, 0.15), (0.365, 0.40), (0.325, 0.50), (0.295, 0.36), (0.22, 0.23),
        (0.06, 0.19), (-0.12, 0.26), (-0.26, 0.25), (-0.30, 0.38), (-0.325, 0.50), (-0.365, 0.40),
        (-0.345, 0.15), (-0.21, 0),
    ),
    "tied": join(
        blob((0, -0.04), (0.21, -0.005), (0.345, 0.15), (0.365, 0.42), (0.325, 0.55), (0.30, 0.38),
             (0.20, 0.22), (0, 0.13), (-0.20, 0.22), (-0.30, 0.38), (-0.325, 0.55), (-0.365, 0.42),
             (-0.345, 0.15), (-0.21, -0.005)),
        disc((0, -0.08), 0.15), fill=0.02,
    ),
    "curls": _curls((0, 0.34), 0.34, 0.34, 15, 0.12).difference(
        blob((0, 0.2), (0.2, 0.24), (0.28, 0.4), (0.29, 0.6), (0.2, 1.1), (-0.2, 1.1), (-0.29, 0.6), (-0.28, 0.4), (-0.2, 0.24))
    ),
}  # fmt: skip


def _hair(layer: Layer, kinds: dict[str, Shape], place: Place, outlined: bool = False) -> None:
    for kind, shape in kinds.items():
        one = type(layer)()  # its shapes are placed as those of the layer
        one.fill("hair", place(shape))
        if outlined or kind != "short":
            one.line("line", place(shape).boundary, 22)
        layer.add(one, kind)


def draw_profile(layer: Layer, at: Spot, neck: Shape, turn: float = 0.0) -> None:
    """A head facing right around its middle ``at``; its outline stops at the neck."""

    def place(shape: Shape) -> Shape:
        return put(put(shape, (0, -0.5)), at, turn)

    head = place(blob(*HEAD_SIDE))
    layer.fill("skin", head)
    layer.line("line", head.boundary.difference(neck))
    _hair(layer, _SIDE, place)
    ear = place(
        blob(
            (-0.01, 0.47), (0.045, 0.49), (0.04, 0.57), (-0.01, 0.64), (-0.05, 0.60), (-0.05, 0.50)
        )
    )
    layer.fill("skin", ear)
    layer.line("inner", ear.boundary, 18, fine=True)
    layer.line("line", place(line((0.25, 0.45), (0.29, 0.475), (0.335, 0.455))), 22, fine=True)
    layer.line("inner", place(line((0.385, 0.772), (0.34, 0.775), (0.31, 0.765))), 18, fine=True)


_EARS = both(blob((0.30, 0.45), (0.385, 0.45), (0.385, 0.56), (0.325, 0.66)))


def draw_from_behind(layer: Layer) -> None:
    layer.part("skin", _EARS)
    _hair(layer, _BACK, lambda shape: shape, outlined=True)


def draw_face(layer: Layer) -> None:
    layer.part("skin", _EARS)
    layer.part("skin", blob(*HEAD_FRONT))
    _hair(layer, _FRONT, lambda shape: shape)
    layer.line("line", both(line((0.085, 0.475), (0.14, 0.495), (0.20, 0.475))), 22, fine=True)
    layer.line("inner", line((0.02, 0.5), (0.045, 0.63), (-0.005, 0.66)), 18, fine=True)
    layer.line("inner", line((-0.08, 0.775), (0, 0.79), (0.08, 0.775)), 20, fine=True)
