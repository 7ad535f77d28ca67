"""What becomes of each answer of a worker, of one that gives none, and of all being gone.

In the place of Dask stands what it is asked and what it answers; test_workers.py has the real one.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from unknot.audio.mp3 import STANDARD
from unknot.clips import worker
from unknot.clips.clipfile import ClipKey
from unknot.clips.task import SpeechTask, made_with, seal, speak_task
from unknot.clips.workers import Workers
from unknot.engines.tone import ToneEngine
from unknot.errors import AudioError, EngineError

Answer = Callable[[SpeechTask], Any]
#: A line whose worker gives no sign.
NEVER = "Never."


class KilledWorker(Exception):
    pass


class Cancelled(Exception):
    pass


class Future:
    def __init__(self, answer: Answer, task: SpeechTask) -> None:
        self._answer, self._task = answer, task

    def done(self) -> bool:
        return self._task.text != NEVER

    def result(self, timeout: float) -> Any:
        assert 0 < timeout < 60
        return self._answer(self._task)


class Client:
    """As much of Dask's client as is asked; ``answer`` is what each future comes to."""

    status = "running"
    dashboard_link = "http://127.0.0.1:8787/status"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.cancelled: list[Future] = []
        self.closed: list[object] = []
        self.there: list[dict[str, Any]] = [{"nthreads": 2}]

    def submit(self, made_by: object, task: SpeechTask, *_: object, key: str, **how: object) -> Any:
        assert made_by is worker.make_clip
        assert how["pure"]
        self.asked.append(key.removeprefix(task.key))
        return Future(self.answer, task)

    def cancel(self, futures: list[Future]) -> None:
        self.cancelled += futures

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        assert n_workers == -1  # all of them
        return {"workers": dict(enumerate(self.there))}

    def close(self, timeout: float) -> None:
        self.closed.append(timeout)


class Cluster:
    def __init__(self, **how: object) -> None:
        self.how, self.closed = how, False

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def dask(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What ``import distributed`` and ``import dask`` bring: who was connected to is in ``to``."""
    made = SimpleNamespace(to=[], how=[], set={}, fails=None)

    def connect(to: object, **how: object) -> Client:
        if made.fails:
            raise made.fails
        made.to.append(to)
        made.how.append(how)
        return Client(lambda task: worker.make_clip(task, "standard", made_with()))

    client = SimpleNamespace(FutureCancelledError=Cancelled)
    distributed = SimpleNamespace(
        Client=connect, LocalCluster=Cluster, KilledWorker=KilledWorker, client=client,
        get_worker=lambda: SimpleNamespace(address="tcp://here:1"),
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "distributed", distributed)
    monkeypatch.setitem(sys.modules, "distributed.client", client)
    monkeypatch.setitem(
        sys.modules, "dask", SimpleNamespace(config=SimpleNamespace(set=made.set.update))
    )
    monkeypatch.setattr("unknot.clips.workers._LOOK_S", 0)
    return made


def task(text: str) -> SpeechTask:
    identity = ToneEngine().identity("plain")
    return SpeechTask(
        key=ClipKey.of({"text": text}), engine="tone", identity=identity, voice="plain", rate=135,
        text=text, said=text, chime=None,
    )  # fmt: skip


def workers(answer: Answer | None = None) -> tuple[Workers, Client]:
    made = Workers("tcp://there:8786")
    if answer:
        made._client.answer = answer
    return made, made._client


def make(made: Workers, *texts: str) -> list[str]:
    return [each.task.text for each in made.make(map(task, texts), STANDARD)]


def test_what_comes_back_is_what_is_made_at_home(tmp_path: Path) -> None:
    made, client = workers()
    wanted = task("Rest.")
    (came,) = made.make([wanted, wanted], STANDARD)
    home = speak_task(wanted, ToneEngine(), work=tmp_path, memory=tmp_path)
    assert bytes(came.master) == home.tobytes()
    assert came.clip.sound_ms == len(home) * 1000 // 48_000
    assert client.asked == ["/standard"]  # equal lines once
    assert not client.cancelled


@pytest.mark.parametrize("answer", [
    KilledWorker("dead"), Cancelled(), TimeoutError(), OSError("gone"),
    AudioError("disk", "is full"), (b"no", b"clip"),
], ids=lambda each: type(each).__name__)  # fmt: skip
def test_a_line_that_gets_lost_is_sent_three_times_and_then_left_to_the_caller(
    answer: Any,
) -> None:
    def lose(asked: SpeechTask) -> Any:
        if asked.text == "Rest.":
            return worker.make_clip(asked, "standard", made_with())
        if isinstance(answer, Exception) and not isinstance(answer, AudioError):
            raise answer
        return answer

    made, client = workers(lose)
    assert make(made, "Lie down.", "Rest.") == ["Rest."]
    assert Counter(client.asked) == {"/standard": 2, "/standard/2": 1, "/standard/3": 1}


def test_the_line_that_is_sent_again_may_come_then() -> None:
    lost = iter([True, False])

    def once(asked: SpeechTask) -> Any:
        if next(lost):
            raise KilledWorker("dead")
        return worker.make_clip(asked, "standard", made_with())

    made, client = workers(once)
    assert make(made, "Rest.") == ["Rest."]
    assert client.asked == ["/standard", "/standard/2"]


def test_a_line_that_cannot_be_spoken_is_told_and_the_rest_is_called_off() -> None:
    said = EngineError("tone", "Rest.", "has no such word")
    made, client = workers(lambda asked: said if asked.text == "Rest." else None)
    with pytest.raises(EngineError, match="has no such word"):
        make(made, "Rest.", "Lie down.", "Breathe.")
    assert len(client.cancelled) == 2


def test_a_worker_without_unknot_is_told() -> None:
    def no_unknot(_: SpeechTask) -> Any:
        raise ModuleNotFoundError("No module named 'unknot'")

    words = "a worker cannot take it: ModuleNotFoundError: No module named 'unknot'"
    with pytest.raises(EngineError, match=words):
        make(workers(no_unknot)[0], "Rest.")


def test_leaving_early_calls_off_what_is_not_done() -> None:
    made, client = workers()
    came = made.make(map(task, ["Rest.", "Lie down.", "Breathe."]), STANDARD)
    next(came)
    came.close()  # type: ignore[attr-defined]
    assert len(client.cancelled) == 2


def test_eight_lines_for_each_thread_are_with_them_at_once() -> None:
    made, client = workers()
    lines = [f"Line {n}." for n in range(40)]
    came = made.make(map(task, lines), STANDARD)
    next(came)
    assert len(client.asked) == 16
    assert len(list(came)) == 39
    client.there = []
    made._crowd._counted = float("-inf")
    nobody = made.make(map(task, lines), STANDARD)
    next(nobody)
    assert len(client.asked) == 40 + 8  # for the one that may come


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is; whoever looks whether a line is done makes a second pass."""
    now = [1000.0]

    def sleep(seconds: float) -> None:
        now[0] += 1

    of_workers = SimpleNamespace(monotonic=lambda: now[0], sleep=sleep)
    monkeypatch.setattr("unknot.clips.workers.time", of_workers)
    return now


def test_whoever_was_not_there_for_a_minute_is_gone(clock: list[float]) -> None:
    """Of an engine that some have: who has it; of any other: everybody."""
    made, client = workers()
    client.there = [{"nthreads": 2, "resources": {"piper": 1}}, {"nthreads": 1}]
    crowd = made._crowd
    crowd.count(client)
    assert (crowd.threads, crowd.room, crowd.declared) == (3, 24, {"piper"})
    client.there = [{"nthreads": 1}]
    clock[0] += 0.9
    crowd.count(client)
    assert crowd.threads == 3  # counted once a second
    clock[0] += 0.1
    crowd.count(client)
    assert crowd.threads == 1
    clock[0] += 59
    assert not crowd.gone("piper")
    assert not crowd.gone("tone")
    clock[0] += 0.5
    assert crowd.gone("piper")
    assert not crowd.gone("tone")
    clock[0] += 0.6
    assert crowd.gone("tone")
    crowd.count(client)
    assert crowd.gone("piper")
    assert not crowd.gone("tone")


def test_what_nobody_is_there_for_is_left_to_the_caller(clock: list[float]) -> None:
    """A minute after the last of them was seen."""
    made, client = workers()
    made._crowd.count(client)
    client.there = []
    assert make(made, "Rest.", NEVER) == ["Rest."]
    assert 60 < clock[0] - 1000 < 62
    assert len(client.cancelled) == 1


def test_who_works_is_told_with_where_to_watch(dask: SimpleNamespace) -> None:
    made, client = workers()
    client.there = [{"nthreads": 2}, {"nthreads": 3}]
    who = "workers: 2 at tcp://there:8786, 5 clips at once"
    assert made.told == f"{who}; watch them: http://127.0.0.1:8787/status"
    client.dashboard_link = ""
    assert made.told == who
    client.status = "closed"
    assert made.told == "workers: 0 at tcp://there:8786, 0 clips at once"
    client.status = "running"
    client.scheduler_info = raises(OSError())  # type: ignore[method-assign]
    assert made.told == "workers: 0 at tcp://there:8786, 0 clips at once"
    made.close()
    assert client.closed == [2]


def raises(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def test_processes_of_ones_own_are_begun_and_ended(dask: SimpleNamespace) -> None:
    made = Workers("local:2")
    (cluster,) = dask.to
    assert cluster.how["n_workers"] == 2
    assert cluster.how["threads_per_worker"] == 1
    assert cluster.how["processes"] is True
    assert cluster.how["dashboard_address"] == "127.0.0.1:0"  # nobody else may look
    assert cluster.how["preload"] == "unknot.clips.worker"
    assert dask.set["distributed.nanny.pre-spawn-environ"] == {
        "OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1,
    }  # fmt: skip
    assert dask.set["distributed.worker.profile.enabled"] is False
    made.close()
    assert cluster.closed
    Workers("local:0")
    assert dask.to[1].how["n_workers"] is None  # as many as there are cores


def test_a_scheduler_elsewhere_is_waited_for_ten_seconds(dask: SimpleNamespace) -> None:
    Workers("tcp://there:8786").close()
    assert (dask.to, dask.how, dask.set) == (["tcp://there:8786"], [{"timeout": 10}], {})


@pytest.mark.parametrize("address", ["nonsense", "local", "local:", "local:x", "local:-1", ""])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(EngineError, match=f"'{address}' is no address of workers: local:2, or tcp"):
        Workers(address)


@pytest.mark.parametrize("error", [OSError("refused"), ValueError("refused"), TimeoutError()])
def test_nobody_at_an_address_is_one_message(dask: SimpleNamespace, error: Exception) -> None:
    dask.fails = error
    words = f"no scheduler answers at tcp://nobody:1: {error}\n  begin one with: dask scheduler"
    with pytest.raises(EngineError) as told:
        Workers("tcp://nobody:1")
    assert words in str(told.value)


def test_without_dask_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=r"needs distributed.*\n.*unknot\[workers\]"):
        Workers("local:1")


def refused(asked: SpeechTask, **other: object) -> str:
    answer = worker.make_clip(asked, "standard", {**made_with(), **other})
    assert isinstance(answer, EngineError)
    return str(answer)


def test_a_worker_says_why_it_must_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = task("Rest.")
    here = made_with()
    words = refused(wanted, polish=99, frames=98)
    assert "'Rest.'" in words
    assert "the worker tcp://here:1 has another unknot: " in words
    assert f"frames {here['frames']}, not 98" in words
    assert f"polish {here['polish']}, not 99" in words
    assert "encoder" not in words  # which is the same
    other = replace(wanted, identity="tone 0")
    assert f"has another voice: {wanted.identity!r}, not 'tone 0'" in refused(other)
    monkeypatch.setattr(worker, "seal", raises(KeyError("another")))
    assert "the worker tcp://here:1 failed: KeyError: 'another'" in refused(wanted)
    monkeypatch.setattr(worker, "seal", raises(AudioError("disk", "is full")))
    assert isinstance(worker.make_clip(wanted, "standard", here), AudioError)


def test_a_worker_loads_a_voice_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []

    def open_engine(name: str) -> ToneEngine:
        opened.append(name)
        return ToneEngine()

    monkeypatch.setattr("unknot.engines.registry.open_engine", open_engine)
    monkeypatch.setattr(worker, "_engines", {})
    wanted = task("Rest.")
    for _ in range(2):
        assert worker.make_clip(wanted, "standard", made_with()) == seal(
            wanted.key, "standard", speak_task(wanted, ToneEngine(), work=tmp_path, memory=tmp_path)
        )
    assert opened == ["tone"]


def test_a_local_worker_leaves_ctrl_c_to_whoever_began_it() -> None:
    before = signal.getsignal(signal.SIGINT)
    try:
        worker.dask_setup(None)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        with suppress(TypeError):
            signal.signal(signal.SIGINT, before)
