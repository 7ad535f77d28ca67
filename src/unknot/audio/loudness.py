"""Loudness and true peak after ITU-R BS.1770-4; numpy only."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from unknot.audio.resample import fast_size

#: LU that a mono sound gains when it is measured as it is heard, from two loudspeakers.
DUAL_MONO_LU = 10 * np.log10(2)
#: The filters ring on for about this long; zeros behind the sound keep it from wrapping round.
_RING_S = 0.2
OVERSAMPLING = 4
#: Between samples, speech and chimes rise by less than this over the samples themselves.
BETWEEN_DB = 3.0
#: Samples to either side that count for what lies between two.
TAPS = 32


def lufs(samples: NDArray[np.floating], rate: int, *, dual_mono: bool = True) -> float:
    """Integrated loudness in LUFS of a mono sound (shape (n,), full scale 1.0).

    ``dual_mono`` counts it twice, as ffmpeg's ``ebur128=dualmono=true`` does. Minus infinity
    when nothing passes the absolute gate of -70 LUFS.
    """
    hop = rate // 10
    weighted = k_weight(np.fft.rfft(samples, n := _size(samples, rate)), n, rate)[: len(samples)]
    whole = max(-(-len(weighted) // hop), 4) * hop
    energy = np.zeros(whole)
    energy[: len(weighted)] = weighted * weighted
    hops = energy.reshape(-1, hop).sum(axis=1)
    if len(weighted) % hop and len(hops) > 4:
        hops = hops[:-1]
    return gated(hops / hop, dual_mono=dual_mono)


def gated(hops: NDArray[np.floating], *, dual_mono: bool = True) -> float:
    """LUFS from K-weighted mean squares of successive 100 ms (BS.1770-4, equations 5 to 7)."""
    offset = -0.691 + (DUAL_MONO_LU if dual_mono else 0.0)
    blocks = np.convolve(hops, np.full(4, 0.25), "valid")
    blocks = blocks[blocks > 10 ** ((-70 - offset) / 10)]
    if not len(blocks):
        return float("-inf")
    blocks = blocks[blocks > blocks.mean() * 0.1]
    return float(offset + 10 * np.log10(blocks.mean()))


def k_weight(spectrum: NDArray[np.complexfloating], size: int, rate: int) -> NDArray[np.floating]:
    """The K-weighted signal (shape (size,)) of an rfft of ``size``, an even number, at ``rate`` Hz.

    Of the lower half of an rfft it is the signal at half the rate.
    """
    bins = len(spectrum)
    count = 2 * (bins - 1)
    weighted = np.fft.irfft(spectrum * _k_response(rate, size, bins), count)
    weighted *= count / size
    return weighted


def oversampled(spectrum: NDArray[np.complexfloating], size: int) -> NDArray[np.float32]:
    """The signal at four times its rate (shape (4 * size,)), from its rfft of ``size``.

    The arithmetic is in single precision: peaks are looked for, not listened to.
    """
    wide = np.zeros(size * OVERSAMPLING // 2 + 1, np.complex64)
    wide[: len(spectrum)] = spectrum
    fine = np.fft.irfft(wide, size * OVERSAMPLING).astype(np.float32, copy=False)
    fine *= OVERSAMPLING
    return fine


def peaks_between(pieces: NDArray[np.floating]) -> NDArray[np.floating]:
    """The highest of each of ``pieces`` (shape (m, n)) at three places between two samples each,
    from the TAPS-th of its samples to the TAPS-th from its end."""
    windows = np.lib.stride_tricks.sliding_window_view(pieces, 2 * TAPS, axis=1)
    peaks: NDArray[np.floating] = np.abs(windows @ _between()).max(axis=(1, 2))
    return peaks


@cache
def _between() -> NDArray[np.float64]:
    """Windowed sinc taps for the three points between two samples: shape (2 * TAPS, 3)."""
    places = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    offsets = np.arange(2 * TAPS)[:, None] - (TAPS - 1) - places
    taps: NDArray[np.float64] = np.sinc(offsets) * np.cos(np.pi * offsets / (2 * TAPS)) ** 2
    return taps


def true_peak_db(samples: NDArray[np.floating]) -> float:
    """True peak in dBTP, from four times oversampling; minus infinity for silence."""
    size = fast_size(len(samples) + 64)
    peak = np.abs(oversampled(np.fft.rfft(samples, size), size)).max()
    return float(20 * np.log10(peak)) if peak > 0 else float("-inf")


def _size(samples: NDArray[np.floating], rate: int) -> int:
    return fast_size(len(samples) + round(rate * _RING_S))


@lru_cache(maxsize=16)
def _k_response(rate: int, size: int, bins: int) -> NDArray[np.complex128]:
    """BS.1770's shelf and high-pass at any rate: the analogue filters, bilinearly transformed.

    The four constants of each are those behind the 48 kHz coefficients of the recommendation
    (Brecht De Man, Evaluation of implementations of the EBU R128 loudness measurement, 2018).
    """
    late = np.exp(-2j * np.pi * np.arange(bins) / size)
    gain_db, q, hz = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k, high = np.tan(np.pi * hz / rate), 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    shelf = _biquad(
        (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
        late,
    )
    q, hz = 0.5003270373238773, 38.13547087602444
    k = np.tan(np.pi * hz / rate)
    # The recommendation's high-pass has the numerator 1, -2, 1 as it stands.
    a = (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
    return shelf * _biquad((a[0], -2 * a[0], a[0]), a, late)


def _biquad(
    b: tuple[float, ...], a: tuple[float, ...], late: NDArray[np.complex128]
) -> NDArray[np.complex128]:
    result: NDArray[np.complex128] = (b[0] + (b[1] + b[2] * late) * late) / (
        a[0] + (a[1] + a[2] * late) * late
    )
    return result
