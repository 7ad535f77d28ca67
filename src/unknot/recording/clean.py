"""From what a microphone left to a take: one channel, no rumble, the voice with a little around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unknot.audio.resample import fast_size, resample
from unknot.audio.sound import Pcm

#: Hz. Below the lowest voices (85 Hz or so); mains hum, footsteps and handling are under it.
HIGH_PASS_HZ = 70.0
#: What stays around the voice in a take. Builds trim again, closer.
BEFORE_S, AFTER_S = 0.15, 0.30
#: From where it is so far below the highest peak, a sound has begun or ended for unknot verify.
_EDGE_DB = -40.0
_DIES_DB_MS, _SILENT_DB = 1.0, 80.0
#: Of full scale. The rest is headroom for resampling; builds set the level.
_PEAK = 10 ** (-3 / 20)
LEAST_RATE, MOST_RATE = 16_000, 48_000
#: A channel so much weaker than the strongest is dead; one that is less alike is another place.
_DEAD_DB, _ALIKE = 20.0, 0.9

Mono = NDArray[np.float64]


def to_mono(frames: NDArray[np.floating]) -> Mono:
    """One channel of ``frames`` (shape (n, channels)), float64.

    Channels that hear the same are averaged. A dead one is left out, so that it does not cost
    6 dB; of channels that differ, or are each other upside down, the strongest alone stays.
    """
    waves = frames.astype(np.float64)
    waves -= waves.mean(axis=0)
    power = np.square(waves).mean(axis=0)
    best = int(power.argmax())
    if not power[best]:
        return waves[:, best]
    live = [c for c in range(waves.shape[1]) if power[c] > power[best] * 10 ** (-_DEAD_DB / 10)]
    likeness = [
        float((waves[:, c] * waves[:, best]).mean() / np.sqrt(power[c] * power[best])) for c in live
    ]
    if min(likeness) < _ALIKE:
        return waves[:, best]
    averaged: Mono = waves[:, live].mean(axis=1)
    return averaged


def remove_rumble(samples: Mono, rate: int) -> Mono:
    """``samples`` without what is below 70 Hz (Butterworth of the fourth order, no delay)."""
    size = fast_size(len(samples) + rate // 5)
    spectrum = np.fft.rfft(samples, size)
    ratio = np.arange(len(spectrum)) * (rate / size / HIGH_PASS_HZ)
    spectrum *= ratio**4 / np.sqrt(1 + ratio**8)
    return np.fft.irfft(spectrum, size)[: len(samples)]


def cut_take(samples: Mono, rate: int, start: float, stop: float) -> tuple[Pcm, int]:
    """The voice from ``start`` to ``stop`` (seconds) with silence around it: 16 bits, and its rate.

    What a room adds before and after it dies away at 1 dB a millisecond, so that a clip ends where
    its voice does. The rate is the recording's own between 16 and 48 kHz, else the nearer of the
    two. The highest peak is at -3 dBFS.
    """
    first = max(round((start - BEFORE_S) * rate), 0)
    last = min(round((stop + AFTER_S) * rate), len(samples))
    kept = samples[first:last].copy()
    begins, ends = _sounding(kept, round(start * rate) - first, round(stop * rate) - first)
    away = np.arange(len(kept))
    away = np.maximum(begins - away, 0) + np.maximum(away - ends, 0)
    decibels = away * (1000 / rate * _DIES_DB_MS)
    kept *= np.where(decibels < _SILENT_DB, 10 ** (-decibels / 20), 0.0)
    to = min(max(rate, LEAST_RATE), MOST_RATE)
    if to != rate:
        kept = resample(kept, rate, to)
    highest = float(np.abs(kept).max(initial=0.0)) or 1.0
    return np.rint(kept * (_PEAK / highest * 32767)).astype(np.int16), to


def _sounding(samples: Mono, start: int, stop: int) -> tuple[int, int]:
    """The first and the last of ``samples`` that is no weaker than -40 dB below the highest, and
    not outside ``start`` to ``stop``."""
    size = np.abs(samples[start:stop])
    loud = np.flatnonzero(size > size.max(initial=0.0) * 10 ** (_EDGE_DB / 20))
    if not len(loud):
        return start, stop
    return start + int(loud[0]), start + int(loud[-1])
