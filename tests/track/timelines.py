"""Small timelines to publish, made without any content."""

from __future__ import annotations

import lameenc

from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Say, Wait
from unknot.timeline.timeline import Event, Timeline

FRAME = 24


def timeline(*placed: tuple[int, Cue], title: str = "Sore hip", language: str = "en") -> Timeline:
    """Cues with their length in frames of 24 ms, one after the other."""
    events, at = [], 0
    for frames, cue in placed:
        length = frames * FRAME
        marks = cue.marks if isinstance(cue, Hold) else ()
        inside = tuple(
            Event(start=at + mark.at_ms, length=10 * FRAME, cue=mark.cue) for mark in marks
        )
        events.append(Event(start=at, length=length, cue=cue, inside=inside))
        at += length
    return Timeline(
        session="sore-hip", title=title, language=language, kit=(), events=tuple(events)
    )


def with_chapters(titles: list[str], frames: int = 50, **facts: str) -> Timeline:
    """A chapter for each title, each with one line and one wait."""
    placed: list[tuple[int, Cue]] = []
    for title in titles:
        placed += [
            (0, Chapter(title=title)),
            (frames // 2, Say(text=f"Now {title}.")),
            (frames - frames // 2, Wait(ms=(frames - frames // 2) * FRAME)),
        ]
    return timeline(*placed, **facts)


def starts_and_ends(made: Timeline) -> list[tuple[int, int]]:
    return [(event.start, end) for event, end in made.chapters()]


def chime() -> Chime:
    return Chime(kind="end")


def silent_mp3(ms: int, rate: int = 24_000) -> bytes:
    """Silence as MP3 frames, straight from LAME."""
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_bit_rate(64)
    encoder.silence()
    return bytes(encoder.encode(bytes(2 * rate * ms // 1000)) + encoder.flush())
