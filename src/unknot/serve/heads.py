"""Heads of requests that came before: what one says need not be read again.

A player asks for one range after the other, and nothing else of its request differs. Only what was
read is kept, never what was answered: that is decided anew each time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.types import Scope

from unknot.serve.reply import HEADERS, headers_of

#: So many are kept, none longer than this (bytes) or with more headers: some 2 MB, 10 at most.
MOST_HEADS, MOST_LENGTH, MOST_HEADERS = 512, 2_000, 40
_RANGE = re.compile(rb"\r\nrange: (bytes=[0-9]{0,18}-[0-9]{0,18})\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"
#: What is not said by a head, or not without its range.
_OTHERS = {"headers", "client", "server"}


class Heads:
    """The scopes of requests, by all that they say but their range."""

    def __init__(self) -> None:
        self._kept: dict[tuple[bytes, bytes], Mapping[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def scope(self, data: bytes, **more: Any) -> dict[str, Any] | None:
        """What the request ``data`` says, if all but its range was kept, and ``more``.

        Its headers are there for ``headers_of`` alone.
        """
        if not (found := _RANGE.search(data)):
            return None
        first, stop = found.span(1)
        if (kept := self._kept.get((data[:first], data[stop:]))) is None:
            return None
        return {**kept, **more, HEADERS: {**kept[HEADERS], "range": found[1].decode()}}

    def keep(self, data: bytes, scope: Scope) -> None:
        """``data`` is what was read as ``scope``. Kept if it is one request and nothing more, with
        one range, written as most write it."""
        found, headers = _RANGE.search(data), scope["headers"]
        if not found or len(data) > MOST_LENGTH or len(headers) > MOST_HEADERS:
            return
        if data.find(_END) + len(_END) != len(data):
            return
        if [value for name, value in headers if name == b"range"] != [found[1]]:
            return
        if len(self._kept) >= MOST_HEADS:
            self._kept.clear()
        first, stop = found.span(1)
        said = {name: value for name, value in scope.items() if name not in _OTHERS}
        self._kept[data[:first], data[stop:]] = {**said, HEADERS: headers_of(scope)}
