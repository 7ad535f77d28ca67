"""Speaker processes, lent to one thread at a time and kept for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from unknot.engines.fault import Failed

if TYPE_CHECKING:
    from unknot.engines.process import SpeakerProcess


class Pool:
    """As many processes as threads speak at once; ``start`` makes one.

    With ``keep`` a process that did its work serves again, else each serves once.
    """

    def __init__(self, start: Callable[[], SpeakerProcess], *, keep: bool) -> None:
        self._start, self._keep = start, keep
        self._lock = threading.Lock()
        self._all: set[SpeakerProcess] = set()
        self._idle: list[SpeakerProcess] = []
        self.closed = False

    @contextmanager
    def lend(self, *, fresh: bool) -> Iterator[SpeakerProcess]:
        """A process, a new one with ``fresh``. It is killed when the block raises.

        Raises Failed when none can be started or the pool was closed.
        """
        speaker = None if fresh else self._take_idle()
        if speaker is None:
            speaker = self._add(self._start())
        try:
            yield speaker
        except BaseException:
            self._drop(speaker)
            raise
        if self._keep:
            with self._lock:
                if not self.closed:
                    self._idle.append(speaker)
        else:
            self._drop(speaker)

    def close(self) -> None:
        """Kill every process, also those at work. Nothing is lent any more."""
        with self._lock:
            self.closed = True
            ending = tuple(self._all)
            self._all.clear()
            self._idle.clear()
        for speaker in ending:
            speaker.kill()

    def _take_idle(self) -> SpeakerProcess | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _add(self, speaker: SpeakerProcess) -> SpeakerProcess:
        with self._lock:
            if not self.closed:
                self._all.add(speaker)
                return speaker
        speaker.kill()
        raise Failed("the engine was closed")

    def _drop(self, speaker: SpeakerProcess) -> None:
        with self._lock:
            self._all.discard(speaker)
        speaker.kill()
