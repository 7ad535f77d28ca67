"""Where a voice begins and ends in a decoded clip, by the rule that polish.py cut it by.

A clip was cut where it sank below a threshold that lies, by its noise, 36 to 44 dB under its
vowels. Which it was cannot be told any more. But what is louder than both must lie inside the cut,
and what is fainter than both must reach up to it: so the first tells whether a sound goes on too
long, the second whether some of it is missing, for any voice.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from unknot.proof.match import Floats

#: 2 dB beyond polish.py's own, for what an encoder and a limiter change.
_LOUD_DB, _FAINT_DB = -34.0, -46.0
_BLOCK_MS = 5
#: Nothing below this counts, in dB of full scale.
_NO_VOICE_DB = -60.0


class Edges(Struct, frozen=True):
    """Times in ms from the sound's start: ``loud`` and ``faint`` say where it first and last is
    louder than 34 and 46 dB below its vowels."""

    loud: tuple[int, int]
    faint: tuple[int, int]


def voice_edges(sound: Floats, rate: int) -> Edges | None:
    """The edges of ``sound`` (full scale 1.0, at ``rate`` Hz); None when nothing is to be heard."""
    block = rate * _BLOCK_MS // 1000
    power = np.square(sound[: len(sound) // block * block].reshape(-1, block)).mean(axis=1)
    heard = power[power > 10 ** (_NO_VOICE_DB / 10)]
    if not len(heard):
        return None
    vowels = float(np.percentile(heard, 90))

    def reach(db: float) -> tuple[int, int]:
        over = np.flatnonzero(power > vowels * 10 ** (db / 10))
        return int(over[0]) * _BLOCK_MS, (int(over[-1]) + 1) * _BLOCK_MS

    return Edges(loud=reach(_LOUD_DB), faint=reach(_FAINT_DB))
