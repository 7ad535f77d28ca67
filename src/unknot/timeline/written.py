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
from unknot.timeline.treatments import treatments

#: Rules about the words of a line; the others are about what a routine or a step does.
_OF_WORDS = {f"INV-{number}" for number in (7, 9, 10, 28, 29, 30, 31, 33, 34, 36, 42, 46)}
_OF_FRAME = {"INV-21": "opening", "INV-23": "opening", "INV-37": "closing"}


def place_of(code: str, at: int, fitted: Fitted, measure: Measure) -> Place:
    """Where the cause of ``code`` at ``at`` ms stands: the line's words in its script, a step that
    did not come with unknot, or else the routine."""
    job = fitted.job
    frame = job.library.frame
    if job.library.beneath and job.library.beneath.frame != frame and code in _OF_FRAME:
        return frame.place(_OF_FRAME[code])
    starts = tuple(_starts(fitted.cues, measure))
    nearby = max((start for start in starts if start <= at), default=0)
    here = [index for index, start in enumerate(starts) if start == nearby]
    if code in _OF_WORDS:
        for index in here:
            if place := _of_words(fitted.cues[index], job):
                return place
    here.sort(key=lambda index: not isinstance(fitted.cues[index], Chapter))
    rows = written(job, fitted.stretch)
    places = (_of_row(*rows[index], job) for index in here)
    return next(filter(None, places), job.session.place())


def place_of_mark(words: str, line: str, fitted: Fitted) -> Place:
    """Where what does not fit into a hold or wait was written; ``line`` is where its words are."""
    if place := _of_words(Say(text=words, line=line), fitted.job):
        return place
    rows = zip(fitted.cues, written(fitted.job, fitted.stretch), strict=True)
    for cue, row in rows:
        if isinstance(cue, Hold | Wait) and words in (
            getattr(each, "text", "") for each in cue.heard
        ):
            return _of_row(*row, fitted.job) or fitted.job.session.place()
    return fitted.job.session.place()


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
    own_steps = any(each.own_steps for each in treatments(routine, job.library, None))
    return place if place and own_steps else routine.place()
