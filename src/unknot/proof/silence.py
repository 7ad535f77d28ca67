"""Sounds where silence was planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from unknot.proof.decode import DecodedTrack
from unknot.timeline.finding import TrackFinding, at_event, event_over
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import Event, Timeline
from unknot.track.facts import ClipFacts

#: How much longer than its plan a track is listened to, in s.
TOO_LONG_S = 10.0
#: What may be heard in a millisecond beside silence: the last of 16 bits, or anything.
_BARELY, ANY = 1, 255


def find_sound(
    heard: DecodedTrack,
    timeline: Timeline,
    expected: Iterable[tuple[Event, int, ClipFacts | None]],
) -> Iterator[TrackFinding]:
    """What is not digital zero although no clip is planned there; ``expected`` are the events that
    sound, each with the ms that it is late.

    In the frame before a clip's own first, half of which its first one overlaps, the last of
    16 bits may move. A track with a bed has no silence in it; its bytes tell.
    """
    if timeline.bed:
        return
    allowed = np.zeros(timeline.length + int(TOO_LONG_S * 1000) + 1000, np.uint8)
    for event, moved, _ in expected:
        start = event.start + moved
        before = slice(max(start - 2 * FRAME_MS, 0), max(start - FRAME_MS, 0))
        allowed[before] = np.maximum(allowed[before], _BARELY)
        allowed[max(start - FRAME_MS, 0) : max(event.end + moved, 0)] = ANY
    yield from louder_than(allowed, heard, timeline)


def louder_than(
    allowed: NDArray[np.uint8], heard: DecodedTrack, timeline: Timeline
) -> Iterator[TrackFinding]:
    """What is louder in a millisecond than ``allowed`` there (of 16 bits; ANY for anything), once
    for each event of the plan."""
    loud = [np.zeros(0, np.int64)]
    for second, peaks in enumerate(heard.each_second()):
        here = allowed[second * 1000 : second * 1000 + len(peaks)]
        loud.append(second * 1000 + np.flatnonzero((peaks > here) & (here < ANY)))
    told = set[int]()
    for start, end in _stretches(np.concatenate(loud)):
        over = event_over(timeline, start, end)
        if over is None or over.start in told:
            continue
        told.add(over.start)
        highest = 20 * np.log10(int(heard.peaks(start, end).max()) / 32768)
        message = f"{end - start} ms of sound ({highest:.0f} dBFS) where silence was planned"
        yield at_event(over, "V35", message, max(start, over.start))


def _stretches(moments: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """From when to when it sounds, of ``moments`` in ms; a frame's silence is no end."""
    for group in np.split(moments, np.flatnonzero(np.diff(moments) > FRAME_MS) + 1):
        if len(group):
            yield int(group[0]), int(group[-1]) + 1
