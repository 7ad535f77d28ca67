"""Clips made on workers: the same bytes, none lost, and none from a worker that would speak
otherwise."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import needs_package
from unknot.audio.mp3 import STANDARD
from unknot.clips.clipfile import ClipKey, read_frames
from unknot.clips.task import RECIPE, SpeechTask, seal, speak_task
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
            voice=voice, rate=135, text=text, said=text, chime=None, recipe=RECIPE,
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


def test_a_worker_with_another_unknot_is_refused(workers: Workers) -> None:
    (task,) = tasks(["Rest."])
    other = replace(task, recipe={**RECIPE, "polish": 999}, key=ClipKey.of({"other": 1}))
    with pytest.raises(EngineError, match=r"another unknot: polish .*, not 999"):
        list(workers.make([other], STANDARD))


def test_a_worker_with_another_voice_is_refused(workers: Workers) -> None:
    (task,) = tasks(["Rest."])
    other = replace(task, identity="tone 0.0.1", key=ClipKey.of({"other": 2}))
    with pytest.raises(EngineError, match=r"another voice: .*, not 'tone 0.0.1'"):
        list(workers.make([other], STANDARD))


def test_a_phrase_that_cannot_be_spoken_is_named(workers: Workers) -> None:
    wanted = tasks(["Rest.", "…"])
    with pytest.raises(EngineError, match="…"):
        list(workers.make(wanted, STANDARD))


def test_nobody_there_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unknot.clips.workers._WAIT_S", 1)
    with pytest.raises(EngineError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        Workers("tcp://127.0.0.1:9")


@pytest.mark.deep
def test_workers_that_are_killed_lose_no_clip(tmp_path: Path) -> None:
    """2,000 lines while workers are killed at random: each comes back, and as it is made here."""
    rng, lines = random.Random(14), [f"Line number {n}, and let go." for n in range(2000)]
    wanted, killed, over = tasks(lines), [], threading.Event()
    with closing(Workers("local:3")) as cluster:

        def kill_now_and_then() -> None:
            while not over.wait(rng.uniform(2, 6)):
                pids = list(cluster._client.run(os.getpid, on_error="ignore").values())
                pids = [pid for pid in pids if isinstance(pid, int)]
                if pids:
                    killed.append(rng.choice(pids))
                    os.kill(killed[-1], signal.SIGKILL)

        killer = threading.Thread(target=kill_now_and_then, daemon=True)
        killer.start()
        try:
            made = {
                each.task.key: bytes(each.clip.frames) for each in cluster.make(wanted, STANDARD)
            }
        finally:
            over.set()
            killer.join(30)
    assert len(killed) >= 5
    assert set(made) == {task.key for task in wanted}
    for task in rng.sample(wanted, 200):
        assert made[task.key] == at_home(task, tmp_path)


def test_leaving_early_cancels_the_rest(workers: Workers) -> None:
    made = workers.make(tasks([f"Number {n} of many." for n in range(400)]), STANDARD)
    next(made)
    made.close()  # type: ignore[attr-defined]
    began = time.monotonic()
    assert list(workers.make(tasks(["The next."]), STANDARD))
    assert time.monotonic() - began < 60
