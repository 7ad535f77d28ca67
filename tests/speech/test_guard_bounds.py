"""Each bound of the guard by itself: what is just inside passes, what is just beyond does not."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from tests.audio.synth import Floats, hiss, vowels
from unknot.engines.fault import Failed
from unknot.engines.length_bounds import bounds_ms
from unknot.engines.recording import Recording
from unknot.speech import audio_features
from unknot.speech.audio_features import AudioFeatures
from unknot.speech.guard import NoTail, check
from unknot.speech.voice_profile import VoiceModel

PHRASE = "Search your left buttock with flat fingers, and work outwards."
CLIP = Recording(rate=22_050, channels=1, data=b"")
MODEL = VoiceModel(
    hz=22_050, channels=1, tail_ms=120.0, scale=1.0, first=0.5, exact=True, quick=True
)
GOOD = AudioFeatures(ms=4_000, tail_ms=200.0, first=0.01, last=0.01, spread_db=30.0)


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is heard is what a test says: the bounds are judged, not the ear."""
    monkeypatch.setattr(audio_features, "listen", lambda clip: HEARD[-1])


HEARD = [GOOD]


def judged(
    found: AudioFeatures, model: VoiceModel | None = None, clip: Recording = CLIP
) -> AudioFeatures:
    HEARD[:] = [found]
    return check(clip, PHRASE, 135, model)


def test_the_bounds_are_those_of_the_words() -> None:
    """``MODEL`` and ``GOOD`` are judged good, so that each test below changes one thing."""
    assert judged(GOOD) is GOOD
    assert judged(GOOD, MODEL) is GOOD


def test_nothing_to_be_heard_is_stopped() -> None:
    with pytest.raises(Failed, match="nothing can be heard in it"):
        judged(replace(GOOD, ms=0))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rate": 44_100}, "says 1 channel of 44100 Hz; this voice has 1 of 22050 Hz"),
        ({"channels": 2}, "says 2 channels of 22050 Hz; this voice has 1 of 22050 Hz"),
    ],
)
def test_a_form_that_the_voice_never_has_is_stopped(changes: dict[str, int], told: str) -> None:
    other = replace(CLIP, **changes)
    assert judged(GOOD, None, other) is GOOD, "of an unknown voice nothing is known"
    with pytest.raises(Failed, match=told):
        judged(GOOD, MODEL, other)


@pytest.mark.parametrize(("share", "good"), [(0.1, True), (0.101, False)])
@pytest.mark.parametrize("model", [None, MODEL])
def test_the_last_sound_has_died_away(share: float, good: bool, model: VoiceModel | None) -> None:
    found = replace(GOOD, last=share)
    if good:
        assert judged(found, model) is found
        return
    with pytest.raises(Failed, match="cut off: it ends in the middle of a sound"):
        judged(found, model)


@pytest.mark.parametrize(
    ("share", "model", "good"),
    [(0.9, None, True), (0.901, None, False), (0.5, MODEL, True), (0.501, MODEL, False)],
)
def test_the_first_sound_is_as_soft_as_the_voice_begins(
    share: float, model: VoiceModel | None, good: bool
) -> None:
    found = replace(GOOD, first=share)
    if good:
        assert judged(found, model) is found
        return
    with pytest.raises(Failed, match="beginning is missing: it starts in the middle of a sound"):
        judged(found, model)


@pytest.mark.parametrize(
    ("pitched", "spread", "good"), [(0, 7.9, False), (0, 8.0, True), (20, 7.9, True)]
)
def test_a_steady_noise_without_a_pitch_is_no_voice(
    pitched: int, spread: float, good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio_features, "pitched_ms", lambda clip: pitched)
    found = replace(GOOD, spread_db=spread)
    if good:
        assert judged(found) is found
        return
    with pytest.raises(Failed, match="it is no voice: a steady noise without any pitch"):
        judged(found)


def test_a_voice_has_a_pitch_and_a_steady_noise_has_none() -> None:
    def clip(samples: Floats) -> Recording:
        data = np.rint(3000 * samples / np.abs(samples).max()).astype("<i2").tobytes()
        return Recording(rate=22_050, channels=1, data=data)

    assert audio_features.pitched_ms(clip(vowels(1.0, 22_050))) > 700
    assert audio_features.pitched_ms(clip(hiss(1.0, 22_050))) == 0


def test_less_silence_behind_it_than_the_voice_always_leaves_is_a_cut() -> None:
    assert judged(replace(GOOD, tail_ms=120.0), MODEL).tail_ms == 120.0
    assert judged(replace(GOOD, tail_ms=0.0)).tail_ms == 0.0, "of an unknown voice nothing is known"
    with pytest.raises(NoTail, match="119 ms of silence behind it, and this voice leaves 120 ms"):
        judged(replace(GOOD, tail_ms=119.0), MODEL)


@pytest.mark.parametrize("model", [None, MODEL])
def test_what_sounds_is_as_long_as_the_words_may_take(model: VoiceModel | None) -> None:
    shortest, longest = bounds_ms(PHRASE, 135, model.scale if model else None)
    assert 1_000 < shortest < 4_000 < longest
    for ms in (-(-shortest // 1), longest // 1):
        assert judged(replace(GOOD, ms=round(ms)), model).ms == ms
    for ms in (shortest - 1, longest + 1):
        with pytest.raises(Failed, match="these words take"):
            judged(replace(GOOD, ms=round(ms)), model)
