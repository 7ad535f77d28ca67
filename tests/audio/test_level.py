"""Loudness and limiter together."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.audio.synth import Floats, hiss, silence, vowels
from tests.track.outside import ebur128_of
from tests.usual import cases
from unknot.audio.level import CEILING_DBTP, TARGET_LUFS, level, measure_level
from unknot.audio.limit import STEP, apply_curve, gain_curve
from unknot.audio.loudness import lufs, true_peak_db
from unknot.audio.polish import to_master

SOUNDS: dict[str, Callable[[], Floats]] = {
    "speech": lambda: vowels(2.0, 48_000),
    "low voice": lambda: vowels(2.0, 48_000, pitch=75),
    "hiss": lambda: hiss(0.7, 48_000),
    "one syllable": lambda: vowels(0.2, 48_000),
    "clicks": lambda: np.where(np.arange(96_000) % 6000 < 5, 1.0, 0.02) * hiss(2.0, 48_000),
    "long": lambda: vowels(30.0, 48_000),
}

DEEP = pytest.mark.deep


@cache
def sound(name: str) -> Floats:
    return SOUNDS[name]()


def in_silence(samples: Floats) -> Floats:
    return np.concatenate([silence(0.4, 48_000), samples, silence(0.4, 48_000)])


@pytest.mark.parametrize(
    ("name", "gain_db"),
    [
        pytest.param(name, gain, marks=DEEP if name == "long" else ())
        for name in SOUNDS
        for gain in (-50, -20, 0, 20)
    ],
)
def test_every_sound_reaches_the_target_under_the_ceiling(name: str, gain_db: float) -> None:
    """Whatever its own level; measured as it lies in a track, in silence."""
    levelled = level(sound(name) * 10 ** (gain_db / 20))
    assert lufs(in_silence(levelled), 48_000) == pytest.approx(TARGET_LUFS, abs=0.05)
    assert true_peak_db(levelled) <= CEILING_DBTP + 0.03


@pytest.mark.needs("ffmpeg")
@cases("name", SOUNDS, usual=1)
def test_an_outside_meter_agrees(name: str) -> None:
    loudness, peak = ebur128_of(to_master(in_silence(level(sound(name)))))
    assert loudness == pytest.approx(TARGET_LUFS, abs=0.1)
    assert peak <= CEILING_DBTP + 0.1


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=DEEP if name == "long" else ()) for name in SOUNDS]
)
def test_what_was_measured_once_gives_the_same_samples(name: str) -> None:
    full = sound(name) / np.abs(sound(name)).max()
    known = measure_level(full)
    assert bool(known.peaks) == (name in ("clicks", "one syllable"))
    assert np.array_equal(level(full, known), level(full))


def test_a_level_that_would_be_too_loud_is_measured_again() -> None:
    clicks = sound("clicks")
    known = measure_level(clicks / np.abs(clicks).max())
    loud = replace(known, gain=known.gain * 1.2)
    assert np.array_equal(level(clicks, replace(known, peaks=())), level(clicks))
    assert np.array_equal(level(sound("speech"), loud), level(sound("speech")))


def test_a_sound_that_needs_no_limiting_only_changes_its_gain() -> None:
    sine = np.sin(np.arange(96_000) * 0.13)
    ratio = level(sine)[1000:-1000] / np.where(sine == 0, 1, sine)[1000:-1000]
    assert np.ptp(ratio) < 1e-9


def test_silence_stays_silence() -> None:
    assert not level(np.zeros(4800)).any()


def test_impulses_are_not_driven_into_the_ceiling_for_ever() -> None:
    """A sound that is nearly all peak stays quieter than the rest instead of being crushed."""
    click = np.zeros(48_000)
    click[24_000] = 1.0
    levelled = level(click)
    assert np.isfinite(levelled).all()
    assert true_peak_db(levelled) <= CEILING_DBTP + 0.03


@given(st.lists(st.floats(0, 8), min_size=1, max_size=200))
def test_the_gain_is_low_enough_everywhere(peaks: list[float]) -> None:
    """At every sample of a step, also between the middles of steps."""
    curve = gain_curve(np.array(peaks), 0.8)
    assert len(curve) == len(peaks)
    gains = apply_curve(np.ones(len(peaks) * STEP), curve).reshape(-1, STEP)
    assert (gains.max(axis=1) * np.array(peaks) <= 0.8 + 1e-9).all()


def test_the_gain_moves_slowly_and_only_near_peaks() -> None:
    """5 ms each way, so that limiting is not heard as distortion."""
    peaks = np.full(400, 0.5)
    peaks[200] = 4.0
    curve = gain_curve(peaks, 0.8)
    assert curve[200] == pytest.approx(0.2)
    assert (curve[:180] == 1).all()
    assert (curve[221:] == 1).all()
    assert np.abs(np.diff(curve)).max() < 0.1


def test_nothing_over_the_ceiling_means_no_gain_at_all() -> None:
    assert (gain_curve(np.full(50, 0.7), 0.8) == 1).all()
