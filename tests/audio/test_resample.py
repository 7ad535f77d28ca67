"""The resampler, measured: what comes out against the sine that should."""

from __future__ import annotations

import numpy as np
import pytest

from tests.audio.synth import db, rms
from tests.usual import cases
from unknot.audio.resample import fast_size, resample

RATES = [(8_000, 48_000), (11_025, 48_000), (11_127, 48_000), (16_000, 48_000), (22_050, 48_000),
         (24_000, 48_000), (44_100, 48_000), (48_000, 24_000), (96_000, 48_000)]  # fmt: skip


def sinad(rate: int, to: int, hz: float) -> float:
    """Signal against everything else, in dB, in the middle of two seconds of sine."""
    wave = np.sin(2 * np.pi * hz / rate * np.arange(2 * rate))
    ideal = np.sin(2 * np.pi * hz / to * np.arange(2 * to))
    middle = slice(to // 2, -to // 2)
    return -db(rms(resample(wave, rate, to)[middle] - ideal[middle]) / rms(ideal[middle]))


@cases(("rate", "to"), RATES, usual=2)
@pytest.mark.parametrize("share", [0.03, 0.3, 0.6, 0.9])
def test_sines_stay_sines(rate: int, to: int, share: float) -> None:
    """Up to nine tenths of the lower band; pydub's linear way has 9 dB at 8 kHz."""
    assert sinad(rate, to, round(share * min(rate, to) / 2)) > 60


def test_what_does_not_fit_the_lower_rate_is_taken_away() -> None:
    wave = np.sin(2 * np.pi * 15_000 / 48_000 * np.arange(48_000))
    assert rms(resample(wave, 48_000, 24_000)[6000:-6000]) < 1e-4


@pytest.mark.parametrize(("rate", "to"), RATES)
def test_the_length_is_exact_and_the_end_does_not_come_back_at_the_beginning(
    rate: int, to: int
) -> None:
    """A loud end next to a silent beginning; only the band limit's own ringing is allowed."""
    wave = np.zeros(rate)
    end = rate // 10
    wave[-end:] = np.sin(0.3 * np.arange(end))
    moved = resample(wave, rate, to)
    assert len(moved) == to
    assert np.abs(moved[: to // 10]).max() < 2e-3


def test_nor_when_the_sound_fills_the_transform_exactly() -> None:
    """8192 samples are a size that needs no zeros to be quick."""
    wave = np.zeros(8192)
    wave[-1] = 1.0
    assert np.abs(resample(wave, 48_000, 24_000)[:100]).max() < 1e-3


def test_samples_keep_their_place() -> None:
    """Sample 0 is sample 0, and at half the rate every other sample stays."""
    t = np.arange(9600)
    bump = np.exp(-(((t - 3000) / 40) ** 2))
    np.testing.assert_allclose(resample(bump, 48_000, 24_000), bump[::2], atol=1e-9)


def test_highpass_takes_rumble_and_leaves_voice() -> None:
    t = np.arange(48_000) / 48_000
    middle = slice(12_000, -12_000)
    for hz, least, most in ((2, -90, -40), (10, -25, -15), (30, -4, -2), (90, -0.1, 0.0)):
        wave = np.sin(2 * np.pi * hz * t)
        passed = resample(wave, 48_000, 48_000, highpass=True)
        assert least < db(rms(passed[middle]) / rms(wave[middle])) <= most, hz


def test_fast_sizes_are_few_and_never_too_small() -> None:
    sizes = {fast_size(n) for n in range(10_000, 80_000)}
    assert all(fast_size(n) >= n for n in range(1, 5000))
    assert len(sizes) <= 20
