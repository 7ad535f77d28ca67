"""Muscles: where each is, what it causes and how it is treated, for people."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.records.values import Muscle, PositionName

_LYING: dict[PositionName, str] = {
    "prone": "on your front",
    "side-lying": "on the other side",
    "supine-on": "on your back, on the massager",
    "seated": "sitting",
}


def facts(muscle: Muscle) -> Iterator[tuple[str, str]]:
    """What there is to know of ``muscle``, each with its name."""
    if muscle.position:
        yield "where", muscle.position.landmark
    yield "how deep", f"{muscle.depth}."
    yield "does", muscle.function
    yield "felt as", muscle.symptoms
    if muscle.position:
        ways = [muscle.position.default, *muscle.position.alternatives]
        yield "you lie", "; or ".join(_LYING[way] for way in ways) + "."
    if muscle.dose:
        least, most = muscle.dose.hold.min // 1000, muscle.dose.hold.max // 1000
        points = muscle.dose.points
        spots = (
            f"{points.default} to {points.max} spots" if points.max > points.default else "1 spot"
        )
        yield "dose", f"{least} to {most} seconds a spot, {spots} a side, once a day."
    if muscle.info_only:
        yield "treated", "never here. " + " ".join(dict.fromkeys(muscle.because.values()))
    if muscle.cautions:
        yield "keep in mind", " ".join(muscle.cautions)
