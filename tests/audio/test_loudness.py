"""The meter against EBU Tech 3341's own test signals and against ffmpeg."""

from __future__ import annotations

import numpy as np
import pytest

from tests.audio.synth import Floats, silence, utterance, vowels
from tests.track.outside import ebur128_of
from tests.usual import cases
from unknot.audio.loudness import lufs, true_peak_db


def tone(dbfs: float, seconds: float, rate: int) -> Floats:
    wave = np.sin(2 * np.pi * 1000 / rate * np.arange(round(seconds * rate)))
    return np.asarray(10 ** (dbfs / 20) * wave, np.float64)


@cases("rate", [22_050, 24_000, 44_100, 48_000], usual=1)
@cases(
    ("parts", "expected"),
    [
        pytest.param([(-23, 20)], -23.0, id="case 1"),
        pytest.param([(-33, 20)], -33.0, id="case 2"),
        pytest.param([(-36, 10), (-23, 60), (-36, 10)], -23.0, id="case 3: relative gate"),
        pytest.param(
            [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0, id="case 4: both gates"
        ),
        pytest.param([(-26, 20), (-20, 20.1), (-26, 20)], -23.0, id="case 5"),
    ],
    usual=3,
)
def test_ebu_tech_3341(parts: list[tuple[float, float]], expected: float, rate: int) -> None:
    """The recommendation's sines are stereo, which is what dual mono stands for."""
    sound = np.concatenate([tone(level, seconds, rate) for level, seconds in parts])
    assert lufs(sound, rate) == pytest.approx(expected, abs=0.1)


def test_one_channel_alone_reads_three_lu_less() -> None:
    sound = tone(-23, 5, 48_000)
    assert lufs(sound, 48_000) - lufs(sound, 48_000, dual_mono=False) == pytest.approx(
        3.01, abs=0.01
    )


def test_silence_has_no_loudness() -> None:
    assert lufs(np.zeros(48_000), 48_000) == float("-inf")
    assert true_peak_db(np.zeros(100)) == float("-inf")


@pytest.mark.parametrize("seconds", [0.1, 0.39, 0.4, 0.41])
def test_a_sound_shorter_than_the_meters_block_is_measured_in_one_block(seconds: float) -> None:
    """As if silence followed it up to 0.4 s."""
    sound = tone(-20, seconds, 48_000)
    whole = np.concatenate([sound, silence(0.4 - min(seconds, 0.4), 48_000)])
    assert lufs(sound, 48_000) == pytest.approx(lufs(whole, 48_000), abs=0.02)
    assert lufs(sound, 48_000) == pytest.approx(
        -20 + 10 * np.log10(min(seconds, 0.4) / 0.4), abs=0.1
    )


@pytest.mark.needs("ffmpeg")
@cases("rate", [22_050, 48_000], usual=1)
@cases("seed", [1, 2, 3], usual=1)
def test_agrees_with_ffmpeg_on_speech_with_pauses(rate: int, seed: int) -> None:
    pieces = [utterance(1 + n / 3, rate, seed=seed + n, peak=0.1 + 0.1 * n) for n in range(4)]
    speech = np.concatenate([np.append(p.samples, silence(n, rate)) for n, p in enumerate(pieces)])
    pcm = np.rint(speech * 32767).astype(np.int16)
    loudness, peak = ebur128_of(pcm, rate)
    assert lufs(pcm / 32768, rate) == pytest.approx(loudness, abs=0.06)  # it prints 0.1
    assert true_peak_db(pcm / 32768) == pytest.approx(peak, abs=0.1)


@pytest.mark.parametrize(
    ("divisor", "degrees", "amplitude", "expected"),
    [(4, 0, 0.5, -6), (4, 45, 0.5, -6), (6, 60, 0.5, -6), (8, 67.5, 0.5, -6), (4, 45, 1.41, 3)],
)
def test_true_peaks_between_samples(
    divisor: int, degrees: float, amplitude: float, expected: float
) -> None:
    """EBU Tech 3341, cases 15 to 19, faded so that the ends add no peak of their own."""
    t = np.arange(48_000)
    sine = amplitude * np.sin(2 * np.pi * t / divisor + np.radians(degrees))
    sine *= np.clip(np.minimum(t, t[::-1]) / 4800, 0, 1)
    assert -0.4 <= true_peak_db(sine) - expected <= 0.2


def test_loudness_does_not_depend_on_the_rate() -> None:
    assert lufs(vowels(2, 48_000), 48_000) == pytest.approx(
        lufs(vowels(2, 24_000), 24_000), abs=0.1
    )
