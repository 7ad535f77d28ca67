"""Plan: a session's Timeline, held against every safety rule before anything is spoken; what they
forbid is told where it was written: file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.limits import LEAST_BASE_MS
from unknot.content.records.base import Record
from unknot.content.records.session import Routine, Session
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError, LayoutError
from unknot.timeline.compose import kit, opens, written
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Play, Say, Wait
from unknot.timeline.estimate import estimate_ms, rate_of
from unknot.timeline.fitting.fit import Fitted, fit, settle
from unknot.timeline.grid import clip_ms, nearest
from unknot.timeline.job import Job, resolve
from unknot.timeline.layout import Measure, lay_out
from unknot.timeline.own import own_words
from unknot.timeline.safety import findings
from unknot.timeline.sheet import clock
from unknot.timeline.timeline import BedSound, Timeline
from unknot.timeline.treatments import treatments

#: Under a line the chime sounds alone for this share of its length; then the voice enters.
VOICE_ENTERS = 0.6


class Plan(Struct, frozen=True, kw_only=True):
    """What will be heard and when. ``changes`` says what fitting to a target moved, ``notes`` where
    an override could not be kept."""

    timeline: Timeline
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def plan(job: Job, measure: Measure) -> Plan:
    """Check, compose, fit and lay out ``job``.

    ContentError when a check or a safety rule forbids the result, or the target cannot be had;
    LayoutError when a line does not fit its hold.
    """
    check_job(job)
    return place(settle(job, measure), measure)


def check_job(job: Job) -> None:
    """Raises ContentError with what the checks say of a session that is not in the library as it
    stands, or with what its language lacks. English, which every check holds, needs no look, nor
    does a session that says its own words alone."""
    problems: tuple[Diagnostic, ...] = ()
    if job.session is not job.library.sessions.get(job.session.id):
        from unknot.content.checks import check

        problems = tuple(check(job.session, job.library))
    if not problems and job.language != "en" and opens(job):
        from unknot.content.checks.languages import gaps

        problems = tuple(gaps(job.library, job.language))
    if problems:
        raise ContentError(problems)


def place(fitted: Fitted, measure: Measure) -> Plan:
    """Lay ``fitted`` out, and hold it against every safety rule. Raises as ``plan``."""
    timeline = _laid_out(fitted, measure)
    if found := findings(timeline):
        hint = _what_would_do(fitted.job, measure)
        raise ContentError(
            [
                Diagnostic(
                    each.code,
                    place_of(each.code, each.at, fitted, measure),
                    f"at {clock(each.at)}: {each.message}",
                    hint,
                )
                for each in found
            ]
        )
    return Plan(timeline=timeline, changes=fitted.changes, notes=fitted.job.notes)


def _laid_out(fitted: Fitted, measure: Measure) -> Timeline:
    job = fitted.job
    things = kit(job.session, job.library)
    try:
        timeline = lay_out(job.session, fitted.cues, measure, language=job.language, kit=things)
    except LayoutError as error:
        error.place = place_of_mark(error.words, error.line, fitted)
        raise
    own = own_words(job.session, job.library, job.language, fitted.cues)
    return replace(
        timeline,
        part=job.part,
        detail=job.detail,
        returning=job.returning,
        bed=_bed(job.session),
        chime_level=job.session.chime_level or 0.0,
        authors=own.authors,
        unsigned=own.unsigned,
    )


def _bed(session: Session) -> BedSound | None:
    if not (bed := session.bed):
        return None
    return BedSound(play=bed.play or "", noise=bed.noise or "", level=bed.level, duck=bed.duck)


def _what_would_do(job: Job, measure: Measure) -> str:
    """The nearest fewer points or shorter hold that the safety rules allow; "" when none does."""
    asked = job.overrides
    tries = [("points", n) for n in range((asked.points or 1) - 1, 0, -1)]
    if asked.hold:
        tries += [("hold", ms) for ms in range(asked.hold - 1_000, LEAST_BASE_MS - 1, -1_000)]
    for name, value in tries:
        less = replace(asked, **{name: value})
        with suppress(ContentError, LayoutError):
            tried = resolve(job.written, job.library, less)
            if not findings(_laid_out(fit(tried, measure), measure)):
                shown = f"{value // 1000}s" if name == "hold" else value
                return f"the nearest allowed is --{name} {shown}"
    return ""


def estimate(
    library: Library, rate: int, speech_ms: Callable[[Say], float] | None = None
) -> Measure:
    """Measures clips that do not exist yet, at ``rate`` words a minute.

    ``speech_ms``: how long a line takes, when another voice than the usual one says it.
    """

    def measure(cue: Say | Chime | Play) -> int:
        if isinstance(cue, Chime):
            return clip_ms(library.chimes[cue.kind].length_ms)
        if isinstance(cue, Play):
            return clip_ms(library.sound(cue.file).ms)
        before = library.chimes[cue.chime].length_ms * VOICE_ENTERS if cue.chime else 0
        spoken = speech_ms(cue) if speech_ms else estimate_ms(cue.text, rate_of(cue, rate))
        return clip_ms(before + spoken)

    return measure


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
    places = (_of_row(*rows[index][1:], job) for index in here)
    return next(filter(None, places), job.session.place())


def place_of_mark(words: str, line: str, fitted: Fitted) -> Place:
    """Where what does not fit into a hold or wait was written; ``line`` is where its words are."""
    if place := _of_words(Say(text=words, line=line), fitted.job):
        return place
    for cue, routine, step in written(fitted.job, fitted.stretch):
        heard = cue.heard if isinstance(cue, Hold | Wait) else ()
        if words in (getattr(each, "text", "") for each in heard):
            return _of_row(routine, step, fitted.job) or fitted.job.session.place()
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
