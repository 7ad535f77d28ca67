"""Where somebody speaks in a recording, and where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unknot.recording.audio_reader import AudioReader
from unknot.recording.clean import Mono, without_rumble

#: One value of an envelope for about so many ms.
STEP_MS = 10
#: Longer silence divides; stops and the ends of words are shorter.
_GAP_MS = 200
#: What is shorter is a click or a lip, not a word.
_WORD_MS = 60
#: In dB over the noise: what a voice's loud parts are looked for in, and where voice begins; the
#: latter between two bounds below those loud parts.
_STANDS_OUT_DB = 12.0
_OVER_NOISE_DB, _DEEPEST_DB, _SHALLOWEST_DB = 8.0, -40.0, -20.0
_FLOOR_DB = -100.0
_BLOCK_S, _MARGIN_S = 10, 0.25

Envelope = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Island:
    """Sound with silence on both sides, in seconds from the recording's beginning."""

    start: float
    stop: float

    @property
    def seconds(self) -> float:
        return self.stop - self.start


def step_of(rate: int) -> int:
    """Samples that one value of an envelope is for: 10 ms, or a little less."""
    return max(rate * STEP_MS // 1000, 1)


def envelope(samples: Mono, rate: int) -> Envelope:
    """Level of every step of ``samples``, in dBFS, -100 at least; shape (n,)."""
    step = step_of(rate)
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    power = np.square(whole).mean(axis=1)
    levels: Envelope = 10 * np.log10(power + 10 ** (_FLOOR_DB / 10))
    return levels


def long_envelope(source: AudioReader) -> Envelope:
    """The envelope of the loudest channel at every moment, read in blocks of ten seconds."""
    step = step_of(source.rate)
    block = source.rate * _BLOCK_S // step * step
    margin = round(source.rate * _MARGIN_S) // step * step
    levels = []
    for start in range(0, source.frames, block):
        frames = source.read(start - margin, start + block + margin)
        before = min(start, margin)
        stop = before + min(block, source.frames - start)
        each = [
            envelope(without_rumble(frames[:, c].astype(np.float64), source.rate)[before:stop],
                     source.rate)
            for c in range(source.channels)
        ]  # fmt: skip
        levels.append(np.max(each, axis=0))
    return np.concatenate(levels)


def islands(levels: Envelope, rate: int) -> tuple[Island, ...]:
    """The stretches of voice in the envelope of a sound of ``rate`` Hz; none in silence.

    What is too short for a word is left out. The edges are where the level passes the threshold,
    so weak beginnings may lie before them.
    """
    if not len(levels):
        return ()
    noise = float(np.percentile(levels, 10))
    # Of what stands out, not of all: most of a long recording may be silence.
    heard = levels[levels > max(noise + _STANDS_OUT_DB, _FLOOR_DB + 20)]
    if not len(heard):
        heard = levels[levels > _FLOOR_DB + 20]
    if not len(heard):
        return ()
    loud = float(np.percentile(heard, 90))
    threshold = np.clip(noise + _OVER_NOISE_DB, loud + _DEEPEST_DB, loud + _SHALLOWEST_DB)
    voiced = np.flatnonzero(levels > threshold)
    if not len(voiced):
        return ()
    breaks = np.flatnonzero(np.diff(voiced) > _GAP_MS // STEP_MS)
    firsts = voiced[np.concatenate(([0], breaks + 1))]
    lasts = voiced[np.concatenate((breaks, [len(voiced) - 1]))] + 1
    step = step_of(rate) / rate
    found = [
        Island(int(first) * step, int(last) * step)
        for first, last in zip(firsts, lasts, strict=True)
    ]
    return tuple(each for each in found if each.seconds * 1000 >= _WORD_MS)


def gaps(found: Sequence[Island]) -> tuple[float, ...]:
    """Seconds between each island and the next."""
    return tuple(after.start - one.stop for one, after in pairwise(found))
