"""Levels taken piece by piece are those of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from unknot.audio.loudness import lufs, true_peak_db
from unknot.proof.decode import DecodedTrack
from unknot.proof.levels import Loudness, TruePeak
from unknot.proof.match import best_match, envelope_likeness

pytestmark = pytest.mark.deep


def heard_as(samples: NDArray[np.int16], rate: int) -> DecodedTrack:
    seconds = (samples[at : at + rate] for at in range(0, len(samples), rate))
    return DecodedTrack(seconds, rate, most_seconds=3600)


def _true_peak(samples: NDArray[np.int16], rate: int) -> float:
    return TruePeak(heard_as(samples, rate)).end()


def _track(rate: int) -> tuple[NDArray[np.int16], list[tuple[int, int]]]:
    """Bursts of coloured noise in silence, and where they are in ms."""
    rng = np.random.default_rng(1)
    samples = np.zeros(rate * 20)
    spans = [(480, 2_400), (3_000, 8_040), (12_000, 12_960), (15_000, 19_200)]
    for number, (start, stop) in enumerate(spans):
        noise = np.cumsum(rng.normal(0, 0.02, (stop - start) * rate // 1000))
        noise -= np.convolve(noise, np.full(200, 1 / 200), "same")
        samples[start * rate // 1000 : stop * rate // 1000] = noise * (0.5 + number / 2)
    return np.rint(samples * 32768).clip(-32768, 32767).astype(np.int16), spans


@pytest.mark.parametrize("rate", [48_000, 24_000, 44_100])
def test_loudness_of_the_pieces_is_that_of_the_whole(rate: int) -> None:
    samples, spans = _track(rate)
    loudness = Loudness(heard_as(samples, rate))
    for start, stop in spans:
        loudness.add(start, stop)
    assert loudness.whole() == pytest.approx(lufs(samples / 32768, rate), abs=0.02)


@pytest.mark.parametrize("rate", [48_000, 24_000])
def test_true_peak_is_that_of_the_whole(rate: int) -> None:
    """A sine whose samples miss its peak by 3 dB, and noise."""
    samples, _ = _track(rate)
    assert _true_peak(samples, rate) == pytest.approx(true_peak_db(samples / 32768), abs=0.05)
    sine = np.sin(np.arange(rate) * np.pi / 2 + np.pi / 4) * np.hanning(rate) * 0.9
    wave = np.rint(sine * 32768).astype(np.int16)
    assert _true_peak(wave, rate) == pytest.approx(20 * np.log10(0.9), abs=0.1)


def test_peaks_are_one_a_millisecond() -> None:
    """Also where a millisecond is no whole number of samples."""
    samples = np.zeros(44_100, np.int16)
    samples[[0, 22_050, 44_099]] = (-5, 7, -32768)
    peaks = heard_as(samples, 44_100).peaks()
    assert len(peaks) == 1000
    assert np.flatnonzero(peaks).tolist() == [0, 500, 999]
    assert peaks[999] == 32768


def test_silence_has_no_peak() -> None:
    assert _true_peak(np.zeros(4800, np.int16), 48_000) == float("-inf")


def test_a_sound_is_found_to_the_sample() -> None:
    rng = np.random.default_rng(2)
    heard, sound = rng.normal(0, 0.01, 9_000), rng.normal(0, 0.1, 4_000)
    heard[1_234:5_234] += sound
    likeness, at = best_match(heard, sound)
    assert at == 1_234
    assert likeness > 0.95
    assert best_match(rng.normal(0, 0.1, 9_000), sound)[0] < 0.2


def test_a_phrase_is_told_from_another_by_how_it_rises_and_falls() -> None:
    rng = np.random.default_rng(3)

    def phrase(seed: int) -> NDArray[np.float64]:
        shape = np.repeat(np.random.default_rng(seed).choice((0.001, 0.3), 40), 1_000)
        return np.asarray(shape * rng.normal(0, 1, len(shape)))

    assert envelope_likeness(phrase(1), phrase(1), 12_000) > 0.9
    assert envelope_likeness(phrase(1), phrase(2), 12_000) < 0.6
