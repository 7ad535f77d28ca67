"""A level that was found before is kept, unless the sound would be too loud by it."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from unknot.audio import level as levels
from unknot.audio.level import level, measure_level

SOUND = np.sin(np.arange(24_000) * 0.06) * np.hanning(24_000) * 0.5


@pytest.mark.parametrize(("more", "kept"), [(1.0, True), (2.58, True), (2.65, False)])
def test_a_level_that_would_clip_is_found_anew(
    more: float, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = measure_level(SOUND / np.abs(SOUND).max())
    right = level(SOUND)
    assert np.array_equal(level(SOUND, known), right)
    louder = replace(known, gain=known.gain * more)
    asked: list[int] = []
    real = levels.measure_level

    def measured(samples: np.ndarray[tuple[int], np.dtype[np.float64]]) -> object:
        asked.append(len(samples))
        return real(samples)

    monkeypatch.setattr(levels, "measure_level", measured)
    found = level(SOUND, louder)
    assert len(asked) == (0 if kept else 1)
    assert np.array_equal(found, right) == (more != 2.58)
    assert not level(np.zeros(9)).any()
