"""The estimate of a line's length, held against the default voice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.speech.lines import LINES, clip_ms
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.timeline.estimate import estimate_ms


@pytest.mark.parametrize(
    ("rate", "step"),
    [(135, 12), *(pytest.param(*each, marks=pytest.mark.deep) for each in ((135, 2), (190, 6)))],
)
def test_it_is_near_what_is_built(tmp_path: Path, rate: int, step: int) -> None:
    """Mean error of a line at most 4 %, of all lines together at most 2 %, also at a rate that is
    not the fit's, of every so many lines."""
    lines = LINES[::step]

    def spoken_ms(job: tuple[int, str]) -> int:
        path = tmp_path / f"{job[0]}.wav"
        engine.synthesise(job[1], voice="gmw/en", rate=rate, to=path)
        return clip_ms(path)

    with closing(Pyttsx3Engine()) as engine, ThreadPoolExecutor(2) as threads:
        built = list(threads.map(spoken_ms, enumerate(lines)))
    planned = [estimate_ms(line, rate) for line in lines]
    errors = [abs(plan / real - 1) for plan, real in zip(planned, built, strict=True)]
    assert sum(errors) / len(errors) <= 0.04
    assert sum(planned) / sum(built) == pytest.approx(1, abs=0.02)


def test_it_goes_with_the_rate() -> None:
    assert estimate_ms(LINES[0], 100) == pytest.approx(1.5 * estimate_ms(LINES[0], 150), abs=2)


def test_pauses_count_only_inside_a_line() -> None:
    """The silence after the last word is cut from a clip."""
    assert estimate_ms("Rest here.", 135) == estimate_ms("Rest here", 135)
    assert estimate_ms("Rest. Here.", 135) - estimate_ms("Rest here.", 135) > 300
    assert estimate_ms("Rest, here.", 135) - estimate_ms("Rest here.", 135) > 200


@pytest.mark.parametrize("text", ["", "...", "🙂"])
def test_nothing_takes_no_time(text: str) -> None:
    assert estimate_ms(text, 135) == 0


@pytest.mark.parametrize("text", ["Café", "中文字", "42", "don’t", "a" * 5000])
def test_any_text_has_a_length(text: str) -> None:
    assert estimate_ms(text, 135) > 100
