"""Clips made by Dask workers, on this machine or on many.

A task is named by its clip's key, so equal lines are spoken once in the whole cluster. A worker
speaks only what it would speak under the same key itself: another version of unknot, of a voice or
of an encoder is refused by name. What comes back is sealed, and the seal is checked here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from unknot.audio.mp3 import Quality
from unknot.clips.clipfile import Clip, Damaged, read_frames, read_master
from unknot.clips.task import RECIPE, SpeechTask, seal, speak_task
from unknot.engines.engine import Engine
from unknot.errors import EngineError

#: A worker that is killed in the middle of a clip leaves it to another, so many times.
_TRIES = 20
_WAIT_S = 10
_LOOK_S = 0.05
#: Engines that a worker has opened. Each loads its model once.
_engines: dict[str, Engine] = {}
_opening = threading.Lock()


class Workers:
    """A Dask cluster that makes clips. Close it when done."""

    def __init__(self, address: str) -> None:
        """``tcp://host:8786``, or ``local:N`` for N processes here.

        Raises EngineError when there is no scheduler, or no package to ask one.
        """
        self.address = address
        self._cluster, self._client = _connect(address)

    @property
    def dashboard(self) -> str:
        """Where a browser shows what the workers do; empty when nothing shows it."""
        return str(self._client.dashboard_link or "")

    def make(self, tasks: Iterable[SpeechTask], quality: Quality) -> Iterator[MadeClip]:
        """Each clip as it is done. Leaving early cancels what is not.

        Raises EngineError for the first clip that no worker could speak.
        """
        from distributed import KilledWorker

        wanted = {task.key: task for task in tasks}
        running = {self._submit(task, quality, 1): (task, 1) for task in wanted.values()}
        try:
            while running:
                for future in self._finished(running):
                    task, tries = running.pop(future)
                    try:
                        made = MadeClip.of(task, future.result(), quality)
                    except (KilledWorker, Damaged) as error:
                        if tries == _TRIES:
                            reason = f"gave up after {_TRIES} tries: {error}"
                            raise EngineError("workers", task.said, reason) from error
                        running[self._submit(task, quality, tries + 1)] = (task, tries + 1)
                    else:
                        yield made
        finally:
            self._client.cancel(list(running))

    def close(self) -> None:
        """Leave the cluster, and end one that was begun here."""
        self._client.close()
        if self._cluster:
            self._cluster.close()

    def _finished(self, running: Iterable[Any]) -> list[Any]:
        """Those that are done, by looking: a notice can be lost with the worker that gave it."""
        while not (done := [future for future in running if future.done()]):
            time.sleep(_LOOK_S)
        return done

    def _submit(self, task: SpeechTask, quality: Quality, attempt: int) -> Any:
        needs = {task.engine: 1} if task.engine in self._resources() else None
        name = f"{task.key}/{quality.name}" + (f"/{attempt}" if attempt > 1 else "")
        return self._client.submit(
            make_clip, task, quality.name, key=name, resources=needs, pure=True
        )

    def _resources(self) -> set[str]:
        """What workers declare (``--resources kokoro=1``), such as a model that they have."""
        known = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return {name for worker in known for name in worker.get("resources", {})}


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A clip that came back whole: its master (int16, 48 kHz mono) and its frames."""

    task: SpeechTask
    master: memoryview
    clip: Clip

    @classmethod
    def of(cls, task: SpeechTask, files: tuple[bytes, bytes], quality: Quality) -> MadeClip:
        """Raises Damaged when it is not the clip that was asked for."""
        master, frames = files
        return cls(task, read_master(master, task.key), read_frames(frames, task.key, quality))


def make_clip(task: SpeechTask, quality: str) -> tuple[bytes, bytes]:
    """What runs on a worker: the two files of a clip. Raises EngineError."""
    if dict(task.recipe) != RECIPE:
        other = {name: (RECIPE.get(name), value) for name, value in task.recipe.items()
                 if RECIPE.get(name) != value}  # fmt: skip
        told = ", ".join(f"{name} {here}, not {asked}" for name, (here, asked) in other.items())
        raise EngineError("workers", task.said, f"a worker has another unknot: {told}")
    with _open(task.engine) as engine:
        here = engine.identity(task.voice)
        if here != task.identity:
            raise EngineError(
                "workers", task.said,
                f"a worker has another voice: {here!r}, not {task.identity!r}",
            )  # fmt: skip
        work = Path(gettempdir()) / "unknot-worker"
        master = speak_task(task, engine, work=work, memory=work / "voices")
    return seal(task.key, quality, master)


@contextmanager
def _open(name: str) -> Iterator[Engine]:
    from unknot.engines.registry import open_engine

    with _opening:
        if name not in _engines:
            _engines[name] = open_engine(name)
    yield _engines[name]


def _connect(address: str) -> tuple[Any, Any]:
    try:
        import distributed

        logging.getLogger("distributed").setLevel(logging.ERROR)  # what matters is raised
    except ImportError as error:
        reason = "needs distributed, which is not here\n  python -m pip install 'unknot[workers]'"
        raise EngineError("workers", "", reason) from error
    try:
        kind, _, count = address.partition(":")
        if kind == "local":
            cluster = distributed.LocalCluster(
                n_workers=int(count or 0) or None, threads_per_worker=1, processes=True,
                dashboard_address=None, silence_logs=logging.ERROR,
            )  # fmt: skip
            return cluster, distributed.Client(cluster)
        return None, distributed.Client(address, timeout=_WAIT_S)
    except (OSError, ValueError, TimeoutError) as error:
        reason = f"no scheduler answers at {address}: {error}\n  begin one with: dask scheduler"
        raise EngineError("workers", "", reason) from error
