"""What is known, answered straight from the connection: no task, no messages, one write.

uvicorn spends more on a request than it takes to find and send a range of a track. What a request
gets is said by ``Door.answer`` on this road and on the usual one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from unknot.serve.door import Door, guarded
from unknot.serve.patience import PatientHttp
from unknot.serve.reply import SegmentsReply, headers_of

#: Whoever comes through a server in front is known by this, which only the usual road reads.
_FORWARDED = "x-forwarded-for"
_STATUS = {int(each): f"HTTP/1.1 {each} {each.phrase}".encode() for each in HTTPStatus}

_CLOSE = (b"connection", b"close")


class StraightHttp(PatientHttp):
    """Answers where nobody waits before, once for each packet, what may be written at once.

    Without httptools, or with a uvicorn that begins requests in another place, it is never asked
    to, and all goes the usual road.
    """

    door: Door
    _turn = False

    def data_received(self, data: bytes) -> None:
        self._turn = True  # one: who sends a thousand requests in a packet keeps nobody waiting
        super().data_received(data)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        data = self._data(cycle) if self._turn and app is self.app else None
        self._turn = False
        if data is None:
            super()._start_asgi_task(cycle, app)
            return
        self.transport.writelines(data)
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def _data(self, cycle: Any) -> tuple[bytes, bytes] | None:
        """Head and body of the answer; None for what is not known, or too much to write at once."""
        scope = cycle.scope
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
        headers = (*cycle.default_headers, *guarded(said.raw_headers))
        lines = map(b": ".join, headers if cycle.keep_alive else (*headers, _CLOSE))
        return b"\r\n".join((_STATUS[said.status_code], *lines, b"", b"")), body
