"""Sending segments: a block at a time, no quicker than they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from unknot.segments import Segments
from unknot.serve.ranges import Answer, answer

BLOCK = 64 << 10


class SegmentsReply(Response):
    """What ``ranges.answer`` answers, as a Starlette response."""

    def __init__(self, found: Answer, more: Mapping[str, str], *, head: bool) -> None:
        self.found, self.head = found, head
        self.status_code = found.status
        self.background = None
        headers = {**found.headers, **more}
        self.raw_headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        body = self.found.body
        empty = self.head or not len(body)
        first = b"" if empty else bytes(next(blocks := body.blocks(size=BLOCK)))
        # Read before anything is said: what is gone is told by its status, not by half a track.
        await send({**start, "headers": self.raw_headers})
        if len(body) <= BLOCK or empty:
            await send({"type": "http.response.body", "body": first})
            return
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await send({"type": "http.response.body", "body": first, "more_body": True})
            for block in blocks:
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": block, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def reply(request: Request, content: Segments, etag: str, mime: str, **more: str) -> SegmentsReply:
    """``content`` as ``request`` asks for it. ``more`` headers are written with _ for -."""
    head = request.method == "HEAD"
    found = answer(content, etag, mime, dict(request.headers), head=head)
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return SegmentsReply(found, named, head=head)
