"""One connection: how long it may stay silent, and how much it may say before it asks for anything.

uvicorn waits for ever for a first request, and for the rest of one that has begun.
"""

from __future__ import annotations

import asyncio
from typing import Any

try:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Http
except ImportError:  # where httptools has no wheel
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Http  # type: ignore[assignment]

#: A connection without a whole request for so long is cut, after twice as long at the latest (s).
SILENT_S = 20.0
#: The most bytes of a request's head; ours have some hundred.
MOST_HEAD = 64 << 10


class PatientHttp(_Http):
    """Cuts whoever asks for nothing. Who is being answered may take their time: players pause."""

    _timer: asyncio.TimerHandle | None = None
    _last: Any = None
    _heard = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._timer = self.loop.call_later(SILENT_S, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        super().data_received(data)
        self._heard = 0 if self.cycle is not before else self._heard + len(data)
        if self._heard > MOST_HEAD and not self.transport.is_closing():
            self.transport.abort()

    def _look(self) -> None:
        if self.transport.is_closing():
            return
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.cycle is self._last:
            self.transport.abort()
            return
        # One that has been answered gets another round, as has one that is being answered.
        self._last = self.cycle if idle else object()
        self._timer = self.loop.call_later(SILENT_S, self._look)
