"""Where what is heard at a moment of a plan was written: file, line and column."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.records.base import Record
from unknot.content.records.session import Routine
from unknot.diagnostic import Place
from unknot.timeline.compose import written
from unknot.timeline.cues import Chapter, Cue, Hold, Say, Wait
from unknot.timeline.fitting.fit import Fitted
from unknot.timeline.grid import nearest
from unknot.timeline.job import Job
from unknot.timeline.layout import Measure

#: Rules about the words of a line; the others are about what a routine or a step does.
_OF_WORDS = {f"INV-{number}" for number in (7, 9, 10, 28, 29, 30, 31, 33, 34, 36, 42, 46)}
_OF_OPENING, _OF_CLOSING = ("INV-21", "INV-23"), ("INV-37",)


def place_of(code: str, at: int, fitted: Fitted, measure: Measure) -> Place:
    """Where the cause of ``code`` at ``at`` ms stands: the line's words in its script, a step that
    did not come with unknot, or else the routine."""
    job = fitted.job
    if (parts := job.library.frame) and _added_frame(job):
        if code in _OF_OPENING:
            return parts.place("opening")
        if code in _OF_CLOSING:
            return parts.place("closing")
    starts = tuple(_starts(fitted.cues, measure))
    nearby = max((start for start in starts if start <= at), default=0)
    here = [index for index, start in enumerate(starts) if start == nearby]
    if code in _OF_WORDS:
        for index in here:
            if place := _of_words(fitted.cues[index], job):
                return place
    here.sort(key=lambda index: not isinstance(fitted.cues[index], Chapter))
    rows = written(job, fitted.cues)
    return next((place for index in here if (place := _of_row(*rows[index], job))), _session(job))


def place_of_mark(words: str, line: str, fitted: Fitted) -> Place:
    """Where what does not fit into a hold or wait was written; ``line`` is where its words are."""
    if place := _of_words(Say(text=words, line=line), fitted.job):
        return place
    rows = written(fitted.job, fitted.cues)
    for cue, row in zip(fitted.cues, rows, strict=True):
        if isinstance(cue, Hold | Wait) and any(_text(each) == words for each in cue.heard):
            return _of_row(*row, fitted.job) or _session(fitted.job)
    return _session(fitted.job)


def _text(cue: Cue) -> str:
    return cue.text if isinstance(cue, Say) else ""


def _starts(cues: tuple[Cue, ...], measure: Measure) -> Iterator[int]:
    at = 0
    for cue in cues:
        yield at
        if isinstance(cue, Hold | Wait):
            at += nearest(cue.ms)
        elif not isinstance(cue, Chapter):
            at += measure(cue)


def _of_words(cue: Cue, job: Job) -> Place | None:
    if not isinstance(cue, Say):
        return None
    owner, _, name = cue.line.rpartition("/")
    script = job.library.words(job.language).get(owner)
    place = script.place(f"lines.{name}") if script else None
    return place if place and place.line else None


def _of_row(routine: Routine | None, step: object, job: Job) -> Place | None:
    """None for what came with unknot and no routine asks for."""
    place: Place | None = step.place() if isinstance(step, Record) else None
    if routine is None:
        return place if place and place.file == job.session.place().file else None
    for key in ("hold", "points"):
        for each in (routine, job.session):
            if key in each.places and (option := each.place(key)).file.startswith("--"):
                return option
    return place if place and _added_steps(routine, job) else routine.place()


def _added_steps(routine: Routine, job: Job) -> bool:
    """Whether the routine's technique did not come with unknot."""
    beneath, muscle = job.library.beneath, job.library.muscles[routine.muscle]
    name = routine.technique or muscle.default_technique or ""
    return beneath is not None and beneath.techniques.get(name) != job.library.techniques[name]


def _added_frame(job: Job) -> bool:
    beneath = job.library.beneath
    return beneath is not None and beneath.frame != job.library.frame


def _session(job: Job) -> Place:
    return job.session.place()
