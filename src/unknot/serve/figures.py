"""Pictures of places and postures, by their addresses."""

from __future__ import annotations

from typing import Any, get_args

from unknot.content.library import Library
from unknot.content.records.base import PositionName
from unknot.content.records.session import Side
from unknot.content.records.steps import Tool
from unknot.pictures.looks import looks_of
from unknot.pictures.shown import Subject
from unknot.serve import pages


def figure(name: str, library: Library) -> str | None:
    """The SVG at ``place.MUSCLE.SIDE.POSITION.TOOL.svg``, or ``lie.…``; None without one."""
    parts: Any = name.removesuffix(".svg").split(".")
    what, *subject = parts
    if what not in ("place", "lie") or len(subject) != 4 or not name.endswith(".svg"):
        return None
    muscle, side, position, by = subject
    if (
        muscle not in library.muscles or side not in get_args(Side)
        or position not in get_args(PositionName) or by not in get_args(Tool)
    ):  # fmt: skip
        return None
    record, looks = library.muscles[muscle], looks_of(library)
    own = looks.own.get(muscle)
    shown = Subject(muscle, record.name, record.region, side, position, by, own, looks.figure)
    return pages.posture_svg(shown, what)
