"""What is heard in a clip, in numbers: over sounds that are made up."""

from __future__ import annotations

from array import array

import numpy as np
import pytest

from unknot.engines.recording import Recording
from unknot.speech.audio_features import listen

RATE = 10_000


def clip(*parts: tuple[int, float], channels: int = 1) -> Recording:
    """Milliseconds and level of each, as a tone of 200 Hz."""
    samples = [
        np.sin(np.arange(ms * RATE // 1000) * 2 * np.pi * 200 / RATE) * level for ms, level in parts
    ]
    whole = np.repeat(np.rint(np.concatenate(samples)).astype(np.int16), channels)
    return Recording(rate=RATE, channels=channels, data=array("h", whole.tolist()).tobytes())


def test_nothing_is_heard_in_silence() -> None:
    found = listen(clip((500, 0.0)))
    assert (found.ms, found.tail_ms, found.first, found.last, found.stray) == (0, 0, 0, 0, False)
    assert listen(clip((500, 104.0))).ms == 0


@pytest.mark.parametrize("channels", [1, 2])
def test_how_long_it_sounds_and_is_quiet_after_it(channels: int) -> None:
    found = listen(clip((100, 0), (400, 9_000), (230, 0), channels=channels))
    assert found.ms == 400
    assert found.tail_ms == pytest.approx(230, abs=0.5)
    assert (found.first, found.last) == (0, 0)


@pytest.mark.parametrize(
    ("parts", "ms"),
    [([(500, 9_000)], 500), ([(20, 9_000), (480, 0)], 0), ([(40, 9_000), (460, 0)], 40),
     ([(5, 0), (10, 9_000), (485, 0)], 0)],
)  # fmt: skip
def test_it_lasts_from_the_first_to_the_last_block_that_sounds(
    parts: list[tuple[int, float]], ms: int
) -> None:
    assert listen(clip(*parts)).ms == ms


def test_how_loud_both_ends_are_to_the_loudest() -> None:
    found = listen(clip((3, 3_000), (100, 9_000), (3, 4_500)))
    assert found.first == pytest.approx(0.33, abs=0.02)
    assert found.last == pytest.approx(0.5, abs=0.03)
    assert listen(clip((100, 9_000))).spread_db < 1
    assert listen(clip((200, 9_000), (200, 900))).spread_db == pytest.approx(20, abs=2)


@pytest.mark.parametrize(
    ("gap", "long", "stray"), [(80, 20, True), (40, 20, False), (80, 90, False)]
)
def test_what_stands_alone_at_an_end_may_be_a_click(gap: int, long: int, stray: bool) -> None:
    assert listen(clip((400, 9_000), (gap, 0), (long, 9_000), (50, 0))).stray == stray
    assert listen(clip((50, 0), (long, 9_000), (gap, 0), (400, 9_000))).stray == stray
