"""Clips and silence, frame after frame: a track without encoding anything.

No numpy here: a warm build imports this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from unknot.audio.mp3 import DECODER_DELAY, ENCODER_DELAY, Quality, info_frame, silent_frame
from unknot.counted import counted
from unknot.segments import Segment, Segments
from unknot.timeline.grid import FRAME_MS

#: Frames of silence in the shared buffer: a minute.
_SILENCE_FRAMES = 2500


def splice(placed: Iterable[tuple[int, Segment]], length_ms: int, quality: Quality) -> Segments:
    """The track as segments: Info frame, and clips with silence between them.

    ``placed``: clips with the ms at which their first sample is to be heard, in time order,
    as encode_clip made them. ``length_ms``: what the track decodes to, to the sample. Nothing
    is copied. Raises ValueError for a clip off the 24 ms grid, at 0 (its lead frame needs one
    frame of room), over the one before it, or past the end.
    """
    total = body_frames(length_ms, quality)
    samples = length_ms // FRAME_MS * quality.samples_per_frame
    info = info_frame(quality, total, total * quality.frame_bytes, samples)
    return Segments.of(info, *_body(placed, total, quality))


def unspliced(frames: Segment, length_ms: int, quality: Quality) -> Segments:
    """A track that was encoded whole: Info frame, and all its ``frames``."""
    samples = length_ms // FRAME_MS * quality.samples_per_frame
    total = body_frames(length_ms, quality)
    return Segments.of(info_frame(quality, total, total * quality.frame_bytes, samples), frames)


def track_bytes(length_ms: int, quality: Quality) -> int:
    """Size in bytes of a track of ``length_ms``, without its ID3 tag."""
    return (1 + body_frames(length_ms, quality)) * quality.frame_bytes


def _body(placed: Iterable[tuple[int, Segment]], total: int, quality: Quality) -> Iterator[Segment]:
    at, size = 0, quality.frame_bytes
    for start_ms, clip in placed:
        first, off_grid = divmod(start_ms - FRAME_MS, FRAME_MS)
        frames, incomplete = divmod(len(clip), size)
        if off_grid or incomplete:
            raise ValueError(f"the clip at {start_ms} ms is not on the {FRAME_MS} ms grid")
        if first < at:
            early = counted(at - first, "frame")
            raise ValueError(f"the clip at {start_ms} ms starts {early} too early")
        if first + frames > total:
            raise ValueError(f"the clip at {start_ms} ms does not end within the track")
        yield from _silence(first - at, quality)
        yield clip
        at = first + frames
    yield from _silence(total - at, quality)


def body_frames(length_ms: int, quality: Quality) -> int:
    """Frames behind the Info frame: the length, and what encoder and decoder are late by."""
    frames, off_grid = divmod(length_ms, FRAME_MS)
    if off_grid or frames < 1:
        raise ValueError(f"a track of {length_ms} ms is not on the {FRAME_MS} ms grid")
    return frames - (-(ENCODER_DELAY + DECODER_DELAY) // quality.samples_per_frame)


def _silence(frames: int, quality: Quality) -> Iterator[memoryview]:
    whole, size = _silent_run(quality), quality.frame_bytes
    for done in range(0, frames, _SILENCE_FRAMES):
        yield whole[: min(frames - done, _SILENCE_FRAMES) * size]


@lru_cache
def _silent_run(quality: Quality) -> memoryview:
    return memoryview(silent_frame(quality) * _SILENCE_FRAMES)
