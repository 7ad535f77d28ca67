"""Loudness and true peak, taken only where there is sound: hours need little time and memory."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from unknot.audio.loudness import OVERSAMPLING, gated, k_weight
from unknot.audio.resample import fast_size
from unknot.verify.decode import DecodedTrack

_HOP_MS = 100
#: The K-weighting rings on for about this long.
_RING_MS = 200
#: Between samples, speech and chimes rise by less than this over the samples themselves.
_BETWEEN_DB = 3.0
_TAPS = 32


class Loudness:
    """Gathers the K-weighted energy of stretches of a track, on a grid of 100 ms."""

    def __init__(self, heard: DecodedTrack) -> None:
        self.heard = heard
        length = len(heard.samples) * 1000 // heard.rate
        self.hops = np.zeros(length // _HOP_MS + 4)

    def add(self, start: int, stop: int) -> float:
        """Count what is heard from ``start`` to ``stop`` ms; its loudness by itself, in LUFS."""
        first, last = max(start, 0) // _HOP_MS, -(-(stop + _RING_MS) // _HOP_MS)
        rate = self.heard.rate
        at, until, end = (self.heard.at(ms) for ms in (start, stop, last * _HOP_MS))
        sound = np.zeros(end - self.heard.at(first * _HOP_MS))
        offset = at - self.heard.at(first * _HOP_MS)
        sound[offset : offset + until - at] = self.heard.piece(at, until)
        size = fast_size(len(sound) + self.heard.at(_RING_MS))
        weighted = k_weight(np.fft.rfft(sound, size), size, rate)[: len(sound)]
        energy = np.square(weighted).reshape(last - first, -1).mean(axis=1)
        room = self.hops[first:last]
        room += energy[: len(room)]
        return gated(np.pad(energy, 4))

    def whole(self) -> float:
        """Integrated loudness of all that was counted, in LUFS as dual mono (BS.1770-4)."""
        return gated(self.hops)


def true_peak(heard: DecodedTrack, peaks: NDArray[np.int32]) -> float:
    """True peak in dBTP from four times oversampling, around the loudest milliseconds.

    ``peaks`` are the track's, one for each ms.
    """
    highest = int(peaks.max(initial=0))
    if not highest:
        return float("-inf")
    per = -(-heard.rate // 1000)
    around = np.flatnonzero(peaks >= highest * 10 ** (-_BETWEEN_DB / 20))
    most = highest / 32768
    for group in np.array_split(around, max(len(around) // 500, 1)):
        pieces = np.stack(
            [heard.piece(heard.at(ms) - _TAPS, heard.at(ms) + per + _TAPS) for ms in group]
        )
        windows = np.lib.stride_tricks.sliding_window_view(pieces, 2 * _TAPS, axis=1)
        most = max(most, float(np.abs(windows @ _between()).max()))
    return float(20 * np.log10(most))


@lru_cache(maxsize=1)
def _between() -> NDArray[np.float64]:
    """Windowed sinc taps for the three points between two samples: shape (2 * taps, 3)."""
    places = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    offsets = np.arange(2 * _TAPS)[:, None] - (_TAPS - 1) - places
    taps: NDArray[np.float64] = np.sinc(offsets) * np.cos(np.pi * offsets / (2 * _TAPS)) ** 2
    return taps
