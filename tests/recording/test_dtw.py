"""Distances between what was heard and lines, against the same worked out step by step."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from unknot.recording.dtw import Features, extract_features, measure_distances
from unknot.recording.take_match import WARPS, Reference


def by_steps(heard: Features, line: Features) -> float:
    """Dynamic time warping by its definition: a step along both counts twice, one along either
    once; of all paths the cheapest, per step of both."""

    def apart(i: int, j: int) -> float:
        return float(np.linalg.norm(line[i - 1].astype(float) - heard[j - 1].astype(float)))

    @cache
    def cost(i: int, j: int) -> float:
        if i == 0 or j == 0:
            return 0.0 if i == j else float("inf")
        here = apart(i, j)
        return min(cost(i - 1, j) + here, cost(i, j - 1) + here, cost(i - 1, j - 1) + 2 * here)

    return cost(len(line), len(heard)) / (len(line) + len(heard))


def test_distances_are_those_of_the_definition() -> None:
    dice = np.random.default_rng(3)
    heard = dice.standard_normal((9, 4)).astype(np.float32)
    lines = [dice.standard_normal((count, 4)).astype(np.float32) for count in (1, 4, 9, 14)]
    lines.append(np.repeat(heard, 2, axis=0))
    found = measure_distances(heard, lines)
    assert found == pytest.approx([by_steps(heard, line) for line in lines], abs=1e-3)
    assert found.argmin() == 4
    assert found[4] == pytest.approx(0, abs=1e-3)


def vowels(pitch: float, rate: int = 16_000) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Three sounds of one spectrum each, all of it so many times as high, and a pause between."""
    at = np.arange(rate // 3) / rate
    parts = [
        sum(np.sin(2 * np.pi * hz * pitch * at) * gain for hz, gain in bands)
        for bands in (
            ((500, 1.0), (1_500, 0.5)),
            ((300, 1.0), (2_300, 0.6)),
            ((700, 1.0), (1_100, 0.7)),
        )
    ]
    return np.concatenate([*(part for each in parts for part in (each, np.zeros(1_600)))])


def test_what_is_said_has_a_shape_for_every_step_and_none_for_pauses() -> None:
    shape = extract_features(vowels(1.0), 16_000)
    assert shape.dtype == np.float32
    assert shape.shape[1] == 24
    assert 34 <= len(shape) <= 40  # steps of 30 ms, of a second
    assert np.isfinite(shape).all()
    again = extract_features(vowels(1.0) * 0.1, 16_000)
    assert np.abs(again - shape).max() < 0.1


def test_a_reader_is_known_by_how_high_they_are() -> None:
    reference = Reference({"x": extract_features(vowels(1.0), 16_000)})
    assert "x" in reference
    assert "y" not in reference
    for wanted in (0.87, 1.0, 1.16):
        assert reference.warp([(vowels(wanted), 16_000, "x")]) == wanted
    assert sorted(WARPS) == list(WARPS)


def test_shapes_count_more_than_how_they_change() -> None:
    found = extract_features(vowels(1.0), 16_000)
    assert found.mean(axis=0) == pytest.approx(0, abs=1e-3)
    assert found[:, :12].std(axis=0) == pytest.approx(1, abs=1e-2)
    assert found[:, 12:].std(axis=0) == pytest.approx(0.7, abs=1e-2)
    one = extract_features(vowels(1.0)[:300], 16_000)
    assert one.shape[1] == 24
