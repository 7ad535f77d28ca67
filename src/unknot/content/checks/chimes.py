"""Chimes: those that are asked for exist, and none is more than a chime."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.checks.steps import Stepped, marks_of, steps_of
from unknot.content.records.values import (
    ChimeKind,
    ChimeRecipe,
    ChimeStep,
    HoldStep,
    Session,
    SessionFrame,
    Technique,
)
from unknot.suggest import suggest

if TYPE_CHECKING:
    from unknot.content.library import Library

MOST_LENGTH_MS = 5_000
MOST_NOTES = 50
_HZ = (20, 20_000)
_DB = (-120.0, 0.0)


@rule("S50", Session, Technique, SessionFrame)
def chimes_that_exist(record: Stepped, library: Library) -> Iterator[Breach]:
    for step in steps_of(record):
        wanted = [
            (step.place("hold"), kind) for kind in ("start", "end") if isinstance(step, HoldStep)
        ]
        if isinstance(step, ChimeStep):
            wanted.append((step.place("chime"), step.chime))
        wanted += [(mark.place("chime"), mark.chime) for mark in marks_of(step) if mark.chime]
        for place, kind in wanted:
            if kind not in library.chimes and ("chime", kind) not in library.origins:
                message = f"there is no chime {kind!r}"
                yield place, message, f"add audio/chimes/{kind}.yaml"


@rule("S51", ChimeRecipe)
def chimes_of_a_known_kind(recipe: ChimeRecipe, _: Library) -> Iterator[Breach]:
    kinds = get_args(ChimeKind)
    if recipe.id not in kinds:
        yield (
            recipe.place(),
            f"no step can ask for a chime {recipe.id!r}",
            suggest(recipe.id, kinds),
        )


@rule("S52", ChimeRecipe)
def short_and_audible(recipe: ChimeRecipe, _: Library) -> Iterator[Breach]:
    if not 1 <= len(recipe.notes) <= MOST_NOTES:
        yield recipe.place("notes"), f"a chime has 1 to {MOST_NOTES} notes", ""
    for note in recipe.notes:
        if note.length == 0 or note.at + note.length > MOST_LENGTH_MS:
            message = f"a note of {clock(note.length)}; a chime lasts up to {clock(MOST_LENGTH_MS)}"
            yield note.place("length"), message, ""
        if not _HZ[0] <= note.hz <= _HZ[1]:
            yield note.place("hz"), f"{note.hz} Hz is outside {_HZ[0]} to {_HZ[1]} Hz", ""
        for at, level in ("level", note.level), *_overtones(note.overtones):
            if not _DB[0] <= level <= _DB[1]:
                message = f"{level:g} dB is outside {_DB[0]:g} to {_DB[1]:g} dB"
                yield note.place(at), message, "levels count down from the loudest, 0"


def _overtones(levels: tuple[float, ...]) -> Iterator[tuple[str, float]]:
    return ((f"overtones.{index}", level) for index, level in enumerate(levels))
