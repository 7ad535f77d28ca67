"""From what an engine spoke to a master."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.audio.synth import Floats, hiss, rms, silence, utterance, vowels
from tests.usual import cases
from unknot.audio.loudness import lufs, true_peak_db
from unknot.audio.polish import FRAME_SAMPLES, _faded, cut_voice, finish, polish, voice_bounds
from unknot.audio.resample import resample
from unknot.audio.sound import Pcm, Sound, read_wav
from unknot.errors import AudioError

RATE = 22_050


def sound(*parts: Floats, rate: int = RATE) -> Sound:
    return Sound(np.concatenate(parts).astype(np.float32), rate)


def in_track(master: Pcm) -> float:
    quiet = silence(0.4, 48_000)
    return lufs(np.concatenate([quiet, master / 32768, quiet]), 48_000)


@cases("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000], usual=2)
def test_a_master_is_whole_frames_at_the_target(rate: int) -> None:
    master = polish(utterance(1.5, rate))
    assert master.dtype == np.int16
    assert len(master) % FRAME_SAMPLES == 0
    assert in_track(master) == pytest.approx(-16, abs=0.05)
    assert true_peak_db(master / 32768) <= -1.97


@pytest.mark.deep
def test_clips_of_different_engines_are_equally_loud() -> None:
    """Quiet and loud, low and high, short and long: within 1 LU of each other (here 0.1)."""
    made = [
        in_track(polish(utterance(seconds, peak=peak, pitch=pitch, seed=n)))
        for n, (seconds, peak, pitch) in enumerate(
            [(0.3, 0.02, 90), (1, 0.9, 220), (4, 0.3, 75), (2, 0.005, 160), (6, 0.5, 120)]
        )
    ]
    assert max(made) - min(made) < 0.1


def test_silence_around_the_voice_is_cut() -> None:
    """20 ms before it, 50 ms after it and the last frame's padding stay."""
    voice = 0.3 * vowels(1.0, RATE)
    master = polish(sound(silence(0.5, RATE), voice, silence(2.0, RATE)))
    assert 1.0 < len(master) / 48_000 < 1.0 + 0.020 + 0.050 + 0.024
    assert np.abs(master[: 48 * 15]).max() < 30


@pytest.mark.parametrize("below_db", [20, 28, 34])
def test_a_weak_fricative_at_either_end_survives_unfaded(below_db: float) -> None:
    """ "f", "th", "s" and "h" begin and end words far below the vowels; none of it may go."""
    voice = 0.4 * vowels(0.8, RATE)
    weak = hiss(0.09, RATE) * rms(voice) * 10 ** (-below_db / 20)
    spoken = sound(silence(0.1, RATE), weak, voice, weak, silence(0.33, RATE))
    master = polish(spoken)
    expected = resample(np.concatenate([weak, voice, weak]), RATE, 48_000)
    start = 48 * 20
    first = master[start : start + 4320] / 32768
    gain = rms(first) / rms(expected[:4320])
    np.testing.assert_allclose(first[48:], gain * expected[48:4320], atol=0.15 * rms(first))
    last = master[start + len(expected) - 4320 :][:4320] / 32768
    np.testing.assert_allclose(last[:-48], gain * expected[-4320:-48], atol=0.15 * rms(last))


def test_a_voice_from_the_first_sample_to_the_last_is_kept_whole() -> None:
    """The guard bands are then silence that was not in the file; no fade touches the voice."""
    voice = hiss(0.4, RATE) * 0.1
    master = polish(sound(voice)) / 32768
    start, expected = 48 * 20, resample(voice, RATE, 48_000)
    kept = master[start : start + len(expected)]
    gain = rms(kept) / rms(expected)
    assert rms(kept[:240]) == pytest.approx(gain * rms(expected[:240]), rel=0.1)
    assert rms(kept[-240:]) == pytest.approx(gain * rms(expected[-240:]), rel=0.1)


def test_a_noisy_recording_is_trimmed_too() -> None:
    """An engine with a noise floor 38 dB below its voice."""
    rng = np.random.default_rng(3)
    spoken = np.concatenate([silence(0.6, RATE), 0.5 * vowels(1.0, RATE), silence(0.9, RATE)])
    noise = rng.normal(size=len(spoken)) * rms(0.5 * vowels(1.0, RATE)) * 10 ** (-38 / 20)
    master = polish(sound(spoken + noise))
    assert 0.95 < len(master) / 48_000 < 1.2


def test_offset_and_rumble_are_taken_out() -> None:
    voice = np.concatenate([silence(0.3, RATE), 0.2 * vowels(1.0, RATE), silence(0.4, RATE)])
    hum = 0.05 + 0.001 * np.sin(2 * np.pi * 4 * np.arange(len(voice)) / RATE)
    clean, dirty = polish(sound(voice)), polish(sound(voice + hum))
    assert abs(len(dirty) - len(clean)) <= FRAME_SAMPLES
    assert abs(dirty.mean()) < 20


@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_a_sound_without_voice_is_refused_by_name(level: float) -> None:
    with pytest.raises(AudioError, match="Breathe out: has no voice"):
        polish(sound(level * hiss(1.0, RATE)), "Breathe out")
    with pytest.raises(AudioError, match="no voice"):
        polish(Sound(np.zeros(0, np.float32), RATE))


def test_bounds_are_of_the_voice() -> None:
    samples = np.concatenate([silence(0.1, 48_000), hiss(0.2, 48_000) * 0.1, silence(0.1, 48_000)])
    assert voice_bounds(samples) == (4800, 14_400)


def test_polish_is_repeatable() -> None:
    assert polish(utterance()).tobytes() == polish(utterance()).tobytes()


def test_a_sound_of_ones_own_is_levelled_but_not_trimmed() -> None:
    own = sound(silence(0.24, RATE), 0.1 * vowels(0.48, RATE), silence(0.24, RATE))
    master = finish(own)
    assert len(master) == 48 * 960
    assert in_track(master) == pytest.approx(-16, abs=0.05)


@pytest.mark.needs("espeak-ng")
@pytest.mark.parametrize("words", ["Half way.", "Feel for the softest spot.", "Stop.", "Thirty."])
def test_real_speech(tmp_path: Path, words: str) -> None:
    """Shorter than the engine's file by its padding, at the target, and whole."""
    path = tmp_path / "clip.wav"
    subprocess.run(["espeak-ng", "-v", "en-gb", "-w", str(path), words], check=True)
    spoken = read_wav(path)
    master = polish(spoken)
    assert spoken.seconds - 0.45 < len(master) / 48_000 < spoken.seconds
    assert in_track(master) == pytest.approx(-16, abs=0.05)
    loud = np.abs(spoken.samples) > 0.02 * np.abs(spoken.samples).max()
    heard = np.flatnonzero(loud)
    assert len(master) / 48_000 >= (heard[-1] - heard[0]) / spoken.rate


def test_a_clip_is_as_long_as_its_voice_in_whole_frames() -> None:
    """So a length can be known without bringing the sound to its level."""
    spoken = sound(silence(0.4, RATE), 0.3 * vowels(1.0, RATE), silence(0.4, RATE))
    voice, master = cut_voice(spoken), polish(spoken)
    assert 0 <= len(master) - len(voice) < FRAME_SAMPLES
    assert len(master) % FRAME_SAMPLES == 0


def test_a_clip_fades_in_over_a_hundredth_of_a_second_before_the_voice() -> None:
    """The noise of a room must not begin with a click, nor the first consonant be faded."""
    dice, rate = np.random.default_rng(3), 48_000
    room = 0.004 * dice.standard_normal(2 * rate)
    room[rate // 2 : rate] += 0.5 * np.sin(2 * np.pi * 300 * np.arange(rate // 2) / rate)
    kept = cut_voice(Sound(samples=room.astype(np.float32), rate=rate))

    def loud(start_ms: float, end_ms: float) -> float:
        part = kept[round(start_ms * 48) : round(end_ms * 48)]
        return float(np.sqrt(np.mean(np.square(part))))

    full = loud(10.5, 14.5)
    assert loud(0, 1) < 0.25 * full
    assert 0.3 * full < loud(4, 6) < 0.85 * full
    assert loud(9, 10) > 0.7 * full


def test_a_fade_goes_from_nothing_to_all_and_is_half_in_its_middle() -> None:
    """And back in as many samples; without a step where it begins or ends."""
    faded = _faded(np.ones(1_000), 101, 101)
    assert faded[[0, -1]] == pytest.approx(0, abs=1e-12)
    assert faded[[50, -51]] == pytest.approx(0.5)
    assert faded[100:-100].min() == pytest.approx(1)
    assert np.abs(np.diff(faded)).max() < 0.02
