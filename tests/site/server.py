"""A static host on loopback as a good one is: HEAD, ranges, ETag, 304, types, CORS, a log.

The standard library's own server ignores Range, so it cannot stand in for a host.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from unknot.site.host import RULES

_TYPES = {".html": "text/html; charset=utf-8", ".txt": "text/plain", ".json": "application/json"}
Headers = dict[str, str]


class Host(Struct):
    """What is served; ``change`` may spoil a reply: ``change(path, status, headers)``."""

    root: Path
    log: list[tuple[str, str, int, int]] = field(default_factory=list)
    change: Callable[[str, int, Headers], int] = lambda path, status, headers: status
    ranges: bool = True
    methods: tuple[str, ...] = ("GET", "HEAD")
    url: str = ""
    #: What HEAD says of audio, where that is wrong.
    head_length: int | None = None

    def sent(self, ending: str = "") -> list[tuple[str, str, int, int]]:
        """Requests for paths with that ending, without those that HEAD asked for."""
        return [each for each in self.log if each[1].endswith(ending) and each[0] == "GET"]


@contextmanager
def served(root: Path) -> Iterator[Host]:
    """A host for ``root`` on a free port, until the block ends."""
    host = Host(root)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer()

        def do_HEAD(self) -> None:
            self.answer()

        def answer(self) -> None:
            name = unquote(urlsplit(self.path).path).lstrip("/")
            path = (host.root / name).resolve()
            if self.command not in host.methods:
                return self.reply(name, 405, {}, b"")
            if not path.is_file() or not path.is_relative_to(host.root.resolve()):
                return self.reply(name, 404, {}, b"not here")
            body = path.read_bytes()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            headers = {
                "Content-Type": content_type(name), "ETag": tag, "Accept-Ranges": "bytes",
                "Access-Control-Allow-Origin": "*",
            }  # fmt: skip
            if self.headers.get("If-None-Match") == tag:
                return self.reply(name, 304, headers, b"")
            wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            if wanted and host.ranges:
                first, last = int(wanted[1]), int(wanted[2] or len(body) - 1)
                if first >= len(body):
                    headers["Content-Range"] = f"bytes */{len(body)}"
                    return self.reply(name, 416, headers, b"")
                last = min(last, len(body) - 1)
                headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
                return self.reply(name, 206, headers, body[first : last + 1])
            return self.reply(name, 200, headers, body)

        def reply(self, name: str, status: int, headers: Headers, body: bytes) -> None:
            headers["Content-Length"] = str(len(body))
            if self.command == "HEAD" and host.head_length and name.endswith(".mp3"):
                headers["Content-Length"] = str(host.head_length)
            status = host.change(name, status, headers)
            host.log.append((self.command, name, status, len(body)))
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command == "GET" and status not in (304,):
                try:
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def content_type(name: str) -> str:
    """By the rules that publish writes for real hosts."""
    for folder, ending, mime, _ in RULES:
        if name.endswith(ending) and (not folder or f"/{folder}/" in f"/{name}"):
            return mime
    return next((mime for end, mime in _TYPES.items() if name.endswith(end)), "text/plain")
