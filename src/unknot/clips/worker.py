"""What runs on a worker: a task in, the two files of a clip out."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from tempfile import gettempdir

from unknot.clips.task import SpeechTask, made_with, seal, speak_task
from unknot.engines.engine import Engine
from unknot.errors import EngineError, Error

#: Engines that this worker has opened: a model is loaded once.
_engines: dict[str, Engine] = {}
_opening = threading.Lock()


def make_clip(
    task: SpeechTask, quality: str, unknot: dict[str, object]
) -> tuple[bytes, bytes] | Error:
    """A clip's master and frames, sealed. ``unknot`` is ``made_with()`` of whoever asks.

    What went wrong is returned, for Dask can lose an exception whose traceback it cannot send: an
    EngineError when this worker would speak otherwise than it is asked to, or when the words cannot
    be spoken; an AudioError when its disk is full.
    """
    try:
        engine = _checked(task, unknot)
        work = Path(gettempdir()) / "unknot-worker"
        return seal(task.key, quality, speak_task(task, engine, work=work, memory=work / "voices"))
    except Error as error:
        return error
    except Exception as error:
        return _refused(task, f"failed: {type(error).__name__}: {error}")


def _checked(task: SpeechTask, unknot: dict[str, object]) -> Engine:
    here = made_with()
    if unknot != here:
        other = (
            f"{name} {here.get(name)}, not {value}"
            for name, value in unknot.items()
            if here.get(name) != value
        )
        raise _refused(task, f"has another unknot: {', '.join(other)}")
    engine = _engine(task.engine)
    identity = engine.identity(task.voice)
    if identity != task.identity:
        raise _refused(task, f"has another voice: {identity!r}, not {task.identity!r}")
    return engine


def dask_setup(_worker: object) -> None:
    """Dask calls it where a local worker begins. Ctrl-C is for who began it, and ends it from
    there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _engine(name: str) -> Engine:
    from unknot.engines.registry import open_engine

    with _opening:
        if name not in _engines:
            _engines[name] = open_engine(name)
    return _engines[name]


def _refused(task: SpeechTask, reason: str) -> EngineError:
    from distributed import get_worker

    return EngineError("workers", task.said, f"the worker {get_worker().address} {reason}")
