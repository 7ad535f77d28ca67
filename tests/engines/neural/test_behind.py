"""The pop that Kokoro leaves behind a short phrase goes; every word stays as it is.

The shapes are those measured on real takes: "Hold." of bf_emma has 180 ms of silence behind it,
then 50 ms of noise 34 dB down, which ends 60 ms before the file does; the burst of a final "p"
comes after 40 to 80 ms, 20 to 28 dB down.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from unknot.engines.neural.behind import without_pop
from unknot.engines.recording import Recording

RATE = 24_000


def voiced(ms: int, db: float = 0.0) -> NDArray[np.float64]:
    at = np.arange(RATE * ms // 1000) / RATE
    wave = np.sin(2 * np.pi * 180 * at) * (1 + np.sin(2 * np.pi * 3 * at)) / 2
    return np.asarray(0.89 * 10 ** (db / 20) * wave)


def noise(ms: int, db: float) -> NDArray[np.float64]:
    return np.random.default_rng(1).normal(0, 0.4 * 10 ** (db / 20), RATE * ms // 1000)


def silence(ms: int) -> NDArray[np.float64]:
    return np.zeros(RATE * ms // 1000)


def recorded(*parts: NDArray[np.float64]) -> Recording:
    pcm = np.rint(np.concatenate(parts) * 32767).clip(-32768, 32767).astype("<i2")
    return Recording(rate=RATE, channels=1, data=pcm.tobytes())


def heard_ms(recording: Recording) -> int:
    samples = np.frombuffer(recording.data, "<i2")
    return int(np.flatnonzero(np.abs(samples) > 104)[-1]) * 1000 // RATE


@pytest.mark.parametrize(
    ("gap", "length", "db", "after"),
    [
        (180, 50, -34, 60),
        (70, 60, -38, 30),
        (280, 20, -36, 80),
        (140, 50, -30, 50),
        (200, 20, -52, 70),
    ],
)
def test_a_pop_at_the_very_end_becomes_silence(gap: int, length: int, db: int, after: int) -> None:
    spoken = recorded(silence(190), voiced(620), silence(gap), noise(length, db), silence(after))
    mended = without_pop(spoken)
    assert len(mended.data) == len(spoken.data)
    assert 780 <= heard_ms(mended) <= 815
    word = RATE * 810 // 1000 * 2
    assert mended.data[:word] == spoken.data[:word], "the word is as it was"


@pytest.mark.parametrize("behind", [
    (silence(60), noise(70, -18), silence(40)),    # the burst of a "p": too loud
    (silence(70), noise(60, -38), silence(380)),   # a soft "t" with the usual silence behind it
    (silence(40), noise(60, -38), silence(60)),    # too near to the word
    (silence(180), noise(150, -34), silence(60)),  # as long as a word
    (silence(400),),
])  # fmt: skip
def test_what_may_be_a_consonant_or_a_word_stays(behind: tuple[NDArray[np.float64], ...]) -> None:
    spoken = recorded(silence(190), voiced(620), *behind)
    assert without_pop(spoken) is spoken


def test_silence_alone_stays() -> None:
    assert without_pop(recorded(silence(300))).data.strip(b"\0") == b""
