"""A bed: noise or the author's own sound, for as long as a track lasts, softer while it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unknot.audio.loudness import gated, k_weight
from unknot.audio.resample import fast_size, resample
from unknot.audio.sound import Sound

Noise = Literal["white", "pink", "brown"]
Floats = NDArray[np.float64]

#: How noise falls with frequency: its power by f to this (colours of noise, ATIS T1.523).
_SLOPES: dict[Noise, float] = {"white": 0.0, "pink": -1.0, "brown": -2.0}
_NOISE_S, _LOWEST_HZ, _SEED = 20, 40.0, 7
#: How a sound file's end runs into its beginning, and how the bed comes in and goes, in s.
_CROSSFADE_S, _IN_S, _OUT_S = 1.0, 2.0, 3.0
#: How soon it is soft before somebody speaks, and how slowly it comes back, in ms.
_DOWN_MS, _UP_MS = 300, 1_000
_LOUDEST_PEAK = 0.25
_BLOCK_S = 10


def noise(kind: Noise, rate: int) -> Floats:
    """Twenty seconds that can follow themselves, shape (n,), at ``rate`` Hz; always the same."""
    count = _NOISE_S * rate
    # RandomState, whose numbers no version of numpy changes.
    spectrum = np.fft.rfft(np.random.RandomState(_SEED).standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / rate)
    spectrum *= np.where(hz < _LOWEST_HZ, 0.0, np.maximum(hz, 1.0) ** (_SLOPES[kind] / 2))
    return np.fft.irfft(spectrum, count)


def loop(sound: Sound, rate: int) -> Floats:
    """``sound`` at ``rate`` Hz, its last second faded into its first, so that it can go round."""
    samples = resample(sound.samples, sound.rate, rate)
    fade = round(_CROSSFADE_S * rate)
    if len(samples) < 3 * fade:
        raise ValueError("a bed lasts three seconds at least")
    turn = np.linspace(0, np.pi / 2, fade)
    samples[:fade] = samples[:fade] * np.sin(turn) + samples[-fade:] * np.cos(turn)
    return samples[:-fade]


def at_level(samples: Floats, rate: int, lufs: float) -> Floats:
    """``samples`` at ``lufs`` LUFS (dual mono), or softer where their peaks stand out."""
    hop, block = rate // 10, _BLOCK_S * rate
    energies = [np.zeros(0)]
    for start in range(0, len(samples), block):
        piece = samples[start : start + block]
        size = fast_size(len(piece) + rate // 5)
        weighted = k_weight(np.fft.rfft(piece, size), size, rate)[: len(piece) // hop * hop]
        energies.append(np.square(weighted).reshape(-1, hop).mean(axis=1))
    loudness = gated(np.concatenate(energies))
    if not np.isfinite(loudness):
        raise ValueError("nothing is heard in it")
    gain = 10 ** ((lufs - loudness) / 20)
    return samples * min(gain, _LOUDEST_PEAK / float(np.abs(samples).max()))


class DuckedBed:
    """``samples``, again and again for ``length_ms``, and ``duck`` dB softer around ``spoken``:
    from when to when something else sounds, in ms and in time order."""

    def __init__(
        self, samples: Floats, rate: int, length_ms: int, spoken: Sequence[tuple[int, int]],
        duck: float,
    ) -> None:  # fmt: skip
        self.samples, self.rate = samples, rate
        soft = 10 ** (duck / 20)
        at, gain = [0.0], [1.0]
        for start, end in _merged(spoken):
            at += [max(start - _DOWN_MS, at[-1]), start, end, end + _UP_MS]
            gain += [1.0 if start - _DOWN_MS > at[-5] else gain[-1], soft, soft, 1.0]
        self._at, self._gain = np.array(at), np.array(gain)
        self._length_s = length_ms / 1000

    def piece(self, start: int, count: int) -> Floats:
        """``count`` samples from sample ``start`` on."""
        number = np.arange(start, start + count)
        seconds = number / self.rate
        ends = np.minimum(seconds / _IN_S, (self._length_s - seconds) / _OUT_S)
        gain = np.interp(seconds * 1000, self._at, self._gain) * np.clip(ends, 0.0, 1.0)
        heard: Floats = self.samples[number % len(self.samples)] * gain
        return heard


def _merged(spoken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without gaps in which it would come up only to go down again."""
    found: list[tuple[int, int]] = []
    for start, end in spoken:
        if found and start - found[-1][1] < _UP_MS + _DOWN_MS:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
