"""Steps: the one grammar of techniques, the frame and free sessions, kept within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from unknot.content.audio_duration import LEAST_BED_MS, MOST_BED_MS, find_sound
from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.library import Library, primary
from unknot.content.records.base import Record
from unknot.content.records.session import Routine, Session
from unknot.content.records.steps import (
    ChimeStep,
    HoldStep,
    MarkStep,
    PlayStep,
    Repeat,
    SessionFrame,
    Step,
    Technique,
    WaitStep,
)
from unknot.errors import AudioError

MOST_WAIT_MS = 10 * 60_000
#: With bells in it.
MOST_BELLED_MS = 3 * 3_600_000
#: Room for a tick and for what encoding needs around it.
LEAST_EVERY_MS = 500
MOST_STRUCK = 12
#: Of the time left: it is said in whole minutes, or fewer whole seconds.
MOST_LEFT_MS = 60 * 60_000
MOST_REPEATS = 100
MOST_STEPS = 2_000
MOST_TIME_MS = 12 * 3_600_000
Stepped = Session | Technique | SessionFrame
S = TypeVar("S", bound=Record)


@rule("S12", Session, SessionFrame)
def no_routine_to_follow(record: Session | SessionFrame, _: Library) -> Iterator[Breach]:
    """`dose` and `points` mean a routine's, so they have no meaning outside a technique."""
    for step in steps_of(record):
        if isinstance(step, HoldStep) and step.hold == "dose":
            yield step.place("hold"), "only a technique can hold for the dose", "write 30s or so"
        if isinstance(step, Repeat) and step.repeat == "points":
            yield step.place("repeat"), "only a technique can repeat its points", "write a number"


@rule("S13", Session, Technique, SessionFrame, hint="split it into several sessions")
def bounded_length(record: Stepped, _: Library) -> Iterator[Breach]:
    """More than 2,000 steps or 12 hours, repeats counted."""
    count = time = 0
    for step in top_steps(record):
        more, longer = _extent(step)
        count, time = count + more, time + longer
        if count > MOST_STEPS:
            yield step.place(), f"more than {MOST_STEPS:,} steps, repeats counted"
            return
        if time > MOST_TIME_MS:
            yield step.place(), f"more than {MOST_TIME_MS // 3_600_000} hours of waits and holds"
            return


@rule("S14", Session, Technique, SessionFrame)
def bounded_times(record: Stepped, _: Library) -> Iterator[Breach]:
    """A wait or hold of nothing, or of more than ten minutes (a wait with bells: three hours)."""
    for step in steps_of(record):
        if isinstance(step, WaitStep):
            most = MOST_BELLED_MS if step.every else MOST_WAIT_MS
            if not 0 < step.wait <= most:
                message = f"a wait of {clock(step.wait)}; more than 0s and up to {clock(most)} are"
                hint = "" if step.every else "for a longer one, ring a bell in it: every: 5m"
                yield step.place("wait"), f"{message} allowed", hint
            if step.every is not None and not LEAST_EVERY_MS <= step.every <= MOST_WAIT_MS:
                message = f"a bell every {clock(step.every)}; every 500ms to every 10m are allowed"
                yield step.place("every"), message
            if step.chime and not step.every:
                hint = "add every:, or write a step of its own: chime: " + step.chime
                yield step.place("chime"), "a bell that no moment asks for", hint
        if isinstance(step, ChimeStep) and not 1 <= step.times <= MOST_STRUCK:
            yield step.place("times"), f"{step.times} times; 1 to {MOST_STRUCK} are allowed"
        if isinstance(step, HoldStep) and step.hold != "dose" and not 0 < step.hold <= MOST_WAIT_MS:
            message = f"a hold of {clock(step.hold)}; more than 0s and up to 10m are allowed"
            yield step.place("hold"), message


@rule("S39", Session)
def time_left_in_english(session: Session, _: Library) -> Iterator[Breach]:
    """``left:`` in another language than English, whose words unknot does not know."""
    english = primary(session.language or "en") == "en"
    for step in steps_of(session):
        if isinstance(step, HoldStep | WaitStep) and step.left and not english:
            hint = "write the words: inside: [{at: -1m, say: …}]"
            yield step.place("left"), "these words are known in English alone", hint


@rule("S55", Session)
def bounded_lead_in(session: Session, _: Library) -> Iterator[Breach]:
    """A lead-in of nothing, or of more than ten minutes."""
    if session.lead_in is not None and not 0 < session.lead_in <= MOST_WAIT_MS:
        message = f"a lead-in of {clock(session.lead_in)}; more than 0s and up to 10m are allowed"
        yield session.place("lead_in"), message


@rule("S15", Session, Technique, SessionFrame)
def bounded_repeats(record: Stepped, _: Library) -> Iterator[Breach]:
    """No repeats, more than 100, or nothing to repeat."""
    for step in steps_of_kind(Repeat, record):
        if step.repeat != "points" and not 1 <= step.repeat <= MOST_REPEATS:
            yield step.place("repeat"), f"{step.repeat} repeats; 1 to {MOST_REPEATS} are allowed"
        if not step.steps:
            yield step.place("steps"), "nothing to repeat", "add a step, or delete the repeat"


@rule("S16", Session, Technique, SessionFrame)
def useful_marks(record: Stepped, _: Library) -> Iterator[Breach]:
    """A moment outside its hold or wait, one where nothing is heard, or a time left that is not
    said."""
    for hold in steps_of(record):
        if not isinstance(hold, HoldStep | WaitStep):
            continue
        name, lasts = ("hold", hold.hold) if isinstance(hold, HoldStep) else ("wait", hold.wait)
        for mark in hold.inside:
            if mark.say is None and mark.chime is None:
                yield mark.place(), "nothing is heard at this moment", "add say, chime or both"
            if lasts != "dose" and not 0 <= mark.at.within(lasts) < lasts:
                message = f"this moment is outside the {name} of {clock(lasts)}"
                yield mark.place("at"), message
        for index, left in enumerate(hold.left):
            unit = 60_000 if left >= 60_000 else 1_000
            if not 0 < left <= MOST_LEFT_MS or left % unit:
                message = f"{clock(left)} left is said in whole minutes, or in fewer whole seconds"
                yield hold.place(f"left.{index}"), message
            elif lasts != "dose" and left >= lasts:
                message = f"this moment is outside the {name} of {clock(lasts)}"
                yield hold.place(f"left.{index}"), message


@rule("S17", Session, Technique, SessionFrame)
def sounds_that_can_be_played(record: Stepped, library: Library) -> Iterator[Breach]:
    """A sound that is missing, cannot be read, lasts over a minute or lies outside ``audio/``."""
    for step in steps_of_kind(PlayStep, record):
        try:
            find_sound(library.folders, step.play)
        except AudioError as fault:
            yield step.place("play"), fault.reason, fault.hint


@rule("S56", Session)
def beds_that_can_be_played(session: Session, library: Library) -> Iterator[Breach]:
    """A bed's file that is missing, cannot be read, or is too short to go round."""
    if not (bed := session.bed) or not bed.play:
        return
    try:
        found = find_sound(library.folders, bed.play, most_ms=MOST_BED_MS)
    except AudioError as fault:
        yield bed.place("play"), fault.reason, fault.hint
        return
    if found.ms < LEAST_BED_MS:
        yield bed.place("play"), "a bed lasts three seconds at least; its end runs into it"


@rule("S54", Session)
def beds_under_the_voice(session: Session, _: Library) -> Iterator[Breach]:
    """One sound, and well below the voice, in dB."""
    if not (bed := session.bed):
        return
    if (bed.play is None) == (bed.noise is None):
        yield bed.place(), "a bed is one sound", "write play: FILE, or noise: brown"
    for key, least, most in (("level", -40, -14), ("duck", -30, 0)):
        if not least <= (value := getattr(bed, key)) <= most:
            yield bed.place(key), f"{value:g} dB; {least} to {most} are allowed"


@rule("S18", Session, Technique, SessionFrame)
def ranges_around_waits(record: Stepped, _: Library) -> Iterator[Breach]:
    """A wait whose ``min`` or ``max`` is on the wrong side of it."""
    for step in steps_of_kind(WaitStep, record):
        if step.min is not None and step.min > step.wait:
            yield step.place("min"), f"the shortest is over the wait of {clock(step.wait)}"
        if step.max is not None and not step.wait <= step.max <= MOST_WAIT_MS:
            message = f"the longest is not between the wait of {clock(step.wait)} and 10m"
            yield step.place("max"), message


def top_steps(record: Stepped) -> Iterator[Step | Routine]:
    """The steps of a record that stand in no other."""
    match record:
        case Session():
            yield from record.routines
        case Technique():
            yield from record.steps
        case SessionFrame():
            yield from (
                *record.opening,
                *record.opening_short,
                *record.closing,
                *record.closing_short,
            )


def steps_of(record: Stepped) -> Iterator[Step]:
    """Every step of a record, those inside repeats too."""
    return _walk(step for step in top_steps(record) if not isinstance(step, Routine))


def steps_of_kind(kind: type[S], record: Stepped) -> Iterator[S]:
    """The same, of one kind."""
    return (step for step in steps_of(record) if isinstance(step, kind))


def _walk(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        if isinstance(step, Repeat):
            yield from _walk(step.steps)


def speaking(record: Stepped) -> Iterator[tuple[Record, str, str, bool]]:
    """Everything a record says: the step, its key, the line or text, and whether it must exist."""
    for step in steps_of(record):
        for key in ("say", "chapter"):
            if text := getattr(step, key, None):
                yield step, key, text, getattr(step, "optional", False)
        for mark in marks_of(step):
            if mark.say:
                yield mark, "say", mark.say, False


def marks_of(step: Step) -> tuple[MarkStep, ...]:
    """What is heard inside a hold."""
    return step.inside if isinstance(step, HoldStep | WaitStep) else ()


def _extent(step: Step | Routine) -> tuple[int, int]:
    """How many steps one step stands for, and its waits and holds in ms."""
    match step:
        case WaitStep():
            longest = max(step.wait, step.max or 0)
            bells = longest // step.every if step.every else 0
            return 1 + bells + len(step.inside) + len(step.left), longest
        case HoldStep():
            return 1, 0 if step.hold == "dose" else step.hold
        case ChimeStep():
            return step.times, 0
        case Repeat():
            times = 1 if step.repeat == "points" else step.repeat
            inner = [_extent(each) for each in step.steps]
            return 1 + times * sum(n for n, _ in inner), times * sum(ms for _, ms in inner)
    return 1, 0
