"""What can be heard in a recording, as a few numbers. Loads numpy; asked only when one is new."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from unknot.engines.recording import Recording

#: -50 dBFS, as a 16-bit sample.
_HEARD = 104
_BLOCK_MS = 20
_EDGE_MS = 2
#: A pitch is looked for between these, in Hz, in windows of 40 ms that are not 25 dB too soft.
_PITCHES, _WINDOW_MS, _SOFT = (60, 500), 40, 0.003
_PITCHED = 0.5
#: What is shorter than the second and comes this long before or after all else may be a click.
_APART_MS, _SHORT_MS = 60, 60


class AudioFeatures(Struct, frozen=True, kw_only=True):
    """``ms``: from the first to the last 20 ms with a sample over -50 dBFS, 0 when they are one;
    ``tail_ms``: quiet at the end. ``first`` and ``last``: peaks of the outermost 2 ms as shares
    of the highest. ``spread_db``: loud against soft blocks. ``stray``: something short stands alone
    at an end, as a click does, or a "t"."""

    ms: int
    tail_ms: float
    first: float
    last: float
    spread_db: float
    stray: bool = False


def listen(clip: Recording) -> AudioFeatures:
    """Measure ``clip``, all its channels as one."""
    loudest, mono = _heard(clip)
    loud = np.flatnonzero(loudest > _HEARD)
    block = max(clip.rate * _BLOCK_MS // 1000, 1)
    blocks = 0
    if len(loud) and loud[0] // block != loud[-1] // block:
        blocks = int(loud[-1] // block - loud[0] // block) + 1
    edge = max(clip.rate * _EDGE_MS // 1000, 1)
    peak = max(float(loudest.max(initial=0.0)), 1.0)
    return AudioFeatures(
        ms=blocks * _BLOCK_MS,
        tail_ms=(len(loudest) - 1 - int(loud[-1])) * 1000 / clip.rate if len(loud) else 0.0,
        first=float(loudest[:edge].max(initial=0.0)) / peak,
        last=float(loudest[-edge:].max(initial=0.0)) / peak,
        spread_db=_spread_db(mono, block),
        stray=_stray(loud, clip.rate),
    )


def _heard(clip: Recording) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far each sample is from 0 in the loudest channel, and the mean of all channels."""
    samples = np.frombuffer(clip.data, "<i2").astype(np.float64)
    if clip.channels == 1:
        return np.abs(samples), samples
    channels = samples.reshape(-1, clip.channels)
    return np.abs(channels).max(axis=1), channels.mean(axis=1)


def _stray(loud: NDArray[np.intp], rate: int) -> bool:
    """Whether the first or last of what is ``loud``, by its samples, is short and far away."""
    gaps = np.flatnonzero(np.diff(loud) > rate * _APART_MS // 1000)
    if not len(gaps):
        return False
    most = rate * _SHORT_MS // 1000
    return bool(loud[gaps[0]] - loud[0] < most or loud[-1] - loud[gaps[-1] + 1] < most)


def _spread_db(mono: NDArray[np.float64], block: int) -> float:
    """Level of the louder blocks above that of the softer ones; speech comes and goes, a hiss
    does not."""
    whole = mono[: len(mono) // block * block].reshape(-1, block)
    if not len(whole):
        return 0.0
    levels = 20 * np.log10(np.sqrt(np.square(whole).mean(axis=1)) + 1)
    soft, loud = np.percentile(levels, (20, 95))
    return float(loud - soft)


def pitched_ms(clip: Recording) -> int:
    """How long a pitch is to be heard in ``clip``: of the differenced samples, so that
    rumble does not pass for one. It takes longer than all that ``listen`` measures."""
    rate = clip.rate
    size = rate * _WINDOW_MS // 1000
    steps = np.diff(_heard(clip)[1])
    windows = steps[: len(steps) // max(size, 1) * size].reshape(-1, max(size, 1))
    energy = np.square(windows).sum(axis=1)
    windows = windows[energy > max(float(energy.max(initial=0.0)) * _SOFT, 1.0)]
    if not len(windows):
        return 0
    spectrum = np.fft.rfft(windows - windows.mean(axis=1, keepdims=True), 2 * size)
    likeness = np.fft.irfft(np.abs(spectrum) ** 2)[:, :size]
    likeness = likeness / likeness[:, :1] * (size / (size - np.arange(size)))
    shortest, longest = rate // _PITCHES[1], min(rate // _PITCHES[0], size * 2 // 3)
    pitched = likeness[:, shortest:longest].max(axis=1) > _PITCHED
    return int(pitched.sum()) * _WINDOW_MS
