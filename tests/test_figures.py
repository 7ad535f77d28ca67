"""The figures of a finished track, measured on what decoders make of it.

Every bundled session in both qualities, spoken by the real default engine.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.tracks import SESSIONS, Samples, built, by_ffmpeg, by_mpg123, by_soundfile, maker
from unknot.audio.mp3 import QUALITIES
from unknot.audio.resample import resample
from unknot.build import Track
from unknot.timeline.cues import Chime, Cue, Hold, Say

CASES = [(session, quality) for session in SESSIONS for quality in QUALITIES]
DECODERS = [
    pytest.param(by_soundfile, id="libsndfile"),
    pytest.param(by_ffmpeg, id="ffmpeg", marks=pytest.mark.needs("ffmpeg")),
    pytest.param(by_mpg123, id="mpg123", marks=pytest.mark.needs("mpg123")),
]
#: How far around its plan a clip is looked for, in samples.
REACH = 24


@pytest.fixture(scope="module")
def tracks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Track]:
    """Builds a track on first use."""
    made: dict[tuple[str, str], Track] = {}

    def track(session: str, quality: str) -> Track:
        if (session, quality) not in made:
            out = tmp_path_factory.mktemp(quality)
            made[session, quality] = built(session, out, quality)
        return made[session, quality]

    return track


@pytest.mark.parametrize("decode", DECODERS)
@pytest.mark.parametrize(("session", "quality"), CASES)
def test_every_sound_is_where_the_plan_says(
    session: str, quality: str, decode: Callable[[Path], Samples],
    tracks: Callable[[str, str], Track],
) -> None:  # fmt: skip
    """Length exact, clips and chimes within a sample of their plan, gaps digital silence."""
    track = tracks(session, quality)
    rate = QUALITIES[quality].rate
    heard = decode(track.path)
    assert len(heard) == track.timeline.length * rate // 1000

    silence = np.ones(len(heard), dtype=bool)
    for event, cue in track.timeline.sounding():
        at = event.start * rate // 1000
        assert abs(offset(heard, master(cue, quality), at)) <= 1, event
        silence[at - rate * 24 // 1000 : event.end * rate // 1000] = False
    assert silence.sum() > rate * 60
    assert not heard[silence].any()


def master(cue: Cue, quality: str) -> NDArray[np.float64]:
    """The cached sound of a cue, at the quality's sample rate."""
    assert isinstance(cue, Say | Chime)
    made = maker(quality, "pyttsx3")
    try:
        key = made.keys([cue])[cue]
    finally:
        made.engine.close()
    samples = made.store.master(key)
    assert samples is not None, cue
    floats = np.asarray(samples, dtype=np.float64)
    rate = QUALITIES[quality].rate
    return floats if rate == 48_000 else resample(floats, 48_000, rate)


def offset(heard: Samples, sound: NDArray[np.float64], at: int) -> int:
    """Where ``sound`` is in ``heard``, in samples after ``at``, by matched filter."""
    scores = []
    for shift in range(-REACH, REACH + 1):
        piece = heard[at + shift : at + shift + len(sound)].astype(np.float64)
        scores.append(float(piece @ sound[: len(piece)]) / (np.linalg.norm(piece) + 1e-9))
    best = int(np.argmax(scores))
    assert scores[best] > 0.9 * np.linalg.norm(sound), "another sound is there"
    return best - REACH


@pytest.mark.parametrize(("session", "quality"), CASES)
def test_every_hold_lasts_as_long_as_planned(
    session: str, quality: str, tracks: Callable[[str, str], Track]
) -> None:
    """From the onset of its start chime to that of its end chime, within a millisecond."""
    track = tracks(session, quality)
    rate = QUALITIES[quality].rate
    heard = by_soundfile(track.path)
    events = track.timeline.events
    holds = [(e, after) for e, after in pairwise(events)
             if isinstance(e.cue, Hold)]  # fmt: skip
    assert holds
    for hold, end in holds:
        start = hold.inside[0]
        onsets = [
            each.start * rate // 1000
            + offset(heard, master(each.cue, quality), each.start * rate // 1000)
            for each in (start, end)
        ]
        assert abs((onsets[1] - onsets[0]) * 1000 / rate - hold.length) <= 1


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize(("session", "quality"), CASES)
def test_loudness(session: str, quality: str, tracks: Callable[[str, str], Track]) -> None:
    """-16 LUFS within 0.5 as dual mono, true peak at most -1 dBTP: ffmpeg's meter says so."""
    summary = ebur128(tracks(session, quality).path)
    assert abs(summary["I:"] + 16) <= 0.5
    assert summary["Peak:"] <= -1.0


def ebur128(path: Path) -> dict[str, float]:
    """Integrated loudness ("I:", LUFS) and true peak ("Peak:", dBTP)."""
    meter = "ebur128=dualmono=true:peak=true:framelog=verbose"
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", meter, "-f", "null", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    words = text[text.rindex("Summary:") :].split()
    return {word: float(words[words.index(word) + 1]) for word in ("I:", "Peak:")}
