"""A bed's loop: long enough for a crossfade, and no step where it goes round."""

from __future__ import annotations

import numpy as np
import pytest

from unknot.audio.bed import loop
from unknot.audio.sound import Sound

RATE = 48_000


def hum(samples: int) -> Sound:
    wave = 0.1 * np.sin(2 * np.pi * 110.5 * np.arange(samples) / RATE)
    return Sound(samples=wave.astype(np.float32), rate=RATE)


def test_a_bed_of_three_seconds_goes_round_and_of_less_does_not() -> None:
    assert len(loop(hum(3 * RATE), RATE)) == 2 * RATE
    with pytest.raises(ValueError, match="three seconds at least"):
        loop(hum(3 * RATE - 1), RATE)


def test_there_is_no_step_where_it_goes_round() -> None:
    """From the last sample to the first it moves no further than from one to the next."""
    made = loop(hum(4 * RATE), RATE)
    usual = np.abs(np.diff(made)).max()
    assert abs(made[0] - made[-1]) <= usual * 1.5
