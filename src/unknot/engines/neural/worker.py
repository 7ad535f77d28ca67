"""The program in which a neural voice speaks. It runs in processes of its own, never in unknot's.

    python -P worker.py    (started by process.py)

It reads JSON lines on stdin and answers each with one JSON line on stdout, as speaker.py does. The
first line says which model to load; every other asks for one phrase in a WAV file. An answer holds
the request's ``id`` and either what was done or ``fault`` with a ``reason``:

    setup   the model, or the package that runs it, cannot be used
    model   the model gave something that is no speech: the same again on every try
    words   the voice has no sounds for the words
    file    the sound could not be written
    speech  anything else; worth another try

A process serves many phrases. A model that draws random numbers is loaded again for each, because
only then does it draw the same ones, whatever was said before.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import wave
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NoReturn

sys.path.append(str(Path(__file__).resolve().parents[3]))

from unknot.engines.pyttsx3.speaker import (
    Answer,
    SpeakerFault,
    next_request,
    private_stdout,
    send,
    told,
)

#: Yields blocks of float32 samples for a request; the sample rate.
Speaker = tuple[Callable[[dict[str, Any]], Iterator[Any]], int]

#: Below this peak (-60 dBFS) there is no speech to raise; else it is raised to -1 dBFS.
_FAINT, _PEAK = 0.001, 0.89
#: Between sentences that a model spoke one by one, in s at scale 1.
_SENTENCE_PAUSE = 0.3
_SEED = 20
_LONGEST_PATH = 150


def main() -> None:
    """Answer requests, a line of JSON each, until stdin ends."""
    # Ctrl-C is for the program that started this one; it closes stdin, and that ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer = partial(send, private_stdout())
    setup = next_request()
    _give_way(setup["scratch"])
    if setup["packages"] not in sys.path:
        sys.path.append(setup["packages"])
    try:
        loaded = [load(setup)]
    except BaseException as error:
        answer({"id": setup["id"], "fault": "setup", "reason": told(error)})
        return
    answer({"id": setup["id"], "rate": loaded[0][1]})
    _serve(loaded, setup, answer)


def _give_way(scratch: str) -> None:
    """One core; the first to go when memory runs out; nothing left in the usual places."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")
    tempfile.tempdir = scratch
    os.chdir(scratch)


# --- requests -------------------------------------------------------------------------------------


def _serve(loaded: list[Speaker], setup: dict[str, Any], answer: Answer) -> NoReturn:
    """Answer requests one after the other until stdin is closed, also in the middle of one.

    ``loaded``: a list, so that nothing else holds the model when it is to be loaded again.
    """
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def listen() -> None:
        while True:
            requests.put(next_request())

    threading.Thread(target=listen, daemon=True).start()
    while True:
        request = requests.get()
        if not loaded:
            loaded.append(load(setup))
        answer({"id": request["id"], **_done(loaded[0], request)})
        if setup["draws"]:
            loaded.clear()


def _done(speaker: Speaker, request: dict[str, Any]) -> dict[str, Any]:
    usual = tempfile.gettempdir()
    own = tempfile.mkdtemp(dir=usual)
    tempfile.tempdir = own
    try:
        return say(speaker, request)
    except SpeakerFault as fault:
        return fault.answer
    except OSError as error:
        return {"fault": "file", "reason": error.strerror or str(error)}
    except BaseException as error:
        return {"fault": "speech", "reason": told(error)}
    finally:
        tempfile.tempdir = usual
        shutil.rmtree(own, ignore_errors=True)


# --- speech ---------------------------------------------------------------------------------------


def say(speaker: Speaker, request: dict[str, Any]) -> dict[str, Any]:
    """Say ``text`` into the file ``to``: as 16-bit WAV, its peak at -1 dBFS."""
    import numpy as np

    spoken, rate = speaker
    blocks: list[Any] = []
    length = 0
    for block in spoken(request):
        length += len(block)
        if length > request["longest"] * rate:
            lasts, most = length / rate, request["longest"]
            raise SpeakerFault(
                "model", f"the model gave {lasts:.0f} s of sound or more, not {most:.0f} s"
            )
        if not np.isfinite(block).all():
            raise SpeakerFault(
                "model", "the model gave numbers that are no sound (NaN or infinite)"
            )
        blocks.append(block)
    if not blocks:
        raise SpeakerFault("words", "the voice has no sounds for these words")
    sound = np.concatenate(blocks)
    peak = float(np.abs(sound).max(initial=0.0))
    if peak < _FAINT:
        raise SpeakerFault("model", "the model gave silence")
    pcm = np.rint(sound * (_PEAK / peak * 32767)).astype("<i2")
    with wave.open(request["to"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())
    return {"done": True}


def load(setup: dict[str, Any]) -> Speaker:
    """Load the model on one core, start nothing else."""
    import onnxruntime

    # Random numbers that a model draws come from a seed that is otherwise the time of day.
    onnxruntime.set_seed(_SEED)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        setup["model"], sess_options=options, providers=["CPUExecutionProvider"]
    )
    return (_piper if setup["kind"] == "piper" else _kokoro)(session, setup)


def _piper(session: Any, setup: dict[str, Any]) -> Speaker:
    import numpy as np
    from piper import PiperVoice, SynthesisConfig
    from piper.config import PiperConfig

    config = json.loads(Path(setup["config"]).read_text(encoding="utf-8"))
    voice = PiperVoice(session=session, config=PiperConfig.from_dict(config))

    def spoken(request: dict[str, Any]) -> Iterator[Any]:
        settings = SynthesisConfig(
            speaker_id=request["speaker"],
            length_scale=voice.config.length_scale * request["scale"],
            # What is random in a voice is left out: a phrase sounds the same each time.
            noise_scale=0.0,
            noise_w_scale=0.0,
            normalize_audio=False,
        )
        pause = round(_SENTENCE_PAUSE * request["scale"] * voice.config.sample_rate)
        for number, chunk in enumerate(voice.synthesize(request["text"], settings)):
            if number:
                yield np.zeros(pause, np.float32)
            yield np.asarray(chunk.audio_float_array, np.float32).ravel()

    return spoken, voice.config.sample_rate


def _kokoro(session: Any, setup: dict[str, Any]) -> Speaker:
    import espeakng_loader
    import numpy as np
    from kokoro_onnx import Kokoro
    from kokoro_onnx.config import SAMPLE_RATE, EspeakConfig

    espeak = EspeakConfig(data_path=_short(espeakng_loader.get_data_path()))
    kokoro = Kokoro.from_session(session, setup["voices"], espeak)

    def spoken(request: dict[str, Any]) -> Iterator[Any]:
        try:
            sound, _ = kokoro.create(
                request["text"], request["style"], speed=1 / request["scale"],
                lang=request["language"], trim=False,
            )  # fmt: skip
        except ValueError as error:
            if "phonemes" in str(error):
                raise SpeakerFault("words", "the voice has no sounds for these words") from None
            raise
        yield np.asarray(sound, np.float32).ravel()

    return spoken, int(SAMPLE_RATE)


@cache
def _short(folder: str) -> str:
    """``folder`` under a name that espeak-ng, which cuts a path after 159 bytes, reads whole."""
    if len(os.fsencode(folder)) <= _LONGEST_PATH:
        return folder
    # A copy, because phonemizer would follow a link back to the long name.
    return str(shutil.copytree(folder, Path(tempfile.mkdtemp(prefix="e")) / "data"))


if __name__ == "__main__":
    main()
