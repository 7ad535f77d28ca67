"""Plan: a session's Timeline, held against every safety rule before anything is spoken."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from unknot.content.library import Library
from unknot.content.records.values import ChimeKind, Session
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError, LayoutError
from unknot.timeline.compose import compose, kit
from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.estimate import estimate_ms
from unknot.timeline.fitting.fit import fit
from unknot.timeline.grid import clip_ms
from unknot.timeline.layout import Measure, lay_out
from unknot.timeline.overrides import rest, tailored
from unknot.timeline.safety import findings
from unknot.timeline.sheet import clock
from unknot.timeline.timeline import Timeline
from unknot.timeline.treatments import LEAST_BASE_MS, Choices

#: Under a line the chime sounds alone for this share of its length; then the voice enters.
VOICE_ENTERS = 0.6


def plan(session: Session, library: Library, choices: Choices, measure: Measure) -> Timeline:
    """Tailor, fit, compose and lay out ``session``.

    ContentError when a check or a safety rule forbids the result, or the target cannot be had.
    """
    if problems := refusals(session, library, choices):
        raise ContentError(problems)
    if problems := _gaps(library, choices.language):
        raise ContentError(problems)
    timeline = _laid_out(session, library, choices, measure)
    if found := findings(timeline):
        hint = _what_would_do(session, library, choices, measure)
        raise ContentError(
            [
                Diagnostic(each.code, session.place(), f"at {clock(each.at)}: {each.message}", hint)
                for each in found
            ]
        )
    return timeline


def _laid_out(session: Session, library: Library, choices: Choices, measure: Measure) -> Timeline:
    fitted = fit(session, library, choices, measure)
    timeline = lay_out(
        fitted.session,
        compose(fitted.session, library, rest(choices), fitted.stretch),
        measure,
        language=choices.language,
        kit=kit(fitted.session, library),
    )
    return replace(
        timeline,
        part=choices.part,
        detail=fitted.session.detail or "full",
        returning=choices.returning,
    )


def refusals(session: Session, library: Library, choices: Choices) -> tuple[Diagnostic, ...]:
    """What the checks say of a session that is not in the library as it stands."""
    tailor_made = tailored(session, library, choices)
    if tailor_made is library.sessions.get(session.id):
        return ()
    from unknot.content.checks import check

    return tuple(check(tailor_made, library))


def _gaps(library: Library, language: str) -> tuple[Diagnostic, ...]:
    """What ``language`` lacks. English, which every check holds, needs no look."""
    if language == "en":
        return ()
    from unknot.content.checks.languages import gaps

    return tuple(gaps(library, language))


def _what_would_do(session: Session, library: Library, choices: Choices, measure: Measure) -> str:
    """The nearest fewer points or shorter hold that the safety rules allow; "" when none does."""
    tries = [("points", n) for n in range((choices.points or 1) - 1, 0, -1)]
    if choices.hold:
        tries += [("hold", ms) for ms in range(choices.hold - 1_000, LEAST_BASE_MS - 1, -1_000)]
    for name, value in tries:
        less = replace(choices, **{name: value})  # type: ignore[arg-type]
        with suppress(ContentError, LayoutError):
            if not findings(_laid_out(session, library, less, measure)):
                shown = f"{value // 1000}s" if name == "hold" else value
                return f"the nearest allowed is --{name} {shown}"
    return ""


def estimate(
    library: Library, rate: int, speech_ms: Callable[[Say], float] | None = None
) -> Measure:
    """Measures clips that do not exist yet, at ``rate`` words a minute.

    ``speech_ms``: how long a line takes, when another voice than the usual one says it.
    """

    def chime_ms(kind: ChimeKind) -> int:
        return library.chimes[kind].length_ms

    def measure(cue: Say | Chime | Play) -> int:
        if isinstance(cue, Chime):
            return clip_ms(chime_ms(cue.kind))
        if isinstance(cue, Play):
            return clip_ms(library.sound(cue.file).ms)
        before = chime_ms(cue.chime) * VOICE_ENTERS if cue.chime else 0
        spoken = speech_ms(cue) if speech_ms else estimate_ms(cue.text, rate)
        return clip_ms(before + spoken)

    return measure
