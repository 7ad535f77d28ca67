"""Bad models and broken workers: a clear message, nothing written, and the next phrase works."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import needs_package
from tests.engines.neural.conftest import Register
from tests.engines.neural.models import Fault, write_kokoro, write_piper
from unknot.engines.added import AddedVoice, digest, keep_added
from unknot.engines.neural import KokoroEngine, PiperEngine
from unknot.engines.neural.engine import WORKER, NeuralEngine
from unknot.engines.registry import open_engine, statuses
from unknot.errors import EngineError
from unknot.speech.speak import speak

pytestmark = pytest.mark.deep

FAULTY = Path(__file__).with_name("faulty_worker.py")
#: Long enough to need no carrier.
LINE = "Rest the massager on the sorest spot, and let it do the work."


@pytest.fixture(autouse=True)
def _packages() -> None:
    needs_package("piper")
    needs_package("kokoro_onnx")


@pytest.fixture(autouse=True)
def clips(tmp_path: Path) -> Path:
    (tmp_path / "clips").mkdir()
    return tmp_path / "clips"


def refusal(engine: NeuralEngine, clips: Path, text: str = LINE) -> str:
    """The message for ``text``, of which nothing may be left."""
    with pytest.raises(EngineError) as caught:
        speak(engine, text, voice=engine.default_voice, rate=135, to=clips / "clip.wav")
    assert not any(clips.iterdir())
    return str(caught.value)


USUAL = ("NaN", "ten minutes")
FAULTS = {
    "NaN": (Fault(times=math.nan), "numbers that are no sound"),
    "infinite": (Fault(times=math.inf), "numbers that are no sound"),
    "silence": (Fault(times=0.0), "the model gave silence"),
    "next to silence": (Fault(times=1e-4), "the model gave silence"),
    "ten minutes": (Fault(more=600.0), r"the model gave 60\d s of sound or more"),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in USUAL else pytest.mark.deep) for name in FAULTS],
)
@pytest.mark.parametrize("make", [PiperEngine, pytest.param(KokoroEngine, marks=pytest.mark.deep)])
@pytest.mark.parametrize("text", ["Three.", pytest.param(LINE, marks=pytest.mark.deep)])
def test_a_model_that_gives_no_speech(
    name: str, make: type[NeuralEngine], text: str, register: Register, tmp_path: Path, clips: Path
) -> None:
    """Told with the phrase, in a carrier as without; said again it would be the same."""
    fault, message = FAULTS[name]
    if make is KokoroEngine and name == "next to silence":
        fault = Fault(times=1e-6)
    register((write_piper if make is PiperEngine else write_kokoro)(tmp_path, fault=fault))
    engine = make()
    told = refusal(engine, clips, text)
    engine.close()
    assert re.search(message, told), told
    assert repr(text) in told


def test_half_a_minute_too_much_is_refused(register: Register, tmp_path: Path, clips: Path) -> None:
    """It is less than the worker stops, so the guard has it to judge."""
    register(write_piper(tmp_path, fault=Fault(more=25.0)))
    engine = PiperEngine()
    assert "lasts" in refusal(engine, clips, LINE)
    engine.close()


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda model: model.unlink(), "the model of voice 'tiny' cannot be read"),
        (lambda model: model.with_name("tiny.onnx.json").unlink(),
         "the config of voice 'tiny' cannot be read"),
        (lambda model: model.write_bytes(b"other"), "the model of voice 'tiny' has changed"),
        (lambda model: model.with_name("tiny.onnx.json").write_text("{}"),
         "the config of voice 'tiny' has changed"),
    ],
)  # fmt: skip
def test_files_gone_or_changed_since_adding(
    spoil: Callable[[Path], object], message: str, register: Register, tmp_path: Path, clips: Path
) -> None:
    model = write_piper(tmp_path)
    register(model)
    spoil(model)
    engine = PiperEngine()
    assert message in refusal(engine, clips)
    engine.close()


def by_hand(model: Path) -> None:
    """A voice whose file somebody wrote, or whose files were spoilt before they were added."""
    config = model.with_name(f"{model.name}.json")
    files = {"model": model, "config": config}
    keep_added(
        AddedVoice(
            id="tiny",
            engine="piper",
            files={use: str(path) for use, path in files.items()},
            digests={use: digest(path) for use, path in files.items()},
        )
    )


@pytest.mark.parametrize("spoilt", [b"", b"no model at all"])
def test_a_model_that_onnxruntime_cannot_load(
    spoilt: bytes, register: Register, tmp_path: Path, clips: Path
) -> None:
    model = write_piper(tmp_path)
    register(model)
    model.write_bytes(spoilt)
    by_hand(model)
    engine = PiperEngine()
    told = refusal(engine, clips)
    engine.close()
    assert "the model of voice 'tiny' cannot be loaded" in told
    assert "unknot voices add" in told


def test_a_model_with_a_spoilt_graph(register: Register, tmp_path: Path, clips: Path) -> None:
    """Its outside is whole, so it can be added; that it cannot run shows when it should speak."""
    model = write_piper(tmp_path)
    model.write_bytes(model.read_bytes().replace(b"CumSum", b"CumSim"))
    register(model)
    engine = PiperEngine()
    assert "cannot be loaded" in refusal(engine, clips)
    engine.close()


@pytest.mark.parametrize("rate", [0, 22051, None])
def test_a_config_with_an_odd_sample_rate(
    rate: object, register: Register, tmp_path: Path, clips: Path
) -> None:
    model = write_piper(tmp_path)
    register(model)
    config = tmp_path / "tiny.onnx.json"
    facts = json.loads(config.read_text(encoding="utf-8"))
    facts["audio"]["sample_rate"] = rate
    config.write_text(json.dumps(facts), encoding="utf-8")
    by_hand(model)
    engine = PiperEngine()
    assert "sample" in refusal(engine, clips)
    engine.close()


def test_a_config_that_lies_about_the_rate_by_far(
    register: Register, tmp_path: Path, clips: Path
) -> None:
    """A model of 22,050 Hz called one of 8000 sounds 2.8 times as long: too long for its words,
    where 16,000 or 44,100 could as well be a slow or a quick voice."""
    model = write_piper(tmp_path, pauses=False)
    config = tmp_path / "tiny.onnx.json"
    facts = json.loads(config.read_text(encoding="utf-8"))
    facts["audio"]["sample_rate"] = 8000
    facts["inference"]["length_scale"] = 2.4
    config.write_text(json.dumps(facts), encoding="utf-8")
    register(model)
    engine = PiperEngine()
    assert "these words take" in refusal(engine, clips)
    engine.close()


# --- the worker -----------------------------------------------------------------------------------


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    def choose(fault: str, times: int) -> None:
        monkeypatch.setenv("REAL_WORKER", str(WORKER))
        monkeypatch.setenv("WORKER_LOG", str(tmp_path / "asked"))
        monkeypatch.setenv("FAULT", fault)
        monkeypatch.setenv("FAULTY_WORD", "sorest")
        monkeypatch.setenv("FAULTY_TIMES", str(times))

    return choose


@pytest.mark.deep
@pytest.mark.parametrize(
    ("fault", "message"), [("hang", "no answer within"), ("abort", "ended|died")]
)
def test_a_worker_that_fails_is_replaced(
    fault: str,
    message: str,
    faulty: Callable[..., None],
    register: Register,
    tmp_path: Path,
    clips: Path,
) -> None:
    """Twice: the third try speaks. Always: an error that names the phrase; others still come."""
    register(write_piper(tmp_path))
    faulty(fault, 2)
    healthy = PiperEngine()
    healthy.synthesise(LINE, voice="tiny", rate=135, to=tmp_path / "healthy.wav")
    healthy.close()
    engine = PiperEngine(program=FAULTY, patience=0.2)
    engine.synthesise(LINE, voice="tiny", rate=135, to=tmp_path / "clip.wav")
    assert (tmp_path / "clip.wav").read_bytes() == (tmp_path / "healthy.wav").read_bytes()
    faulty(fault, 99)
    engine.close()
    engine = PiperEngine(program=FAULTY, patience=0.2)
    with pytest.raises(EngineError, match=message) as caught:
        engine.synthesise(LINE, voice="tiny", rate=135, to=clips / "clip.wav")
    assert caught.value.text == LINE
    assert not any(clips.iterdir())
    engine.synthesise("Let it soak in for a while.", voice="tiny", rate=135, to=clips / "clip.wav")
    engine.close()


# --- what is not here -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "module"), [("piper", "piper"), ("kokoro", "kokoro_onnx")])
def test_an_extra_that_is_not_installed(
    name: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine cannot be opened and says how to install it; the others are as they were."""

    def without(wanted: str, package: str | None = None) -> ModuleSpec | None:
        return None if wanted == module else find_spec(wanted, package)

    monkeypatch.setattr("unknot.engines.neural.engine.find_spec", without)
    with pytest.raises(EngineError, match=rf"pip install 'unknot\[{name}\]'"):
        open_engine(name)
    found = {each.name: each for each in statuses()}
    assert not found[name].ok
    assert found["tone"].ok


def test_a_python_that_kokoro_does_not_come_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command would install nothing there, so it is not told."""
    monkeypatch.setattr("unknot.engines.neural.engine.find_spec", lambda name: None)
    monkeypatch.setattr("sys.version_info", (3, 14, 0))
    with pytest.raises(EngineError, match=r"Python 3\.10 to 3\.13, and this is a later one"):
        KokoroEngine()


def test_no_voice_was_added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path))
    engine = PiperEngine()
    assert engine.voices() == ()
    with pytest.raises(EngineError, match="no voice was added yet\n  unknot voices add"):
        _ = engine.default_voice
