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


def test_what_is_compared_is_what_the_module_says() -> None:
    """Worked out step by step: bands as wide as the ear's, cepstra of their logarithms, what is
    far weaker than the loudest left out, all cleared of its mean and spread, and how it changes."""
    rate, warp = 16_000, 1.08
    dice = np.random.default_rng(4)
    sound = dice.normal(0, 1, 6_000) * np.repeat(dice.choice((0.001, 0.05, 0.3), 12), 500)
    hop, window, size = 480, 640, 1_024

    def mel(hz: float) -> float:
        return 2595 * float(np.log10(1 + hz / 700))

    ends = np.linspace(mel(150), mel(6_000), 22)
    edges = [min(700 * (10 ** (at / 2595) - 1) * warp, rate / 2) + n for n, at in enumerate(ends)]
    rows, totals = [], []
    for start in range(0, len(sound), hop):
        piece = np.pad(sound[start : start + window], (0, max(0, start + window - len(sound))))
        power = np.abs(np.fft.rfft(piece * np.hanning(window), size)) ** 2
        bands = np.zeros(20)
        for band in range(20):
            low, middle, high = edges[band : band + 3]
            for number, each in enumerate(power):
                hz = number * rate / size
                share = min((hz - low) / (middle - low), (high - hz) / (high - middle))
                bands[band] += max(share, 0) * each
        rows.append(bands)
        totals.append(np.log(bands.sum() + 1e-12))
    highest = max(each.max() for each in rows)
    shape = np.array(
        [
            [
                sum(
                    np.log(bands[band] + highest * 1e-5) * np.cos((band + 0.5) * k * np.pi / 20)
                    for band in range(20)
                )
                for k in range(1, 13)
            ]
            for bands, total in zip(rows, totals, strict=True)
            if total > max(totals) - 9
        ]
    )
    shape = (shape - shape.mean(axis=0)) / shape.std(axis=0)
    change = np.gradient(shape, axis=0)
    change = (change - change.mean(axis=0)) / change.std(axis=0)
    found = extract_features(sound, rate, warp)
    assert 5 < len(shape) < len(rows)
    assert found == pytest.approx(np.concatenate([shape, 0.7 * change], axis=1), abs=1e-3)


def test_a_single_step_has_a_shape_and_no_change() -> None:
    assert extract_features(np.sin(np.arange(300) * 0.3), 16_000).tolist() == [[0.0] * 24]
