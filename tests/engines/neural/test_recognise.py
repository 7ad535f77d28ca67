"""What a file or folder of a neural voice is, and what is missing from it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT, needs_package
from tests.engines.neural.models import write_kokoro, write_piper
from unknot.engines.added import digest
from unknot.engines.neural import recognise
from unknot.engines.neural.onnxfile import draws_numbers, read_model
from unknot.errors import AudioError

pytestmark = pytest.mark.deep

CARD = """# Model card for alba (medium)

* Language: en_GB (English, United Kingdom)
* Speakers: 1
* Quality: medium
* Samplerate: 22,050Hz

## Dataset

* License: CC BY 4.0
"""

needs_package("piper")
needs_package("kokoro_onnx")
onnx = needs_package("onnx")


def changed(path: Path, **values: object) -> None:
    """Write ``values`` over those of the config beside the model; None takes one out."""
    config = path.with_name(f"{path.name}.json")
    merged = json.loads(config.read_text(encoding="utf-8")) | values
    kept = {key: value for key, value in merged.items() if value is not None}
    config.write_text(json.dumps(kept), encoding="utf-8")


def test_a_piper_voice(tmp_path: Path) -> None:
    """Named as its makers name files; the licence is what the model card says."""
    model = write_piper(tmp_path, "en_GB-alba-medium")
    (tmp_path / "MODEL_CARD").write_text(CARD, encoding="utf-8")
    (voice,) = recognise(model)
    assert (voice.id, voice.engine, voice.title) == ("alba", "piper", "Alba (medium)")
    assert (voice.language, voice.licence) == ("en-GB", "CC BY 4.0")
    config = tmp_path / "en_GB-alba-medium.onnx.json"
    assert voice.files == {"model": str(model), "config": str(config)}
    assert voice.digests == {"model": digest(model), "config": digest(config)}
    assert recognise(config) == recognise(tmp_path) == (voice,)


def test_a_kokoro_model(tmp_path: Path) -> None:
    model = write_kokoro(tmp_path, "kokoro-v1.0")
    (tmp_path / "LICENSE").write_text("\n  Apache License\nVersion 2.0\n", encoding="utf-8")
    (voice,) = recognise(model)
    assert (voice.id, voice.engine, voice.licence) == ("kokoro-v1-0", "kokoro", "Apache License")
    assert voice.files == {"model": str(model), "voices": str(tmp_path / "voices-tiny.bin")}
    assert recognise(tmp_path / "voices-tiny.bin") == recognise(tmp_path) == (voice,)


def test_a_folder_of_several(tmp_path: Path) -> None:
    """Two qualities of one voice keep their whole names."""
    for name in ("en_GB-alba-low", "en_GB-alba-medium", "en_US-amy-medium"):
        write_piper(tmp_path, name)
    write_kokoro(tmp_path)
    found = [voice.id for voice in recognise(tmp_path)]
    assert found == ["en-gb-alba-low", "en-gb-alba-medium", "amy", "kokoro-tiny"]


def test_nothing_is_written(tmp_path: Path) -> None:
    write_piper(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    recognise(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_extras_and_numpy_are_not_needed(tmp_path: Path) -> None:
    """A licence can be read before anything is installed."""
    write_piper(tmp_path)
    write_kokoro(tmp_path)
    code = (
        "import sys; from pathlib import Path; from unknot.engines.neural import recognise\n"
        f"assert len(recognise(Path({str(tmp_path)!r}))) == 2\n"
        "print([m for m in ('numpy', 'piper', 'kokoro_onnx', 'onnxruntime') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


def test_reading_agrees_with_onnx(tmp_path: Path) -> None:
    for path in (write_piper(tmp_path), write_kokoro(tmp_path)):
        graph = onnx.load(path).graph
        found = read_model(path)
        assert dict(found.inputs) == {
            each.name: each.type.tensor_type.elem_type for each in graph.input
        }
        assert found.outputs == tuple(each.name for each in graph.output)
        drawn = any(each.op_type.startswith("Random") for each in graph.node)
        assert draws_numbers(path) == drawn == (path.stem == "kokoro-tiny")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda model: model.unlink(), "is not there"),
        (lambda model: model.with_name("tiny.onnx.json").unlink(), "config is missing"),
        (lambda model: model.write_bytes(b""), "is no ONNX model"),
        (lambda model: model.write_bytes(b"<html>Not found</html>"), "is no ONNX model"),
        (lambda model: model.write_bytes(b"version https://git-lfs"), "is no ONNX model"),
        (lambda model: model.write_bytes(model.read_bytes()[:-100]), "cut short"),
        (lambda model: changed(model, audio={}), "does not say the sample rate"),
        (lambda model: changed(model, audio={"sample_rate": 22051}), "no model has that"),
        (lambda model: changed(model, audio={"sample_rate": "22050"}), "no model has that"),
        (lambda model: changed(model, audio={"sample_rate": 44100, "quality": "medium"}),
         "'medium', which means 22050"),
        (lambda model: changed(model, audio=None), "lacks 'audio'"),
        (lambda model: changed(model, phoneme_id_map=None), "lacks 'phoneme_id_map'"),
        (lambda model: changed(model, phoneme_id_map={"a": [1]}), r"lacks _ \^ \$"),
        (lambda model: changed(model, espeak="en"), "of another form"),
        (lambda model: changed(model, num_speakers=2), "says 2 speakers"),
        (lambda model: changed(model, phoneme_type="pinyin"), "needs more than piper-tts"),
        (lambda model: model.with_name("tiny.onnx.json").write_bytes(b"\xff"), "is no JSON"),
        (lambda model: model.with_name("MODEL_CARD").write_text("* Samplerate: 16,000Hz"),
         "the model card says 16000 Hz"),
    ],
)  # fmt: skip
def test_a_spoilt_piper_voice_is_refused(spoil: object, message: str, tmp_path: Path) -> None:
    model = write_piper(tmp_path)
    assert callable(spoil)
    spoil(model)
    with pytest.raises(AudioError, match=message):
        recognise(model)


def test_a_spoilt_kokoro_voice_is_refused(tmp_path: Path) -> None:
    model = write_kokoro(tmp_path)
    voices = tmp_path / "voices-tiny.bin"
    whole = voices.read_bytes()
    voices.write_bytes(whole[:1000])
    with pytest.raises(AudioError, match="is no file of Kokoro voices"):
        recognise(model)
    (tmp_path / "voices-2.bin").write_bytes(whole)
    with pytest.raises(AudioError, match="several voices beside it"):
        recognise(model)
    voices.unlink()
    assert recognise(model)
    (tmp_path / "voices-2.bin").unlink()
    with pytest.raises(AudioError, match="its voices are missing"):
        recognise(model)


def test_a_speed_in_whole_numbers_is_refused(tmp_path: Path) -> None:
    """As in the export of version 1.1 for Chinese: 135 and 150 words a minute would be one."""
    model = write_kokoro(tmp_path)
    graph = onnx.load(model)
    speed = next(each for each in graph.graph.input if each.name == "speed")
    speed.type.tensor_type.elem_type = onnx.TensorProto.INT32
    model.write_bytes(graph.SerializeToString())
    with pytest.raises(AudioError, match="whole numbers for its speed"):
        recognise(model)


def test_another_model_is_refused_with_its_inputs(tmp_path: Path) -> None:
    path = write_piper(tmp_path)
    graph = onnx.load(path)
    graph.graph.input[0].name = "pixels"
    path.write_bytes(graph.SerializeToString())
    with pytest.raises(AudioError, match="its inputs are input_lengths, pixels, scales"):
        recognise(path)


def test_an_empty_folder_and_a_stray_config(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="holds no voice"):
        recognise(tmp_path)
    write_piper(tmp_path).unlink()
    with pytest.raises(AudioError, match="its model is missing"):
        recognise(tmp_path / "tiny.onnx.json")


def test_any_bytes_are_read_or_refused(tmp_path: Path) -> None:
    """Every cut and many changed bytes of a model: never another exception, never a hang."""
    whole = write_piper(tmp_path).read_bytes()
    path = tmp_path / "spoilt.onnx"
    for at in range(0, len(whole), 97):
        for spoilt in (whole[:at], whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]):
            path.write_bytes(spoilt)
            for read in (read_model, draws_numbers):
                with suppress(AudioError):
                    read(path)
