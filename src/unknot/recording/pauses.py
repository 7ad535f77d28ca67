"""Where somebody speaks in a recording, and where not."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from unknot.recording.clean import Mono

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

Envelope = NDArray[np.float64]


class Island(Struct, frozen=True):
    """Sound with silence on both sides, in seconds from the recording's beginning."""

    start: float
    stop: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.stop - self.start


def step_of(rate: int) -> int:
    """Samples that one value of an envelope is for: 10 ms, or a little less."""
    return max(rate * STEP_MS // 1000, 1)


def measure_envelope(samples: Mono, rate: int) -> Envelope:
    """Level of every step of ``samples``, in dBFS, -100 at least; shape (n,)."""
    step = step_of(rate)
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    power = np.square(whole).mean(axis=1)
    levels: Envelope = 10 * np.log10(power + 10 ** (_FLOOR_DB / 10))
    return levels


def find_islands(levels: Envelope, rate: int) -> tuple[Island, ...]:
    """The stretches of voice in the envelope of a sound of ``rate`` Hz; none in silence.

    What is too short for a word is left out. The edges are where the level passes the threshold,
    so weak beginnings may lie before them.
    """
    if not len(levels):
        return ()
    noise = float(np.percentile(levels, 10))
    # Of what stands out, not of all: most of a recording may be silence.
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
