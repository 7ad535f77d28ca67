"""Chimes: those that are asked for exist, and none is more than a chime."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.checks.steps import Stepped, marks_of, steps_of
from unknot.content.library import Library
from unknot.content.records.script import ChimeRecipe, Note
from unknot.content.records.session import Session
from unknot.content.records.steps import ChimeStep, HoldStep, SessionFrame, Technique, WaitStep
from unknot.suggest import suggest

MOST_LENGTH_MS = 5_000
MOST_NOTES = 50
#: In dB: half as loud, and still heard over a massager.
LEAST_LEVEL = -12
_HZ = (20, 20_000)
#: What a phone gives back and older ears hear, in Hz; how long it must sound, and how much softer
#: than the loudest note it may be, in dB.
_HEARD_HZ, _HEARD_MS, _HEARD_DB = (200, 8_000), 30, -20.0
_DB = (-120.0, 0.0)


@rule("S50", Session, Technique, SessionFrame)
def chimes_that_exist(record: Stepped, library: Library) -> Iterator[Breach]:
    """A chime that is asked for and does not exist."""
    for step in steps_of(record):
        wanted = [
            (step.place("hold"), kind) for kind in ("start", "end") if isinstance(step, HoldStep)
        ]
        if isinstance(step, ChimeStep):
            wanted.append((step.place("chime"), step.chime))
        if isinstance(step, WaitStep) and step.every:
            wanted.append((step.place("chime"), step.chime or "bell"))
        wanted += [(mark.place("chime"), mark.chime) for mark in marks_of(step) if mark.chime]
        for place, kind in wanted:
            if not library.knows("chime", kind):
                meant = suggest(kind, library.chimes)
                hint = f"{meant}; or add audio/chimes/{kind}.yaml" if meant else ""
                yield place, f"there is no chime {kind!r}", hint or f"add audio/chimes/{kind}.yaml"


@rule("S53", Session)
def chimes_beside_the_voice(session: Session, _: Library) -> Iterator[Breach]:
    """Chimes louder than the voice, or more than 12 dB softer."""
    level = session.chime_level
    if level is not None and not LEAST_LEVEL <= level <= 0:
        message = f"chimes {level:g} dB against the voice; {LEAST_LEVEL} to 0 are allowed"
        yield session.place("chime_level"), message, "0 is as loud as the voice"


@rule("S52", ChimeRecipe)
def short_and_audible(recipe: ChimeRecipe, _: Library) -> Iterator[Breach]:
    """A chime that is too long, too loud or cannot be heard."""
    if not 1 <= len(recipe.notes) <= MOST_NOTES:
        yield recipe.place("notes"), f"a chime has 1 to {MOST_NOTES} notes"
    elif all(each.length and _HZ[0] <= each.hz <= _HZ[1] for each in recipe.notes) and not any(
        _is_heard(each, recipe) for each in recipe.notes
    ):
        least, most = _HEARD_HZ
        message = f"no note here is heard on every phone and by every ear: {least} to {most} Hz"
        yield recipe.place("notes"), message, f"add one that lasts {_HEARD_MS}ms or longer"
    for note in recipe.notes:
        if note.length == 0 or note.at + note.length > MOST_LENGTH_MS:
            message = f"a note of {clock(note.length)}; a chime lasts up to {clock(MOST_LENGTH_MS)}"
            yield note.place("length"), message
        if not _HZ[0] <= note.hz <= _HZ[1]:
            yield note.place("hz"), f"{note.hz} Hz is outside {_HZ[0]} to {_HZ[1]} Hz"
        overtones = {f"overtones.{index}": level for index, level in enumerate(note.overtones)}
        for at, level in {"level": note.level, **overtones}.items():
            if not _DB[0] <= level <= _DB[1]:
                message = f"{level:g} dB is outside {_DB[0]:g} to {_DB[1]:g} dB"
                yield note.place(at), message, "levels count down from the loudest, 0"


def _is_heard(note: Note, recipe: ChimeRecipe) -> bool:
    """Whether the note or one of its overtones is: a chime may be all that ends a hold."""
    loudest = max(each.level for each in recipe.notes)
    return note.length >= _HEARD_MS and any(
        _HEARD_HZ[0] <= note.hz * number <= _HEARD_HZ[1]
        and note.level + level >= loudest + _HEARD_DB
        for number, level in enumerate((0.0, *note.overtones), start=1)
    )
