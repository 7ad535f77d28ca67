"""Speech-like sounds, made here so that their every part is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unknot.audio.sound import Sound

Floats = NDArray[np.float64]


def vowels(seconds: float, rate: int, *, pitch: float = 110.0, seed: int = 0) -> Floats:
    """Harmonics of a wandering pitch under three formants, in syllables; peaks near 1."""
    rng = np.random.default_rng(seed)
    n = round(seconds * rate)
    t = np.arange(n) / rate
    wander = 1 + 0.1 * np.sin(2 * np.pi * (0.7 * t + rng.random()))
    phase = 2 * np.pi * np.cumsum(pitch * wander) / rate
    voice = np.zeros(n)
    for k in range(1, int(min(4500, rate / 2) / pitch / 1.2)):
        hz = k * pitch
        formants = sum(
            a / (1 + ((hz - f) / w) ** 2)
            for f, w, a in ((500, 120, 1.0), (1500, 160, 0.4), (2600, 200, 0.2))
        )
        voice += formants * np.sin(k * phase + 2 * np.pi * rng.random())
    syllables = 0.15 + 0.85 * np.sin(np.pi * (3.5 * t + rng.random())) ** 2
    voice *= syllables
    ends = np.clip(np.minimum(t, t[::-1]) / 0.03, 0, 1)
    return np.asarray(voice * ends / np.abs(voice).max(), np.float64)


def hiss(seconds: float, rate: int, *, seed: int = 1) -> Floats:
    """A fricative: noise above 3 kHz that is there at once; RMS 1."""
    rng = np.random.default_rng(seed)
    n = round(seconds * rate)
    spectrum = np.fft.rfft(rng.normal(size=n))
    spectrum[np.fft.rfftfreq(n, 1 / rate) < 3000] = 0
    noise = np.fft.irfft(spectrum, n)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)), np.float64)


def silence(seconds: float, rate: int) -> Floats:
    return np.zeros(round(seconds * rate))


def utterance(
    seconds: float = 1.5,
    rate: int = 22_050,
    *,
    peak: float = 0.3,
    seed: int = 0,
    pitch: float = 110,
) -> Sound:
    """A voice with the padding that espeak-ng leaves: 13 ms before it and 330 ms after it."""
    voice = peak * vowels(seconds, rate, seed=seed, pitch=pitch)
    samples = np.concatenate([silence(0.013, rate), voice, silence(0.33, rate)])
    return Sound(samples.astype(np.float32), rate)


def db(ratio: float) -> float:
    return float(20 * np.log10(ratio))


def rms(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
