"""Compose: session to cues. Pure; says what happens in which order, with no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.once import once
from unknot.content.records.base import Record
from unknot.content.records.session import Routine, Session, Side
from unknot.content.records.steps import (
    ChapterStep,
    ChimeStep,
    HoldStep,
    MarkStep,
    PlayStep,
    Repeat,
    SayStep,
    Step,
    Tool,
    WaitStep,
)
from unknot.content.treating import treats as treats_in
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError
from unknot.timeline.ahead import about_ms, length_line, place_lines
from unknot.timeline.bells import BELL, belled, time_left
from unknot.timeline.conditions import Progress
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Mark, Play, Say, Treatment, Wait
from unknot.timeline.fitting.stretch import (
    AS_WRITTEN,
    Part,
    Stretching,
    between,
    dose_hold,
    free_wait,
    technique_wait,
)
from unknot.timeline.job import Job
from unknot.timeline.job_words import JobWords
from unknot.timeline.own import own_words
from unknot.timeline.treatments import hold_ms, treatments, treatments_of

#: Silence before the first sound: a clip's stream starts one frame before its sound, and
#: players swallow the first tenths of a second while they open the device.
LEAD_MS = 480
#: What each tool is, for print: it follows from a technique's ``by`` (S34, S39, S53, S56).
TOOLS: Mapping[Tool, str] = {
    "massager": "a vibration massager with a flat head or pad (not a massage gun)",
    "stick": "a long-handled stick made for pressing",
}
#: Between the lines of a list, such as the opening's.
BREATH_MS = 600
#: In seconds, and as a share of what is written: what a listener wonders about.
LEAST_TOLD, MUCH_LONGER = 30, 1.2
#: Where the sentences of what lies ahead go, until it is known how long it is.
AHEAD = Say(text="", line="ahead")
_HEARD = (Say, Chime, Play, Hold)
#: A cue, the routine that it belongs to, and the step that says it: neither for what unknot puts
#: between.
Written = tuple[Cue, Routine | None, Step | None]


def compose(job: Job, stretch: Stretching = AS_WRITTEN) -> tuple[Cue, ...]:
    """Everything that the track says and does. The library must have no problems.

    Worked out once for a job, though who speaks it asks as well as who fits it. Raises
    ContentError when the script lacks a line, or nothing at all would be heard.
    """
    return _composed(job, stretch)[0]


def written(job: Job, stretch: Stretching) -> list[Written]:
    """Each cue of ``job`` with what it comes from."""
    return _composed(job, stretch)[1]


@once
def _composed(job: Job, stretch: Stretching) -> tuple[tuple[Cue, ...], list[Written]]:
    session = job.session
    rows = _Composer(job, stretch).rows()
    cues = tuple([cue for cue, _, _ in rows])
    if job.detail == "cues" and not any(isinstance(cue, _HEARD) for cue in cues):
        message = f"session {session.id!r} has no chime and no safety line of its own"
        raise ContentError(
            [Diagnostic("L02", session.place("detail"), message, "build it in full or short")]
        )
    return cues, rows


def opens(job: Job) -> bool:
    """Whether the track begins with the safety opening."""
    return treats_in(job.session, job.library) or bool(job.part and job.part.opening)


def kit(session: Session, library: Library) -> tuple[str, ...]:
    """What a listener must have at hand, each thing once, in the order of first use."""
    used = treatments_of(session, library)
    tools = [TOOLS[each.by] for each in used if each.by in TOOLS]
    things = [thing for each in used for thing in library.techniques[each.technique].kit]
    return tuple(dict.fromkeys((*tools, *things)))


class _Composer:
    """One walk over one session; only ``progress`` changes on the way."""

    def __init__(self, job: Job, stretch: Stretching) -> None:
        self.job, self.session, self.library = job, job.session, job.library
        self.stretch, self.short = stretch, job.short
        self.treated = treatments_of(self.session, self.library)
        self.progress = Progress(
            opt_in=self.session.opt_in,
            tools=frozenset(each.by for each in self.treated),
            lying=not self.treated or any(each.position != "seated" for each in self.treated),
            detail=self.job.detail,
        )
        self.dose: Part = (0, 0, 0)
        self.in_technique = False
        self.words = JobWords(job, self.progress)
        self.routine: Routine | None = None
        self.step: Step | None = None

    def rows(self) -> list[Written]:
        """Every cue as it is written; what is said of the length ahead once that is known."""
        rows: list[Written] = [(cue, self.routine, self.step) for cue in self.plain()]
        if self.session.lead_in:
            first = next(n for n, (cue, *_) in enumerate(rows) if isinstance(cue, Chapter))
            lead = Wait(ms=self.session.lead_in), Chime(kind=BELL)
            rows[first + 1 : first + 1] = [(cue, None, None) for cue in lead]
        at = next((n for n, (cue, *_) in enumerate(rows) if cue == AHEAD), None)
        if at is not None:
            _, routine, step = rows[at]
            said = self._ahead([cue for cue, *_ in rows])
            rows[at : at + 1] = [(cue, routine, step) for cue in said]
        return rows

    def _ahead(self, cues: list[Cue]) -> list[Cue]:
        """What is said of ``cues`` before they begin: how long, where, and whose words."""
        self.progress.now = None
        lines = [length_line(about_ms(cues, self.job.rate, self.library.chimes))]
        if not (self.short and self.job.detail == "short"):  # the first routine says where
            lines += place_lines(self.treated)
        own = own_words(self.session, self.library, self.job.language, cues)
        if own.authors or own.unsigned:
            lines += ["own-words"] if own.reviewed else ["own-words", "not-reviewed"]
        return [cue for line in lines for cue in (*self._say(line), Wait(ms=BREATH_MS // 3))]

    def plain(self) -> Iterator[Cue]:
        """Without a lead-in, and AHEAD as it is."""
        items, frame = self.session.routines, self.library.frame
        treats, short = treats_in(self.session, self.library), self.short
        if opens(self.job):
            yield from self._steps((frame.opening_short if short else ()) or frame.opening)
        else:
            if isinstance(items[0], ChapterStep):
                yield from self._steps((items[0],))
                items = items[1:]
            else:
                yield Chapter(title=self.session.title)
            yield Wait(ms=LEAD_MS)
        for item in items:
            if isinstance(item, Routine):
                yield from self._routine(item)
            else:
                yield from self._steps((item,))
        if treats:
            yield from self._steps((frame.closing_short if short else ()) or frame.closing)

    def _routine(self, routine: Routine) -> Iterator[Cue]:
        self.routine = routine
        sides = list(treatments(routine, self.library, self._convenient_side()))
        for treatment in sides:
            muscle = self.library.muscles[treatment.muscle]
            self.dose = dose_hold(hold_ms(routine, muscle, self.session), muscle)
            hold = between(self.stretch.holds, *self.dose)
            self.step = None
            self.progress.begin(treatment, hold, last_side=treatment is sides[-1])
            yield Chapter(title=self.words.title("chapter-routine"), treatment=treatment)
            if treatment.added:
                yield from self._say(f"region-{treatment.region}")
            self.in_technique = True
            yield from self._steps(self.library.techniques[treatment.technique].steps)
            self.in_technique = False
            self.progress.end()
        self.routine = None

    def _convenient_side(self) -> Side | None:
        """With ``both``, the side that needs no turning over comes first."""
        now = self.progress.now
        return now.side if now and now.lie_on else None

    def _steps(self, steps: Iterable[Step]) -> Iterator[Cue]:
        for step in steps:
            yield from self._step(step)

    def _step(self, step: Step) -> Iterator[Cue]:
        self.step = step
        match step:
            case ChapterStep():
                yield Chapter(title=self.words.title(step.chapter, step))
            case Repeat():
                yield from self._repeat(step)
            case _ if not self.progress.holds(step.when):
                return
            case SayStep(say="ahead"):
                yield AHEAD
            case SayStep():
                yield from self._say(step.say, step, optional=step.optional)
            case WaitStep():
                yield self._wait(step)
            case HoldStep():
                yield from self._hold(step)
            case ChimeStep():
                yield from (Chime(kind=step.chime),) * step.times
            case PlayStep():
                yield Play(file=step.play)
            case _:
                assert_never(step)

    def _repeat(self, step: Repeat) -> Iterator[Cue]:
        if step.repeat != "points":
            for _ in range(step.repeat):
                yield from self._steps(step.steps)
            return
        for point in range(1, self._treatment().points + 1):
            self.progress.point = point
            yield from self._steps(step.steps)

    def _wait(self, step: WaitStep) -> Wait:
        part = technique_wait(step, self.job.pace) if self.in_technique else free_wait(step)
        ms = between(self.stretch.waits, *part)
        inside = [cue for mark in step.inside for cue in self._marks(mark, ms)]
        marks = belled([*inside, *self._left(step, ms)], ms, step.every, step.chime or BELL)
        return Wait(
            ms=ms,
            room=(part[0], part[2]),
            told=None if marks else self._told(ms, step.wait),
            marks=marks,
        )

    def _left(self, step: WaitStep | HoldStep, ms: int) -> Iterator[Mark]:
        """How much time is left, said at each moment that the step names."""
        for left in step.left if self.job.detail != "cues" else ():
            cue = Say(text=time_left(left), voice=self.words.voice("coaching"))
            yield Mark(at_ms=ms - left, cue=cue)

    def _told(self, ms: int, usual: int) -> Say | None:
        """How long a technique's wait is, where that is much longer than usual."""
        tens = min((ms + 2_000) // 10_000 * 10, 60)
        if not self.in_technique or tens < LEAST_TOLD or ms < usual * MUCH_LONGER:
            return None
        return next(iter(self.words.texts(f"time-{tens}")), None)

    def _say(
        self, say: str, step: Record | None = None, *, optional: bool = False
    ) -> Iterator[Cue]:
        self.progress.rechecks += say == "recheck"
        texts = self.words.texts(say, step, optional=optional)
        for count, each in enumerate(texts):
            if count:
                yield Wait(ms=BREATH_MS)
            yield each

    def _hold(self, step: HoldStep) -> Iterator[Cue]:
        ms = self.progress.hold_ms if step.hold == "dose" else step.hold
        inside = (mark for mark in step.inside if self.progress.holds(mark.when))
        marks = [Mark(at_ms=0, cue=Chime(kind="start"))]
        marks += [cue for mark in inside for cue in self._marks(mark, ms)]
        marks += self._left(step, ms)
        point = self.progress.point
        yield Hold(
            ms=ms,
            point=point,
            marks=tuple(sorted(marks, key=lambda mark: mark.at_ms)),
            room=(self.dose[0], self.dose[2]) if step.hold == "dose" else None,
        )
        yield Chime(kind="end")

    def _marks(self, mark: MarkStep, hold: int) -> Iterator[Mark]:
        at = mark.at.within(hold)
        texts = self.words.texts(mark.say, mark, inside=True) if mark.say else []
        if not texts and mark.chime:
            yield Mark(at_ms=at, cue=Chime(kind=mark.chime))
        for count, each in enumerate(texts):
            chime = mark.chime if count == 0 else None
            yield Mark(at_ms=at, cue=replace(each, chime=chime))

    def _treatment(self) -> Treatment:
        if self.progress.now is None:
            raise ValueError("repeat: points outside a routine; check the library first")
        return self.progress.now
