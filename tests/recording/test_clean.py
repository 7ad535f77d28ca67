"""From a microphone's sound to a take: what must go, and what must stay."""

from __future__ import annotations

import numpy as np

from tests.recording.speech import RATE, noise, say, silence
from unknot.recording.clean import cut_take, remove_rumble, to_mono
from unknot.recording.pauses import find_islands, measure_envelope

TEXT = "Let your shoulders sink, and breathe out slowly."


def level(samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    return float(10 * np.log10(np.square(samples).mean() + 1e-12))


def test_a_dead_channel_costs_nothing() -> None:
    voice = say(TEXT)
    for dead in (noise(len(voice) / RATE, -80), voice * 0.03, voice * 0):
        kept = to_mono(np.stack([voice, dead], axis=1))
        assert abs(level(kept) - level(voice)) < 0.1


def test_channels_upside_down_do_not_cancel() -> None:
    voice = say(TEXT)
    assert abs(level(to_mono(np.stack([voice, -0.9 * voice], axis=1))) - level(voice)) < 0.1


def test_alike_channels_are_averaged_which_halves_their_noise() -> None:
    voice = say(TEXT)
    left, right = (voice + noise(len(voice) / RATE, -40, seed) for seed in (1, 2))
    kept = to_mono(np.stack([left, right], axis=1))
    tail = slice(0, RATE // 5)
    assert -4 < level(kept[tail]) - level(left[tail]) < -2


def test_offset_and_hum_go_and_the_voice_stays() -> None:
    voice = say(TEXT)
    time = np.arange(len(voice)) / RATE
    spoilt = voice + 0.2 + 0.1 * np.sin(2 * np.pi * 50 * time)
    clean = remove_rumble(to_mono(spoilt[:, None]), RATE)
    assert level(clean[: RATE // 5]) < -34
    assert abs(level(clean) - level(voice)) < 0.7


def test_a_take_is_trimmed_to_the_voice_with_bands_around_it() -> None:
    voice = np.concatenate([silence(2), say(TEXT), silence(3)])
    found = find_islands(measure_envelope(voice, RATE), RATE)
    samples, rate = cut_take(voice, RATE, found[0].start, found[-1].stop)
    heard = find_islands(measure_envelope(samples / 32768, rate), rate)
    assert rate == RATE
    assert abs(heard[0].start - 0.15) < 0.03
    assert 0.2 < len(samples) / rate - heard[-1].stop < 0.35
    assert abs(20 * np.log10(np.abs(samples.astype(float)).max() / 32768) + 3) < 0.1


def test_a_take_is_kept_at_its_own_rate_between_16_and_48_khz() -> None:
    voice = say(TEXT)
    rates = [cut_take(voice, rate, 0.2, 1.5)[1] for rate in (8000, 16000, 22050, 44100, 96000)]
    assert rates == [16000, 16000, 22050, 44100, 48000]
