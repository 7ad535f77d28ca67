"""What of a sound is compared: what lies between 150 and 6,000 Hz."""

from __future__ import annotations

import numpy as np
import pytest

from unknot.recording.dtw import extract_features

RATE, STEP_S = 22050, 0.03


def _told_apart(hz: float) -> float:
    """How far a steady hum is from the same with a tone of ``hz``, in shape; in usual spreads."""
    time = np.arange(3 * RATE) / RATE
    hum = np.sin(2 * np.pi * 700 * time) + np.random.default_rng(1).normal(0, 0.01, len(time))
    with_tone = hum + (time % 1 < 0.5) * np.sin(2 * np.pi * hz * time)
    shape = extract_features(with_tone, RATE)[:, :12]
    second = np.arange(len(shape)) * STEP_S % 1
    tone = shape[(second > 0.05) & (second < 0.45)].mean(axis=0)
    return float(np.linalg.norm(tone - shape[(second > 0.55) & (second < 0.95)].mean(axis=0)))


@pytest.mark.parametrize("hz", [250, 1_000, 3_500, 5_500])
def test_what_tells_words_apart_is_heard(hz: float) -> None:
    assert _told_apart(hz) > 6


@pytest.mark.parametrize("hz", [7_500, 9_000])
def test_what_hisses_above_it_is_not(hz: float) -> None:
    assert _told_apart(hz) < 0.6
