"""Where a voice begins and ends, against its plan: what is faint counts at the beginning and end,
what is loud must lie within, and what is wrong is said with its ms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.track.timelines import timeline
from unknot.audio.level import MASTER_RATE as RATE
from unknot.proof.embedded import Carried
from unknot.proof.listen import hear
from unknot.proof.prove import Proof
from unknot.timeline.cues import Say, Wait
from unknot.timeline.grid import CLIP_MARGIN_FRAMES, FRAME_MS

#: The line's place in ms, and where a well-cut voice is heard in it.
START, END = 40 * FRAME_MS, (140 - CLIP_MARGIN_FRAMES) * FRAME_MS
VOICE = (START + 20, END - 50)
#: Between what is faint, 46 dB below the vowels, and what is loud, 34 dB below them.
BETWEEN = 10 ** (-41 / 20)


def _told(spans: dict[tuple[int, int], float], folder: Path) -> list[str]:
    """What is said of a line's edges when it sounds so loud, from ms to ms."""
    sound: NDArray[np.float64] = np.zeros(180 * FRAME_MS * RATE // 1000)
    noise = np.random.default_rng(3).normal(0, 0.1, len(sound))
    for (start, stop), loud in spans.items():
        span = slice(start * RATE // 1000, stop * RATE // 1000)
        sound[span] = loud * noise[span]
    soundfile.write(folder / "track.wav", sound, RATE)
    plan = timeline(
        (40, Wait(ms=40 * FRAME_MS)), (100, Say(text="Let go.")), (40, Wait(ms=40 * FRAME_MS))
    )
    proof = Proof(findings=(), carried=Carried(timeline=plan, facts=None))
    heard = hear(folder / "track.wav", proof, None)
    return [each.message for each in heard.findings if each.code == "V32"]


def test_a_voice_that_is_cut_as_unknot_cuts_it_is_good(tmp_path: Path) -> None:
    assert _told({VOICE: 1}, tmp_path) == []


def test_a_voice_that_swells_and_dies_away_is_whole(tmp_path: Path) -> None:
    """60 ms at each end so faint that no cut by a louder threshold would have kept them."""
    begins, ends = (VOICE[0], VOICE[0] + 60), (VOICE[1] - 60, VOICE[1])
    assert _told({begins: BETWEEN, (begins[1], ends[0]): 1, ends: BETWEEN}, tmp_path) == []


@pytest.mark.parametrize(
    ("begins", "ends", "told", "ms"),
    [
        (60, -50, "its beginning is missing: sound starts {} ms after its plan", 60),
        (0, -50, "it begins too early: sound starts {} ms after its plan", 0),
        (20, -120, "its end is missing: sound ends {} ms before its plan", 120),
        (20, -20, "it goes on too long: sound ends {} ms before its plan", 20),
    ],
)
def test_what_is_wrong_with_an_edge_is_said(
    begins: int, ends: int, told: str, ms: int, tmp_path: Path
) -> None:
    """To 5 ms, which is how long a block is."""
    (said,) = _told({(START + begins, END + ends): 1}, tmp_path)
    assert said in [told.format(ms + off) for off in range(-5, 6)]
