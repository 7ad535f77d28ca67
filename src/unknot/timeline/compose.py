"""Compose: session to cues. Pure; says what happens in which order, with no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from unknot.content.library import Library
from unknot.content.once import once
from unknot.content.records import values
from unknot.content.records.values import Routine, Session, Side, Tool, VoiceRole
from unknot.content.treating import treats as treats_in
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError
from unknot.timeline.ahead import about_ms, length_line, place_lines
from unknot.timeline.bells import BELL, belled, time_left
from unknot.timeline.conditions import Progress
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Mark, Play, Say, Treatment, Wait
from unknot.timeline.emergency import number_words
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
from unknot.timeline.own import is_own_line, is_own_session, own_words
from unknot.timeline.treatments import hold_ms, treatments
from unknot.timeline.wording import filled, versions

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
_LINE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HEARD = (Say, Chime, Play, Hold)


def compose(job: Job, stretch: Stretching = AS_WRITTEN) -> tuple[Cue, ...]:
    """Everything that the track says and does. The library must have no problems.

    Worked out once for a job, though who speaks it asks as well as who fits it. Raises
    ContentError when the script lacks a line, or nothing at all would be heard.
    """
    return _composed(job, stretch)


@once
def _composed(job: Job, stretch: Stretching) -> tuple[Cue, ...]:
    session = job.session
    cues = tuple(_Composer(job, stretch).cues())
    if job.detail == "cues" and not any(isinstance(cue, _HEARD) for cue in cues):
        message = f"session {session.id!r} has no chime and no safety line of its own"
        raise ContentError(
            [Diagnostic("L02", session.place("detail"), message, "build it in full or short")]
        )
    return cues


def opens(job: Job) -> bool:
    """Whether the track begins with the safety opening."""
    return treats_in(job.session, job.library) or bool(job.part and job.part.opening)


def kit(session: Session, library: Library) -> tuple[str, ...]:
    """What a listener must have at hand, each thing once, in the order of first use."""
    routines = [item for item in session.routines if isinstance(item, Routine)]
    used = [treatment for r in routines for treatment in treatments(r, library, None)]
    tools = [TOOLS[each.by] for each in used if each.by in TOOLS]
    things = [thing for each in used for thing in library.techniques[each.technique].kit]
    return tuple(dict.fromkeys((*tools, *things)))


class _Composer:
    """One walk over one session; only ``progress`` changes on the way."""

    def __init__(self, job: Job, stretch: Stretching) -> None:
        self.job, self.session, self.library = job, job.session, job.library
        self.stretch, self.short = stretch, job.short
        routines = [item for item in self.session.routines if isinstance(item, Routine)]
        self.treated = [each for r in routines for each in treatments(r, self.library, None)]
        self.progress = Progress(
            opt_in=self.session.opt_in,
            tools=frozenset(each.by for each in self.treated),
            lying=not self.treated or any(each.position != "seated" for each in self.treated),
            detail=self.job.detail,
        )
        self.dose: Part = (0, 0, 0)
        self.emergency = number_words(self.library, job.country, job.language)
        self.in_technique = False
        self.own_session = is_own_session(self.session, self.library)

    def cues(self) -> Iterator[Cue]:
        """What is said of the length ahead, once it is known how long that is."""
        cues = list(self._cues())
        if self.session.lead_in:
            first = next(index for index, cue in enumerate(cues) if isinstance(cue, Chapter))
            cues[first + 1 : first + 1] = [Wait(ms=self.session.lead_in), Chime(kind=BELL)]
        at = next((index for index, cue in enumerate(cues) if cue == AHEAD), None)
        if at is None:
            return iter(cues)
        ms = about_ms(cues, self.job.rate, self.library.chimes)
        self.progress = replace(self.progress, now=None)
        lines = [length_line(ms)]
        if not (self.short and self.job.detail == "short"):  # the first routine says where
            lines += place_lines(self.treated)
        if own := own_words(self.session, self.library, self.job.language, cues):
            lines += ["own-words"] if own.reviewed else ["own-words", "not-reviewed"]
        said = (cue for line in lines for cue in (*self._say(line), Wait(ms=BREATH_MS // 3)))
        return iter([*cues[:at], *said, *cues[at + 1 :]])

    def _cues(self) -> Iterator[Cue]:
        items, frame = self.session.routines, self.library.frame
        treats, short = treats_in(self.session, self.library), self.short
        if opens(self.job):
            yield from self._steps((frame.opening_short if short else ()) or frame.opening)
        else:
            if isinstance(items[0], values.ChapterStep):
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
        sides = list(treatments(routine, self.library, self._convenient_side()))
        for treatment in sides:
            muscle = self.library.muscles[treatment.muscle]
            self.dose = dose_hold(hold_ms(routine, muscle, self.session), muscle)
            hold = between(self.stretch.holds, *self.dose)
            self.progress.begin(treatment, hold, last_side=treatment is sides[-1])
            yield Chapter(title=self._title("chapter-routine"), treatment=treatment)
            if treatment.added:
                yield from self._say(f"region-{treatment.region}")
            self.in_technique = True
            yield from self._steps(self.library.techniques[treatment.technique].steps)
            self.in_technique = False
            self.progress.end()

    def _convenient_side(self) -> Side | None:
        """With ``both``, the side that needs no turning over comes first."""
        now = self.progress.now
        return now.side if now and now.lie_on else None

    def _steps(self, steps: Iterable[values.Step]) -> Iterator[Cue]:
        for step in steps:
            yield from self._step(step)

    def _step(self, step: values.Step) -> Iterator[Cue]:
        match step:
            case values.ChapterStep():
                yield Chapter(title=self._title(step.chapter, step))
            case values.Repeat():
                yield from self._repeat(step)
            case _ if not self.progress.holds(step.when):
                return
            case values.SayStep(say="ahead"):
                yield AHEAD
            case values.SayStep():
                yield from self._say(step.say, step, optional=step.optional)
            case values.WaitStep():
                yield self._wait(step)
            case values.HoldStep():
                yield from self._hold(step)
            case values.ChimeStep():
                yield from (Chime(kind=step.chime),) * step.times
            case values.PlayStep():
                yield Play(file=step.play)
            case _:
                assert_never(step)

    def _repeat(self, step: values.Repeat) -> Iterator[Cue]:
        if step.repeat != "points":
            for _ in range(step.repeat):
                yield from self._steps(step.steps)
            return
        for point in range(1, self._treatment().points + 1):
            self.progress.point = point
            yield from self._steps(step.steps)

    def _wait(self, step: values.WaitStep) -> Wait:
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

    def _left(self, step: values.WaitStep | values.HoldStep, ms: int) -> Iterator[Mark]:
        """How much time is left, said at each moment that the step names."""
        for left in step.left if self.job.detail != "cues" else ():
            cue = Say(text=time_left(left), voice=self._voice("coaching"))
            yield Mark(at_ms=ms - left, cue=cue)

    def _told(self, ms: int, usual: int) -> Say | None:
        """How long a technique's wait is, where that is much longer than usual."""
        tens = min((ms + 2_000) // 10_000 * 10, 60)
        if not self.in_technique or tens < LEAST_TOLD or ms < usual * MUCH_LONGER:
            return None
        return next(iter(self._texts(f"time-{tens}")), None)

    def _say(
        self, say: str, step: values.Record | None = None, *, optional: bool = False
    ) -> Iterator[Cue]:
        self.progress.rechecks += say == "recheck"
        texts = self._texts(say, step, optional=optional)
        for count, each in enumerate(texts):
            if count:
                yield Wait(ms=BREATH_MS)
            yield each

    def _hold(self, step: values.HoldStep) -> Iterator[Cue]:
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

    def _marks(self, mark: values.MarkStep, hold: int) -> Iterator[Mark]:
        at = mark.at.within(hold)
        texts = self._texts(mark.say, mark, inside=True) if mark.say else []
        if not texts and mark.chime:
            yield Mark(at_ms=at, cue=Chime(kind=mark.chime))
        for count, each in enumerate(texts):
            chime = mark.chime if count == 0 else None
            yield Mark(at_ms=at, cue=replace(each, chime=chime))

    # --- words ---------------------------------------------------------------------------------

    def _texts(
        self,
        say: str,
        step: values.Record | None = None,
        *,
        optional: bool = False,
        inside: bool = False,
    ) -> list[Say]:
        """What is heard of a line, placeholders filled; variants in turn."""
        coaching: VoiceRole | None = "coaching" if inside else None
        if not _LINE.fullmatch(say):
            safety = getattr(step, "safety", False)
            own, voice = self.own_session, self._voice("safety" if safety else coaching)
            heard = self.job.detail != "cues" or safety
            return [Say(text=self._filled(say), voice=voice, own=own)] if heard else []
        if (found := self._line(say, step, optional=optional)) is None:
            return []
        line, reference = found
        helper = "helper" in self.progress.opt_in
        brief = not inside and self._heard_before(reference)
        texts = versions(line, self.job.detail, helper=helper, brief=brief)
        if texts and line.in_turn:
            turn = self.progress.turns[reference]
            self.progress.turns[reference] += 1
            texts = (texts[turn % len(texts)],)
        voice = self._voice("safety" if line.safety else coaching)
        own = is_own_line(line, self.library, self.job.language, reference)
        return [Say(text=self._filled(t), line=reference, voice=voice, own=own) for t in texts]

    def _voice(self, role: VoiceRole | None) -> str:
        return self.session.voices.get(role, "") if role else ""

    def _heard_before(self, reference: str) -> bool:
        """Whether the short words will do: the other side, another point, a listener who knows."""
        owner, _, name = reference.partition("/")
        if owner == "shared" or name.startswith("position"):
            return False
        return self.progress.again or (name == "intro" and self.short)

    def _title(self, chapter: str, step: values.Record | None = None) -> str:
        """A chapter's title, which is read and not heard, so every detail has it in full."""
        if not _LINE.fullmatch(chapter):
            return self._filled(chapter)
        found = self._line(chapter, step)
        return self._filled(found[0].say[0]) if found else ""

    def _line(
        self, say: str, step: values.Record | None, *, optional: bool = False
    ) -> tuple[values.Line, str] | None:
        treatment = self.progress.now
        muscle = treatment.muscle if treatment else None
        technique = treatment.technique if treatment else None
        for name in _names(say, treatment, self.library):
            if found := self.library.line(self.job.language, muscle, name, technique):
                return found
        if optional:
            return None
        where = (step or self.session).place("say" if step else "")
        hint = f"add it to scripts/{self.job.language}/shared.yaml"
        raise ContentError([Diagnostic("S20", where, f"the script has no line {say!r}", hint)])

    def _filled(self, text: str) -> str:
        treatment = self.progress.now
        words = {"emergency": self.emergency}
        if treatment:
            name = self.library.muscles[treatment.muscle].spoken.removeprefix("the ")
            words |= {
                "side": self._word(f"word-{treatment.side}", treatment.side),
                "other": self._word(f"word-{treatment.other}", treatment.other),
                "name": self._word("word-name", name),
            }
        return filled(text, words)

    def _word(self, line: str, english: str) -> str:
        """A word that other languages say in a line of their own."""
        treatment = self.progress.now
        muscle = treatment.muscle if treatment else None
        found = self.library.line(self.job.language, muscle, line)
        return found[0].say[0] if found and found[0].say else english

    def _treatment(self) -> Treatment:
        if self.progress.now is None:
            raise ValueError("repeat: points outside a routine; check the library first")
        return self.progress.now


def _names(say: str, treatment: Treatment | None, library: Library) -> tuple[str, ...]:
    """The line names to look for, most particular first."""
    if treatment and say == "position":
        position = library.muscles[treatment.muscle].position
        own = ("position",) if position and treatment.position == position.default else ()
        return (*own, f"position-{treatment.position}")
    if treatment and say == "recheck":
        return ("recheck", f"recheck-{treatment.recheck}")
    return (say,)
