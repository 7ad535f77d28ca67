"""A model in memory: the processes that hold it, asked for phrases, timed, killed and replaced."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from unknot.engines import recording
from unknot.engines.fault import Failed
from unknot.engines.process_pool import Pool
from unknot.engines.recording import Recording
from unknot.errors import EngineError

if TYPE_CHECKING:
    from unknot.engines.process import SpeakerProcess

#: How long a model may take to load, in seconds, from the slowest disk.
_START = 120.0
#: Processes may take this share of the machine's memory, of so many bytes where it is not told.
_MEMORY_SHARE, _USUAL_MEMORY = 0.5, 8_000_000_000
#: Faults that come again on every try.
_LASTING = ("model", "words")


class NoSpeech(EngineError):
    """The model gave something else for these words, and would again."""


class Patience(Struct, frozen=True, kw_only=True):
    """``seconds`` that a short phrase may take, and more at each of ``tries``; what ``program``
    a process runs."""

    seconds: float
    tries: int
    program: Path


class LoadedModel:
    """The model of ``engine``'s ``voice``. ``setup`` is what its processes are told first, its
    files and a folder for scratch among it; one takes ``needs`` bytes. For any number of threads.
    """

    def __init__(
        self, engine: str, voice: str, setup: dict[str, Any], needs: int, patience: Patience
    ) -> None:
        self._engine, self._voice = engine, voice
        self._setup, self._patience = setup, patience
        self.pool = Pool(self._started, keep=True)
        self._turn = threading.BoundedSemaphore(max(int(_MEMORY_SHARE * memory() // needs), 1))

    def spoken(self, request: dict[str, Any], text: str) -> Recording:
        """The sound of ``request``, which is for the phrase ``text``.

        Raises EngineError naming it; NoSpeech when another try would be the same.
        """
        reason, most = "", self._patience
        for attempt in range(most.tries):
            seconds = most.seconds * (attempt + 1) * (1 + len(request["text"]) / 50)
            try:
                with self._turn, self.pool.lend(fresh=attempt > 0) as speaker:
                    return self._recorded(speaker, request, text, seconds)
            except Failed as error:
                reason = str(error)
            if self.pool.closed:
                raise EngineError(self._engine, text, "the engine was closed")
        raise EngineError(self._engine, text, f"{reason}; given up after {most.tries} tries")

    def _recorded(
        self, speaker: SpeakerProcess, request: dict[str, Any], text: str, seconds: float
    ) -> Recording:
        try:
            handle, name = tempfile.mkstemp(suffix=".wav", dir=self._setup["scratch"])
        except OSError as error:
            reason = f"no file can be made for the sound: {error.strerror or error}"
            raise EngineError(self._engine, text, reason) from error
        os.close(handle)
        path = Path(name)
        try:
            answer = speaker.ask({**request, "to": name}, seconds)
            kind, reason = answer.get("fault"), str(answer.get("reason"))
            if kind in _LASTING:
                raise NoSpeech(self._engine, text, reason)
            if kind == "file":
                raise EngineError(self._engine, text, f"the sound cannot be written: {reason}")
            if kind is not None:
                raise Failed(reason)
            return recording.read(path)
        finally:
            path.unlink(missing_ok=True)

    def _started(self) -> SpeakerProcess:
        from unknot.engines.process import SpeakerProcess

        speaker = SpeakerProcess(self._patience.program, self._setup, _START)
        if "fault" not in speaker.ready:
            return speaker
        speaker.kill()
        reason = f"the model of voice {self._voice!r} cannot be loaded: {speaker.ready['reason']}"
        hint = "fetch its files again, and unknot voices add them"
        raise EngineError(self._engine, "", f"{reason}\n  {hint}")


def memory() -> int:
    """The machine's memory, in bytes."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return _USUAL_MEMORY
