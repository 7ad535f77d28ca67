"""Cut a cue out of its carrier, at the pause before it, or not at all. Loads numpy.

Everything is measured in blocks of 10 ms against the loudest one. A pause is a run of blocks that
are 35 dB softer; the cut lies at its softest place, away from both ends, so that neither the last
of the carrier nor a soft beginning ("th", "h") is on the wrong side.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from unknot.engines.neural.carrier import Carrier
from unknot.engines.recording import Recording
from unknot.timeline.estimate import USUAL_RATE, estimate_ms

BLOCK_MS = 10
_SOFT_DB, _SILENT_DB = -35.0, -45.0
#: The shortest pause at the usual rate, in ms: closures in the middle of words are shorter.
_PAUSE_MS = 80
#: Pauses that may be the one before the cue: at least this share of the longest.
_LIKE_LONGEST = 0.6
#: How much longer or shorter than expected, against the head, the cue may be.
_LEAST, _MOST = 0.45, 2.2
#: How numbers are read is not known to the estimate.
_LEAST_NUMBER = 0.2
_FADE_MS = 5


class _Pause(Struct, frozen=True):
    """From block ``start`` to before block ``end``."""

    start: int
    end: int

    @property
    def blocks(self) -> int:
        return self.end - self.start


def cut_out(spoken: Recording, carrier: Carrier, rate: int) -> Recording | None:
    """``carrier.cue`` from ``spoken``, which is ``carrier.text`` at ``rate`` words a minute.

    16-bit mono. None when no pause is where the words ask for one, when what is left would not be
    about as long as the cue, or when it is not silent on both sides.
    """
    if spoken.channels != 1:
        return None
    samples = np.array(spoken.samples(), np.float64)
    level = levels(samples, spoken.rate)
    loud = np.flatnonzero(level > _SOFT_DB)
    if not len(loud) or loud[-1] >= len(level) - 1:
        return None
    first, last = int(loud[0]), int(loud[-1])
    shortest = max(round(_PAUSE_MS * min(USUAL_RATE / rate, 1.5) / BLOCK_MS), 3)
    pauses = [each for each in _pauses(loud) if each.blocks >= shortest]
    found = _before_cue(pauses, first, last, carrier, rate)
    if found is None:
        return None
    middle = slice(found.start + found.blocks // 4, found.end - found.blocks // 3)
    softest = middle.start + int(level[middle].argmin())
    if level[softest] > _SILENT_DB:
        return None
    block = spoken.rate * BLOCK_MS // 1000
    piece = samples[softest * block :].copy()
    fade = max(spoken.rate * _FADE_MS // 1000, 1)
    piece[:fade] *= np.linspace(0.0, 1.0, fade)
    return Recording(rate=spoken.rate, channels=1, data=np.rint(piece).astype("<i2").tobytes())


def _before_cue(
    pauses: list[_Pause], first: int, last: int, carrier: Carrier, rate: int
) -> _Pause | None:
    """The pause that parts head and cue in the shares that their words expect."""
    longest = max((each.blocks for each in pauses), default=0)
    likely = [each for each in pauses if each.blocks >= _LIKE_LONGEST * longest]
    expected = estimate_ms(carrier.cue, rate) / max(estimate_ms(carrier.head, rate), 1)
    least = _LEAST_NUMBER if any(map(str.isdigit, carrier.cue)) else _LEAST
    best: tuple[float, _Pause] | None = None
    for number, pause in enumerate(likely):
        if len(likely) - number - 1 > carrier.clauses:
            continue
        # Pauses within the cue are no speech; the estimate counts them, as does what is measured.
        times = (last + 1 - pause.end) / max(pause.start - first, 1) / expected
        off = abs(float(np.log(max(times, 1e-6))))
        if least <= times <= _MOST and (best is None or off < best[0]):
            best = off, pause
    return best[1] if best else None


def levels(samples: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Level of each block of BLOCK_MS in dB under the loudest; -120 for digital silence."""
    block = rate * BLOCK_MS // 1000
    whole = samples[: len(samples) // block * block].reshape(-1, block)
    if not len(whole):
        return np.empty(0)
    power = np.square(whole).mean(axis=1)
    return np.asarray(10 * np.log10(np.maximum(power / max(float(power.max()), 1.0), 1e-12)))


def _pauses(loud: NDArray[np.intp]) -> list[_Pause]:
    """Runs of soft blocks between loud ones."""
    gaps = np.flatnonzero(np.diff(loud) > 1)
    return [_Pause(int(loud[gap]) + 1, int(loud[gap + 1])) for gap in gaps]
