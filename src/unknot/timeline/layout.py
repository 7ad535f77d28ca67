"""Lay out: cues to a Timeline. Pure; needs only how long each clip lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from unknot.content.records.session import Session
from unknot.errors import LayoutError
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Play, Say, Wait
from unknot.timeline.grid import nearest
from unknot.timeline.timeline import Event, Timeline

#: The silence that is left when it has been told how long it is.
LEAST_MS = 10_000
#: Room that a clip takes, in ms on the grid: an estimate when planning, the clips' when building.
Measure = Callable[[Say | Chime | Play], int]


def lay_out(
    session: Session,
    cues: Iterable[Cue],
    measure: Measure,
    *,
    language: str = "en",
    kit: tuple[str, ...] = (),
) -> Timeline:
    """Place ``cues`` one after another on the 24 ms grid.

    Nothing overlaps and nothing is pushed: speech that does not fit its hold raises
    LayoutError. Waits and holds are rounded to the nearest frame (at most 12 ms off).
    """
    return Timeline(
        session=session.id,
        title=session.title,
        language=language,
        kit=kit,
        events=tuple(_placed(session.id, cues, measure)),
    )


def _placed(session: str, cues: Iterable[Cue], measure: Measure) -> Iterator[Event]:
    at = 0
    for cue in cues:
        inside: tuple[Event, ...] = ()
        match cue:
            case Chapter():
                length = 0
            case Wait(told=Say() as told) if (said := measure(told)) < nearest(cue.ms) - LEAST_MS:
                yield Event(start=at, length=said, cue=told)
                length, at = nearest(cue.ms) - said, at + said
                cue = Wait(ms=length)
            case Wait() if cue.marks:
                yield from _divided(session, cue, at, measure)
                at += nearest(cue.ms)
                continue
            case Wait():
                length = nearest(cue.ms)
            case Say() | Chime() | Play():
                length = measure(cue)
            case Hold():
                length = nearest(cue.ms)
                inside = tuple(_coaching(session, cue, at, length, measure))
            case _:
                assert_never(cue)
        yield Event(start=at, length=length, cue=cue, inside=inside)
        at += length


def _divided(session: str, wait: Wait, start: int, measure: Measure) -> Iterator[Event]:
    """What is heard during a wait, and the silence between."""
    at, end = start, start + nearest(wait.ms)
    for event in _coaching(session, wait, start, end - start, measure):
        if event.start > at:
            yield Event(start=at, length=event.start - at, cue=Wait(ms=event.start - at))
        yield event
        at = event.end
    if end > at:
        yield Event(start=at, length=end - at, cue=Wait(ms=end - at))


def _coaching(
    session: str, over: Hold | Wait, start: int, length: int, measure: Measure
) -> Iterator[Event]:
    """What is heard during a hold or wait. Marks at one moment follow each other; others must not
    meet, unless they give way."""
    free, moment = start, -1
    fixed = [start + nearest(mark.at_ms) for mark in over.marks if not mark.gives_way]
    for mark in over.marks:
        at = start + nearest(mark.at_ms)
        needed = measure(mark.cue)
        if not 0 <= mark.at_ms <= over.ms:  # a target made it shorter
            least = max(mark.at_ms, over.ms - mark.at_ms)
            raise _too_long(session, mark.cue, "the moment of ", over.ms, least)
        if mark.gives_way:
            after = next((each for each in fixed if each >= at), start + length)
            if at < free or at + needed > after:
                continue
        if mark.at_ms == moment:
            at = max(at, free)
        moment = mark.at_ms
        if at < free:
            raise _too_long(session, mark.cue, "what comes before ", 0, free - at)
        if at + needed > start + length:
            raise _too_long(session, mark.cue, "", start + length - at, needed)
        yield Event(start=at, length=needed, cue=mark.cue)
        free = at + needed


def _too_long(session: str, cue: Say | Chime, what: str, room: int, needed: int) -> LayoutError:
    words, line = (cue.text, cue.line) if isinstance(cue, Say) else ("", "")
    return LayoutError(session, f"{what}{_name(cue)}", room, needed, words, line)


def _name(cue: Say | Chime) -> str:
    if isinstance(cue, Chime):
        return f"the {cue.kind} chime"
    return f"{cue.text!r} ({cue.line})" if cue.line else repr(cue.text)
