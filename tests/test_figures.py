"""The figures of a finished track, measured on what decoders make of it.

Every bundled session in both qualities, spoken by the real default engine.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.tracks import SESSIONS, Samples, built, by_ffmpeg, by_mpg123, by_soundfile, maker
from unknot.audio.mp3 import QUALITIES
from unknot.audio.resample import resample
from unknot.make import Track
from unknot.timeline.cues import Chime, Hold
from unknot.timeline.overrides import Overrides
from unknot.timeline.timeline import Event

#: How far around its plan a sound is looked for, in samples.
REACH = 24
#: Enough to see an offset that grows; whole ones, up to half an hour, are deep.
SHORTEST = Overrides(detail="cues", returning=True)


@dataclass(frozen=True)
class Heard:
    """A track, what libsndfile makes of it, and the cached sound of each of its cues."""

    track: Track
    rate: int
    samples: Samples
    sounds: dict[object, NDArray[np.float32]]

    def at(self, ms: int) -> int:
        return ms * self.rate // 1000

    def offset(self, event: Event) -> int:
        """Where an event's sound is, in samples after its plan, by matched filter."""
        sound = self.sounds[event.cue]
        start = self.at(event.start) - REACH
        piece = self.samples[start : start + len(sound) + 2 * REACH].astype(np.float32)
        energy = np.cumsum(np.square(np.concatenate([[0], piece]), dtype=np.float64))
        norms = np.sqrt(energy[len(sound) :] - energy[: -len(sound)])
        scores = np.correlate(piece, sound) / (norms * np.linalg.norm(sound) + 1e-9)
        assert scores.max() > 0.9, f"another sound than {event.cue}"
        return int(scores.argmax()) - REACH


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("starter", "standard", SHORTEST), id="shortest"),
        *(
            pytest.param(
                (session, quality, None), id=f"{session}-{quality}", marks=pytest.mark.deep
            )
            for session in SESSIONS
            for quality in QUALITIES
        ),
    ],
)
def heard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    session, quality, asked = request.param
    track = built(session, tmp_path_factory.mktemp(quality), quality, asked=asked)
    rate = QUALITIES[quality].rate
    return Heard(track, rate, by_soundfile(track.path), dict(_sounds(track, quality)))


def _sounds(track: Track, quality: str) -> Iterator[tuple[object, NDArray[np.float32]]]:
    made = maker(quality)
    with closing(made.cast):
        for cue, key in made.keys(cue for _, cue in track.timeline.sounding()).items():
            master = made.store.master(key)
            assert master is not None, cue
            floats = np.asarray(master, dtype=np.float64)
            rate = QUALITIES[quality].rate
            yield cue, resample(floats, 48_000, rate).astype(np.float32)


def test_every_sound_is_where_the_plan_says(heard: Heard) -> None:
    """Length exact, clips and chimes within a sample of their plan, gaps digital silence."""
    assert len(heard.samples) == heard.at(heard.track.timeline.length)
    silence = np.ones(len(heard.samples), dtype=bool)
    for event, _ in heard.track.timeline.sounding():
        assert abs(heard.offset(event)) <= 1, event
        silence[heard.at(event.start - 24) : heard.at(event.end)] = False
    assert silence.sum() > heard.rate * 60
    assert not heard.samples[silence].any()


def test_every_hold_lasts_as_long_as_planned(heard: Heard) -> None:
    """From the onset of its start chime to that of its end chime, within a millisecond."""
    holds = 0
    for hold, end in pairwise(heard.track.timeline.events):
        if isinstance(hold.cue, Hold):
            holds += 1
            start = hold.inside[0]
            assert (start.cue, end.cue) == (Chime(kind="start"), Chime(kind="end"))
            drift = heard.offset(end) - heard.offset(start)
            assert abs(end.start - start.start + drift * 1000 / heard.rate - hold.length) <= 1
            assert abs(hold.length - hold.cue.ms) <= 12
    assert holds >= 2


@pytest.mark.parametrize(
    "decode",
    [
        pytest.param(by_ffmpeg, id="ffmpeg", marks=pytest.mark.needs("ffmpeg")),
        pytest.param(by_mpg123, id="mpg123", marks=[pytest.mark.needs("mpg123"), pytest.mark.deep]),
    ],
)
def test_decoders_agree(heard: Heard, decode: Callable[[Path], Samples]) -> None:
    """Sample for sample within two steps of sixteen bits, and without a word of warning.

    But for ffmpeg at 24 kHz, whose table of bands has a line that LAME, mpg123 and libmad read
    otherwise (decision 0006): there the difference stays 40 dB below the sound.
    """
    samples = decode(heard.track.path)
    assert len(samples) == len(heard.samples)
    worst, noise, power = 0, 0.0, 0.0
    for at in range(0, len(samples), 1 << 22):
        piece = slice(at, at + (1 << 22))
        sound = heard.samples[piece].astype(np.float64)
        difference = samples[piece] - sound
        worst = max(worst, int(np.abs(difference).max()))
        noise, power = noise + float(difference @ difference), power + float(sound @ sound)
    if decode is by_ffmpeg and heard.rate == 24_000:
        assert noise < power * 1e-4
    else:
        assert worst <= 2


@pytest.mark.needs("ffmpeg")
def test_loudness(heard: Heard) -> None:
    """-16 LUFS within 0.5 as dual mono, true peak at most -1 dBTP: ffmpeg's meter says so."""
    summary = ebur128(heard.track.path)
    assert abs(summary["I:"] + 16) <= 0.5
    assert summary["Peak:"] <= -1.0


def ebur128(path: Path) -> dict[str, float]:
    """Integrated loudness ("I:", LUFS) and true peak ("Peak:", dBTP)."""
    meter = "ebur128=dualmono=true:peak=true:framelog=verbose"
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", meter, "-f", "null", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    words = text[text.rindex("Summary:") :].split()
    return {word: float(words[words.index(word) + 1]) for word in ("I:", "Peak:")}
