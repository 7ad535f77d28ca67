"""A look-ahead limiter: gain in steps of half a millisecond that keeps peaks under a ceiling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Samples in one step of the gain curve: 0.5 ms at 48 kHz.
STEP = 24
#: Steps over which gain comes down before a peak, and recovers after it: 5 ms.
_REACH = 10


def block_peaks(magnitudes: NDArray[np.floating], block: int) -> NDArray[np.floating]:
    """The largest of every ``block`` values; the last block may be incomplete."""
    starts = np.arange(0, len(magnitudes), block)
    peaks: NDArray[np.floating] = np.maximum.reduceat(magnitudes, starts)
    return peaks


def gain_curve(peaks: NDArray[np.floating], ceiling: float) -> NDArray[np.float64]:
    """Gain factors, one for each of ``peaks``, that bring all of them to ``ceiling`` or below.

    Smooth: every value is a weighted mean, over 5 ms to either side, of the least gain needed
    within 5 ms of there. Because the means reach one step less far than the minima, a line
    drawn between neighbouring values stays low enough too.
    """
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    if needed.min(initial=1.0) >= 1.0:
        return np.ones(len(peaks))
    least = _least(np.pad(needed, 2 * _REACH - 1, constant_values=1.0), 2 * _REACH + 1)
    weights = np.hanning(2 * _REACH + 1)[1:-1]
    return np.convolve(least, weights / weights.sum(), "valid")


def _least(values: NDArray[np.floating], width: int) -> NDArray[np.floating]:
    """The least of every ``width`` of ``values`` in a row: of 2, of 4, and so on."""
    count, of = len(values) - width + 1, 1
    while 2 * of < width:
        values, of = np.minimum(values[:-of], values[of:]), 2 * of
    least: NDArray[np.floating] = np.minimum(values[:count], values[width - of :][:count])
    return least


def apply_curve(samples: NDArray[np.floating], curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """``samples`` times the gain curve, which holds at the middle of each step of 24 samples."""
    if curve.min(initial=1.0) >= 1.0:
        return samples.astype(np.float64)
    levelled = samples.astype(np.float64)
    lower = np.pad(curve < 1.0, 1)
    near = lower[:-2] | lower[1:-1] | lower[2:]
    held = np.flatnonzero(np.repeat(near, STEP)[: len(samples)])
    middles = np.arange(len(curve)) * STEP + (STEP - 1) / 2
    levelled[held] *= np.interp(held, middles, curve)
    return levelled
