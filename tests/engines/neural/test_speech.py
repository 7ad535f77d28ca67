"""What the engines make of voices, speakers and rates."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.conftest import needs_package
from tests.engines.neural.conftest import Register
from tests.engines.neural.models import KOKORO_RATE, PIPER_RATE, write_kokoro, write_piper
from unknot.engines import recording
from unknot.engines.added import find_added, keep_added
from unknot.engines.neural import KokoroEngine, PiperEngine
from unknot.engines.neural.engine import NeuralEngine
from unknot.errors import EngineError
from unknot.speech.speak import speak

pytestmark = pytest.mark.deep

LINE = "Lie on your right side, with a pillow between your knees."

needs_package("piper")
needs_package("kokoro_onnx")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return tmp_path / "clip.wav"


def lasts_ms(engine: NeuralEngine, clip: Path, rate: int = 135, voice: str = "") -> int:
    engine.synthesise(LINE, voice=voice or engine.default_voice, rate=rate, to=clip)
    return recording.read(clip).ms


@pytest.mark.parametrize("make", [PiperEngine, KokoroEngine])
def test_length_goes_with_one_over_the_rate(
    make: type[NeuralEngine], register: Register, tmp_path: Path, clip: Path
) -> None:
    register((write_piper if make is PiperEngine else write_kokoro)(tmp_path))
    engine = make()
    slow, usual, quick = (lasts_ms(engine, clip, rate) for rate in (90, 135, 270))
    engine.close()
    assert slow == pytest.approx(usual * 1.5, rel=0.01)
    assert quick == pytest.approx(usual / 2, rel=0.01)


@pytest.mark.parametrize(("make", "rate"), [(KokoroEngine, 67), (KokoroEngine, 271),
                                            (PiperEngine, 44), (PiperEngine, 406)])  # fmt: skip
def test_a_rate_that_cannot_be_kept_is_refused(
    make: type[NeuralEngine], rate: int, register: Register, tmp_path: Path, clip: Path
) -> None:
    register((write_piper if make is PiperEngine else write_kokoro)(tmp_path))
    engine = make()
    with pytest.raises(EngineError, match=f"{rate} words a minute is not between"):
        lasts_ms(engine, clip, rate)
    assert not clip.exists()


def test_speakers_of_one_model_are_voices(register: Register, tmp_path: Path, clip: Path) -> None:
    """By name or number; the speakers of the tiny model differ in how loud they are by nature."""
    name = register(write_piper(tmp_path, speakers=("ann", "bob")))
    engine = PiperEngine()
    assert [voice.id for voice in engine.voices()] == [name, f"{name}/ann", f"{name}/bob"]
    assert engine.identity(f"{name}/ann") != engine.identity(f"{name}/bob")
    for voice in (name, f"{name}/bob", f"{name}/1"):
        assert lasts_ms(engine, clip, voice=voice) > 1000
    with pytest.raises(EngineError, match="has no speaker 'bop'; did you mean 'bob'"):
        lasts_ms(engine, clip, voice=f"{name}/bop")
    engine.close()


def test_kokoro_lists_the_voices_of_its_file(register: Register, tmp_path: Path) -> None:
    """With language and gender from the names; Japanese ones need another reader."""
    name = register(write_kokoro(tmp_path))
    engine = KokoroEngine()
    heart, george = engine.voices()
    assert (heart.id, heart.language, heart.gender) == (f"{name}/af_heart", "en-US", "female")
    assert (george.id, george.language, george.gender) == (f"{name}/bm_george", "en-GB", "male")
    with pytest.raises(EngineError, match="did you mean 'bm_george'"):
        engine.synthesise(LINE, voice=f"{name}/george", rate=135, to=tmp_path / "clip.wav")
    engine.close()


@pytest.mark.parametrize(("make", "hz"), [(PiperEngine, PIPER_RATE), (KokoroEngine, KOKORO_RATE)])
def test_every_kind_of_line_passes_the_guard(
    make: type[NeuralEngine], hz: int, register: Register, tmp_path: Path, clip: Path
) -> None:
    """speak() learns the voice by its lessons, and holds every clip against that."""
    register((write_piper if make is PiperEngine else write_kokoro)(tmp_path))
    engine = make()
    for text in (LINE, "Three.", "Half way. Breathe out slowly.", "Is it softer now?", "Ready…"):
        speak(engine, text, voice=engine.default_voice, rate=135, to=clip, memory=tmp_path)
        assert recording.read(clip).rate == hz
    engine.close()


def test_identity_costs_no_reading_of_the_model(register: Register, tmp_path: Path) -> None:
    """It holds with the files gone, and changes with their digests."""
    model = write_piper(tmp_path)
    name = register(model)
    first = PiperEngine().identity(name)
    model.unlink()
    assert PiperEngine().identity(name) == first
    register(write_piper(tmp_path, rate=16000))
    assert PiperEngine().identity(name) != first


def test_what_is_said_does_not_depend_on_who_spoke_before(
    register: Register, tmp_path: Path, clip: Path
) -> None:
    """The Kokoro model draws random numbers: the hundredth phrase draws what the first drew."""
    register(write_kokoro(tmp_path))
    engine = KokoroEngine()
    takes = set()
    for text in (LINE, "Something else.", LINE, "Three.", LINE):
        engine.synthesise(text, voice=engine.default_voice, rate=135, to=clip)
        if text == LINE:
            takes.add(clip.read_bytes())
    engine.close()
    assert len(takes) == 1


def test_models_in_memory_are_bounded(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight threads speak, and no more processes hold the model than the bound allows."""
    name = register(write_piper(tmp_path))
    size = Path(find_added("piper", name).files["model"]).stat().st_size
    needed = size + PiperEngine.working
    monkeypatch.setattr("unknot.engines.neural.model_process.memory", lambda: 5 * needed)
    engine = PiperEngine()
    threads = [
        threading.Thread(target=lasts_ms, args=(engine, tmp_path / f"{number}.wav"))
        for number in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(list(tmp_path.glob("?.wav"))) == 8
    assert len(engine._models[name].pool._all) <= 2
    engine.close()


def test_nothing_is_left_when_an_engine_is_closed(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clip: Path
) -> None:
    """phonemizer, which Kokoro uses, leaves folders behind in a process that is killed."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    register(write_kokoro(tmp_path))
    engine = KokoroEngine()
    lasts_ms(engine, clip)
    assert any(scratch.iterdir())
    assert not any(scratch.rglob("*.wav")), "a clip is gone when it has been read"
    engine.close()
    assert not any(scratch.iterdir())
    with pytest.raises(EngineError, match="the engine was closed"):
        lasts_ms(engine, clip, voice="kokoro-tiny")
    never_used = KokoroEngine()
    never_used.close()
    with pytest.raises(EngineError, match="the engine was closed"):
        lasts_ms(never_used, clip)
    assert not any(scratch.iterdir())


def test_a_voice_without_digests_is_told_apart_by_size_and_time(
    register: Register, tmp_path: Path
) -> None:
    """A file of a voice that somebody wrote by hand."""
    model = write_piper(tmp_path)
    name = register(model)
    keep_added(replace(find_added("piper", name), digests={}))
    first = PiperEngine().identity(name)
    model.write_bytes(model.read_bytes() + b"\0")
    assert PiperEngine().identity(name) != first


def test_sentences_are_parted_by_a_pause(register: Register, tmp_path: Path, clip: Path) -> None:
    """Piper speaks sentence by sentence, and by itself puts nothing between them."""
    name = register(write_piper(tmp_path))
    first, second = "Lie on your right side now.", "Put a pillow between your knees."
    engine = PiperEngine()
    lengths = []
    for text in (first, second, f"{first} {second}"):
        engine.synthesise(text, voice=name, rate=90, to=clip)
        lengths.append(recording.read(clip).ms)
    engine.close()
    assert lengths[2] - lengths[0] - lengths[1] == pytest.approx(300 * 135 / 90, abs=3)


@pytest.mark.deep
def test_espeak_ng_deep_in_a_folder(
    register: Register, tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kokoro-onnx hands espeak-ng a path, which that cuts after 159 bytes and ends the process."""
    register(write_kokoro(tmp_path))
    engine = KokoroEngine()
    usual = lasts_ms(engine, clip)
    engine.close()
    # A package of that name, earlier on the path: its data lies deep.
    own = needs_package("espeakng_loader")
    package = tmp_path / "path" / "espeakng_loader"
    package.mkdir(parents=True)
    deep = tmp_path / ("d" * max(165 - len(str(tmp_path)), 1))
    deep.mkdir()
    shutil.copytree(own.get_data_path(), deep / "espeak-ng-data")
    (package / "__init__.py").write_text(
        f"def get_data_path(): return {str(deep / 'espeak-ng-data')!r}\n"
        f"def get_library_path(): return {own.get_library_path()!r}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    engine = KokoroEngine(patience=5, tries=1)
    assert lasts_ms(engine, clip) == usual
    engine.close()
