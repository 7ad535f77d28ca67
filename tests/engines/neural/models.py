"""Tiny models with the inputs and outputs of real ones: every phoneme is a tone of its own.

A phoneme's tone lasts as long as its row says times the length scale; commas, sentence ends and
the model's own marks are silence. So what is said can be read back from the sound.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.conftest import needs_package

#: One step is so long at scale 1, in s; pitches are so far apart, in Hz.
STEP_S, LOWEST, APART = 0.02, 200.0, 25.0
_SILENT = {"_": 0, "^": 3, "$": 6, ",": 9, ";": 9, ":": 9, ".": 9, "!": 9, "?": 9, " ": 1}
_UNHEARD = "ˈˌ'"
_VOWELS = "aeiouæɐɑɒɔəɚɛɜɪʊʌɨᵻ"
PIPER_RATE, KOKORO_RATE = 22050, 24000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a spoilt model does: sound times ``times``, a tone behind it ``more`` seconds long."""

    times: float = 1.0
    more: float = 0.0


def piper_ids() -> dict[str, list[int]]:
    module = needs_package("piper.phoneme_ids")
    return dict(module.DEFAULT_PHONEME_ID_MAP)


def write_piper(
    folder: Path,
    name: str = "tiny",
    fault: Fault | None = None,
    *,
    rate: int = PIPER_RATE,
    speakers: tuple[str, ...] = (),
    pauses: bool = True,
    **config: Any,
) -> Path:
    """A Piper voice: NAME.onnx with its NAME.onnx.json. Without ``pauses`` no comma is heard."""
    ids = piper_ids()
    rows = {row[0]: mark for mark, row in ids.items()}
    silent = dict(_SILENT) if pauses else {**_SILENT, ",": 0, ";": 0, ":": 0, " ": 0}
    path = folder / f"{name}.onnx"
    _write(
        path,
        _graph(
            rows, silent, rate, tokens="input", kind="piper", fault=fault or Fault(),
            speakers=len(speakers),
        ),
    )  # fmt: skip
    described = {
        "audio": {"sample_rate": rate, "quality": "tiny"},
        "espeak": {"voice": "en-gb-x-rp"},
        "language": {"code": "en_GB"},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": max(len(speakers), 1),
        "speaker_id_map": {each: number for number, each in enumerate(speakers)},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": ids,
    }
    text = json.dumps({**described, **config})
    (folder / f"{name}.onnx.json").write_text(text, encoding="utf-8")
    return path


def write_kokoro(folder: Path, name: str = "kokoro-tiny", fault: Fault | None = None) -> Path:
    """A Kokoro model that draws random numbers, as real ones do, and voices-tiny.bin beside it."""
    vocabulary = needs_package("kokoro_onnx.config").DEFAULT_VOCAB
    rows = {number: mark for mark, number in vocabulary.items()}
    path = folder / f"{name}.onnx"
    graph = _graph(
        rows | {0: "^"}, _SILENT, KOKORO_RATE, tokens="tokens", kind="kokoro",
        fault=fault or Fault(),
    )  # fmt: skip
    _write(path, graph)
    styles: dict[str, Any] = {
        voice: np.full((510, 1, 256), loud, np.float32)
        for voice, loud in (("af_heart", 0.6), ("bm_george", 0.5), ("jf_alpha", 0.4))
    }
    with (folder / "voices-tiny.bin").open("wb") as file:
        np.savez(file, **styles)
    return path


def said(samples: NDArray[np.float64], rate: int, scale: float = 1.0) -> list[float]:
    """The tones in ``samples``, in Hz, in order; a silence of a comma or more is a 0."""
    step = round(STEP_S * scale * rate)
    tones = []
    for start in range(0, len(samples) - step + 1, step // 4):
        window = samples[start : start + step]
        if np.abs(window).max(initial=0.0) < 0.02:
            tones.append(0.0)
            continue
        spectrum = np.abs(np.fft.rfft(window * np.hanning(step), 16 * step))
        found = float(spectrum.argmax()) * rate / (16 * step)
        tones.append(LOWEST + APART * round((found - LOWEST) / APART))
    runs = [(tone, len(list(group))) for tone, group in groupby(tones)]
    # A window across two tones shows either or something between for a moment.
    lasting = [tone for tone, length in runs if length >= (12 if not tone else 6)]
    return [tone for tone, _ in groupby(lasting)]


def tones_of(text: str) -> list[float]:
    """The tones that the tiny Piper voice has for ``text``: what its phonemes ask for."""
    phonemizer = needs_package("piper.phonemize_espeak").EspeakPhonemizer()
    ids = piper_ids()
    marks = [m for sentence in phonemizer.phonemize("en-gb-x-rp", text) for m in sentence]
    heard = [m for m in marks if m in ids and m not in _SILENT and m not in _UNHEARD]
    return [tone for tone, _ in groupby(LOWEST + APART * ids[m][0] for m in heard)]


# --- the graph ------------------------------------------------------------------------------------


def _steps(mark: str, silent: dict[str, int]) -> int:
    if mark in silent:
        return silent[mark]
    if mark in _UNHEARD:
        return 0
    return 5 if mark in _VOWELS else 4


def _graph(
    rows: dict[int, str],
    silent: dict[str, int],
    rate: int,
    *,
    tokens: str,
    kind: str,
    fault: Fault,
    speakers: int = 0,
) -> Any:
    onnx = needs_package("onnx")
    make, numbers = onnx.helper, onnx.numpy_helper
    size = 256
    steps, pitch, level = (np.zeros(size, t) for t in (np.int64, np.float32, np.float32))
    for number, mark in rows.items():
        steps[number] = _steps(mark, silent)
        pitch[number] = LOWEST + APART * number
        level[number] = 0.0 if mark in silent else 0.5
    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(value: Any, name: str) -> str:
        constants.append(numbers.from_array(np.asarray(value), name))
        return name

    def do(op: str, *inputs: str, out: str, **settings: Any) -> str:
        nodes.append(make.make_node(op, list(inputs), [out], **settings))
        return out

    one = constant(np.array([1], np.int64), "one")
    zero, unit = constant(np.array(0, np.int64), "zero"), constant(np.array(1, np.int64), "unit")
    flat = do("Reshape", tokens, constant(np.array([-1], np.int64), "all"), out="flat")
    if kind == "piper":
        length = do("Gather", "scales", unit, out="length")
    else:
        # real exports: speed 2 is twice as fast
        length = do("Squeeze", do("Reciprocal", "speed", out="slower"), out="length")
    each = do("Gather", constant(steps, "steps"), flat, out="each")
    ends = do("CumSum", each, constant(np.array(0, np.int64), "axis"), out="ends")
    total = do("ReduceSum", each, out="total", keepdims=0)
    units = do("Range", zero, total, unit, out="units")
    column = do("Unsqueeze", units, one, out="column")
    after = do("GreaterOrEqual", column, ends, out="after")
    index = do("ReduceSum", do("Cast", after, out="whole", to=7), one, out="index", keepdims=0)
    which = do("Gather", flat, index, out="which")
    samples = do(
        "Cast",
        do("Mul", length, constant(np.float32(STEP_S * rate), "step"), out="exact"),
        out="samples",
        to=7,
    )
    time = do("Range", zero, do("Mul", total, samples, out="n"), unit, out="time")
    place = do("Div", time, samples, out="place")
    at = do("Gather", which, place, out="at")
    hertz = do("Gather", constant(pitch, "pitch"), at, out="hertz")
    loud = do("Gather", constant(level, "level"), at, out="loud")
    seconds = do(
        "Mul",
        do("Cast", time, out="float", to=1),
        constant(np.float32(2 * np.pi / rate), "turn"),
        out="seconds",
    )
    wave = do(
        "Mul", do("Sin", do("Mul", seconds, hertz, out="angle"), out="sine"), loud, out="wave"
    )
    inputs = [make.make_tensor_value_info(tokens, 7, [1, None])]
    if kind == "piper":
        inputs.append(make.make_tensor_value_info("input_lengths", 7, [1]))
        inputs.append(make.make_tensor_value_info("scales", 1, [3]))
        if speakers:
            inputs.append(make.make_tensor_value_info("sid", 7, [1]))
            louder = do("Cast", do("Squeeze", "sid", out="who"), out="louder", to=1)
            tenth = do(
                "Add",
                do("Mul", louder, constant(np.float32(0.2), "fifth"), out="part"),
                constant(np.float32(1.0), "base"),
                out="tenth",
            )
            wave = do("Mul", wave, tenth, out="own")
    else:
        inputs.append(make.make_tensor_value_info("style", 1, [1, 256]))
        inputs.append(make.make_tensor_value_info("speed", 1, [1]))
        style = do("ReduceMean", "style", out="style_mean", keepdims=0)
        noise = do("RandomNormalLike", wave, out="noise", scale=0.001)
        breath = do("Mul", noise, do("Sign", loud, out="sounding"), out="breath")
        wave = do("Add", do("Mul", wave, style, out="styled"), breath, out="own")
    if fault.more:
        tail = np.sin(np.arange(int(fault.more * rate)) * 2 * np.pi * 300 / rate) * 0.3
        tail[-rate // 4 :] = 0.0
        wave = do("Concat", wave, constant(tail.astype(np.float32), "tail"), out="long", axis=0)
    wave = do("Mul", wave, constant(np.float32(fault.times), "times"), out="heard")
    shape = [1, 1, -1] if kind == "piper" else [-1]
    do("Reshape", wave, constant(np.array(shape, np.int64), "shape"), out="output")
    outputs = [make.make_tensor_value_info("output", 1, [None] * len(shape))]
    return make.make_graph(nodes, kind, inputs, outputs, constants)


def _write(path: Path, graph: Any) -> None:
    onnx = needs_package("onnx")
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9
    )
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
