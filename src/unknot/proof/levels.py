"""Loudness and true peak, taken only where there is sound: hours need little time and memory."""

from __future__ import annotations

import numpy as np

from unknot.audio.loudness import BETWEEN_DB, TAPS, gated, k_weight, peaks_between
from unknot.audio.resample import fast_size
from unknot.proof.decode import DecodedTrack, Peaks

_HOP_MS = 100
#: The K-weighting rings on for about this long.
_RING_MS = 200


class Loudness:
    """Gathers the K-weighted energy of stretches of a track, on a grid of 100 ms."""

    def __init__(self, heard: DecodedTrack) -> None:
        self.heard = heard
        self.hops = np.zeros(0)

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
        edges = [self.heard.at(hop * _HOP_MS) - self.heard.at(first * _HOP_MS)
                 for hop in range(first, last + 1)]  # fmt: skip
        energy = np.add.reduceat(np.square(weighted), edges[:-1]) / np.diff(edges)
        if last > len(self.hops):
            self.hops = np.pad(self.hops, (0, last + len(self.hops) // 4 - len(self.hops)))
        self.hops[first:last] += energy
        return gated(np.pad(energy, 4))

    def whole(self) -> float:
        """Integrated loudness of all that was counted, in LUFS as dual mono (BS.1770-4)."""
        return gated(np.pad(self.hops, (0, 4)))


class TruePeak:
    """The highest point of a sound between its samples, taken as it goes by."""

    def __init__(self, heard: DecodedTrack) -> None:
        self.heard = heard
        self._highest, self._most, self._done = 0, 0.0, 0

    def until(self, ms: int) -> None:
        """Look at what is heard up to ``ms``, by four times oversampling around the loudest."""
        while self._done < ms:
            start, stop = self._done, min(self._done + 1000, ms)
            self._done = stop
            self._look(start, self.heard.peaks(start, stop))

    def end(self) -> float:
        """In dBTP, of all that there is; what was not looked at yet must not be forgotten."""
        for number, peaks in enumerate(self.heard.each_second()):
            start = max(self._done, number * 1000)
            if start < number * 1000 + len(peaks):
                self._look(start, peaks[start - number * 1000 :])
                self.heard.forget(number * 1000)
        return float(20 * np.log10(self._most)) if self._most else float("-inf")

    def _look(self, start: int, peaks: Peaks) -> None:
        self._highest = max(self._highest, int(peaks.max(initial=0)))
        self._most = max(self._most, self._highest / 32768)
        if not self._highest:
            return
        heard, per = self.heard, -(-self.heard.rate // 1000)
        loud = np.flatnonzero(peaks >= self._highest * 10 ** (-BETWEEN_DB / 20)).tolist()
        if not loud:
            return
        first, last = heard.at(start + loud[0]), heard.at(start + loud[-1])
        around = heard.piece(first - TAPS, last + per + TAPS)
        pieces = np.lib.stride_tricks.sliding_window_view(around, per + 2 * TAPS)[
            [heard.at(start + ms) - first for ms in loud]
        ]
        self._most = max(self._most, float(peaks_between(pieces).max()))
