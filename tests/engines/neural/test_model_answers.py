"""What becomes of each answer of a model's process, how long it is waited for, how often asked.

In the place of the process stands what it is told and what it says; test_processes.py has real
ones.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from unknot.engines import process, recording
from unknot.engines.fault import Failed
from unknot.engines.neural import model_process, worker
from unknot.engines.neural.model_process import LoadedModel, NoSpeech, Patience, memory
from unknot.engines.pyttsx3.speaker import SpeakerFault
from unknot.engines.recording import Recording
from unknot.errors import EngineError

SOUND = Recording(rate=16_000, channels=1, data=b"\1\0" * 800)
Say = Callable[[dict[str, Any]], dict[str, Any]]


class Process:
    """A speaking process that says what ``say`` makes of what it is asked."""

    def __init__(self, ready: dict[str, Any], say: Say) -> None:
        self.ready, self.say = ready, say
        self.killed = 0
        self.waited: list[float] = []

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        self.waited.append(seconds)
        return self.say(request)

    def kill(self) -> None:
        self.killed += 1


def spoken(request: dict[str, Any]) -> dict[str, Any]:
    Path(request["to"]).write_bytes(recording.to_wav([SOUND]))
    return {"done": True}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """``all`` that were started; ``say`` is what they answer, ``ready`` what they begin with."""
    made = SimpleNamespace(all=[], say=spoken, ready={"rate": 16_000}, told=[])

    def start(program: Path, setup: dict[str, Any], seconds: float) -> Process:
        made.told.append((program, setup["kind"], seconds))
        made.all.append(Process(made.ready, lambda request: made.say(request)))
        return made.all[-1]  # type: ignore[no-any-return]

    monkeypatch.setattr(process, "SpeakerProcess", start)
    return made


def model(tmp_path: Path, tries: int = 3, needs: int = 1) -> LoadedModel:
    patience = Patience(seconds=10.0, tries=tries, program=Path("worker.py"))
    setup = {"kind": "piper", "scratch": str(tmp_path)}
    return LoadedModel("piper", "joe", setup, needs, patience)


ASKED = {"do": "speak", "text": "x" * 25}


def test_a_phrase_comes_back_and_its_file_goes(started: SimpleNamespace, tmp_path: Path) -> None:
    made = model(tmp_path)
    for _ in range(2):
        assert made.spoken(ASKED, "Rest.") == SOUND
    (one,) = started.all  # which serves again
    assert one.waited == [15.0, 15.0]  # longer for a longer text: once more for each 50 characters
    assert started.told == [(Path("worker.py"), "piper", 120.0)]
    assert not list(tmp_path.iterdir())
    assert not one.killed


def test_what_fails_is_tried_by_another_process_and_waited_for_longer(
    started: SimpleNamespace, tmp_path: Path
) -> None:
    answers: Iterator[Any] = iter([Failed("no answer within 15 s"), {"fault": "speech",
                                   "reason": "odd"}, None])  # fmt: skip

    def say(request: dict[str, Any]) -> dict[str, Any]:
        answer = next(answers)
        if isinstance(answer, Failed):
            raise answer
        return answer or spoken(request)

    started.say = say
    assert model(tmp_path).spoken(ASKED, "Rest.") == SOUND
    assert [each.waited for each in started.all] == [[15.0], [30.0], [45.0]]
    assert [each.killed for each in started.all] == [1, 1, 0]


def test_it_is_given_up_after_so_many_tries(started: SimpleNamespace, tmp_path: Path) -> None:
    started.say = lambda _: {"fault": "speech", "reason": "odd"}
    with pytest.raises(EngineError, match=r"'Rest\.'.*odd; given up after 2 tries"):
        model(tmp_path, tries=2).spoken(ASKED, "Rest.")
    assert len(started.all) == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("fault", ["model", "words"])
def test_what_would_be_the_same_again_is_not_tried_again(
    fault: str, started: SimpleNamespace, tmp_path: Path
) -> None:
    started.say = lambda _: {"fault": fault, "reason": "no sounds for these words"}
    with pytest.raises(NoSpeech, match="no sounds for these words"):
        model(tmp_path).spoken(ASKED, "Rest.")
    assert len(started.all) == 1


def test_a_full_disk_is_told(started: SimpleNamespace, tmp_path: Path) -> None:
    started.say = lambda _: {"fault": "file", "reason": "No space left on device"}
    with pytest.raises(EngineError, match="the sound cannot be written: No space left") as told:
        model(tmp_path).spoken(ASKED, "Rest.")
    assert not isinstance(told.value, NoSpeech)
    with pytest.raises(EngineError, match="no file can be made for the sound: No such file"):
        model(tmp_path / "gone").spoken(ASKED, "Rest.")


def test_whoever_closes_it_meanwhile_ends_the_tries(
    started: SimpleNamespace, tmp_path: Path
) -> None:
    made = model(tmp_path)

    def say(_: dict[str, Any]) -> dict[str, Any]:
        made.pool.close()
        raise Failed("ended")

    started.say = say
    with pytest.raises(EngineError, match="the engine was closed"):
        made.spoken(ASKED, "Rest.")
    assert len(started.all) == 1


def test_a_model_that_cannot_be_loaded_is_told_with_what_to_do(
    started: SimpleNamespace, tmp_path: Path
) -> None:
    started.ready = {"fault": "setup", "reason": "no such file"}
    words = "the model of voice 'joe' cannot be loaded: no such file\n  fetch its files again"
    with pytest.raises(EngineError) as told:
        model(tmp_path).spoken(ASKED, "Rest.")
    assert words in str(told.value)
    assert [each.killed for each in started.all] == [1]


def test_as_many_models_are_in_memory_as_half_of_it_has_room_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(model_process, "memory", lambda: 1_000)

    def at_once(needs: int) -> int:
        turn: Any = model(tmp_path, needs=needs)._turn
        assert isinstance(turn, threading.BoundedSemaphore)
        return int(turn._value)

    assert [at_once(needs) for needs in (100, 166, 167, 250, 251, 5_000)] == [5, 3, 2, 2, 1, 1]


def test_memory_is_that_of_the_machine_or_what_is_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {"SC_PAGE_SIZE": 4_096, "SC_PHYS_PAGES": 1_000}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__, raising=False)
    assert memory() == 4_096_000
    monkeypatch.delattr(os, "sysconf")
    assert memory() == 8_000_000_000


# --- what runs in the process ---------------------------------------------------------------------


def test_a_model_is_loaded_on_one_core_with_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = SimpleNamespace(seed=None, how=None)

    class Options:
        intra_op_num_threads = inter_op_num_threads = log_severity_level = 0

    def session(model: str, *, sess_options: Any, providers: list[str]) -> str:
        seen.how = (model, vars(sess_options), providers)
        return "session"

    package = SimpleNamespace(
        set_seed=lambda seed: setattr(seen, "seed", seed), SessionOptions=Options,
        InferenceSession=session,
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "onnxruntime", package)
    monkeypatch.setattr(worker, "_piper", lambda *loaded: ("piper", *loaded))
    monkeypatch.setattr(worker, "_kokoro", lambda *loaded: ("kokoro", *loaded))
    setup = {"kind": "piper", "model": "joe.onnx"}
    loaded: Any = worker.load(setup)
    assert loaded == ("piper", "session", setup)
    other = {**setup, "kind": "kokoro"}
    loaded = worker.load(other)
    assert loaded == ("kokoro", "session", other)
    assert seen.seed == 20
    one = {"intra_op_num_threads": 1, "inter_op_num_threads": 1, "log_severity_level": 4}
    assert seen.how == ("joe.onnx", one, ["CPUExecutionProvider"])


def test_piper_speaks_sentence_by_sentence_with_a_pause_between(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Any] = []

    class Voice:
        def __init__(self, session: object, config: Any) -> None:
            self.config = config

        def synthesize(self, text: str, settings: Any) -> Iterator[Any]:
            asked.append((text, settings))
            for number in (1, 2):
                yield SimpleNamespace(audio_float_array=np.full((1, 5), number / 4))

    config = SimpleNamespace(
        PiperConfig=SimpleNamespace(
            from_dict=lambda facts: SimpleNamespace(length_scale=2.0, sample_rate=facts["rate"])
        )
    )
    piper = SimpleNamespace(PiperVoice=Voice, SynthesisConfig=dict, config=config)
    monkeypatch.setitem(sys.modules, "piper", piper)
    monkeypatch.setitem(sys.modules, "piper.config", config)
    (tmp_path / "joe.json").write_text('{"rate": 100}', encoding="utf-8")
    spoken, rate = worker._piper("session", {"config": str(tmp_path / "joe.json")})
    blocks = list(spoken({"text": "Rest. Wait.", "speaker": 3, "scale": 1.5}))
    assert rate == 100
    assert [(len(each), each.dtype, float(each.max())) for each in blocks] == [
        (5, np.float32, 0.25), (45, np.float32, 0.0), (5, np.float32, 0.5),
    ]  # fmt: skip
    ((text, settings),) = asked
    assert text == "Rest. Wait."
    assert settings == {
        "speaker_id": 3, "length_scale": 3.0, "noise_scale": 0.0, "noise_w_scale": 0.0,
        "normalize_audio": False,
    }  # fmt: skip


def test_kokoro_is_asked_for_its_style_and_has_no_sounds_for_some_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []

    def create(text: str, style: str, **how: object) -> tuple[Any, int]:
        asked.append((text, style, how))
        if text == "…":
            raise ValueError("no phonemes")
        if text == "?":
            raise ValueError("odd")
        return np.ones((1, 4)), 24_000

    kokoro = SimpleNamespace(from_session=lambda *_: SimpleNamespace(create=create))
    config = SimpleNamespace(SAMPLE_RATE=24_000.0, EspeakConfig=lambda data_path: data_path)
    monkeypatch.setitem(sys.modules, "kokoro_onnx", SimpleNamespace(Kokoro=kokoro, config=config))
    monkeypatch.setitem(sys.modules, "kokoro_onnx.config", config)
    loader = SimpleNamespace(get_data_path=lambda: "data")
    monkeypatch.setitem(sys.modules, "espeakng_loader", loader)
    spoken, rate = worker._kokoro("session", {"voices": "voices.bin"})
    request = {"text": "Rest.", "style": "bf_emma", "scale": 0.5, "language": "en-gb"}
    (block,) = spoken(request)
    assert (block.tolist(), block.dtype, rate) == ([1.0] * 4, np.float32, 24_000)
    how = {"speed": 2.0, "lang": "en-gb", "trim": False}
    assert asked == [("Rest.", "bf_emma", how)]
    with pytest.raises(SpeakerFault, match="no sounds for these words") as told:
        list(spoken({**request, "text": "…"}))
    assert told.value.answer["fault"] == "words"
    with pytest.raises(ValueError, match="odd"):
        list(spoken({**request, "text": "?"}))


class Ended(BaseException):
    """In the place of the end of this process."""


@pytest.mark.parametrize("draws", [False, True])
def test_a_model_that_draws_numbers_is_loaded_again_for_each_phrase(
    draws: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = iter([{"id": 1}, {"id": 2}])
    answers: list[dict[str, Any]] = []
    loads: list[str] = []

    def load(setup: dict[str, Any]) -> Any:
        loads.append("again")
        return "loaded"

    class Queue:
        def put(self, request: object) -> None:
            raise AssertionError

        def get(self) -> dict[str, Any]:
            if found := next(requests, None):
                return found
            raise Ended

    monkeypatch.setattr(worker, "SimpleQueue", Queue)
    monkeypatch.setattr(threading, "Thread", lambda **_: SimpleNamespace(start=lambda: 0))
    monkeypatch.setattr(worker, "load", load)
    monkeypatch.setattr(worker, "_done", lambda speaker, request: {"by": speaker})
    with pytest.raises(Ended):
        worker._serve(["first"], {"draws": draws}, answers.append)  # type: ignore[list-item]
    second = "loaded" if draws else "first"
    assert answers == [{"id": 1, "by": "first"}, {"id": 2, "by": second}]
    assert len(loads) == draws


def test_a_process_gives_way_to_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One core, the first to go when memory runs out, and nothing left in the usual places."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", None)
    written: list[tuple[str, str]] = []
    monkeypatch.setattr(
        Path, "write_text", lambda path, text, **_: written.append((path.as_posix(), text))
    )
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "7")
    (tmp_path / "scratch").mkdir()
    worker._give_way(str(tmp_path / "scratch"))
    assert Path.cwd() == tmp_path / "scratch"
    assert tempfile.tempdir == str(tmp_path / "scratch")
    assert {os.environ[f"{name}_NUM_THREADS"] for name in ("OMP", "OPENBLAS", "MKL")} == {"1"}
    assert written == [("/proc/self/oom_score_adj", "900")]
