"""Sending segments: a block at a time, no quicker than they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from unknot.errors import AudioError
from unknot.segments import Segments
from unknot.serve.ranges import Answer, answer

BLOCK = 64 << 10


class SegmentsReply(Response):
    """What ``ranges.answer`` answers, as a Starlette response.

    ``lost`` is called when a part turns out to be gone. Before anything is said, that is a 503;
    later the connection is cut, so that nobody takes half of it for the whole.
    """

    def __init__(
        self, found: Answer, more: Mapping[str, str], *, head: bool, lost: Callable[[], None]
    ) -> None:
        self.found, self.head, self.lost = found, head, lost
        self.status_code = found.status
        self.background = None
        headers = {**found.headers, **more}
        self.raw_headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = self.found.body
        blocks = iter(()) if self.head else body.blocks(size=BLOCK)
        try:
            first = next(blocks, b"")
        except AudioError:
            self.lost()
            await later()(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": self.status_code,
                    "headers": self.raw_headers})  # fmt: skip
        if self.head or (len(body) <= BLOCK and len(first) == len(body)):
            await send({"type": "http.response.body", "body": bytes(first)})
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
    """The headers of a request by their names in lower case."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def reply(
    request: Request,
    content: Segments,
    etag: str,
    mime: str,
    *,
    lost: Callable[[], None] = lambda: None,
    **more: str,
) -> SegmentsReply:
    """``content`` as ``request`` asks for it. ``more`` headers are written with _ for -."""
    head = request.method == "HEAD"
    found = answer(content, etag, mime, headers_of(request.scope), head=head)
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return SegmentsReply(found, named, head=head, lost=lost)
