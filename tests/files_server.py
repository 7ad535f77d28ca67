"""Files on loopback, by a server that can be told to break off, to lie and to lead astray."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Answers a request in place of the server; the bytes are those of the file.
Fault = Callable[[BaseHTTPRequestHandler, bytes], None]


class FilesServer:
    """``files`` by path; ``ranges``: what each request asked for, "" for all of it. ``fault``
    answers the next ``faults`` requests."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.ranges: list[str] = []
        self.fault: Fault | None = None
        self.faults = 1_000_000
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FilesServer:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.ranges.append(wanted.removeprefix("bytes="))
        request.close_connection = True
        content = self.files.get(request.path)
        if content is None:
            send(request, b"no such file", status=404)
        elif self.fault and self.faults:
            self.faults -= 1
            self.fault(request, content)
        elif found := re.fullmatch(r"bytes=(\d+)-", wanted):
            start = int(found[1])
            where = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
            send(request, content[start:], where, status=206)
        else:
            send(request, content)


def send(
    request: BaseHTTPRequestHandler,
    content: bytes,
    headers: dict[str, str] | None = None,
    *,
    status: int = 200,
    length: int | None = None,
) -> None:
    """An answer; ``length``: what its header says, when that is not the truth."""
    request.send_response(status)
    for name, text in {"Content-Type": "application/octet-stream", **(headers or {})}.items():
        request.send_header(name, text)
    request.send_header("Content-Length", str(len(content) if length is None else length))
    request.end_headers()
    request.wfile.write(content)


def breaking_off(request: BaseHTTPRequestHandler, content: bytes) -> None:
    """Half of what was asked for, under the header of all of it."""
    wanted = request.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-")
    rest = content[int(wanted) :]
    where = {"Content-Range": f"bytes {wanted}-{len(content) - 1}/{len(content)}"}
    send(request, rest[: len(rest) // 2], where, status=206, length=len(rest))
