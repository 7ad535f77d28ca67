"""Which chime is heard: its own kind, and no other sound for one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.usual import cases
from unknot.content.library import Library
from unknot.proof.match import Chimes, Floats
from unknot.timeline.plan import VOICE_ENTERS

#: As much as any chime has in it, and a third of the work.
RATE = 16_000


@pytest.fixture(scope="module")
def chimes(library: Library) -> Chimes:
    return Chimes(library.chimes, RATE)


def test_each_is_named(chimes: Chimes) -> None:
    assert set(chimes.sounds) >= {"start", "half", "last-five", "end", "change-side"}
    for kind, sound in chimes.sounds.items():
        assert chimes.named(sound) == kind
        assert chimes.named(0.3 * sound) == kind


def _noisy(sound: Floats, likeness: float) -> Floats:
    """``sound`` with so much noise that the two are about that much alike."""
    noise = np.random.default_rng(7).standard_normal(len(sound))
    loudness = np.linalg.norm(sound) / np.linalg.norm(noise)
    return np.asarray(sound + noise * loudness * np.sqrt(1 / likeness**2 - 1))


@pytest.mark.deep
@cases(("likeness", "named"), [(0.7, False), (0.9, True), (0.5, False)], usual=1)
def test_a_sound_that_is_little_like_one_is_none(
    chimes: Chimes, likeness: float, named: bool
) -> None:
    for kind, sound in chimes.sounds.items():
        assert chimes.named(_noisy(sound, likeness)) == (kind if named else None)


def test_two_at_once_are_neither(chimes: Chimes) -> None:
    """Each is then seven tenths like what is heard, or less."""
    start, end = chimes.sounds["start"], chimes.sounds["end"]
    length = max(len(start), len(end))
    both = sum(
        np.pad(each / np.linalg.norm(each), (0, length - len(each))) for each in (start, end)
    )
    assert chimes.named(np.asarray(both)) is None


def test_silence_and_noise_are_none(chimes: Chimes) -> None:
    noise = np.random.default_rng(7).standard_normal(RATE)
    assert chimes.named(np.zeros(RATE)) is None
    assert chimes.named(noise) is None


def test_a_chime_lasts_to_its_last_sample_that_is_loud_enough() -> None:
    made = Chimes({}, RATE)
    sound = np.zeros(RATE)
    sound[[0, 799, 1_599]] = (-1.0, 0.02, 0.009)
    made.sounds["start"] = sound
    assert (made.lasts("start", -40.0), made.lasts("start", -60.0)) == (50.0, 100.0)
    assert (made.lasts("start", -20.0), made.named(np.zeros(9))) == (1 / 16, None)


def test_under_a_voice_a_chime_is_known_by_the_part_that_sounds_alone() -> None:
    made = Chimes({}, RATE)
    made.sounds["start"] = np.concatenate([np.ones(1_000), np.zeros(500)])
    alone = round(1_000 * VOICE_ENTERS * 0.95)
    assert len(made.expected("start", under_voice=True)) == alone
    assert len(made.expected("start", under_voice=False)) == 1_500
