"""The bundled content, as the tests of pictures ask for it."""

from __future__ import annotations

from drawing import wanted

from tests.tracks import bundled
from unknot.content.records.session import Side
from unknot.pictures.shown import Subject

library = bundled


def subject(muscle: str, side: Side = "right") -> Subject:
    record = library().muscles[muscle]
    assert record.position
    return Subject(
        muscle, record.name, record.region, side, record.position.default, word=side.upper()
    )


def subjects() -> list[Subject]:
    return list(wanted.subjects(library()))
