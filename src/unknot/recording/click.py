"""A click inside the words: a tongue, a chair, a digital fault, which no cut takes away."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from unknot.recording.clean import Mono

#: In ms: what is looked at beside a moment, without what is nearest to it.
_FAR, _NEAR = 15, 3
#: So many times as sharp (by the second difference of the samples) as all that is beside it. Of
#: 400 takes of a natural voice none is over 9, of 170 by four programs none over 4.5; clicks of
#: 2 ms at full scale inside words are at 21 in the middle, nine of ten over this.
_SHARP = 10.0
#: Both sides must be voice, by this share of the take's loud parts: the release of a t or k stands
#: behind a silence of its own.
_VOICED = 0.3


def find_click(samples: Mono, rate: int) -> float | None:
    """Where in ``samples`` (one channel, its rate in Hz) the sharpest click is that stands inside
    voice, in seconds; None without one."""
    step = max(rate // 1000, 1)
    count = (len(samples) - 2) // step
    if count <= 2 * _FAR:
        return None
    sharp = np.abs(np.diff(samples, 2)[: count * step]).reshape(count, step).max(axis=1)
    level = np.abs(samples[: count * step]).reshape(count, step).max(axis=1)
    beside = np.maximum(*_sides(sharp))
    voiced = np.minimum(*_sides(level)) > _VOICED * np.percentile(level, 95)
    times = np.where(voiced, sharp / np.maximum(beside, 1e-5), 0.0)
    at = int(times.argmax())
    return at * step / rate if times[at] > _SHARP else None


def _sides(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The highest of what is before each value, and of what is behind it."""
    windows = sliding_window_view(np.pad(values, _FAR), 2 * _FAR + 1)
    return windows[:, : _FAR - _NEAR].max(axis=1), windows[:, _FAR + _NEAR + 1 :].max(axis=1)
