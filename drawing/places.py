"""Muscles, landmarks, keep-off zones and referral on the view from behind; the right side.

A muscle is a ladder: rungs from where it begins to where it ends, each from the midline outwards.
The rungs give the shape, and the fibres run from rung to rung, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely.geometry import LineString, Polygon

from drawing.builds import Build
from drawing.layer import Layer
from drawing.parts import FOOT_BACK
from drawing.shapes import (
    Points,
    Shape,
    blob,
    both,
    box,
    curve,
    cut_lines,
    disc,
    limb,
    line,
    soft,
    union,
)  # fmt: skip
from drawing.standing import Upright


def _rung(rung: Points, share: float) -> tuple[float, float]:
    x, y = LineString(rung).interpolate(share, normalized=True).coords[0]
    return x, y


class Muscle:
    """The shape of a muscle and its fibres, for a build."""

    def __init__(
        self, build: Build, rungs: list[Points], fibres: int = 0, short: float = 0.0
    ) -> None:
        ladder = [curve(build.across(rung)) for rung in rungs]

        def way(share: float) -> list[tuple[float, ...]]:
            return curve([_rung(rung, share) for rung in ladder])

        around = way(0) + ladder[-1][1:-1] + way(1)[::-1] + ladder[0][::-1][1:-1]
        self.shape = soft(Polygon(around).buffer(0), 0.01, 0.015)
        if short:
            top, bottom = rungs[-1][0][1], rungs[0][0][1]
            count = int((bottom - top + 0.3) / short) + 2
            lines = [
                LineString([(0.2, y), (0, y - 1.6 * short)])
                for y in (bottom + 0.3 - short * i for i in range(count))
            ]
        else:
            lines = [LineString(way((i + 0.5) / fibres)) for i in range(fibres)]
        inside = self.shape.buffer(-0.022)
        self.fibres = [
            each for each in (one.intersection(inside) for one in lines) if not each.is_empty
        ]


def draw_muscle(layer: Layer, muscle: Muscle, deep: bool) -> None:
    layer.fill("muscle", muscle.shape, 0.62 if deep else 0.85)
    for each in muscle.fibres:
        layer.line("fibre", each, 13, fine=True)
    layer.line("fibre", muscle.shape.boundary, 26)


def landmarks(build: Build) -> dict[str, Shape]:
    """What the words name, by the words: bones that can be felt."""

    def across(*points: tuple[float, float]) -> list[tuple[float, ...]]:
        return build.across(points)

    beads = []
    for i in range(18):
        y, w = 1.13 + 1.98 * i / 17, 0.012 * i / 17
        beads.append(
            blob(
                (-0.03 - w, y - 0.028),
                (0.03 + w, y - 0.028),
                (0.03 + w, y + 0.028),
                (-0.03 - w, y + 0.028),
            )
        )
    half = [(0.10, 3.20), (0.165, 3.25), (0.13, 3.42), (0.07, 3.57), (0.03, 3.66), (0.012, 3.77)]
    sacrum = blob((0, 3.19), *half, *[(-x, y) for x, y in half[::-1]])
    return {
        "spine": union(beads),
        "sacrum": sacrum,
        "rib": both(line(*across((0.07, 2.44), (0.2, 2.53), (0.37, 2.70)))),
        "crest": both(
            line(
                *across(
                    (0.19, 3.22),
                    (0.25, 3.12),
                    (0.36, 3.03),
                    (0.47, 3.005),
                    (0.58, 3.07),
                    (0.655, 3.21),
                )
            )
        ),
        "hip": both(
            blob(
                *across(
                    (0.60, 3.50),
                    (0.655, 3.50),
                    (0.685, 3.57),
                    (0.66, 3.65),
                    (0.61, 3.64),
                    (0.585, 3.57),
                )
            )
        ),
    }


def draw_landmarks(layer: Layer, build: Build) -> None:
    for shape in landmarks(build).values():
        if shape.geom_type.endswith("LineString"):
            layer.line("bone-line", shape, 48)
            layer.line("bone", shape, 28)
        else:
            layer.fill("bone", shape)
            layer.line("bone-line", shape.boundary, 16)


def keep_off(build: Build, names: list[str]) -> Shape:
    """Zones that are hatched: the spine for all of the back; kidneys and belly, tailbone, by name."""
    zones = {
        "spine": both(Polygon([(-0.01, 1.08), (0.055, 1.08), (0.07, 3.1), (0.06, 3.2), (-0.01, 3.2)])),
        "tailbone": both(Polygon([(-0.01, 3.2), (0.10, 3.2), (0.165, 3.25), (0.13, 3.42), (0.07, 3.6), (0.03, 3.8), (-0.01, 3.8)])),
        "kidneys": both(blob(*build.across([(0.16, 2.28), (0.25, 2.22), (0.34, 2.34), (0.37, 2.50), (0.32, 2.62), (0.23, 2.62), (0.21, 2.54), (0.17, 2.44)]))),
        "hip-bump": both(disc(((0.635) * build.wide(3.57), 3.57), 0.075)),
        "elbow": disc((0.975 * build.shoulder, 2.86), 0.1),
        "wrist": disc((1.06 * build.shoulder, 3.9), 0.1),
        "knee-back": box(0.1, 5.3, 0.55, 5.56),
    }  # fmt: skip
    return union([zones[name] for name in names])


def draw_keep_off(layer: Layer, build: Build, names: list[str], outline: Shape) -> None:
    if not names:
        return
    zone = keep_off(build, names).intersection(outline)
    layer.fill("keep", zone, 0.14)
    layer.line("keep", _hatch(zone), 17)
    layer.line("keep", zone.boundary, 22)


def _hatch(shape: Shape, gap: float = 0.075) -> Shape:
    x0, y0, x1, y1 = shape.bounds
    high = y1 - y0
    lines = [
        LineString([(x0 - 1, y0 + gap * i + 1), (x0 + high + 1, y0 + gap * i - high - 1)])
        for i in range(int((x1 - x0 + high) / gap) + 2)
    ]
    return cut_lines(lines, shape.buffer(-0.004))


def draw_cloud(layer: Layer, stations: Points, outline: Shape) -> None:
    """Where pain may be felt: soft to its edge, which is dotted so that it is seen without colour."""
    for i in range(4):
        layer.fill("cloud", limb(*stations).buffer(0.06 - 0.04 * i).intersection(outline), 0.22)
    rim = limb(*stations).buffer(0.05).intersection(outline).boundary
    dots = [
        disc((p.x, p.y), 0.016)
        for p in (rim.interpolate(i * 0.085) for i in range(int(rim.length / 0.085)))
    ]
    layer.fill("cloud-line", union(dots))


def draw_region(layer: Layer, shape: Shape) -> None:
    layer.fill("pad", shape, 0.45)
    layer.line("fibre", shape.boundary, 22)


def draw_place(layer: Layer, at: tuple[float, float]) -> None:
    """The ring that marks where the pad of the massager comes to rest."""
    layer.fill("ring", disc(at, 0.125).difference(disc(at, 0.08)))
    layer.line("ring-line", disc(at, 0.125).boundary, 20)
    layer.line("ring-line", disc(at, 0.08).boundary, 20)


def outline(build: Build) -> Shape:
    return Upright(build, FOOT_BACK, 1.2).outline


def muscle_of(build: Build, record: Mapping[str, Any]) -> Muscle:
    return Muscle(build, record["rungs"], record.get("fibres", 0), record.get("short", 0.0))
