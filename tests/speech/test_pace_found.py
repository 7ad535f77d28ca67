"""How the rate is found at which a voice is as fast as it should be; and what nobody could be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from unknot.engines.engine import Engine
from unknot.errors import EngineError
from unknot.speech import pace as paces
from unknot.speech.pace import Pace, pace
from unknot.speech.voice_profile import Memory, VoiceModel, implausible


def found(
    monkeypatch: pytest.MonkeyPatch,
    scale: Callable[[int], float],
    name: str = "own",
    rate: int = 100,
) -> tuple[Pace, list[int]]:
    """What is settled on with a voice whose lines last ``scale`` of an asked rate; the tries."""
    asked: list[int] = []

    def tried(engine: Engine, voice: str, rate: int, asking: int) -> Pace:
        asked.append(asking)
        return Pace(rate=asking, scale=scale(asking))

    monkeypatch.setattr(paces, "_tried", tried)
    engine: Any = SimpleNamespace(name=name)
    return paces._measured(engine, "x", rate), asked


def test_it_is_asked_again_by_how_far_off_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    settled, asked = found(monkeypatch, lambda asking: 120 / asking)
    assert asked == [100, 120]
    assert settled == Pace(rate=120, scale=1.0)


@pytest.mark.parametrize(("off", "tries"), [(1.0199, 1), (0.9801, 1), (1.021, 2), (0.979, 2)])
def test_a_fiftieth_off_is_near_enough(
    off: float, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, asked = found(monkeypatch, lambda asking: off * 100 / asking)
    assert len(asked) == tries


def test_three_tries_are_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best of them is taken."""
    scales = iter([1.5, 1.3, 1.15, 1.0])
    settled, asked = found(monkeypatch, lambda _: next(scales))
    assert len(asked) == 3
    assert settled.scale == 1.15


@pytest.mark.parametrize(("second", "taken"), [(1.195, 1.2), (1.185, 1.185), (1.25, 1.2)])
def test_who_comes_no_nearer_did_not_listen(
    second: float, taken: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    scales = iter([1.2, second, second])
    settled, _ = found(monkeypatch, lambda _: next(scales))
    assert settled.scale == taken


def test_what_is_slower_than_it_can_be_leaves_the_try_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def scale(asking: int) -> float:
        if asking > 100:
            raise EngineError("own", "", "too fast")
        return 1.2

    settled, _ = found(monkeypatch, scale)
    assert settled == Pace(rate=100, scale=1.2)


def test_kokoro_is_asked_for_less_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _, asked = found(monkeypatch, lambda _: 1.0, "kokoro", 135)
    assert asked == [104]


def test_what_nobody_could_be_is_told_of_a_first_try(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match=r"lasts 2\.0 times as long as its words should"):
        found(monkeypatch, lambda _: 2.0)


@pytest.mark.parametrize(
    ("scale", "rate", "odd"),
    [
        (1.7, 100, False), (1.71, 100, True), (2.0, 150, False), (2.0, 149, True),
        (0.62, 200, False), (0.61, 200, True), (0.5, 107, False), (0.5, 108, True),
        (1.0, 500, False), (1.0, 20, False),
    ],
)  # fmt: skip
def test_a_voice_is_odd_by_its_rate_and_by_itself(scale: float, rate: int, odd: bool) -> None:
    """Slower than 75 or faster than 215 words a minute, and not by being asked to."""
    assert bool(implausible(scale, rate)) == odd


MODEL = VoiceModel(hz=1, channels=1, tail_ms=0, scale=1.0, first=0.3, exact=True, quick=True)


def test_what_was_learned_of_a_voice_is_kept_for_that_voice(tmp_path: Path) -> None:
    memory, other = Memory(tmp_path, {"voice": "x"}), Memory(tmp_path, {"voice": "y"})
    assert memory.model() is None
    assert memory.sounds() == {}
    memory.keep_model(MODEL)
    memory.keep_sound("abc", "Rest  now.")
    memory.keep_sound("def", "Wait.")
    again = Memory(tmp_path, {"voice": "x"})
    assert again.model() == MODEL
    assert again.sounds() == {"abc": "Rest now.", "def": "Wait."}
    assert other.model() is None
    assert other.sounds() == {}


def test_without_a_folder_nothing_is_kept() -> None:
    memory = Memory(None, {})
    memory.keep_model(MODEL)
    memory.keep_sound("abc", "Rest.")
    assert memory.model() is None
    assert memory.sounds() == {}


def test_the_usual_voice_is_not_measured_and_a_known_one_is_asked_for_its_share(
    tmp_path: Path,
) -> None:
    usual: Any = SimpleNamespace(name="pyttsx3")
    assert pace(usual, "gmw/en", 150, tmp_path) == Pace(rate=150, scale=1.0)

    class Known:
        name = "kokoro"

        def measured(self, voice: str) -> Any:
            return SimpleNamespace(share=0.8, slowest=68, fastest=270)

    known: Any = Known()
    assert pace(known, "x", 135, tmp_path) == Pace(rate=108, scale=1.0)
    assert pace(known, "x", 75, tmp_path) == Pace(rate=68, scale=0.8 * 75 / 68)
    assert pace(known, "x", 400, tmp_path) == Pace(rate=270, scale=0.8 * 400 / 270)
