"""Whether two recordings say the same words, whoever says them.

Each is turned into cepstra (the shape of the spectrum in bands as wide as the ear's, 33 times a
second), cleared of what is the voice's and the microphone's by their mean and spread, and the two
are laid over each other with time stretched as needed (dynamic time warping). The figure that is
left says nothing by itself; against those of other lines it tells which line was read.
docs/how-to/record-your-own-voice.md says how well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unknot.recording.clean import Mono

_HOP_S, _WINDOW_S = 0.03, 0.04
_BANDS, _LOWEST, _HIGHEST = 20, 150.0, 6000.0
_CEPSTRA = 12
#: Weaker than the loudest by this much (natural logarithm of power) is a pause, and left out.
_PAUSE = 9.0
_FLOOR = 1e-5
#: How much the change from step to step counts beside what is there.
_CHANGE = 0.7

Features = NDArray[np.float32]


def extract_features(samples: Mono, rate: int, warp: float = 1.0) -> Features:
    """What is said in ``samples`` at ``rate`` Hz: shape (steps, 24).

    ``warp`` is how much shorter the speaker's throat is than that of who it is held against: all
    that is heard lies so many times as high.
    """
    hop, window = round(rate * _HOP_S), round(rate * _WINDOW_S)
    size = 1 << (window - 1).bit_length()
    padded = np.pad(samples, (0, window))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[: len(samples) : hop]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(window), size)))
    bands = power @ _bank(rate, size, warp)
    levels = np.log(bands + bands.max() * _FLOOR + 1e-12)
    total = bands.sum(axis=1)
    loud = np.log(total + 1e-12)
    levels = levels[loud > loud.max() - _PAUSE]
    turns = np.outer(np.arange(_BANDS) + 0.5, np.arange(1, _CEPSTRA + 1)) * np.pi / _BANDS
    shape = _standard(levels @ np.cos(turns))
    change = _standard(np.gradient(shape, axis=0)) if len(shape) > 1 else np.zeros_like(shape)
    return np.concatenate([shape, _CHANGE * change], axis=1).astype(np.float32)


def measure_distances(heard: Features, lines: Sequence[Features]) -> NDArray[np.float64]:
    """How unlike ``heard`` is to each of ``lines``, per step; all at once, which is quicker."""
    steps, longest = len(heard), max(map(len, lines))
    cost = np.full((len(lines), longest + 1, steps), np.inf, np.float32)
    square = np.square(heard).sum(axis=1)
    for number, line in enumerate(lines):
        apart = np.square(line).sum(axis=1)[:, None] + square - 2 * (line @ heard.T)
        cost[number, 1 : len(line) + 1] = np.sqrt(np.maximum(apart, 0))
    ends = np.array([len(line) for line in lines])
    found = np.full(len(lines), np.inf)
    before = np.full((len(lines), longest + 1), np.inf)
    last = before.copy()
    before[:, 0] = 0.0
    for diagonal in range(2, longest + steps + 1):
        i = np.arange(max(1, diagonal - steps), min(longest, diagonal - 1) + 1)
        here = cost[:, i, diagonal - i - 1]
        now = np.full_like(last, np.inf)
        now[:, i] = np.minimum(
            np.minimum(last[:, i - 1], last[:, i]) + here, before[:, i - 1] + 2 * here
        )
        done = ends + steps == diagonal
        found[done] = now[done, ends[done]] / diagonal
        before, last = last, now
    return found


def _bank(rate: int, size: int, warp: float) -> NDArray[np.float64]:
    """Triangles of equal width to the ear (mel), shape (bins, bands)."""
    ends = [2595 * np.log10(1 + hz / 700) for hz in (_LOWEST, min(_HIGHEST, rate / 2))]
    mels = np.linspace(ends[0], ends[1], _BANDS + 2)
    edges = np.minimum(700 * (10 ** (mels / 2595) - 1) * warp, rate / 2)
    edges += np.arange(len(edges))  # no two at half the rate
    bins = np.fft.rfftfreq(size, 1 / rate)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    bank: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return bank


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    standard: NDArray[np.float64] = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-6)
    return standard
