"""The tone engine: the simplest thing that speaks, and exactly predictable."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT
from unknot.engines import recording
from unknot.engines.recording import Recording
from unknot.engines.tone import FASTEST, RATE, SLOWEST, ToneEngine
from unknot.errors import EngineError


def spoken(folder: Path, text: str, voice: str = "plain", rate: int = 120) -> Recording:
    path = folder / "clip.wav"
    ToneEngine().synthesise(text, voice=voice, rate=rate, to=path)
    return recording.read(path)


def crossings(clip: Recording) -> int:
    samples = clip.samples()
    return sum(a < 0 <= b for a, b in pairwise(samples))


def test_a_word_takes_its_share_of_a_minute(tmp_path: Path) -> None:
    """At 120 words a minute, 500 ms; a comma is half a word, a full stop a whole one."""
    assert spoken(tmp_path, "one").ms == pytest.approx(500, abs=2)
    assert spoken(tmp_path, "one two three four").ms == pytest.approx(2000, abs=2)
    assert spoken(tmp_path, "one, two. three").ms == pytest.approx(2250, abs=2)
    assert spoken(tmp_path, "one two", rate=60).ms == pytest.approx(2000, abs=2)


def test_a_word_has_one_sound_wherever_it_stands(tmp_path: Path) -> None:
    one, both = spoken(tmp_path, "Left"), spoken(tmp_path, "right left")
    assert both.data.endswith(one.data)
    assert spoken(tmp_path, "right").data != one.data


def test_high_is_an_octave_above_plain(tmp_path: Path) -> None:
    plain, high = (spoken(tmp_path, "massager", voice) for voice in ("plain", "high"))
    assert crossings(high) == pytest.approx(2 * crossings(plain), rel=0.05)


def test_words_begin_and_end_softly(tmp_path: Path) -> None:
    """No click: the first and last 0.5 ms of a tone lie 26 dB below its loudest."""
    samples = spoken(tmp_path, "massager").samples()
    tone = samples[: int(RATE * 0.4)]
    edge = max(map(abs, (*tone[:11], *tone[-11:])))
    assert edge < max(samples) / 20


@pytest.mark.parametrize("rate", [SLOWEST - 1, FASTEST + 1, 0, -1])
def test_a_rate_out_of_range_is_refused(tmp_path: Path, rate: int) -> None:
    with pytest.raises(EngineError, match="not between 20 and 600"):
        spoken(tmp_path, "one", rate=rate)


def test_an_unknown_voice_is_an_error_that_helps(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="did you mean 'plain'"):
        spoken(tmp_path, "one", voice="plane")


def test_every_interpreter_makes_the_same_bytes(tmp_path: Path) -> None:
    """Whatever its hash seed; golden tracks in the tests depend on it. And numpy is not needed."""
    script = (
        "import sys; from pathlib import Path; from unknot.engines.tone import ToneEngine;"
        "ToneEngine().synthesise('Rest here.', voice='plain', rate=120, to=Path(sys.argv[1]));"
        "assert 'numpy' not in sys.modules"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / seed)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            check=True,
        )
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
