"""Change of sample rate by way of the spectrum; numpy only."""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

#: Hz. Speech has nothing below it, microphones and converters do.
RUMBLE_HZ = 30.0
_GUARD_S = 0.05


def fast_size(at_least: int) -> int:
    """The smallest size not under ``at_least`` that FFTs are quick at, in steps of an eighth.

    So few sizes come up that tables which depend on the size can be kept.
    """
    size = 1 << max(at_least - 1, 1).bit_length()
    return min(
        n for n in (size * eighths // 16 for eighths in (9, 10, 12, 15, 16)) if n >= at_least
    )


@lru_cache(maxsize=16)
def _over_rumble(rate: int, size: int) -> NDArray[np.float64]:
    """What a Butterworth high-pass of second order and zero phase leaves of an rfft of ``size``."""
    square = np.square(np.arange(size // 2 + 1) * (rate / size / RUMBLE_HZ))
    left: NDArray[np.float64] = square / np.sqrt(1 + square * square)
    return left


def resample(
    samples: NDArray[np.floating], rate: int, to: int, *, highpass: bool = False
) -> NDArray[np.float64]:
    """``samples`` (shape (n,)) from ``rate`` to ``to`` Hz, any integers; float64.

    Sample 0 stays where it is; the result has ``round(n * to / rate)`` samples. The band below
    half the lower rate passes unchanged. Zeros behind the end keep it from wrapping round to
    the beginning. ``highpass`` also takes away what is below 30 Hz.
    """
    if rate == to and not highpass:
        return samples.astype(np.float64)
    common = gcd(rate, to)
    step_in, step_out = rate // common, to // common
    guard = 2 * round(_GUARD_S * rate)
    blocks = fast_size(-(-(len(samples) + guard) // step_in))
    blocks += blocks % 2
    size_in, size_out = blocks * step_in, blocks * step_out
    spectrum = np.fft.rfft(samples, size_in)
    if highpass:
        spectrum *= _over_rumble(rate, size_in)
    # The topmost bin is half there at one of the two rates: leave it out.
    shared = spectrum[: min(len(spectrum), size_out // 2 + 1) - 1]
    changed = np.fft.irfft(shared, size_out)[: round(len(samples) * to / rate)]
    changed *= size_out / size_in
    return changed
