"""The door: who may come in, by which name, and what every answer says to the browser."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unknot.serve.keys import Keys

#: Where personal feeds are.
MINE = "/mine/"
#: Wrong keys of one address in so many seconds; after that it waits.
MOST_WRONG, WINDOW_S = 20, 60.0
_MOST_ADDRESSES = 4096
_METHODS = {"GET", "HEAD", "POST"}


def _pairs(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = _pairs(
    {
        "content-security-policy": _CSP,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "x-robots-tag": "noindex",
    }
)
_LOG = logging.getLogger("unknot.serve")


class Door:
    """Stands before ``app``.

    ``hosts`` are the names under which it may be asked for: a page of another name, whose address
    was turned to this machine, gets nothing. With ``lan`` everything stands below /KEY/, the key
    for the network, which ``app`` never sees; a personal feed stands below /mine/KEY/ with its
    own. ``keys`` are those of the moment, so that one that is revoked opens nothing any more.
    Whoever guesses is slowed down.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str], keys: Callable[[], Keys], *, lan: bool = False
    ) -> None:
        self.app, self.hosts, self.keys, self.lan = app, frozenset(hosts), keys, lan
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        begun = False

        async def told(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = {name for name, _ in message["headers"]}
                more = [pair for pair in _HEADERS if pair[0] not in own]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        refused = self._refused(scope)
        try:
            if refused:
                await refused(scope, receive, told)
            else:
                await self.app(scope, receive, told)
        except Exception:
            _LOG.exception("could not answer %s", scope["path"][:200])
            if begun:
                raise  # half of it is out: the connection is cut, so nobody takes it for whole
            await _text("This could not be answered; the terminal says why.", 500)(
                scope, receive, told
            )

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        """Why this request gets nothing; None lets it in."""
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if host not in self.hosts:
            return _text("This is not asked for by that name.", 421)
        if scope["method"] not in _METHODS:
            return _text("Only GET, HEAD and POST are answered.", 405, allow="GET, HEAD, POST")
        if len(scope["raw_path"]) > 2_000 or len(scope["query_string"]) > 4_000:
            return _text("That address is too long.", 414)
        if _from_elsewhere(scope["method"], headers, host):
            return _text("Another site may not ask for this.", 403)
        mine = scope["path"].startswith(MINE)
        return self._without_key(scope, mine=mine) if self.lan or mine else None

    def _without_key(self, scope: Scope, *, mine: bool) -> PlainTextResponse | None:
        """Takes the network's key off the path; refuses when no key that opens is there."""
        who = (scope.get("client") or ("", 0))[0]
        now = time.monotonic()
        recent = [at for at in self._wrong.get(who, ()) if now - at < WINDOW_S]
        if len(recent) >= MOST_WRONG:
            return _text("Too many wrong addresses. Wait a minute.", 429, retry_after="60")
        path = scope["path"].removeprefix(MINE if mine else "/")
        given, slash, rest = path.partition("/")
        keys = self.keys()
        if mine and keys.feed(given):
            return None if slash else _text("", 308, location=f"{MINE}{given}/")
        if not mine and keys.lan and compare_digest(given.encode(), keys.lan.encode()):
            if not slash:
                return _text("", 308, location=f"/{keys.lan}/")
            scope["path"] = f"/{rest}"
            scope["raw_path"] = scope["path"].encode()
            return None
        self._wrong[who] = [*recent, now]
        self._wrong.move_to_end(who)
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)
        return _text("There is nothing here.", 404)


def _from_elsewhere(method: str, headers: Headers, host: str) -> bool:
    """Whether a page of another site asks. Following a link from there is no harm."""
    if method == "POST":
        origin = headers.get("origin")
        return origin is not None and origin not in (f"http://{host}", f"https://{host}")
    site, mode = headers.get("sec-fetch-site", ""), headers.get("sec-fetch-mode", "")
    return site == "cross-site" and mode != "navigate"


def _text(words: str, status: int, **headers: str) -> PlainTextResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(f"{words}\n" if words else "", status, named)
