"""One connection: how long it may stay silent, how much it may say before it asks for anything, and
what is known, answered straight: no task, no messages, one write.

uvicorn waits for ever for a first request, and for the rest of one that has begun; and it spends
more on a request than it takes to find and send a range of a track. What a request gets is said by
``Door.answer`` on this road and on the usual one.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from unknot.serve.door import Door, guarded
from unknot.serve.heads import Heads
from unknot.serve.reply import SegmentsReply, headers_of

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


#: Whoever comes through a server in front is known by this, which only the usual road reads.
_FORWARDED = "x-forwarded-for"
_STATUS = {int(each): f"HTTP/1.1 {each} {each.phrase}".encode() for each in HTTPStatus}

_CLOSE = (b"connection", b"close")


class StraightHttp(PatientHttp):
    """Answers where nobody waits before, once for each packet, what may be written at once.

    A packet that says what another said, but for its range, is not even parsed; then nothing else
    of uvicorn's is touched than its counts and timers. Without httptools, or with a uvicorn that
    begins requests in another place, it is never asked to, and all goes the usual road.
    """

    door: Door
    heads: Heads
    _turn = False
    _between = True  # no request has begun that is not all there
    _packet = b""  # what is being parsed, if it begins with a request
    _answered = 0.0

    def data_received(self, data: bytes) -> None:
        if self._between and (self.cycle is None or self.cycle.response_complete):
            scope = self.heads.scope(data, client=self.client, server=self.server)
            if scope and (said := self._data(scope)):
                self._send_again(said)
                return
        self._turn = True  # one: who sends a thousand requests in a packet keeps nobody waiting
        self._packet = data if self._between else b""
        super().data_received(data)
        self._packet = b""

    def on_message_begin(self) -> None:
        self._between = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._between = True

    def _send_again(self, said: tuple[bytes, bytes]) -> None:
        """Send what a request that was not parsed gets."""
        self.transport.writelines(said)
        self.server_state.total_requests += 1
        self._heard, self._last, self._answered = 0, self, self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_handler()

    def timeout_keep_alive_handler(self) -> None:
        """Let go who asked for nothing since; such a timer for each request would cost too much."""
        left = self._answered + self.timeout_keep_alive - self.loop.time()
        if left <= 0:
            super().timeout_keep_alive_handler()
            return
        later = self.loop.call_later(left, self.timeout_keep_alive_handler)
        self.timeout_keep_alive_task = later

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        said = None
        if self._turn and app is self.app:
            said = self._data(cycle.scope, close=not cycle.keep_alive)
        self._turn = False
        if said is None:
            super()._start_asgi_task(cycle, app)
            return
        if cycle.keep_alive and not self.parser.should_upgrade():
            self.heads.keep(self._packet, cycle.scope)
        self.transport.writelines(said)
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def _data(self, scope: Any, *, close: bool = False) -> tuple[bytes, bytes] | None:
        """Head and body of the answer; None for what is not known, or too much to write at once."""
        if not scope["path"].endswith(".mp3") or _FORWARDED in headers_of(scope):
            return None
        if self.flow.write_paused or self.pipeline or self.transport.is_closing():
            return None
        try:
            said, _ = self.door.answer(scope)
            body = said.whole() if isinstance(said, SegmentsReply) else None
        except Exception:  # the usual road meets it again, and knows what to say of it
            return None
        if not isinstance(said, SegmentsReply) or body is None:
            return None
        headers = (*self.server_state.default_headers, *guarded(said.raw_headers))
        lines = map(b": ".join, (*headers, _CLOSE) if close else headers)
        return b"\r\n".join((_STATUS[said.status_code], *lines, b"", b"")), body
