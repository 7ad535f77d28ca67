"""Shapes from few points: splines, tapered limbs, joined flesh. In heads; y goes down."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

Shape = BaseGeometry
Spot = tuple[float, float]
Points = Sequence[tuple[float, ...]]


def union(shapes: Iterable[Shape]) -> Shape:
    return shapely.union_all(list(shapes))


def cut_lines(lines: Iterable[Shape], shape: Shape) -> Shape:
    """What of ``lines`` lies inside ``shape``, joined where ends meet."""
    return _merged(union(lines).intersection(shape))


def _merged(lines: Shape) -> Shape:
    return linemerge(lines) if isinstance(lines, MultiLineString) else lines


def curve(points: Points, closed: bool = False, n: int = 8) -> list[tuple[float, ...]]:
    """A centripetal Catmull-Rom spline through ``points``, ``n`` steps from each to the next."""
    p = [tuple(map(float, q)) for q in points]
    if len(p) < 3:
        return p
    p = [p[-1], *p, *p[:2]] if closed else [_beyond(p[0], p[1]), *p, _beyond(p[-1], p[-2])]
    found: list[tuple[float, ...]] = []
    for four in zip(p, p[1:], p[2:], p[3:], strict=False):
        found += _stretch(four, n)
    return found if closed else [*found, p[-2]]


def _beyond(end: tuple[float, ...], before: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(2 * a - b for a, b in zip(end, before, strict=True))


def _stretch(four: tuple[tuple[float, ...], ...], n: int) -> list[tuple[float, ...]]:
    a, b, c, d = four
    t = [0.0]
    for u, v in ((a, b), (b, c), (c, d)):
        t.append(t[-1] + max(math.dist(u[:2], v[:2]), 1e-6) ** 0.5)

    def mix(
        u: tuple[float, ...], v: tuple[float, ...], i: int, j: int, x: float
    ) -> tuple[float, ...]:
        share = (x - t[i]) / (t[j] - t[i])
        return tuple(m + (k - m) * share for m, k in zip(u, v, strict=True))

    found = []
    for i in range(n):
        x = t[1] + (t[2] - t[1]) * i / n
        ab, bc, cd = mix(a, b, 0, 1, x), mix(b, c, 1, 2, x), mix(c, d, 2, 3, x)
        found.append(mix(mix(ab, bc, 0, 2, x), mix(bc, cd, 1, 3, x), 1, 2, x))
    return found


def line(*points: tuple[float, ...]) -> LineString:
    return LineString(curve(points))


def blob(*points: tuple[float, ...]) -> Shape:
    """A closed smooth shape through ``points``."""
    return Polygon(curve(points, closed=True)).buffer(0)


def box(x0: float, y0: float, x1: float, y1: float, r: float = 0.0) -> Shape:
    made = Polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    return made.buffer(-r).buffer(r) if r else made


def disc(at: Spot, r: float) -> Shape:
    return Point(at).buffer(r)


def limb(*stations: tuple[float, ...], n: int = 8) -> Shape:
    """A tapered limb: stations (x, y, r) or (x, y, r on its right, r on its left)."""
    s = curve([q if len(q) == 4 else (*q, q[2]) for q in stations], n=n)
    right, left = [], []
    for i, (x, y, r, other) in enumerate(s):
        ahead, behind = s[min(i + 1, len(s) - 1)], s[max(i - 1, 0)]
        dx, dy = ahead[0] - behind[0], ahead[1] - behind[1]
        length = math.hypot(dx, dy) or 1
        nx, ny = -dy / length, dx / length
        right.append((x + nx * r, y + ny * r))
        left.append((x - nx * other, y - ny * other))
    caps = [Point(q[:2]).buffer((q[2] + q[3]) / 2) for q in (s[0], s[-1])]
    return union([Polygon(right + left[::-1]).buffer(0), *caps])


def soft(shape: Shape, fill: float = 0.06, cut: float = 0.03) -> Shape:
    """Round the inner corners by ``fill`` and the outer ones by ``cut``, as flesh is."""
    return shape.buffer(fill).buffer(-fill - cut).buffer(cut)


def join(*shapes: Shape, fill: float = 0.06, cut: float = 0.03) -> Shape:
    return soft(union(shapes), fill, cut)


def smooth(shape: Shape, passes: int = 24, keep: Shape | None = None) -> Shape:
    """Even out gentle kinks along the outline, but for what lies in ``keep``: hands, faces."""
    if shape.geom_type == "MultiPolygon":
        return union([smooth(each, passes, keep) for each in parts(shape)])
    rings = []
    whole = cast(Polygon, shape)
    for ring in (whole.exterior, *whole.interiors):
        count = max(12, round(ring.length / 0.015))
        p = np.array([ring.interpolate(i / count, normalized=True).coords[0] for i in range(count)])
        free = np.ones((count, 1), dtype=bool)
        if keep is not None:
            free = ~np.asarray(shapely.intersects_xy(keep, p[:, 0], p[:, 1]))[:, None]
        for _ in range(passes):
            p = np.where(free, p * 0.5 + (np.roll(p, 1, 0) + np.roll(p, -1, 0)) * 0.25, p)
        rings.append(p)
    return Polygon(rings[0], rings[1:]).buffer(0).simplify(4e-4)


def put(
    shape: Shape, at: Spot = (0, 0), turn: float = 0.0, scale: float = 1.0, flip: bool = False
) -> Shape:
    """Place a shape drawn at the origin pointing down; a turn of 90 points it to the right."""
    wide = -scale if flip else scale
    shape = affinity.scale(shape, wide, scale, origin=(0, 0))
    return affinity.translate(affinity.rotate(shape, -turn, origin=(0, 0)), *at)


def mirror(shape: Shape) -> Shape:
    return affinity.scale(shape, -1, 1, origin=(0, 0))


def upside_down(shape: Shape) -> Shape:
    return affinity.scale(shape, 1, -1, origin=(0, 0))


def both(shape: Shape) -> Shape:
    """The shape and its mirror image."""
    return union([shape, mirror(shape)])


def parts(shape: Shape) -> list[Shape]:
    """The single shapes that a collection is made of."""
    return list(shape.geoms) if hasattr(shape, "geoms") else [shape]


def edge(shape: Shape, but: Sequence[Shape] = ()) -> Shape:
    """The outline of ``shape``, ``but`` for where it runs inside others."""
    outline = shape.boundary
    if but:
        outline = outline.difference(union(list(but)))
    return _merged(outline)


def step(at: Spot, length: float, turn: float) -> Spot:
    """Where one gets from ``at`` in a direction: 0 is down, 90 to the right."""
    t = math.radians(turn)
    return at[0] + length * math.sin(t), at[1] + length * math.cos(t)


def bearing(start: Spot, to: Spot) -> float:
    return math.degrees(math.atan2(to[0] - start[0], to[1] - start[1]))
