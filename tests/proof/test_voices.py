"""The proof holds for every voice, however softly it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.tracks import bundled, studio
from unknot.audio.polish import polish
from unknot.audio.sound import Sound
from unknot.clips.maker import Studio
from unknot.engines.added import keep_added
from unknot.engines.command.command_voice import from_preset
from unknot.make import build
from unknot.proof.match import Floats, voice_edges
from unknot.proof.verify import verify
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

pytestmark = pytest.mark.deep


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    made = studio("compact")
    with closing(made.cast):
        yield made


@pytest.mark.parametrize(
    "voice",
    [
        "gmw/en+f3",
        "tone:plain",
        pytest.param("flite:slt", marks=pytest.mark.needs("flite")),
        pytest.param("festival", marks=pytest.mark.needs("text2wave")),
    ],
)
def test_a_good_track_has_no_finding(made: Studio, tmp_path: Path, voice: str) -> None:
    """flite ends as softly as 40 dB below its vowels for a fifth of a second."""
    if voice.startswith(("flite", "festival")):
        name, _, variant = voice.partition(":")
        added = from_preset(name, variant)
        keep_added(added)
        voice = f"command:{added.id}"
    session = bundled().sessions["desk-day"]
    track = build(resolve(session, bundled(), Overrides(voice=voice)), made, out=tmp_path)
    assert verify(track.path).findings == ()


def soft_ended(tail_db: float) -> Floats:
    """A second of a buzzing vowel, then 200 ms of it softer by ``tail_db``, at 48 kHz."""
    time = np.arange(48_000 * 6 // 5) / 48_000
    partials = [np.sin(2 * np.pi * 110 * k * time) / k for k in range(1, 30)]
    vowel = np.asarray(np.sum(partials, axis=0) * 0.1)
    vowel[48_000:] *= 10 ** (tail_db / 20)
    quiet = np.zeros(14_400)
    noise = np.random.default_rng(1).normal(0, 1e-4, len(vowel) + 28_800)
    return np.asarray(np.concatenate([quiet, vowel, quiet]) + noise)


@pytest.mark.parametrize("tail_db", [-20, -30, -38, -42])
def test_edges_are_where_polish_cut(tail_db: float) -> None:
    """Loud inside the cut and faint up to it, for a tail of any softness that polish keeps."""
    master = polish(Sound(soft_ended(tail_db).astype(np.float32), 48_000))
    length = len(master) // 48
    edges = voice_edges(np.asarray(master, np.float64) / 32768, 48_000)
    assert edges is not None
    assert edges.faint[0] <= 20 <= edges.loud[0] + 5
    assert length - 80 <= edges.faint[1]
    assert edges.loud[1] <= length - 50


def test_a_missing_end_is_told_from_a_soft_one() -> None:
    master = polish(Sound(soft_ended(-38).astype(np.float32), 48_000)).astype(np.float64) / 32768
    whole = voice_edges(master, 48_000)
    master[-48 * 200 :] = 0
    cut = voice_edges(master, 48_000)
    assert whole is not None
    assert cut is not None
    assert whole.faint[1] - cut.faint[1] >= 120


def test_silence_has_no_edges() -> None:
    assert voice_edges(np.zeros(4_800), 48_000) is None
