"""Shapes as SVG path data: cubic curves that miss a shape by no more than four thousandths."""

from __future__ import annotations

import itertools
import math
from typing import cast

from shapely.geometry import LineString, Polygon

from drawing.shapes import Shape, Spot, parts

#: Whole numbers, a thousand to a head.
UNITS = 1000
_MISS = 0.004
_CORNER = 38  # degrees
_Cubic = tuple[Spot, Spot, Spot]


def path(shape: Shape) -> str:
    """SVG path data of any shape, relative and as short as it gets; "" for nothing."""
    if shape.is_empty or shape.geom_type == "Point":
        return ""
    if hasattr(shape, "geoms"):
        return "".join(path(each) for each in parts(shape))
    if isinstance(shape, Polygon):
        rings = (shape.exterior, *shape.interiors)
        return "".join(_ring(cast("list[Spot]", list(ring.coords)), True) for ring in rings)
    points = cast("list[Spot]", list(shape.coords))
    return _ring(points, points[0] == points[-1] and len(points) > 3)


def _ring(points: list[Spot], closed: bool) -> str:
    q = cast("list[Spot]", list(LineString(points).simplify(2e-4).segmentize(0.05).coords))
    if closed:
        q = q[:-1]
    n = len(q)

    def bend(i: int) -> float:
        before, here, after = q[i - 1], q[i], q[(i + 1) % n]
        turn = math.atan2(after[1] - here[1], after[0] - here[0])
        return abs(
            math.remainder(turn - math.atan2(here[1] - before[1], here[0] - before[0]), math.tau)
        )

    corners = [
        i for i in range(*((0, n) if closed else (1, n - 1))) if bend(i) > math.radians(_CORNER)
    ]
    if closed:
        first = corners[0] if corners else 0
        q = [*q[first:], *q[:first], q[first]]
        ends = sorted({0, *(i - first for i in corners), n})
    else:
        ends = sorted({0, *corners, n - 1})
    cubics: list[_Cubic] = []
    for a, b in itertools.pairwise(ends):
        p = q[a : b + 1]
        begin, end = _unit(p[0], p[1]), _unit(p[-1], p[-2])
        if closed and not corners:
            begin = _unit(q[-2], q[1])
            end = (-begin[0], -begin[1])
        _fit(p, begin, end, cubics)
    return _written(q[0], cubics, closed)


def _written(start: Spot, cubics: list[_Cubic], closed: bool) -> str:
    here = _whole(start)
    found = [f"M{here[0]} {here[1]}c"]
    for cubic in cubics:
        ends = [_whole(each) for each in cubic]
        found.append(" ".join(f"{x - here[0]} {y - here[1]}" for x, y in ends) + " ")
        here = ends[-1]
    return "".join(found).replace(" -", "-").strip() + ("z" if closed else "")


def _whole(at: Spot) -> tuple[int, int]:
    return round(at[0] * UNITS), round(at[1] * UNITS)


def _unit(a: Spot, b: Spot) -> Spot:
    length = math.dist(a, b) or 1
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _fit(p: list[Spot], begin: Spot, end: Spot, out: list[_Cubic]) -> None:
    """Least-squares cubics through ``p`` with given end directions (Schneider 1990)."""
    n, span = len(p), math.dist(p[0], p[-1])
    if n == 2 or (span == 0 and n < 4):
        out.append((_along(p[0], begin, span / 3), _along(p[-1], end, span / 3), p[-1]))
        return
    u = _lengths(p)
    at = n // 2
    for _ in range(3):
        cubic = _solve(p, u, begin, end)
        worst, at, nearer = _misses(p, u, (p[0], *cubic), at)
        if worst < _MISS:
            out.append(cubic)
            return
        if worst > 20 * _MISS:
            break
        u = nearer
    through = _unit(p[min(at + 1, n - 1)], p[at - 1])
    _fit(p[: at + 1], begin, through, out)
    _fit(p[at:], (-through[0], -through[1]), end, out)


def _along(at: Spot, way: Spot, length: float) -> Spot:
    return at[0] + way[0] * length, at[1] + way[1] * length


def _lengths(p: list[Spot]) -> list[float]:
    u = [0.0]
    for a, b in itertools.pairwise(p):
        u.append(u[-1] + math.dist(a, b))
    return [x / u[-1] for x in u]


def _solve(p: list[Spot], u: list[float], begin: Spot, end: Spot) -> _Cubic:
    c00 = c01 = c11 = x0 = x1 = 0.0
    for q, t in zip(p, u, strict=True):
        b0, b1, b2, b3 = _weights(t)
        e = [q[k] - p[0][k] * (b0 + b1) - p[-1][k] * (b2 + b3) for k in (0, 1)]
        a0, a1 = [b1 * v for v in begin], [b2 * v for v in end]
        c00 += a0[0] ** 2 + a0[1] ** 2
        c01 += a0[0] * a1[0] + a0[1] * a1[1]
        c11 += a1[0] ** 2 + a1[1] ** 2
        x0 += a0[0] * e[0] + a0[1] * e[1]
        x1 += a1[0] * e[0] + a1[1] * e[1]
    det = c00 * c11 - c01 * c01
    span = math.dist(p[0], p[-1])
    first = second = 0.0
    if abs(det) > 1e-12:
        first, second = (x0 * c11 - x1 * c01) / det, (c00 * x1 - c01 * x0) / det
    if not all(1e-3 * span <= each <= 3 * span + 1 for each in (first, second)):
        first = second = span / 3
    return _along(p[0], begin, first), _along(p[-1], end, second), p[-1]


def _weights(t: float) -> tuple[float, float, float, float]:
    s = 1 - t
    return s**3, 3 * s * s * t, 3 * s * t * t, t**3


def _misses(
    p: list[Spot], u: list[float], c: tuple[Spot, ...], at: int
) -> tuple[float, int, list[float]]:
    """How far the curve misses, where, and times that bring each point nearer to it."""
    worst, nearer = 0.0, []
    for i, (q, t) in enumerate(zip(p, u, strict=True)):
        s, w = 1 - t, _weights(t)
        b = [sum(w[j] * c[j][k] for j in range(4)) for k in (0, 1)]
        way = (s * s, 2 * s * t, t * t)
        d = [3 * sum(way[j] * (c[j + 1][k] - c[j][k]) for j in range(3)) for k in (0, 1)]
        miss = math.dist(b, q)
        if miss > worst and 0 < i < len(p) - 1:
            worst, at = miss, i
        g = d[0] ** 2 + d[1] ** 2
        back = ((b[0] - q[0]) * d[0] + (b[1] - q[1]) * d[1]) / g if g else 0.0
        nearer.append(min(1.0, max(0.0, t - back)))
    return worst, at, [0.0, *nearer[1:-1], 1.0]
