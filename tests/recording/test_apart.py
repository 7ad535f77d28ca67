"""A short sound far from the words of a take: a cough before them, or a click behind."""

from __future__ import annotations

import pytest

from unknot.recording.examine import _apart
from unknot.recording.pauses import Island


@pytest.mark.parametrize(
    ("islands", "off"),
    [
        ([(0, 3)], 0.0),
        ([(0, 0.5), (1.5, 4)], 1.0),
        ([(0, 2.5), (3.5, 3.75)], 1.0),
        ([(0, 0.5), (1, 4)], 0.0),  # too near to be no word
        ([(0, 2), (4, 7)], 0.0),  # too long to be a cough
    ],
)
def test_what_is_short_and_far_off_is_no_word(
    islands: list[tuple[float, float]], off: float
) -> None:
    assert _apart([Island(start=start, stop=stop) for start, stop in islands]) == off
