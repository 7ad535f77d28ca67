"""Join: the timelines of a playlist's tracks to one Timeline, a chapter for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from unknot.timeline.cues import Chapter
from unknot.timeline.timeline import Event, Timeline
from unknot.timeline.wording import DETAILS

#: What ISO 639 calls a track of several languages.
MANY = "mul"


def join(timelines: Sequence[Timeline], *, id: str, title: str) -> Timeline:
    """``timelines`` one after the other; nothing is moved inside them.

    What were chapters become inner ones, so that safety rules still see what is treated where.
    The whole is as terse as the tersest of them: each track was held to all its words by itself.
    """
    spoken = {each.language for each in timelines}
    return Timeline(
        session=id,
        title=title,
        language=timelines[0].language if len(spoken) == 1 else MANY,
        kit=tuple(dict.fromkeys(thing for each in timelines for thing in each.kit)),
        events=tuple(_events(timelines)),
        detail=max((each.detail for each in timelines), key=list(DETAILS).index),
        returning=any(each.returning for each in timelines),
    )


def _events(timelines: Sequence[Timeline]) -> Iterator[Event]:
    at = 0
    for each in timelines:
        yield Event(start=at, length=0, cue=Chapter(title=each.title))
        for event in each.events:
            yield _moved(event, at)
        at += each.length


def _moved(event: Event, by: int) -> Event:
    cue = event.cue
    return replace(
        event,
        start=event.start + by,
        cue=replace(cue, inner=True) if isinstance(cue, Chapter) else cue,
        inside=tuple(_moved(each, by) for each in event.inside),
    )
