"""Clips made on workers: the same bytes, none lost, and none from a worker that would speak
otherwise."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from subprocess import DEVNULL, Popen
from types import SimpleNamespace

import numpy as np
import pytest
from msgspec.structs import replace

from tests.conftest import needs_package
from unknot.audio.mp3 import STANDARD
from unknot.clips.clipfile import ClipKey, read_frames
from unknot.clips.task import SpeechTask, made_with, seal, speak_task
from unknot.clips.workers import Workers
from unknot.engines.registry import open_engine
from unknot.errors import EngineError

needs_package("distributed")


def tasks(texts: Sequence[str], engine: str = "tone", voice: str = "plain") -> list[SpeechTask]:
    with closing(open_engine(engine)) as speaking:
        identity = speaking.identity(voice)
    return [
        SpeechTask(
            key=ClipKey.of({"engine": identity, "text": text}), engine=engine, identity=identity,
            voice=voice, rate=135, text=text, said=text, chime=None,
        )
        for text in texts
    ]  # fmt: skip


def at_home(task: SpeechTask, folder: Path) -> bytes:
    """The frames of a clip that is made here."""
    with closing(open_engine(task.engine)) as engine:
        master = speak_task(task, engine, work=folder, memory=folder / "voices")
    return bytes(read_frames(seal(task.key, "standard", master)[1], task.key, STANDARD).frames)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with closing(Workers("local:2")) as cluster:
        yield cluster


@pytest.mark.parametrize(("engine", "voice"), [("tone", "plain"), ("pyttsx3", "gmw/en")])
def test_workers_make_what_is_made_at_home(
    workers: Workers, tmp_path: Path, engine: str, voice: str
) -> None:
    wanted = tasks(["Lie on your left side.", "Halfway.", "Switch it off."], engine, voice)
    made = {each.task.key: each for each in workers.make(wanted, STANDARD)}
    assert set(made) == {task.key for task in wanted}
    for task in wanted:
        assert bytes(made[task.key].clip.frames) == at_home(task, tmp_path)
        assert np.asarray(made[task.key].master).dtype == np.int16


def test_equal_lines_are_spoken_once(workers: Workers) -> None:
    (one,) = tasks(["Breathe out slowly, and let go."])
    assert len(list(workers.make([one, one, one], STANDARD))) == 1


@pytest.mark.parametrize("part", ["unknot", "polish", "encoder", "frames"])
def test_a_worker_with_another_unknot_is_refused_by_name(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    other = made_with() | {part: "999"}
    monkeypatch.setattr("unknot.clips.workers.made_with", lambda: other)
    refused = rf"the worker tcp://127\.0\.0\.1:\d+ has another unknot: {part} .*, not 999"
    with pytest.raises(EngineError, match=refused):
        list(workers.make(tasks([f"Rest, {part}."]), STANDARD))


def test_a_worker_with_another_voice_is_refused_by_name(workers: Workers) -> None:
    (task,) = tasks(["Rest."])
    other = replace(task, identity="tone 0.0.1", key=ClipKey.of({"other": 2}))
    refused = r"the worker tcp://127\.0\.0\.1:\d+ has another voice: .*, not 'tone 0.0.1'"
    with pytest.raises(EngineError, match=refused):
        list(workers.make([other], STANDARD))


def test_a_phrase_that_cannot_be_spoken_is_named(workers: Workers) -> None:
    wanted = tasks(["Rest.", "…"])
    with pytest.raises(EngineError, match="…"):
        list(workers.make(wanted, STANDARD))


@pytest.mark.parametrize("address", ["nonsense", "local", "local:", "local:x", "local:-1", ""])
def test_what_is_no_address_is_told_at_once(address: str) -> None:
    with pytest.raises(EngineError, match=r"is no address of workers: local:2, or tcp://HOST:8786"):
        Workers(address)


def test_nobody_there_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unknot.clips.workers._CONNECT_S", 1)
    with pytest.raises(EngineError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        Workers("tcp://127.0.0.1:9")


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_workers_that_are_killed_lose_no_clip(tmp_path: Path) -> None:
    """Six of three workers are killed during 300 lines: each line comes back, and as it is made
    here. Killing waits for a second worker to be there, so that slow machines end it, too."""
    rng, lines = random.Random(14), [f"Line number {n}, and let go." for n in range(300)]
    wanted, made = tasks(lines), {}
    killed: list[int] = []
    with closing(Workers("local:3")) as cluster:
        assert cluster._cluster is not None
        for number, each in enumerate(cluster.make(wanted, STANDARD)):
            made[each.task.key] = bytes(each.clip.frames)
            pids = [nanny.pid for nanny in cluster._cluster.workers.values() if nanny.pid]
            if number >= 40 * (len(killed) + 1) and len(pids) > 1 and len(killed) < 6:
                killed.append(rng.choice(pids))
                os.kill(killed[-1], signal.SIGKILL)
    assert len(killed) == 6
    assert set(made) == {task.key for task in wanted}
    for task in rng.sample(wanted, 20):
        assert made[task.key] == at_home(task, tmp_path)


def test_a_slow_machine_gets_its_killed_workers_back(workers: Workers) -> None:
    """Dask itself gives one up for good when its next process needs over 15 seconds to begin."""
    from dask import config

    assert workers.told
    assert config.get("distributed.deploy.lost-worker-timeout") == "10 minutes"


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A scheduler of its own, and what begins a worker there with options such as resources."""
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask", "scheduler"]
    begun = [Popen([*dask, "--host", "127.0.0.1", "--port", "0", "--dashboard-address", ":0",
                    "--scheduler-file", str(file)], stderr=DEVNULL)]  # fmt: skip

    def worker(*options: str) -> Popen[bytes]:
        dask = [sys.executable, "-m", "dask", "worker", "--scheduler-file", str(file)]
        how = ["--no-nanny", "--nthreads", "1", "--no-dashboard", *options]
        begun.append(Popen([*dask, *how], stderr=DEVNULL, cwd=tmp_path))
        return begun[-1]

    yield SimpleNamespace(file=file, process=begun[0], worker=worker)
    for each in reversed(begun):
        each.kill()
        each.wait()


def address_of(scheduler: SimpleNamespace) -> str:
    end = time.monotonic() + 60
    while not scheduler.file.exists() and time.monotonic() < end:
        time.sleep(0.1)
    return str(json.loads(scheduler.file.read_text())["address"])


@pytest.mark.deep
def test_lines_go_to_workers_that_have_the_voice_and_load_it_once(
    scheduler: SimpleNamespace, tmp_path: Path
) -> None:
    """Only the worker that declares tone opens it, and once for all its lines."""
    (tmp_path / "opened.py").write_text(
        f"""\
import os
import unknot.engines.registry as registry

if registry.open_engine.__name__ == "open_engine":  # Dask imports it twice
    real = registry.open_engine

    def counted(name):
        with open({str(tmp_path / "opened")!r}, "a") as file:
            file.write(f"{{name}} {{os.getpid()}}\\n")
        return real(name)

    registry.open_engine = counted
""",
        encoding="utf-8",
    )
    preload = ("--preload", str(tmp_path / "opened.py"))
    able = scheduler.worker("--resources", "tone=1", *preload)
    scheduler.worker("--resources", "kokoro=1", *preload)
    with closing(Workers(address_of(scheduler))) as cluster:
        cluster._client.wait_for_workers(2, timeout=60)
        wanted = tasks([f"Line number {n}, here." for n in range(30)])
        assert len(list(cluster.make(wanted, STANDARD))) == 30
    assert (tmp_path / "opened").read_text(encoding="utf-8") == f"tone {able.pid}\n"


def test_whatever_fails_on_a_worker_is_told(workers: Workers) -> None:
    other = replace(STANDARD, name="another")
    with pytest.raises(EngineError, match=r"the worker tcp://\S+ failed: KeyError: 'another'"):
        list(workers.make(tasks(["Rest."]), other))


@pytest.mark.deep
def test_what_nobody_is_left_to_speak_is_left_to_us(
    scheduler: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only worker dies for good: the rest is given back when it was waited for."""
    worker = scheduler.worker()
    wanted = tasks([f"Line number {n}, alone." for n in range(60)])
    with closing(Workers(address_of(scheduler))) as cluster:
        came = cluster.make(wanted, STANDARD)
        first = next(came)
        monkeypatch.setattr("unknot.clips.workers._ALONE_S", 2)
        worker.kill()
        rest = [each.task.key for each in came]
    assert first.task.key not in rest
    assert len(rest) < len(wanted) - 1


@pytest.mark.deep
def test_a_scheduler_that_is_gone_leaves_the_rest_to_us(
    scheduler: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler.worker()
    wanted = tasks([f"Line number {n}, alone." for n in range(60)])
    with closing(Workers(address_of(scheduler))) as cluster:
        came = cluster.make(wanted, STANDARD)
        next(came)
        monkeypatch.setattr("unknot.clips.workers._ALONE_S", 2)
        scheduler.process.kill()
        rest = list(came)
    assert len(rest) < len(wanted) - 1


@pytest.mark.deep
def test_a_line_that_kills_its_workers_is_left_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("unknot.clips.workers.make_clip", dies)
    monkeypatch.setattr("unknot.clips.workers._TRIES", 2)
    with closing(Workers("local:2")) as cluster:
        assert cluster._cluster is not None
        cluster._cluster.scheduler.allowed_failures = 0
        assert list(cluster.make(tasks(["A line that is too much."]), STANDARD)) == []


def test_leaving_early_cancels_the_rest(workers: Workers) -> None:
    made = workers.make(tasks([f"Number {n} of many." for n in range(400)]), STANDARD)
    next(made)
    made.close()  # type: ignore[attr-defined]
    began = time.monotonic()
    assert list(workers.make(tasks(["The next."]), STANDARD))
    assert time.monotonic() - began < 60
