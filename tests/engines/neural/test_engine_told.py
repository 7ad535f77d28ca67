"""What a neural engine says of its voices, and what it asks of their models, with neither its
package nor a model: in their place stands what is asked. test_speech.py has real ones."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from unknot.engines import added as added_voices
from unknot.engines import recording
from unknot.engines.added import AddedVoice, keep_added
from unknot.engines.neural import engine as neural
from unknot.engines.neural.kokoro import KokoroEngine
from unknot.engines.neural.model_process import NoSpeech
from unknot.engines.neural.piper import PiperEngine
from unknot.engines.recording import Recording
from unknot.errors import EngineError

SOUND = Recording(rate=16_000, channels=1, data=b"\1\0" * 800)
CONFIG = """{"audio": {"sample_rate": 22050, "quality": "medium"}, "espeak": {"voice": "en-us"},
"phoneme_id_map": {"_": [0], "^": [1], "$": [2]}, "num_symbols": 3, "num_speakers": %d}"""


class Model:
    """A model in memory that says whatever it is asked."""

    def __init__(self, engine: str, voice: str, setup: Any, needs: int, patience: Any) -> None:
        self.voice, self.setup, self.needs, self.patience = voice, setup, needs, patience
        self.asked: list[dict[str, Any]] = []
        self.closed = 0
        self.fails: Exception | None = None
        self.pool = SimpleNamespace(close=lambda: setattr(self, "closed", self.closed + 1))

    def spoken(self, request: dict[str, Any], text: str) -> Recording:
        self.asked.append(request)
        if self.fails:
            raise self.fails
        return SOUND


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Model]:
    """Every model that was loaded; packages are there, and voices of the test's own."""
    found: list[Model] = []

    def load(*args: Any) -> Model:
        found.append(Model(*args))
        return found[-1]

    origin = str(tmp_path / "site-packages/package/__init__.py")
    monkeypatch.setattr(neural, "find_spec", lambda _: SimpleNamespace(origin=origin))
    monkeypatch.setattr(neural, "release", lambda name: f"1.0-{name}")
    monkeypatch.setattr(neural, "LoadedModel", load)
    monkeypatch.setattr(neural, "draws_numbers", lambda path: True)
    monkeypatch.setattr(added_voices, "packaged", lambda: ())
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    return found


def piper(folder: Path, speakers: int = 1, **about: Any) -> AddedVoice:
    folder.mkdir(exist_ok=True)
    model, config = folder / "joe.onnx", folder / "joe.onnx.json"
    model.write_bytes(b"m" * 1_000)
    config.write_text(CONFIG % speakers, encoding="utf-8")
    files = {"model": model, "config": config}
    voice = AddedVoice(
        id="joe", engine="piper", language="en-US", files={u: str(p) for u, p in files.items()},
        digests={use: sha256(path.read_bytes()).hexdigest() for use, path in files.items()},
        **about,
    )  # fmt: skip
    keep_added(voice)
    return voice


def kokoro(folder: Path, *names: str, language: str = "en-US") -> AddedVoice:
    folder.mkdir(exist_ok=True)
    model, voices, archive = folder / "k.onnx", folder / "voices.bin", io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in names:
            file.writestr(f"{name}.npy", b"x")
    model.write_bytes(b"m" * 1_000)
    voices.write_bytes(archive.getvalue())
    voice = AddedVoice(
        id="kok", engine="kokoro", language=language,
        files={"model": str(model), "voices": str(voices)},
    )  # fmt: skip
    keep_added(voice)
    return voice


def test_piper_is_asked_for_the_rate_and_the_speaker(models: list[Model], tmp_path: Path) -> None:
    piper(tmp_path / "files", speakers=3)
    engine = PiperEngine(patience=7.0, tries=2)
    to = tmp_path / "a.wav"
    text = "Rest the massager there, and let the muscle go loose. [[b]]"
    engine.synthesise(text, voice="joe/2", rate=90, to=to)
    (model,) = models
    assert recording.read(to) == SOUND
    (asked,) = model.asked
    longest = asked.pop("longest")
    assert asked == {
        "do": "speak", "text": "Rest the massager there, and let the muscle go loose. b",
        "scale": 1.5, "speaker": 2,
    }  # fmt: skip
    assert longest > 10
    assert model.setup == {
        "kind": "piper", "packages": str(tmp_path / "site-packages"), "draws": False,
        "scratch": model.setup["scratch"],
        "model": str(tmp_path / "files/joe.onnx"), "config": str(tmp_path / "files/joe.onnx.json"),
    }  # fmt: skip
    assert model.needs == 450_001_000
    assert (model.patience.seconds, model.patience.tries) == (7.0, 2)
    assert Path(model.setup["scratch"]).is_dir()
    engine.synthesise(text, voice="joe", rate=135, to=to)
    assert len(models) == 1  # which is loaded once
    assert model.asked[-1]["speaker"] is None
    engine.close()
    assert model.closed == 1
    assert not Path(model.setup["scratch"]).exists()
    with pytest.raises(EngineError, match="the engine was closed"):
        engine.synthesise(text, voice="joe", rate=135, to=to)


def test_a_short_cue_is_asked_for_within_a_sentence_and_then_alone(
    models: list[Model], tmp_path: Path
) -> None:
    """Here nothing can be cut out: both sentences are tried, then the cue by itself."""
    piper(tmp_path / "files")
    engine = PiperEngine()
    engine.synthesise("Half way.", voice="joe", rate=135, to=tmp_path / "a.wav")
    (model,) = models
    assert [each["text"] for each in model.asked] == [
        "Now you will hear, Half way.", "Here we are now; Half way.", "Half way.",
    ]  # fmt: skip
    model.asked.clear()
    model.fails = NoSpeech("piper", "Half way.", "no sounds for these words")
    with pytest.raises(NoSpeech):
        engine.synthesise("Half way.", voice="joe", rate=135, to=tmp_path / "a.wav")
    assert len(model.asked) == 3


def test_a_rate_it_cannot_keep_and_a_place_it_cannot_write_are_told(
    models: list[Model], tmp_path: Path
) -> None:
    piper(tmp_path / "files")
    engine = PiperEngine()
    for rate in (44, 406):
        with pytest.raises(EngineError, match=f"{rate} words a minute is not between 45 and 405"):
            engine.synthesise("Rest.", voice="joe", rate=rate, to=tmp_path / "a.wav")
    for rate in (45, 405):
        engine.synthesise("Rest.", voice="joe", rate=rate, to=tmp_path / "a.wav")
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"'Rest a while here now\.'"):
        engine.synthesise("Rest a while here now.", voice="joe", rate=135,
                          to=tmp_path / "file/a.wav")  # fmt: skip


def test_a_voice_is_what_its_files_are(models: list[Model], tmp_path: Path) -> None:
    """By the digests from when it was added; of files described by hand, by place and time."""
    voice = piper(tmp_path / "files", speakers=2)
    digests = voice.digests
    packages = "piper-tts 1.0-piper-tts onnxruntime 1.0-onnxruntime speech 2"
    identity = PiperEngine().identity("joe/1")
    assert identity == f"{packages} config {digests['config']} model {digests['model']} 0 1"
    kokoro(tmp_path / "others", "af_heart")
    by_hand = KokoroEngine().identity("kok")
    facts = (tmp_path / "others/k.onnx").stat()
    assert f"model {tmp_path / 'others/k.onnx'} 1000 {facts.st_mtime_ns} " in by_hand
    (tmp_path / "others/k.onnx").unlink()
    with pytest.raises(EngineError, match="the model of voice 'kok' cannot be read"):
        KokoroEngine().identity("kok")


def test_a_file_that_has_changed_is_not_loaded(models: list[Model], tmp_path: Path) -> None:
    piper(tmp_path / "files")
    (tmp_path / "files/joe.onnx").write_bytes(b"another")
    with pytest.raises(EngineError, match="the model of voice 'joe' has changed since"):
        PiperEngine().synthesise("Rest.", voice="joe", rate=135, to=tmp_path / "a.wav")
    assert not models


def test_the_first_voice_is_the_usual_one_and_without_any_it_says_how(
    models: list[Model], tmp_path: Path
) -> None:
    with pytest.raises(EngineError, match="no voice was added yet\n  unknot voices add"):
        _ = PiperEngine().default_voice
    kokoro(tmp_path / "files", "bm_lewis", "af_heart", "am_adam", "jf_alpha")
    engine = KokoroEngine()
    assert engine.default_voice == "kok/af_heart"
    shown = {each.id: (each.name, each.language, each.gender) for each in engine.voices()}
    assert shown == {
        "kok/af_heart": ("kok, Heart", "en-US", "female"),
        "kok/am_adam": ("kok, Adam", "en-US", "male"),
        "kok/bm_lewis": ("kok, Lewis", "en-GB", "male"),
    }


@pytest.mark.parametrize(("within", "language", "asked"), [
    ("", "en-US", ("af_heart", "en-us")), ("bf_emma", "en-US", ("bf_emma", "en-gb")),
    ("odd", "en-GB", ("odd", "en-gb")), ("odd", "en-AU", ("odd", "en-us")),
    ("odd", "de-DE", ("odd", "de-de")),
])  # fmt: skip
def test_kokoro_is_asked_for_a_style_in_its_language(
    within: str, language: str, asked: tuple[str, str], models: list[Model], tmp_path: Path
) -> None:
    kokoro(tmp_path / "files", "af_heart", "bf_emma", "odd", language=language)
    voice = f"kok/{within}" if within else "kok"
    engine = KokoroEngine()
    engine.synthesise("Half way.", voice=voice, rate=135, to=tmp_path / "a.wav")
    (model,) = models
    (request,) = model.asked  # never within a sentence: it makes no pause to cut at
    assert (request["style"], request["language"]) == asked
    assert model.setup["draws"] is True
    assert model.needs == 600_001_000


def test_a_kokoro_voice_that_is_not_there_is_told_with_the_nearest(
    models: list[Model], tmp_path: Path
) -> None:
    kokoro(tmp_path / "files", "af_heart", "bf_emma")
    with pytest.raises(
        EngineError, match="'kok' has no voice 'bf_ema'; did you mean 'bf_emma'"
    ) as e:
        KokoroEngine().synthesise("Rest.", voice="kok/bf_ema", rate=135, to=tmp_path / "a.wav")
    assert "unknot voices --all --engine kokoro shows them all" in str(e.value)
    (tmp_path / "files/voices.bin").write_bytes(b"no archive")
    with pytest.raises(EngineError, match=r"voice 'kok': .*is no file of Kokoro voices"):
        KokoroEngine().synthesise("Rest.", voice="kok", rate=135, to=tmp_path / "a.wav")
    assert [each.id for each in KokoroEngine().voices()] == ["kok"]


@pytest.mark.parametrize(("engine", "gone", "told"), [
    (PiperEngine, "config", "voice 'joe' names no config"),
    (KokoroEngine, "voices", "voice 'kok' names no file for voices"),
])  # fmt: skip
def test_a_voice_that_names_no_file_for_a_use_is_told(
    engine: Any, gone: str, told: str, models: list[Model], tmp_path: Path
) -> None:
    from msgspec.structs import replace

    folder = tmp_path / "files"
    voice = piper(folder) if engine is PiperEngine else kokoro(folder, "af_heart")
    files = {use: path for use, path in voice.files.items() if use != gone}
    with pytest.raises(EngineError, match=told):
        engine()._checked(replace(voice, files=files), {use: Path(files[use]) for use in files})


def test_without_its_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neural, "find_spec", lambda _: None)
    with pytest.raises(EngineError, match=r"piper-tts is not installed\n.*unknot\[piper\]"):
        PiperEngine()
    monkeypatch.setattr(neural, "find_spec", lambda _: SimpleNamespace(origin=None))
    with pytest.raises(EngineError, match=r"kokoro-onnx is not installed"):
        KokoroEngine()
