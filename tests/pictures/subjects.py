"""The bundled content, as the tests of pictures ask for it."""

from __future__ import annotations

from functools import cache

from drawing import wanted

from tests.conftest import ROOT
from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.records.values import Side
from unknot.content.workspace import roots
from unknot.pictures.shown import Subject


@cache
def library() -> Library:
    return load(roots(ROOT))


def subject(muscle: str, side: Side = "right") -> Subject:
    record = library().muscles[muscle]
    assert record.position
    return Subject(
        muscle, record.name, record.region, side, record.position.default, word=side.upper()
    )


def subjects() -> list[Subject]:
    return list(wanted.subjects(library()))
