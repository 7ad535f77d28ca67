"""Every picture that the bundled content may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.records.values import Side
from unknot.content.workspace import roots
from unknot.pictures.shown import Subject

SIDES: tuple[Side, Side] = ("right", "left")


@cache
def library() -> Library:
    return load(roots(None))


def subject(muscle: str, side: Side = "right") -> Subject:
    record = library().muscles[muscle]
    assert record.position
    return Subject(muscle, record.name, record.region, side, record.position.default)


def subjects() -> Iterator[Subject]:
    """Each muscle that is treated, on each side, in each position and with each tool it allows."""
    for id, record in sorted(library().muscles.items()):
        if record.position is None:
            continue
        places = {
            (position, technique.by)
            for name, technique in library().techniques.items()
            if record.techniques.get(name) not in (None, "none", "forbidden")
            for position in (
                [record.position.stick or record.position.default]
                if technique.by == "stick"
                else [record.position.default, *record.position.alternatives]
            )
        }
        for side in SIDES:
            for position, tool in sorted(places):
                yield Subject(id, record.name, record.region, side, position, tool)
