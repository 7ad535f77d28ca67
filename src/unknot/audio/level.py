"""Bring a sound to the loudness of the track, with its peaks under a ceiling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unknot.audio.limit import STEP, apply_curve, block_peaks, gain_curve
from unknot.audio.loudness import BETWEEN_DB, TAPS, gated, k_weight, peaks_between
from unknot.audio.resample import fast_size
from unknot.levelling import Levelling

MASTER_RATE = 48_000
#: As heard from two loudspeakers; a mono file measured as one channel reads 3 LU less.
TARGET_LUFS = -16.0
#: Encoding adds up to 0.8 dB, and a track must stay at or below -1 dBTP when decoded.
CEILING_DBTP = -2.0
#: A limited sound may come out higher by this factor, 0.09 dB: its gain is drawn between steps.
_OVER = 1.01
_CEILING = 10 ** (CEILING_DBTP / 20)

_ROUNDS = 12
_CLOSE_LU = 0.01
#: Beyond these a sound is too spiky for its loudness to be had by limiting; it stays quieter.
_MOST_GAIN_DB, _MOST_LIMITING_DB = 40.0, 12.0
_HOP = MASTER_RATE // 10
_RING = 2 * _HOP
#: Silence that a clip is measured in, because it lies in silence in the track (audio blocks
#: of the meter are 0.4 s long): without it short clips come out up to 0.3 LU low.
_AROUND = 4
#: This share of a sound is not heard, 50 dB under it.
_NEXT_TO_NOTHING = 1e-5
#: Taps see a click up to 0.04 dB too low.
_SEEN_LOW = 1.005
#: Steps whose true peaks are looked for at once, so that noise that is high all over needs no room.
_AT_ONCE = 4096


def level(samples: NDArray[np.floating], known: Levelling | None = None) -> NDArray[np.float64]:
    """``samples`` (48 kHz, shape (n,), full scale 1.0) at -16 LUFS dual mono, at most -2 dBTP.

    ``known`` is what measure_level found for them before; they are measured without it, and where
    they would be too loud with it. Silence stays silence.
    """
    highest = np.abs(samples).max(initial=0.0)
    if not highest:
        return samples.astype(np.float64)
    # At full scale first: the meter's absolute gate must not take a quiet sound for silence.
    full = samples / highest
    levelled = _apply(full, known or measure_level(full))
    if known and np.abs(levelled).max() > _CEILING * _OVER:
        return _apply(full, measure_level(full))
    return levelled


def measure_level(samples: NDArray[np.floating]) -> Levelling:
    """What ``level`` does to ``samples`` (48 kHz), whose highest is at full scale.

    K-weighted energy is taken once, and true peaks where they can reach the ceiling. The rounds
    that balance gain against limiting then work on one value for each half millisecond, since the
    limiter's gain moves slowly enough to pass through the filters unchanged.
    """
    energy, peaks = _energy(samples), block_peaks(np.abs(samples), STEP)
    risen = np.zeros(len(peaks), np.bool_)
    least = gain_db = min(TARGET_LUFS - gated(_hops(energy)), _MOST_GAIN_DB)
    for _ in range(_ROUNDS):
        gain = 10 ** (gain_db / 20)
        _rise(peaks, risen, samples, _CEILING / gain)
        curve = gain_curve(peaks * gain, _CEILING)
        missing = TARGET_LUFS - gated(_hops(energy * (gain * _stretch(curve, len(energy))) ** 2))
        if abs(missing) < _CLOSE_LU or gain_db + missing > least + _MOST_LIMITING_DB:
            break
        gain_db += missing
    high, peaks = np.flatnonzero(peaks * gain > _CEILING), peaks.astype(np.float32)
    # In as many digits as tell it from its neighbours.
    return Levelling(gain, tuple((int(step), float(str(peaks[step]))) for step in high))


def _apply(samples: NDArray[np.floating], found: Levelling) -> NDArray[np.float64]:
    peaks = np.zeros(-(-len(samples) // STEP), np.float32)
    for step, peak in found.peaks:
        peaks[step : step + 1] = peak
    return apply_curve(samples * found.gain, gain_curve(peaks * found.gain, _CEILING))


def _energy(samples: NDArray[np.floating]) -> NDArray[np.float64]:
    """K-weighted energy of each step, with the filter's ringing behind the end."""
    size = 4 * fast_size(-(-(len(samples) + _RING) // 4))
    spectrum, step = np.fft.rfft(samples, size), STEP
    parts = spectrum.view(np.float64)
    high = parts[size // 2 + 2 :]
    if _power(high) < _NEXT_TO_NOTHING * _power(parts):
        # Voices have nothing up there: half the rate holds all of them.
        spectrum, step = spectrum[: size // 4 + 1], STEP // 2
    weighted = k_weight(spectrum, size, MASTER_RATE)
    steps = -(-len(samples) // STEP) + _RING // STEP
    energy: NDArray[np.float64] = np.square(weighted[: steps * step]).reshape(-1, step).sum(axis=1)
    return energy * (STEP / step)


def _power(values: NDArray[np.float64]) -> float:
    """The sum of their squares; not by BLAS, whose threads would take turns from other clips."""
    return float(np.einsum("i,i", values, values))


def _rise(
    peaks: NDArray[np.floating],
    risen: NDArray[np.bool_],
    samples: NDArray[np.floating],
    ceiling: float,
) -> None:
    """Bring ``peaks`` of samples to true peaks, where what lies between them may be too high and
    they have not ``risen`` yet."""
    near = np.flatnonzero((peaks > ceiling * 10 ** (-BETWEEN_DB / 20)) & ~risen)
    risen[near] = True
    around = np.pad(samples, (TAPS, TAPS + STEP))
    places = near[:, None] * STEP + np.arange(STEP + 2 * TAPS)
    for part in range(0, len(near), _AT_ONCE):
        steps = slice(part, part + _AT_ONCE)
        between = peaks_between(around[places[steps]]) * _SEEN_LOW
        peaks[near[steps]] = np.maximum(peaks[near[steps]], between)


def _hops(energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean squares of successive 100 ms, with silence around the sound."""
    per_hop = _HOP // STEP
    hops = np.zeros((-(-len(energy) // per_hop) + 2 * _AROUND, per_hop))
    hops.ravel()[_AROUND * per_hop :][: len(energy)] = energy
    mean: NDArray[np.float64] = hops.sum(axis=1) / _HOP
    return mean


def _stretch(curve: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    return np.append(curve, np.full(length - len(curve), curve[-1]))
