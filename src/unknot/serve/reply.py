"""Sending segments: a block at a time, no quicker than they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from unknot.errors import AudioError
from unknot.segments import Segments
from unknot.serve.ranges import Answer, Pairs, answer

BLOCK = 64 << 10
#: How long what stands at an address that names its content may be kept.
FOREVER = "private, max-age=31536000, immutable"

HEADERS = "unknot.headers"


class SegmentsReply(Response):
    """What ``ranges.answer`` answers, as a Starlette response.

    ``lost`` is called when a part turns out to be gone. Before anything is said, that is a 503;
    later the connection is cut, so that nobody takes half of it for the whole.
    """

    background = None

    def __init__(self, found: Answer, more: Pairs, *, head: bool, lost: Callable[[], None]) -> None:
        self.found, self.head, self.lost = found, head, lost
        self.status_code = found.status
        self.raw_headers = [*found.headers, *more]

    def whole(self) -> bytes | None:
        """All of the body, nothing for a HEAD; None when it is more than a block. Raises AudioError
        when a part of it is gone."""
        if self.head:
            return b""
        return self.found.body.read() if len(self.found.body) <= BLOCK else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        blocks = self.found.body.blocks(size=BLOCK)
        try:
            whole = self.whole()
            first = next(blocks) if whole is None else whole
        except AudioError:
            self.lost()
            await later()(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": self.status_code,
                    "headers": self.raw_headers})  # fmt: skip
        if whole is not None:
            await send({"type": "http.response.body", "body": whole})
            return
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await send({"type": "http.response.body", "body": bytes(first), "more_body": True})
            for block in blocks:
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": bytes(block), "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except AudioError:
            self.lost()
            raise
        finally:
            gone.cancel()


def later() -> Response:
    """What is asked for is being made."""
    words = "Its lines are being spoken; ask again.\n"
    return PlainTextResponse(words, 503, {"retry-after": "3", "cache-control": "no-store"})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def headers_of(scope: Scope) -> Mapping[str, str]:
    """The headers of a request by their names in lower case; of two alike the first. Kept in its
    scope, for each who decides about it asks."""
    known: Mapping[str, str] | None = scope.get(HEADERS)
    if known is None:
        both = reversed(scope["headers"])
        known = {name.decode("latin-1"): value.decode("latin-1") for name, value in both}
        scope[HEADERS] = known
    return known


def reply(
    scope: Scope,
    content: Segments,
    etag: str,
    mime: str,
    *,
    lost: Callable[[], None] = lambda: None,
    **more: str,
) -> SegmentsReply:
    """``content`` as ``scope`` asks for it. ``more`` headers are written with _ for -."""
    head = scope["method"] == "HEAD"
    found = answer(content, etag, mime, headers_of(scope), head=head)
    if found.status >= 400:
        more["cache_control"] = "no-store"
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in more.items()]
    return SegmentsReply(found, named, head=head, lost=lost)
