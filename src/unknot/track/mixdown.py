"""A whole track as samples: its clips where the plan has them, over its bed.

A track is whole frames of clips and silence, and needs none of this. A bed sounds between clips and
under them, so such a track is mixed and encoded in one go, and kept as one clip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import file_digest

import numpy as np

from unknot.audio import bed as beds
from unknot.audio.level import MASTER_RATE, TARGET_LUFS
from unknot.audio.mp3 import Quality
from unknot.audio.resample import resample
from unknot.audio.sound import Pcm, read_own
from unknot.clips.clipfile import Clip, ClipKey
from unknot.clips.encode import encode_whole
from unknot.clips.store import Store
from unknot.clips.task import RECIPE
from unknot.content.audio_duration import MOST_BED_MS
from unknot.content.library import Library
from unknot.errors import AudioError
from unknot.timeline.grid import CLIP_MARGIN_FRAMES, FRAME_MS
from unknot.timeline.timeline import Timeline
from unknot.track.splice import body_frames

_BLOCK_S = 10
#: Raised when what a bed sounds like changes.
_BED_VERSION = 1


def bedded(
    timeline: Timeline, clips: Sequence[Clip], library: Library, store: Store, quality: Quality
) -> Clip | None:
    """All frames of ``timeline``'s track with its bed; None where it has none.

    ``clips``: one for each of ``timeline.sounding()``. Raises AudioError when a clip or the sound
    of the bed is not there any more, or cannot be read.
    """
    if not (bed := timeline.bed):
        return None
    digest = ""
    if bed.play:
        with library.sound(bed.play, most_ms=MOST_BED_MS).path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    placed = [(e.start, clip.key) for (e, _), clip in zip(timeline.sounding(), clips, strict=True)]
    facts = {"recipe": RECIPE, "bed": [_BED_VERSION, bed.noise, digest, bed.level, bed.duck]}
    key = ClipKey.of(facts | {"length": timeline.length, "placed": placed})
    if found := store.frames(key, quality):
        return found
    frames = body_frames(timeline.length, quality)
    body = encode_whole(mixdown(timeline, clips, library, store, quality.rate), frames, quality)
    # A clip has so many frames more than its sound: a whole track is kept by the same rule.
    samples = (frames - CLIP_MARGIN_FRAMES) * FRAME_MS * MASTER_RATE // 1000
    return store.put_frames(key, quality, samples, body)


def mixdown(
    timeline: Timeline, clips: Sequence[Clip], library: Library, store: Store, rate: int
) -> Iterator[Pcm]:
    """The track as int16 at ``rate`` Hz, ten seconds at a time, ``timeline.length`` in all.

    Raises AudioError as ``bedded``.
    """
    bed = _bed(timeline, library, rate)
    total, block = timeline.length * rate // 1000, _BLOCK_S * rate
    waiting = [(e.start * rate // 1000, clip.key)
               for (e, _), clip in zip(timeline.sounding(), clips, strict=True)]  # fmt: skip
    waiting.reverse()
    under_way: list[tuple[int, np.ndarray]] = []
    for start in range(0, total, block):
        count = min(block, total - start)
        out = bed.piece(start, count) if bed else np.zeros(count)
        while waiting and waiting[-1][0] < start + count:
            at, key = waiting.pop()
            under_way.append((at, _master(store, key, rate)))
        for at, sound in under_way:
            first, last = max(at, start), min(at + len(sound), start + count)
            out[first - start : last - start] += sound[first - at : last - at]
        under_way = [(at, sound) for at, sound in under_way if at + len(sound) > start + count]
        yield np.clip(np.rint(out * 32768), -32768, 32767).astype(np.int16)


def _master(store: Store, key: str, rate: int) -> np.ndarray:
    master = store.master(ClipKey(key))
    if master is None:
        raise AudioError(key, "is no longer in the cache", "build it again")
    return resample(np.asarray(master, np.float64) / 32768, MASTER_RATE, rate)


def _bed(timeline: Timeline, library: Library, rate: int) -> beds.DuckedBed | None:
    if not (bed := timeline.bed):
        return None
    try:
        if bed.play:
            samples = beds.loop(read_own(library.sound(bed.play, most_ms=MOST_BED_MS).path), rate)
        else:
            samples = beds.noise(bed.noise, rate)  # type: ignore[arg-type]
        levelled = beds.at_level(samples, rate, TARGET_LUFS + bed.level)
    except ValueError as error:
        raise AudioError(f"audio/{bed.play}", f"cannot be a bed: {error}") from error
    margin = CLIP_MARGIN_FRAMES * FRAME_MS
    spoken = [(event.start, event.end - margin) for event, _ in timeline.sounding()]
    return beds.DuckedBed(levelled, rate, timeline.length, spoken, bed.duck)
