"""How fast neural voices speak here, on networks of the real size with random weights.

    pip install -e '.[piper,kokoro]' onnx && python benchmarks/neural.py [LINES]

No voice can be had without its makers' site, so the networks are built here: as many layers,
channels and weights as a Piper voice of medium quality (63 MB) and as Kokoro (82 million weights),
and noise for speech. What they cost is real, what they say is not; so the guard has no part in it,
and lines are long enough to need no carrier. Beside the engine: `python -m piper` on the same
lines, and kokoro-onnx called in one process with all cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.phrases import phrases

from unknot.engines import recording
from unknot.engines.added import keep_added
from unknot.engines.neural import KokoroEngine, PiperEngine, recognise
from unknot.engines.neural.carrier import carriers
from unknot.engines.neural.engine import NeuralEngine

#: Frames a phoneme lasts, marks between phonemes counted as one.
PIPER_FRAMES, KOKORO_FRAMES = 4, 3


class Net:
    """A graph that grows from its inputs; every weight is random."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.random = np.random.default_rng(7)

    def do(self, op: str, *inputs: str, **settings: Any) -> str:
        out = f"{op}-{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], **settings))
        return out

    def constant(self, value: Any) -> str:
        name = f"constant-{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def weight(self, *shape: int) -> str:
        scale = np.float32(1 / np.sqrt(np.prod(shape[1:])))
        return self.constant(self.random.standard_normal(shape, np.float32) * scale)

    def conv(self, x: str, before: int, after: int, size: int, dilation: int = 1) -> str:
        pad = (size - 1) * dilation // 2
        w = self.weight(after, before, size)
        return self.do("Conv", x, w, pads=[pad, pad], dilations=[dilation])

    def longer(self, x: str, before: int, after: int, size: int, times: int) -> str:
        pad = (size - times) // 2
        w = self.weight(before, after, size)
        return self.do("ConvTranspose", x, w, strides=[times], pads=[pad, size - times - pad])

    def leaky(self, x: str) -> str:
        return self.do("LeakyRelu", x, alpha=0.1)

    def snake(self, x: str) -> str:
        sine = self.do("Sin", x)
        return self.do("Add", x, self.do("Mul", sine, sine))

    def repeated(self, x: str, times: int) -> str:
        """Each step of (1, channels, steps) ``times`` over."""
        scale = self.constant(np.array([1, 1, times], np.float32))
        return self.do("Resize", x, "", scale, mode="nearest")

    def embedded(self, tokens: str, width: int) -> str:
        rows = self.do("Gather", self.weight(256, width), tokens)
        return self.do("Transpose", rows, perm=[0, 2, 1])

    def layers(self, x: str, count: int, width: int, inner: int, size: int) -> str:
        """Encoder layers, their attention by four square matrices."""
        for _ in range(count):
            for _ in range(4):
                x = self.do("Tanh", self.conv(x, width, width, 1))
            wide = self.do("Relu", self.conv(x, width, inner, size))
            x = self.do("Add", x, self.conv(wide, inner, width, size))
        return x

    def write(self, path: Path, inputs: list[Any], out: str) -> Path:
        outputs = [helper.make_tensor_value_info(out, TensorProto.FLOAT, None)]
        graph = helper.make_graph(self.nodes, "random", inputs, outputs, self.weights)
        opset = [helper.make_opsetid("", 17)]
        onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), str(path))
        return path


def tensor(name: str, kind: int, *shape: int | None) -> Any:
    return helper.make_tensor_value_info(name, kind, list(shape))


def piper(folder: Path) -> Path:
    """VITS as Piper's medium quality has it: encoder, four flows, HiFi-GAN with hop 256."""
    net = Net()
    x = net.layers(net.embedded("input", 192), 6, 192, 768, 3)
    x = net.repeated(x, PIPER_FRAMES)
    for _ in range(4):
        for _ in range(4):
            gates = net.conv(x, 192, 384, 5)
            halves = [
                net.do("Slice", gates, *(net.constant(np.array([v])) for v in (a, b, 1)))
                for a, b in ((0, 192), (192, 384))
            ]
            gated = net.do("Mul", net.do("Tanh", halves[0]), net.do("Sigmoid", halves[1]))
            x = net.do("Add", x, net.conv(net.conv(gated, 192, 384, 1), 384, 192, 1))
    x, width = net.conv(x, 192, 256, 7), 256
    for times, size in ((8, 16), (8, 16), (4, 8)):
        x, width = net.longer(net.leaky(x), width, width // 2, size, times), width // 2
        blocks = []
        for kernel, dilations in ((3, (1, 2)), (5, (2, 6)), (7, (3, 12))):
            y = x
            for dilation in dilations:
                y = net.do("Add", y, net.conv(net.leaky(y), width, width, kernel, dilation))
            blocks.append(y)
        x = net.do("Sum", *blocks)
    x = net.do("Tanh", net.conv(net.leaky(x), width, 1, 7))
    # Inputs that nothing uses would be taken out of the graph.
    x = net.do("Mul", x, net.do("ReduceMax", "scales", keepdims=0))
    x = net.do("Unsqueeze", x, net.constant(np.array([0])))
    long = TensorProto.INT64
    inputs = [tensor("input", long, 1, None), tensor("input_lengths", long, 1)]
    path = net.write(folder / "medium.onnx", [*inputs, tensor("scales", TensorProto.FLOAT, 3)], x)
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    config = {
        "audio": {"sample_rate": 22050, "quality": "medium"},
        "espeak": {"voice": "en-gb-x-rp"},
        "num_symbols": 256,
        "num_speakers": 1,
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    (folder / "medium.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    return path


def kokoro(folder: Path) -> Path:
    """StyleTTS 2 as Kokoro has it: text layers, wide blocks at 80 Hz, ISTFTNet with hop 5."""
    net = Net()
    x = net.layers(net.embedded("tokens", 768), 4, 768, 2048, 1)
    x = net.do("Relu", net.conv(x, 768, 512, 5))
    x = net.repeated(x, KOKORO_FRAMES)
    before = 512
    for after in (1024, 1024, 1024, 512):
        inner = net.leaky(net.conv(net.leaky(x), before, after, 3))
        x = net.do("Add", net.conv(x, before, after, 1), net.conv(inner, after, after, 3))
        before = after
    x, width = net.repeated(x, 2), 512
    for times, size in ((10, 20), (6, 12)):
        x, width = net.longer(net.leaky(x), width, width // 2, size, times), width // 2
        blocks = []
        for kernel in (3, 7, 11):
            y = x
            for dilation in (1, 3, 5):
                inner = net.conv(net.snake(y), width, width, kernel, dilation)
                y = net.do("Add", y, net.conv(net.snake(inner), width, width, kernel))
            blocks.append(y)
        x = net.do("Sum", *blocks)
    x = net.longer(net.do("Tanh", net.conv(x, width, 22, 7)), 22, 1, 20, 5)
    x = net.do("Tanh", x)
    loud = net.do("Mul", net.do("ReduceMax", "style", keepdims=0), net.do("ReduceMax", "speed"))
    x = net.do("Reshape", net.do("Mul", x, loud), net.constant(np.array([-1])))
    real = TensorProto.FLOAT
    inputs = [tensor("tokens", TensorProto.INT64, 1, None), tensor("style", real, 1, 256)]
    path = net.write(folder / "kokoro.onnx", [*inputs, tensor("speed", real, 1)], x)
    voices: dict[str, Any] = {"af_heart": np.ones((510, 1, 256), np.float32)}
    with (folder / "voices.bin").open("wb") as file:
        np.savez(file, **voices)
    return path


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    texts = [text for text in phrases(4 * count) if len(text) > 25 and not carriers(text, "en")]
    texts = texts[:count]
    with TemporaryDirectory(prefix="unknot-neural-") as name:
        folder = Path(name)
        os.environ["UNKNOT_VOICES"] = str(folder / "voices")
        for write, make in ((piper, PiperEngine), (kokoro, KokoroEngine)):
            path = write(folder)
            for voice in recognise(path):
                keep_added(voice)
            print(f"\n{make.name}: {path.stat().st_size / 1e6:.0f} MB, {len(texts)} lines")
            for jobs in (1, 2):
                spoken(make, texts, jobs, folder)
        one_process(folder, texts)


def spoken(make: type[NeuralEngine], texts: list[str], jobs: int, folder: Path) -> None:
    with closing(make()) as engine:
        voice = engine.default_voice

        def say(job: tuple[int, str]) -> int:
            to = folder / f"{job[0]}.wav"
            engine.synthesise(job[1], voice=voice, rate=135, to=to)
            return recording.read(to).ms

        with ThreadPoolExecutor(jobs) as threads:
            list(threads.map(say, enumerate(texts[:jobs])))  # the model is loaded
            start = time.monotonic()
            lasts = sum(threads.map(say, enumerate(texts))) / 1000
            seconds = time.monotonic() - start
            memory = sum(
                _peak_mb(each.pid) for each in engine._models[voice.partition("/")[0]].pool._all
            )
    show(f"unknot, {jobs} job{'s' * (jobs > 1)}", len(texts), lasts, seconds, f"{memory:.0f} MB")


def one_process(folder: Path, texts: list[str]) -> None:
    """The engines' own ways, with all cores for one line at a time."""
    print("\nthe packages themselves")
    lines = folder / "lines.txt"
    lines.write_text("\n".join(texts), encoding="utf-8")
    model = folder / "medium.onnx"
    for said, label in ((texts, "all lines"), (texts[:1], "one line")):
        lines.write_text("\n".join(said), encoding="utf-8")
        out = folder / f"out-{label}"
        command = [sys.executable, "-m", "piper", "-m", str(model), "-i", str(lines),
                   "--output-dir", str(out)]  # fmt: skip
        start = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.monotonic() - start
        lasts = sum(recording.read(path).ms for path in out.iterdir()) / 1000
        show(f"python -m piper, {label}, with its start", len(said), lasts, seconds)

    from kokoro_onnx import Kokoro

    own = Kokoro(str(folder / "kokoro.onnx"), str(folder / "voices.bin"))
    start, samples = time.monotonic(), 0
    for text in texts:
        samples += len(own.create(text, "af_heart", trim=False)[0])
    show("kokoro-onnx, all cores", len(texts), samples / 24000, time.monotonic() - start)


def show(what: str, clips: int, lasts: float, seconds: float, more: str = "") -> None:
    speed = f"{clips / seconds:6.2f} clips/s {lasts / seconds:7.2f} x real time"
    print(f"  {what:<42} {speed}  {seconds:6.1f} s  {more}", flush=True)


def _peak_mb(pid: int) -> float:
    """Most memory that a process had; 0 where it is not told."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


if __name__ == "__main__":
    main()
