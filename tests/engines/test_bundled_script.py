"""The bundled voice has a take of every line of the script, and of nothing else."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.tracks import bundled
from unknot.audio.loudness import lufs
from unknot.audio.polish import polish
from unknot.audio.sound import read_wav
from unknot.content.load import load
from unknot.content.workspace import Root
from unknot.engines.bundled import ENDING, read_takes
from unknot.recording.every_line import every_take
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan

VOICE = ROOT / "audio" / "voices" / "emma"
HOW = (
    "make its takes: python3 -m voicing --work FOLDER fetch, then speak, then keep"
    " (voicing/__init__.py)"
)


def test_every_line_of_a_track_has_a_take() -> None:
    """As it is planned, on each side; every session, in every way, is deep."""
    takes = {take.text for take in read_takes(VOICE).takes.values()}
    session = bundled().sessions["starter"]
    for side in ("left", "right"):
        job = resolve(session, bundled(), Overrides(side=side))
        events = plan(job, estimate(bundled(), job.rate)).timeline.sounding()
        lines = {cue.text for _, cue in events if isinstance(cue, Say)}
        assert len(lines) > 20
        assert lines <= takes, f"no take of {sorted(lines - takes)[:1]}; {HOW}"


@pytest.mark.deep
def test_every_line_has_a_take_and_every_take_a_line() -> None:
    lines = dict(every_take(load((Root(ROOT, "bundled"),))))
    takes = {take.id: take.text for take in read_takes(VOICE).takes.values()}
    untaken = [text for id, text in lines.items() if id not in takes]
    unsaid = [text for id, text in takes.items() if id not in lines]
    assert not untaken, f"{len(untaken)} lines have no take, such as {untaken[0]!r}; {HOW}"
    assert not unsaid, f"{len(unsaid)} takes have no line, such as {unsaid[0]!r}; {HOW}"


def test_every_file_is_the_take_that_was_judged() -> None:
    takes = read_takes(VOICE).takes.values()
    files = {path.stem for path in VOICE.glob(f"*{ENDING}")}
    assert files == {take.id for take in takes}
    for take in takes:
        content = (VOICE / f"{take.id}{ENDING}").read_bytes()
        assert sha256(content).hexdigest() == take.digest, take.id


def test_the_voice_stays_small_enough_to_come_along() -> None:
    assert sum(path.stat().st_size for path in VOICE.iterdir()) <= 12_000_000


def test_the_level_of_every_clip_is_known() -> None:
    for take in read_takes(VOICE).takes.values():
        assert take.level, f"nobody measured {take.text!r}; python3 -m voicing --work FOLDER keep"


@pytest.mark.deep
def test_every_clip_is_as_long_and_as_loud_as_said() -> None:
    for take in read_takes(VOICE).takes.values():
        sound = read_wav(VOICE / f"{take.id}{ENDING}")
        clip = polish(sound, take.text, take.level)
        measured = polish(sound, take.text)
        assert np.abs(clip.astype(int) - measured).max() < 100, take.text
        assert len(clip) // 48 == pytest.approx(take.ms, abs=24), take.text
        if take.ms > 1500:  # of a word alone the measure says little
            assert -17.5 < lufs(clip / 32768, 48_000) < -15, take.text
