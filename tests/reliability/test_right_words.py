"""The right words at the right time: a recogniser that knows nothing of the plan listens.

pocketsphinx takes what a finished track decodes to, cut at the planned times, and says which of all
the phrases of the script it is. It has learned American English, so the tracks are spoken by
espeak-ng's American voice; of the British one, which unknot uses when nobody chose, it names 86 in
100. It runs where pocketsphinx has wheels: Python 3.11 and 3.13.
"""

from __future__ import annotations

import re
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.listener import NEEDS_POCKETSPHINX, Listener, words
from tests.tracks import RATE, bundled, by_soundfile, studio
from unknot.audio.resample import resample
from unknot.cache import cache_folder
from unknot.clips.store import VOICES
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.make import build
from unknot.speech.pace import pace
from unknot.speech.speak import speak
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import VOICE_ENTERS, estimate, plan

pytestmark = [pytest.mark.deep, NEEDS_POCKETSPHINX]

VOICE = "gmw/en-us"
SESSIONS = ("starter", "desk-day", "sore-hip", "full-low-back")
Floats = NDArray[np.float64]


def mirrored(text: str) -> str:
    sides = {"left": "right", "right": "left"}
    return re.sub(r"\b(left|right)\b", lambda found: sides[found[0]], text, flags=re.IGNORECASE)


def every_phrase() -> set[str]:
    library = bundled()
    found = set()
    for session in library.sessions.values():
        timeline = plan(resolve(session, library), estimate(library, RATE)).timeline
        found |= {cue.text for _, cue in timeline.sounding() if isinstance(cue, Say)}
    return found


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Floats]:
    """What each planned phrase sounds like in the first finished track that has it."""
    found: dict[str, Floats] = {}
    made = studio()
    for name in SESSIONS:
        session, folder = bundled().sessions[name], tmp_path_factory.mktemp("tracks")
        track = build(resolve(session, bundled(), Overrides(voice=VOICE)), made, out=folder)
        samples = by_soundfile(track.path) / 32768
        for event, cue in track.timeline.sounding():
            if isinstance(cue, Say) and cue.text not in found:
                chime = bundled().chimes[cue.chime].length_ms * VOICE_ENTERS if cue.chime else 0
                start, end = (
                    int(ms * 48) for ms in (event.start + chime, event.start + event.length)
                )
                found[cue.text] = np.asarray(samples[start:end], np.float64)
    made.cast.close()
    return found


def test_95_in_100_phrases_are_heard_as_planned_when_planned(
    heard: dict[str, Floats], capsys: pytest.CaptureFixture[str]
) -> None:
    listener = Listener({words(text) for text in every_phrase()})
    wrong, late = [], []
    for text, sound in heard.items():
        hypothesis, first = listener.hear(sound)
        if hypothesis != words(text):
            wrong.append(f"{words(text)!r} was heard as {hypothesis!r}")
        elif not -0.15 <= first <= 0.35:
            late.append(f"{words(text)!r} begins {first:.2f} s from its time")
    right = len(heard) - len(wrong) - len(late)
    with capsys.disabled():
        report(f"{right} of {len(heard)} phrases heard as planned when planned", *wrong, *late)
    assert right >= 0.95 * len(heard)


def test_left_and_right_are_never_exchanged(
    heard: dict[str, Floats], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the recogniser hears the other side, the sound itself must be that of the planned
    one: the engine, asked for both anew, says them differently and the track has the first."""
    sided = {text: sound for text, sound in heard.items() if mirrored(text) != text}
    listener = Listener({words(each) for text in sided for each in (text, mirrored(text))})
    confused = []
    for number, (text, sound) in enumerate(sided.items()):
        listener.choose_among(f"pair{number}", {words(text), words(mirrored(text))})
        if listener.hear(sound)[0] != words(text):
            confused.append(text)
    with closing(Pyttsx3Engine()) as engine:
        for text in confused:
            likeness = []
            for said in (text, mirrored(text)):
                path = tmp_path / "said.wav"
                speak(engine, said, voice=VOICE, rate=asked_rate(engine), to=path)
                likeness.append(spectral_likeness(path, sided[text]))
            assert likeness[0] > likeness[1], f"{text!r} is on the track as its mirror image"
    with capsys.disabled():
        report(f"{len(sided) - len(confused)} of {len(sided)} sides told by ear", *confused)


def asked_rate(engine: Pyttsx3Engine) -> int:
    return pace(engine, VOICE, RATE, cache_folder() / VOICES).rate


def report(*lines: str) -> None:
    sys.stdout.write("\n" + "\n  ".join(lines) + "\n")


def spectral_likeness(path: Path, sound: Floats) -> float:
    """The highest correlation of the spoken file with what the track has."""
    import soundfile

    samples, rate = soundfile.read(path)
    spoken = resample(np.asarray(samples, np.float64), rate, 48_000)
    size = len(spoken) + len(sound)
    product = np.fft.rfft(spoken, size) * np.conj(np.fft.rfft(sound, size))
    peak = np.abs(np.fft.irfft(product, size)).max()
    return float(peak / np.sqrt(np.sum(spoken**2) * np.sum(sound**2)))
