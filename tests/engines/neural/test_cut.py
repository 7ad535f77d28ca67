"""A short cue comes out of its carrier whole, and with nothing of the carrier."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.conftest import needs_package
from tests.engines.neural.conftest import Register
from tests.engines.neural.models import said, tones_of, write_piper
from unknot.engines import recording
from unknot.engines.neural.carrier import Carrier, carriers
from unknot.engines.neural.carrier_trim import cut_out
from unknot.engines.neural.engine import WORKER
from unknot.engines.neural.piper import PiperEngine
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.engines.recording import Recording
from unknot.speech.audio_features import listen

CUES = (
    "Three.", "Half way.", "Ten seconds left.", "Slowly!", "Is it softer?", "Yes, right there.",
    "Let it soak in", "Rest…", "Thirteen.",
)  # fmt: skip
FAULTY = Path(__file__).with_name("faulty_worker.py")


def test_only_short_lines_get_a_carrier() -> None:
    assert all(carriers(cue, "en-GB") for cue in CUES)
    assert not carriers("Let the massager rest there.", "en")
    assert not carriers("Half way. Breathe.", "en"), "two sentences are spoken one by one"
    assert not carriers("...", "en")


def test_a_carrier_is_one_sentence_with_the_cue_last() -> None:
    """Piper speaks sentence by sentence, and would put no clause pause between two."""
    for carrier in carriers("Three.", "en"):
        assert carrier.text.endswith(" Three.")
        assert not set(".!?…") & set(carrier.head)
        assert carrier.head[-1] in ",;:"


def test_another_language_carries_the_cue_with_itself() -> None:
    assert [each.text for each in carriers("Drei.", "de-DE")] == ["Drei, Drei."]


# --- the tiny voice, whose phonemes can be read back ----------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The log of what the worker is asked for."""
    monkeypatch.setenv("REAL_WORKER", str(WORKER))
    monkeypatch.setenv("WORKER_LOG", str(tmp_path / "asked"))
    return tmp_path / "asked"


def spoken_by(engine: PiperEngine, text: str, voice: str, rate: int, to: Path) -> list[float]:
    engine.synthesise(text, voice=voice, rate=rate, to=to)
    found = recording.read(to)
    samples = np.array(found.samples()) / 32768
    return [tone for tone in said(samples, found.rate, 135 / rate) if tone]


@pytest.mark.deep
@pytest.mark.parametrize(
    "rate",
    [pytest.param(80, marks=pytest.mark.deep), 135, pytest.param(240, marks=pytest.mark.deep)],
)
def test_the_cut_has_every_phoneme_of_the_cue_and_no_other(
    rate: int, register: Register, tmp_path: Path, asked: Path
) -> None:
    needs_package("piper")
    name = register(write_piper(tmp_path))
    engine = PiperEngine(program=FAULTY)
    heard = {cue: spoken_by(engine, cue, name, rate, tmp_path / "clip.wav") for cue in CUES}
    engine.close()
    assert heard == {cue: tones_of(cue) for cue in CUES}
    said_once = asked.read_text(encoding="utf-8").splitlines()
    assert said_once == [carriers(cue, "en")[0].text for cue in CUES], "each was cut at first try"


@pytest.mark.deep
def test_without_pauses_a_cue_is_spoken_alone(
    register: Register, tmp_path: Path, asked: Path
) -> None:
    """Both carriers are tried first; none is cut where no pause shows the place."""
    needs_package("piper")
    name = register(write_piper(tmp_path, pauses=False))
    engine = PiperEngine(program=FAULTY)
    heard = spoken_by(engine, "Half way.", name, 135, tmp_path / "clip.wav")
    engine.close()
    assert heard == tones_of("Half way.")
    tried = asked.read_text(encoding="utf-8").splitlines()
    assert tried == [*(each.text for each in carriers("Half way.", "en")), "Half way."]


# --- espeak-ng, whose pauses are those of speech --------------------------------------------------


@pytest.mark.deep
@pytest.mark.parametrize("number", [0, 1])
def test_real_speech_is_cut_to_what_the_cue_lasts_alone(number: int, tmp_path: Path) -> None:
    """Within 12 % (or 40 ms) of the same cue spoken by itself, silent at both ends."""
    engine = Pyttsx3Engine()
    for cue in CUES:
        carrier = carriers(cue, "en")[number]
        found = cut_out(said_by(engine, carrier.text, tmp_path), carrier, 135)
        alone = listen(said_by(engine, cue, tmp_path)).ms
        assert found is not None, cue
        heard = listen(found)
        assert abs(heard.ms - alone) <= max(0.12 * alone, 40), cue
        assert max(heard.first, heard.last) < 0.01, cue
    engine.close()


def said_by(engine: Pyttsx3Engine, text: str, folder: Path) -> Recording:
    engine.synthesise(text, voice="gmw/en", rate=135, to=folder / "clip.wav")
    return recording.read(folder / "clip.wav")


# --- sounds that must not be cut ------------------------------------------------------------------

HEAD, CUE = "Now you will hear,", "Half way."
CARRIER = Carrier(head=HEAD, cue=CUE, clauses=0)
RATE = 22050


def sound(*parts: tuple[float, float]) -> Recording:
    """Of (seconds, level) parts; a level of 0 is silence."""
    rng = np.random.default_rng(1)
    whole = [rng.uniform(-level, level, int(seconds * RATE)) for seconds, level in parts]
    data = np.rint(np.concatenate(whole) * 32767).astype("<i2").tobytes()
    return Recording(rate=RATE, channels=1, data=data)


def test_a_clear_pause_is_cut() -> None:
    found = cut_out(sound((0.05, 0), (1.1, 0.5), (0.25, 0), (0.6, 0.5), (0.1, 0)), CARRIER, 135)
    assert found
    assert 600 <= listen(found).ms <= 620


@pytest.mark.parametrize(
    ("why", "parts"),
    [
        ("no pause", [(1.7, 0.5), (0.1, 0)]),
        ("too short a pause", [(1.1, 0.5), (0.05, 0), (0.6, 0.5), (0.1, 0)]),
        ("no silence behind it", [(1.1, 0.5), (0.25, 0), (0.6, 0.5)]),
        ("noise in the pause", [(1.1, 0.5), (0.25, 0.005), (0.6, 0.5), (0.1, 0)]),
        ("the cue is far too short", [(1.1, 0.5), (0.25, 0), (0.1, 0.5), (0.1, 0)]),
        ("the cue is far too long", [(1.1, 0.5), (0.25, 0), (2.6, 0.5), (0.1, 0)]),
        ("a second pause like it", [(1.0, 0.5), (0.2, 0), (0.3, 0.5), (0.2, 0), (0.1, 0.5),
                                    (0.1, 0)]),
        ("nothing but silence", [(2.0, 0)]),
    ],
)  # fmt: skip
def test_an_unclear_place_is_not_cut(why: str, parts: list[tuple[float, float]]) -> None:
    assert cut_out(sound(*parts), CARRIER, 135) is None, why
