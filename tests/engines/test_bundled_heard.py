"""Every take of the bundled voice says its own line: a recogniser picks it out of all lines."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.test_bundled_script import VOICE
from tests.listener import NEEDS_POCKETSPHINX, Listener, words
from unknot.audio.polish import polish
from unknot.audio.sound import read_wav
from unknot.engines.bundled import ENDING, read_takes

pytestmark = [pytest.mark.deep, NEEDS_POCKETSPHINX]

#: So many tests share the work.
PARTS = 8
#: What is heard as another line: a word alone, and the end of a longer line.
MISHEARD = {"Stay.", "Lift off, and switch off."}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_take_is_heard_as_its_line(part: int) -> None:
    takes = sorted(read_takes(VOICE).takes.values(), key=lambda take: take.ms)
    listener = Listener({words(take.text) for take in takes})
    for take in takes[part::PARTS]:
        clip = polish(read_wav(VOICE / f"{take.id}{ENDING}"), take.text)
        heard, _ = listener.hear(np.asarray(clip, np.float64))
        assert heard == words(take.text) or take.text in MISHEARD, take.id


def test_99_in_100_are_heard() -> None:
    takes = read_takes(VOICE).takes
    assert takes.keys() >= MISHEARD
    assert len(MISHEARD) <= 0.01 * len(takes)
