"""What a model leaves behind its last word: Kokoro ends many a short phrase with a pop.

Behind a word alone its British voices are silent for 70 to 280 ms, and then, in the last 130 ms of
the file, comes 10 to 60 ms of noise at -29 to -50 dB under the loudest 10 ms. Consonants that end a
word are never so late: 380 ms or more follow them (docs/reference/speech-guard.md). Loads numpy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unknot.engines.neural.carrier_trim import BLOCK_MS, levels
from unknot.engines.recording import Recording

#: A block is heard when it is no softer than this, in dB under the loudest; softer pops stand out
#: of the silence only at the second.
_HEARD_DB = (-50.0, -60.0)
#: A pop is softer, shorter and later than this; so long a silence is before it.
_SOFTER_DB, _SHORTER_MS, _LATER_MS, _SILENCE_MS = -25.0, 80, 100, 60
_FADE_MS = 5


def without_pop(spoken: Recording) -> Recording:
    """``spoken``, 16-bit mono, with silence where a pop was: as long as before."""
    samples = np.array(spoken.samples(), np.float64)
    level = levels(samples, spoken.rate)
    found = next(filter(None, (_pop(level, heard) for heard in _HEARD_DB)), None)
    if found is None:
        return spoken
    word, pop = found
    block, fade = spoken.rate * BLOCK_MS // 1000, spoken.rate * _FADE_MS // 1000
    start = (word + pop) // 2 * block
    samples[start : start + fade] *= np.linspace(1.0, 0.0, fade)
    samples[start + fade :] = 0.0
    return Recording(rate=spoken.rate, channels=1, data=np.rint(samples).astype("<i2").tobytes())


def _pop(level: NDArray[np.float64], heard_db: float) -> tuple[int, int] | None:
    """The block behind the last word, and that at which a pop begins; None without a pop."""
    heard = np.flatnonzero(level > heard_db)
    gaps = np.flatnonzero(np.diff(heard) > _SILENCE_MS // BLOCK_MS)
    if not len(gaps):
        return None
    word, pop, end = int(heard[gaps[-1]]) + 1, int(heard[gaps[-1] + 1]), int(heard[-1]) + 1
    short = (end - pop) * BLOCK_MS <= _SHORTER_MS
    late = (len(level) - end) * BLOCK_MS <= _LATER_MS
    return (word, pop) if short and late and level[pop:end].max() <= _SOFTER_DB else None
