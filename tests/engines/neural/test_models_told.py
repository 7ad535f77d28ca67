"""What a voice's files are told to be, and what is told of those that are none. The models are a
few bytes, written by hand; no package that speaks is asked."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from unknot.engines.added import AddedVoice
from unknot.engines.neural import engine as neural
from unknot.engines.neural import recognise
from unknot.engines.neural.kokoro import KokoroEngine, read_voices
from unknot.engines.neural.onnxfile import draws_numbers, read_model
from unknot.engines.neural.piper import PiperEngine, read_config
from unknot.errors import AudioError, EngineError


def varint(value: int) -> bytes:
    found = bytearray()
    while True:
        found.append(value & 127 | (128 if value > 127 else 0))
        value >>= 7
        if not value:
            return bytes(found)


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def message(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def tensor(field: int, name: str, kind: int = 1) -> bytes:
    """An input (11) or output (12) of that kind of number."""
    of = message(1, number(1, kind)) if kind else message(4, b"")
    return message(field, message(1, name.encode()) + message(2, of))


def onnx(*inputs: tuple[str, int], node: bytes = b"Add", more: bytes = b"") -> bytes:
    graph = message(1, message(4, node)) + message(5, b"w" * 300)
    graph += b"".join(tensor(11, *each) for each in inputs) + tensor(12, "output")
    skipped = varint(9 << 3 | 1) + bytes(8) + varint(10 << 3 | 5) + bytes(4)
    return number(1, 8) + skipped + message(7, graph) + more


PIPER = (("input", 7), ("input_lengths", 7), ("scales", 1))
KOKORO = (("tokens", 7), ("style", 1), ("speed", 1))
CONFIG: dict[str, Any] = {
    "audio": {"sample_rate": 22_050, "quality": "medium"},
    "espeak": {"voice": "en-gb-x-rp"},
    "language": {"code": "en_GB"},
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2]},
    "num_symbols": 256,
    "num_speakers": 1,
}


def piper(
    folder: Path, name: str = "en_GB-alba_m-medium", sid: bool = False, **config: Any
) -> Path:
    path = folder / f"{name}.onnx"
    path.write_bytes(onnx(*PIPER, *([("sid", 7)] if sid else [])))
    path.with_name(f"{path.name}.json").write_text(json.dumps({**CONFIG, **config}), "utf-8")
    return path


def kokoro(folder: Path, *voices: str, inputs: Any = KOKORO, name: str = "kokoro-v1.0") -> Path:
    path = folder / f"{name}.onnx"
    path.write_bytes(onnx(*inputs))
    with zipfile.ZipFile(folder / "voices-v1.0.bin", "w") as archive:
        for each in voices or ("bf_emma", "af_heart", "jf_alpha", "zm_yun"):
            archive.writestr(f"{each}.npy", b"")
    return path


# --- models ----------------------------------------------------------------------------------


def test_inputs_and_outputs_are_read_by_name_and_kind(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(onnx(("a", 7), ("b", 200), ("c", 0)))
    found = read_model(path)
    assert (dict(found.inputs), found.outputs) == ({"a": 7, "b": 200, "c": 0}, ("output",))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not say what version"), (number(1, 8), "has no inputs or no outputs"),
        (message(7, tensor(11, "a")), "does not say what version"),
        (onnx(("a", 1))[:-1], "is cut short by 1 byte or more"),
        (onnx(("a", 1))[:-40], "is cut short by"), (b"\x08", "it is cut short"),
        (varint(1 << 3 | 3), "holds something else"), (varint(2) + b"\x01x", "something else"),
        (b"\x08" + b"\xff" * 10, "holds something else"), (b"<html>", "is no ONNX model"),
        (number(1, 8) + message(7, tensor(11, "a")), "has no inputs or no outputs"),
        (number(1, 8) + message(7, tensor(12, "a")), "has no inputs or no outputs"),
    ],
)  # fmt: skip
def test_what_is_no_model_is_told_why(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(data)
    with pytest.raises(AudioError, match=words):
        read_model(path)
    with pytest.raises(AudioError, match="cannot be read"):
        read_model(tmp_path)
    with pytest.raises(AudioError, match="cannot be read"):
        draws_numbers(tmp_path / "none.onnx")


@pytest.mark.parametrize(
    ("node", "more", "draws"),
    [
        (b"Add", b"", False), (b"RandomNormalLike", b"", True), (b"Multinomial", b"", True),
        (b"Dropout", b"", True), (b"Add", message(25, b"Bernoulli"), True),
        (b"Add", message(14, b"Random"), False),
    ],
)  # fmt: skip
def test_a_model_that_draws_numbers_is_known_by_its_nodes(
    node: bytes, more: bytes, draws: bool, tmp_path: Path
) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(onnx(("a", 1), node=node, more=more))
    assert draws_numbers(path) == draws
    path.write_bytes(b"\x03")
    with pytest.raises(AudioError, match="is no ONNX model"):
        draws_numbers(path)


# --- which voice it is -----------------------------------------------------------------------


def test_a_piper_voice_is_known_by_any_of_its_files(tmp_path: Path) -> None:
    path = piper(tmp_path)
    (tmp_path / "MODEL_CARD").write_text("* License: CC0\n* Sample rate: 22,050 Hz\n", "utf-8")
    for given in (path, path.with_name(f"{path.name}.json"), tmp_path):
        (voice,) = recognise(given)
        assert (voice.id, voice.engine, voice.title) == ("alba-m", "piper", "Alba M (medium)")
        assert (voice.language, voice.licence) == ("en-GB", "CC0")
        assert set(voice.files) == set(voice.digests) == {"model", "config"}
    other = piper(tmp_path, "mine")
    (tmp_path / "MODEL_CARD").unlink()
    (tmp_path / "LICENCE").write_text("\n  MIT \nmore", "utf-8")
    (voice,) = recognise(other)
    assert (voice.id, voice.title, voice.licence) == ("mine", "mine", "MIT")
    both = piper(tmp_path, "en_US-alba_m-high", audio={"sample_rate": 22_050})
    assert {each.id for each in recognise(tmp_path)} == {
        "en-gb-alba-m-medium", "en-us-alba-m-high", "mine",
    }  # fmt: skip
    assert both.is_file()


def test_a_kokoro_voice_is_known_by_any_of_its_files(tmp_path: Path) -> None:
    path = kokoro(tmp_path)
    for given in (path, tmp_path / "voices-v1.0.bin", tmp_path):
        (voice,) = recognise(given)
        assert (voice.engine, voice.title, set(voice.files)) == (
            "kokoro", "Kokoro", {"model", "voices"},
        )  # fmt: skip
    (tmp_path / "voices-v2.bin").write_bytes((tmp_path / "voices-v1.0.bin").read_bytes())
    (voice,) = recognise(path)
    assert voice.files["voices"].endswith("voices-v1.0.bin")
    plain = path.rename(tmp_path / "kokoro.onnx")
    with pytest.raises(AudioError, match=r"several voices beside it: voices-v1.0.bin, voices-v2"):
        recognise(plain)


def test_what_is_lacking_is_told(tmp_path: Path) -> None:
    def told(path: Path, words: str) -> None:
        with pytest.raises(AudioError, match=words):
            recognise(path)

    told(tmp_path, "holds no voice: there is no .onnx file")
    told(tmp_path / "x", "is not there")
    alone = tmp_path / "a.onnx.json"
    alone.write_text("{}", "utf-8")
    told(alone, "its model is missing: a.onnx beside it")
    (tmp_path / "voices.bin").touch()
    told(tmp_path / "voices.bin", "name its .onnx model instead")
    model = tmp_path / "a.onnx"
    model.write_bytes(onnx(("x", 1)))
    told(model, "is no model of Piper or Kokoro: its inputs are x")
    model.write_bytes(onnx(("style", 1), ("speed", 1)))
    told(model, "is no model of Piper or Kokoro")
    model.write_bytes(onnx(*KOKORO[:2], ("speed", 6)))
    told(model, "takes whole numbers for its speed")
    model.write_bytes(onnx(*KOKORO))
    told(model, "is no file of Kokoro voices")
    (tmp_path / "voices.bin").unlink()
    told(model, "its voices are missing")
    model.write_bytes(onnx(*PIPER))
    alone.unlink()
    told(model, "its config is missing: a.onnx.json")
    told(piper(tmp_path, "b", num_speakers=2), "says 2 speakers, and its model was made otherwise")
    told(piper(tmp_path, "c", sid=True), "says 1 speakers, and its model was made otherwise")
    (tmp_path / "d.MODEL_CARD").write_text("- sample rate: 16000 Hz", "utf-8")
    told(piper(tmp_path, "d"), "is 22050, and the model card says 16000 Hz")


# --- Piper's config --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"audio": {}}, "does not say the sample rate"),
        ({"audio": {"sample_rate": 22_051}}, "is 22051, and no model has that"),
        ({"audio": {"sample_rate": 22_050.0}}, "is 22050.0, and no model has that"),
        ({"audio": {"sample_rate": 16_000, "quality": "high"}}, "which means 22050"),
        ({"audio": {"sample_rate": 22_050, "quality": "low"}}, "which means 16000"),
        ({"phoneme_type": "pinyin"}, "needs more than piper-tts alone"),
        ({"phoneme_id_map": {"_": [0]}}, "phoneme_id_map lacks \\^ \\$"),
        ({"num_symbols": "9"}, "are not both whole numbers"),
        ({"num_speakers": 1.0}, "are not both whole numbers"),
        ({"espeak": {}}, "it lacks 'voice'"),
        ({"espeak": None}, "it is of another form"),
    ],
)
def test_a_config_that_cannot_be_right_is_told(
    changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({**CONFIG, **changes}), "utf-8")
    with pytest.raises(AudioError, match=words):
        read_config(path)
    path.write_text("{", "utf-8")
    with pytest.raises(AudioError, match="is no JSON"):
        read_config(path)
    with pytest.raises(AudioError, match="cannot be read"):
        read_config(tmp_path)


@pytest.mark.parametrize(
    ("changes", "language", "speakers"),
    [
        ({}, "en-GB", {}), ({"language": None}, "en-gb-x-rp", {}),
        ({"num_speakers": 2}, "en-GB", {"0": 0, "1": 1}),
        ({"num_speakers": 2, "speaker_id_map": {"a": 0, "b": 1}}, "en-GB", {"a": 0, "b": 1}),
        ({"speaker_id_map": {"a": 0}}, "en-GB", {}),
        (
            {"audio": {"sample_rate": 16_000, "quality": "x_low"}, "phoneme_type": "text"},
            "en-GB", {},
        ),
    ],
)  # fmt: skip
def test_a_config_says_language_and_speakers(
    changes: dict[str, Any], language: str, speakers: dict[str, int], tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({**CONFIG, **changes}), "utf-8")
    found = read_config(path)
    assert (found.language, found.speakers) == (language, speakers)


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked here loads no package; that it is there, is all that an engine looks for."""
    monkeypatch.setattr(neural, "find_spec", lambda _: SimpleNamespace(origin="/a/b/c.py"))


# --- which of several ------------------------------------------------------------------------


@pytest.mark.usefixtures("_installed")
def test_one_of_several_speakers_is_asked_for_by_name_or_number(tmp_path: Path) -> None:
    path = piper(tmp_path, num_speakers=3, speaker_id_map={"ann": 0, "bob": 2})
    config = path.with_name(f"{path.name}.json")
    voice = AddedVoice(
        id="v", engine="piper", title="V", language="en-GB", speaker=1,
        files={"model": str(path), "config": str(config)},
    )  # fmt: skip
    engine = PiperEngine()
    assert [(each.id, each.name) for each in engine._ids(voice)] == [
        ("v", "V"), ("v/ann", "V, ann"), ("v/bob", "V, bob"),
    ]  # fmt: skip
    assert engine._request(voice, "") == ({"speaker": 1}, "en-GB")
    assert engine._request(voice, "bob") == ({"speaker": 2}, "en-GB")
    assert engine._request(voice, "0") == ({"speaker": 0}, "en-GB")
    for name, words in (("1", "has no speaker '1'"), ("bop", "did you mean 'bob'")):
        with pytest.raises(EngineError, match=words):
            engine._request(voice, name)
    many = {**CONFIG, "num_speakers": 25}
    config.write_text(json.dumps(many), "utf-8")
    assert [each.name for each in engine._ids(voice)] == ["V, 25 speakers: v/0 to 24"]
    config.write_text(json.dumps({**many, "num_speakers": 24}), "utf-8")
    assert len(engine._ids(voice)) == 25
    config.write_text(json.dumps(CONFIG), "utf-8")
    with pytest.raises(EngineError, match="it has one speaker only"):
        engine._request(voice, "ann")
    config.unlink()
    assert [each.id for each in engine._ids(voice)] == ["v"]
    with pytest.raises(EngineError, match="cannot be read"):
        engine._request(voice, "ann")
    with pytest.raises(EngineError, match="voice 'v' names no model"):
        engine._checked(voice, {})
    with pytest.raises(EngineError, match="voice 'v' names no config"):
        engine._checked(voice, {"model": path})


@pytest.mark.usefixtures("_installed")
def test_one_of_many_kokoro_voices_speaks_its_language(tmp_path: Path) -> None:
    kokoro(tmp_path, "bf_emma", "ff_siwis", "af_heart", "mine", "jf_alpha", "am_puck_two")
    voices = tmp_path / "voices-v1.0.bin"
    assert read_voices(voices) == ("af_heart", "am_puck_two", "bf_emma", "ff_siwis", "mine")
    voice = AddedVoice(
        id="k", engine="kokoro", title="Kokoro", language="de", gender="male",
        files={"voices": str(voices)},
    )  # fmt: skip
    engine = KokoroEngine()
    told = [(each.id, each.name, each.language, each.gender) for each in engine._ids(voice)]
    assert told == [
        ("k/af_heart", "Kokoro, Heart", "en-US", "female"),
        ("k/am_puck_two", "Kokoro, Puck Two", "en-US", "male"),
        ("k/bf_emma", "Kokoro, Emma", "en-GB", "female"),
        ("k/ff_siwis", "Kokoro, Siwis", "fr", "female"),
        ("k/mine", "Kokoro, mine", "de", "male"),
    ]
    assert engine._request(voice, "") == ({"style": "af_heart", "language": "en-us"}, "en-US")
    assert engine._request(voice, "bf_emma") == ({"style": "bf_emma", "language": "en-gb"}, "en-GB")
    assert engine._request(voice, "ff_siwis") == ({"style": "ff_siwis", "language": "fr-fr"}, "fr")
    assert engine._request(voice, "mine") == ({"style": "mine", "language": "de"}, "de")
    for language, spoken in (("en-GB", "en-gb"), ("en", "en-us"), ("en-AU", "en-us")):
        other = AddedVoice(id="k", engine="kokoro", language=language, files=voice.files)
        assert engine._request(other, "mine") == ({"style": "mine", "language": spoken}, language)
    with pytest.raises(EngineError, match=r"has no voice 'bf_ema'.*did you mean 'bf_emma'"):
        engine._request(voice, "bf_ema")
    voices.unlink()
    assert [each.id for each in engine._ids(voice)] == ["k"]
    with pytest.raises(EngineError, match="voice 'k': "):
        engine._request(voice, "")
    with pytest.raises(EngineError, match="names no file for model"):
        engine._checked(voice, {})
    kokoro(tmp_path, "jf_alpha", "zf_x")
    with pytest.raises(AudioError, match="holds no voice that can be used here"):
        read_voices(voices)
