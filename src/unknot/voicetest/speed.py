"""How fast a voice speaks on this machine, measured when somebody asks and then remembered."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from unknot.cache import cache_folder, read_sealed, seal
from unknot.clips.store import VOICES
from unknot.engines.engine import Engine
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file, temporary
from unknot.timeline.estimate import USUAL_RATE

_LINES = (
    "Rest here.",
    "Let the massager rest there, and breathe out slowly.",
    "Lie on your right side, with a pillow between your knees. Take your time, and settle.",
)


def measure_speed(engine: Engine, voice: str) -> float:
    """Seconds of sound made in a second, one line after another; kept in the cache.

    The first line is said once before, so that loading a model does not count. Raises EngineError.
    """
    from unknot.engines.fault import Failed
    from unknot.engines.recording import read

    with temporary() as folder:
        path = folder / "line.wav"

        def say(line: str) -> float:
            engine.synthesise(line, voice=voice, rate=USUAL_RATE, to=path)
            return read(path).ms / 1000

        try:
            say(_LINES[0])
            start = time.perf_counter()
            sound = sum(say(line) for line in _LINES)
        except Failed as error:
            raise EngineError(engine.name, _LINES[0], str(error)) from error
        speed = sound / (time.perf_counter() - start)
    with suppress(AudioError):  # without a cache it is measured again
        replace_file(_path(engine, voice), [seal(json.dumps(speed).encode())], sync=False)
    return speed


def recall_speed(engine: Engine, voice: str) -> float | None:
    """What was measured before on this machine, in times real time; None when nothing was."""
    with suppress(OSError, ValueError, EngineError):
        return float(json.loads(read_sealed(_path(engine, voice))))
    return None


def _path(engine: Engine, voice: str) -> Path:
    facts = json.dumps(["speed 1", engine.name, engine.identity(voice), voice])
    return cache_folder() / VOICES / f"{sha256(facts.encode()).hexdigest()}.speed"
