"""One app by two roads, and who took which."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from tests.serve.serving import HOST, client, connected, ready
from unknot.serve.straight import PatientHttp

ONLY_WITH_BOTH = pytest.mark.skipif(
    not hasattr(PatientHttp, "_start_asgi_task"),
    reason="this uvicorn, or its parser, begins requests in another place",
)

WISH = "session=breathing;quality=compact"


class Roads:
    """The same app by messages and over connections.

    ``usual`` counts requests that took the usual road, ``parsed`` those that were parsed.
    """

    def __init__(self, web: TestClient, live: httpx.Client, serving: Any, track: str) -> None:
        self.web, self.live, self.serving, self.track = web, live, serving, track
        self.usual = self.parsed = 0
        self.length = int(web.head(track).headers["content-length"])

    def both(self, method: str, path: str, **headers: str) -> httpx.Response:
        """What both say, which is held to be one thing."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        one = self.web.request(method, path, headers=named)
        self.usual = self.parsed = 0
        two = self.live.request(method, path, headers=named)
        dated = dict(two.headers)
        assert dated.pop("date")
        assert (two.status_code, dated, two.content) == (
            one.status_code, dict(one.headers), one.content
        )  # fmt: skip
        return two

    def connections(self) -> list[Any]:
        return list(self.serving.server_state.connections)

    def wire(self) -> socket.socket:
        where = urlsplit(str(self.live.base_url))
        assert where.hostname
        assert where.port
        return socket.create_connection((where.hostname, where.port), timeout=20)


@contextmanager
def two_roads() -> Iterator[Roads]:
    """An app with a track, and what counts who took which road."""
    with client() as web, connected(web) as (live, serving):
        made = Roads(web, live, serving, ready(web, WISH))
        begin, parse = PatientHttp._start_asgi_task, PatientHttp.on_message_begin

        def counted(self: PatientHttp, *said: Any) -> None:
            made.usual += 1
            begin(self, *said)

        def parsed(self: PatientHttp) -> None:
            made.parsed += 1
            parse(self)

        with patch.multiple(PatientHttp, _start_asgi_task=counted, on_message_begin=parsed):
            yield made


def said(roads: Roads, *spans: tuple[int, int], more: str = "", version: str = "1.1") -> bytes:
    one = "GET {} HTTP/{}\r\nHost: {}\r\n{}Range: bytes={}-{}\r\n\r\n"
    return "".join(one.format(roads.track, version, HOST, more, *each) for each in spans).encode()


def bodies(wire: socket.socket, count: int) -> Sequence[bytes]:
    """The bodies of ``count`` answers that come one behind the other, which are all."""
    found = []
    with wire.makefile("rb") as heard:
        for _ in range(count):
            head = b"".join(iter(lambda: heard.readline() or b"\r\n", b"\r\n"))
            length = re.search(rb"content-length: (\d+)", head)
            assert length, head
            found.append(heard.read(int(length[1])))
    return found
