"""What a voice's trial makes of what it saw: each judgement by itself, without a voice."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from unknot.timeline.finding import TrackFinding
from unknot.voicetest import track as trial
from unknot.voicetest.contract import in_a_line, tried


def made(length: int = 100_000) -> Any:
    return SimpleNamespace(timeline=SimpleNamespace(length=length), path=Path("t.mp3"))


@pytest.mark.parametrize(
    ("length", "passed", "words"),
    [(104_900, True, "+4.9%"), (105_200, False, "+5.2%"), (95_100, True, "-4.9%"),
     (94_800, False, "-5.2%")],
)  # fmt: skip
def test_an_estimate_may_be_a_twentieth_off(length: int, passed: bool, words: str) -> None:
    found = trial._estimate(made(length), 100_000)
    assert (found.passed, found.title) == (passed, "its estimate is within 5%")
    assert found.reason == f"planned 100.0 s, built {words}"


@pytest.mark.parametrize(
    ("late", "noise", "reason"),
    [
        (0, 0.0, ""), (1, 0.0, "at 500 ms: 1 samples off, 1.00 alike"),
        (-1_440, 0.0, "at 500 ms: -1440 samples off, 1.00 alike"),
        (0, 1.0, "at 500 ms: 0 samples off, 0.7"),
    ],
)  # fmt: skip
def test_a_clip_stands_at_its_sample(
    late: int, noise: float, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = np.random.default_rng(1)
    master = (dice.standard_normal(4_800) * 3_000).astype(np.int16)
    heard = np.zeros(96_000)
    heard[24_000 + late : 28_800 + late] = master / 32_768
    heard += noise * dice.standard_normal(96_000) * 3_000 / 32_768

    @contextmanager
    def decoded(_: Path) -> Any:
        yield SimpleNamespace(
            at=lambda ms: round(ms * 48), piece=lambda start, stop: heard[start:stop]
        )

    monkeypatch.setattr("unknot.proof.decode.decoded", decoded)
    found = trial._placed(made(), [(500, master.data)])
    assert found.passed == (not reason)
    assert found.reason.startswith(reason or "1 clip, 0 samples off")
    missing = trial._placed(made(), [(700, None), (500, master.data)])
    assert not missing.passed
    first, *others = missing.reason.split("; ")
    assert first == "the clip at 700 ms is not in the cache"
    assert [each.startswith(reason) for each in others] == [True] * bool(reason)


@pytest.mark.parametrize(
    ("loudness", "passed"), [(-16.0, True), (-15.5, True), (-16.5, True), (-15.4, False),
                             (-16.6, False)],
)  # fmt: skip
def test_loudness_may_be_half_a_unit_off(
    loudness: float, passed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = TrackFinding(at=0, code="V02", message="so")
    verdict = SimpleNamespace(good=not passed, findings=[finding], loudness=loudness, peak=-2.04)
    monkeypatch.setattr(trial, "verify", lambda *_, **__: verdict)
    whole, loud = trial._proof(made(), None)  # type: ignore[arg-type]
    assert (whole.passed, whole.reason) == (not passed, "V02 so")
    assert (loud.passed, loud.reason) == (passed, f"{loudness:.2f} LUFS, -2.0 dBTP")
    verdict.peak = None
    assert len(list(trial._proof(made(), None))) == 1  # type: ignore[arg-type]


def test_what_is_tried_passes_or_is_told_in_a_line() -> None:
    good = tried("x", lambda: "seen")
    assert (good.title, good.passed, good.reason) == ("x", True, "seen")
    assert 0 <= good.seconds < 600

    def fail() -> str:
        raise ValueError("a\n  b")

    bad = tried("x", fail)
    assert (bad.passed, bad.reason) == (False, "ValueError: a b")
    assert tried("x", fail, lambda _: "told").reason == "told"
    assert len(in_a_line(ValueError("x" * 900))) == 500
    told = in_a_line(ValueError("a\u202e\x1b[31m b\n\tc\u2028"))
    assert told == "ValueError: a [31m b c"
