"""Clips made by Dask workers, on this machine or on many.

A task is named by its clip's key, so equal lines are spoken once in the whole cluster. A worker
speaks only what it would speak under the same key itself: another version of unknot, of a voice or
of an encoder is refused by name. What comes back is sealed, and the seal is checked here.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from msgspec import Struct, field

from unknot.audio.mp3 import Quality
from unknot.clips.clipfile import Clip, Damaged, read_frames, read_master
from unknot.clips.task import SpeechTask, made_with
from unknot.clips.worker import make_clip
from unknot.counted import counted
from unknot.errors import AudioError, EngineError, Error
from unknot.packages import install

#: How often a line is sent whose workers died or returned damage; then it is left to the caller.
#: Dask itself tries each sending four times.
_TRIES = 3
#: How long no worker need be there before what is left is left to the caller.
_ALONE_S = 60.0
#: How long a clip that is done may take to get here; then it is sent again.
_FETCH_S = 20.0
_CONNECT_S, _LOOK_S, _COUNT_S = 10, 0.02, 1.0
#: Lines that are with the workers at once, for each of their threads: enough that none waits for
#: work, and few that are lost with one that dies.
_AHEAD = 8
#: What Dask is told of processes here. It asks less than it usually does: memory that sound was in
#: stays with them, or every clip costs half as much again, and nobody looks at a profile of each
#: 10 ms.
_LOCAL = {
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1},
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "2s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    # Whoever dies here is known at once: nobody need be called for half a minute.
    "distributed.comm.timeouts.connect": "5s",
    # Whoever comes after it may need a minute to begin on a busy machine, and is not given up.
    "distributed.deploy.lost-worker-timeout": "10 minutes",
}


class Workers:
    """A Dask cluster that makes clips. Close it when done."""

    def __init__(self, address: str) -> None:
        """``tcp://host:8786``, or ``local:N`` for N processes here.

        Raises EngineError when there is no scheduler, or no package to ask one.
        """
        self.address = address
        self._cluster, self._client = _connect(address)
        self._crowd = _Crowd()

    @property
    def told(self) -> str:
        """Who works, and where a browser shows what they do, in a line."""
        there = _there(self._client)
        threads = sum(each["nthreads"] for each in there)
        at_once = counted(threads, "clip")
        who = f"workers: {len(there)} at {self.address}, {at_once} at once"
        with suppress(KeyError):
            if link := self._client.dashboard_link:
                return f"{who}; watch them: {link}"
        return who

    def make(self, tasks: Iterable[SpeechTask], quality: Quality) -> Iterator[MadeClip]:
        """Each clip as it is done. Leaving early cancels what is not.

        Lines over which workers keep dying, and what is left when none is there any more, do not
        come: they are for the caller to speak. Raises EngineError for the first line that cannot
        be spoken or that a worker must refuse.
        """
        unsent = deque((task, 1) for task in {task.key: task for task in tasks}.values())
        sent: dict[Any, tuple[SpeechTask, int]] = {}
        asked = made_with()
        try:
            while unsent or sent:
                self._crowd.count(self._client)
                while unsent and len(sent) < self._crowd.room:
                    task, tries = unsent.popleft()
                    sent[self._send(task, quality, tries, asked)] = task, tries
                for future in self._done(sent):
                    task, tries = sent.pop(future)
                    if made := self._fetch(future, task, quality):
                        yield made
                    elif tries < _TRIES:
                        unsent.append((task, tries + 1))
                if any(self._crowd.gone(task.engine) for task, _ in sent.values()):
                    return
        finally:
            with suppress(Exception):  # a scheduler that is gone has nothing left to cancel
                self._client.cancel(list(sent))

    def close(self) -> None:
        """Leave the cluster, and end one that was begun here."""
        self._client.close(timeout=2)
        if self._cluster:
            self._cluster.close()

    def _done(self, sent: Iterable[Any]) -> list[Any]:
        done = [future for future in sent if future.done()]
        if not done:
            time.sleep(_LOOK_S)
        return done

    def _fetch(self, future: Any, task: SpeechTask, quality: Quality) -> MadeClip | None:
        """The clip that is done; None where it is to be sent again, for its worker is lost."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        try:
            came = future.result(timeout=_FETCH_S)
            if isinstance(came, AudioError):
                return None  # the worker's disk is full
            if isinstance(came, Error):
                raise came
            return MadeClip.of(task, came, quality)
        except (KilledWorker, FutureCancelledError, TimeoutError, OSError, Damaged):
            return None
        except Error:
            raise
        except Exception as error:  # a worker that has no unknot, or an old one
            reason = f"a worker cannot take it: {type(error).__name__}: {error}"
            raise EngineError("workers", task.said, reason) from error

    def _send(
        self, task: SpeechTask, quality: Quality, tries: int, asked: dict[str, object]
    ) -> Any:
        name = f"{task.key}/{quality.name}" + (f"/{tries}" if tries > 1 else "")
        needs = {task.engine: 1} if task.engine in self._crowd.declared else None
        return self._client.submit(
            make_clip, task, quality.name, asked, key=name, resources=needs, pure=True
        )


class _Crowd(Struct):
    """Who is there to work, counted once a second."""

    threads: int = 0
    declared: set[str] = field(default_factory=set)
    _counted: float = float("-inf")
    _seen: dict[str, float] = field(default_factory=dict)
    _seen_any: float = field(default_factory=time.monotonic)

    @property
    def room(self) -> int:
        """How many lines to have with them at once."""
        return _AHEAD * max(1, self.threads)

    def count(self, client: Any) -> None:
        if (now := time.monotonic()) - self._counted < _COUNT_S:
            return
        workers = _there(client)
        self._counted, self.threads = now, sum(each["nthreads"] for each in workers)
        offers = {name for each in workers for name in each.get("resources", {})}
        self.declared |= offers
        self._seen |= dict.fromkeys(offers, now)
        if workers:
            self._seen_any = now

    def gone(self, engine: str) -> bool:
        """Whether nobody has been there for long who speaks with ``engine``."""
        seen = self._seen.get(engine, self._seen_any)
        return time.monotonic() - seen > _ALONE_S


class MadeClip(Struct, frozen=True):
    """A clip that came back whole: its master (int16, 48 kHz mono) and its frames."""

    task: SpeechTask
    master: memoryview
    clip: Clip

    @classmethod
    def of(cls, task: SpeechTask, files: tuple[bytes, bytes], quality: Quality) -> MadeClip:
        """Raises Damaged when it is not the clip that was asked for."""
        master, frames = files
        return cls(task, read_master(master, task.key), read_frames(frames, task.key, quality))


def _there(client: Any) -> list[Any]:
    """What the scheduler knows of each worker; none when the scheduler is lost."""
    if client.status != "running":
        return []
    try:
        return list(client.scheduler_info(n_workers=-1)["workers"].values())
    except (OSError, TimeoutError):
        return []


def _connect(address: str) -> tuple[Any, Any]:
    try:
        import dask
        import distributed
    except ImportError as error:
        reason = f"needs distributed, which is not here\n  {install('unknot[workers]')}"
        raise EngineError("workers", "", reason) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is raised
    kind, _, count = address.partition(":")
    if not (count.isdecimal() if kind == "local" else "://" in address):
        reason = f"{address!r} is no address of workers: local:2, or tcp://HOST:8786"
        raise EngineError("workers", "", reason)
    try:
        if kind == "local":
            dask.config.set(_LOCAL)
            cluster = distributed.LocalCluster(
                n_workers=int(count) or None, threads_per_worker=1, processes=True,
                dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL,
                preload=make_clip.__module__,
            )  # fmt: skip
            return cluster, distributed.Client(cluster)
        return None, distributed.Client(address, timeout=_CONNECT_S)
    except (OSError, ValueError, TimeoutError) as error:
        reason = f"no scheduler answers at {address}: {error}\n  begin one with: dask scheduler"
        raise EngineError("workers", "", reason) from error
