"""The door: who may come in, by which name, and what every answer says to the browser."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unknot.serve.keys import Keys
from unknot.serve.ranges import Pairs
from unknot.serve.reply import headers_of

#: Where personal feeds are.
MINE = "/mine/"
#: Wrong keys of one address in so many seconds; after that it waits.
MOST_WRONG, WINDOW_S = 20, 60.0
_MOST_ADDRESSES = 4096
_METHODS = {"GET", "HEAD", "POST"}


_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_GUARDS = {
    b"content-security-policy": _CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"x-robots-tag": b"noindex",
}
_LOG = logging.getLogger("unknot.serve")


class Door:
    """Stands before ``app``.

    ``hosts`` are the names under which it may be asked for: a page of another name, whose address
    was turned to this machine, gets nothing. With ``lan`` everything stands below /KEY/, the key
    for the network, which ``app`` never sees; a personal feed stands below /mine/KEY/ with its
    own. ``keys`` are those of the moment, so that one that is revoked opens nothing any more.
    Whoever guesses is slowed down. ``known`` finds what needs no looking for: a player asks for
    hundreds of ranges of a track, and for its page once.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        keys: Callable[[], Keys],
        known: Callable[[Scope], Response | None] = lambda _: None,
        *,
        lan: bool = False,
    ) -> None:
        self.app, self.hosts, self.keys, self.lan = app, frozenset(hosts), keys, lan
        self.known = known
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
                message["headers"] = guarded(message["headers"])
            await send(message)

        try:
            said, inside = self.answer(scope)
            if said is _NOTHING:
                self._count(_who(scope))
            await (said or self.app)(inside, receive, told)
        except Exception:
            _LOG.exception("could not answer %s", scope["path"][:200])
            if begun:
                raise  # half of it is out: the connection is cut, so nobody takes it for whole
            await _text("This could not be answered; the terminal says why.", 500)(
                scope, receive, told
            )

    def answer(self, scope: Scope) -> tuple[Response | None, Scope]:
        """Why a request gets nothing, or what is known; None for what ``app`` has to look for. And
        its scope as ``app`` shall see it, without the key. Asked twice, it says the same."""
        inside = self._enter(scope)
        if isinstance(inside, Response):
            return inside, scope
        return self.known(inside), inside

    def _enter(self, scope: Scope) -> Scope | Response:
        headers = headers_of(scope)
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
        return self._with_key(scope, mine=mine) if self.lan or mine else scope

    def _with_key(self, scope: Scope, *, mine: bool) -> Scope | Response:
        """Refuses when no key that opens is there; takes the network's off the path."""
        if len(self._recent(_who(scope))) >= MOST_WRONG:
            return _text("Too many wrong addresses. Wait a minute.", 429, retry_after="60")
        path = scope["path"].removeprefix(MINE if mine else "/")
        given, slash, rest = path.partition("/")
        keys = self.keys()
        if mine and keys.feed(given):
            return scope if slash else _text("", 308, location=f"{MINE}{given}/")
        if not mine and keys.lan and compare_digest(given.encode(), keys.lan.encode()):
            if not slash:
                return _text("", 308, location=f"/{keys.lan}/")
            return {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode()}
        return _NOTHING

    def _recent(self, who: str) -> list[float]:
        now = time.monotonic()
        return [at for at in self._wrong.get(who, ()) if now - at < WINDOW_S]

    def _count(self, who: str) -> None:
        """One more wrong key."""
        self._wrong[who] = [*self._recent(who), time.monotonic()]
        self._wrong.move_to_end(who)
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)


def guarded(headers: Pairs) -> Pairs:
    """``headers`` of an answer, and what every answer forbids where they say nothing of it."""
    if _GUARDS.keys().isdisjoint(own := dict(headers)):
        return [*headers, *_GUARDS.items()]
    return [*headers, *[each for each in _GUARDS.items() if each[0] not in own]]


def _who(scope: Scope) -> str:
    return str((scope.get("client") or ("", 0))[0])


def _from_elsewhere(method: str, headers: Mapping[str, str], host: str) -> bool:
    """Whether a page of another site asks. Following a link from there is no harm."""
    if method == "POST":
        origin = headers.get("origin")
        return origin is not None and origin not in (f"http://{host}", f"https://{host}")
    site, mode = headers.get("sec-fetch-site", ""), headers.get("sec-fetch-mode", "")
    return site == "cross-site" and mode != "navigate"


def _text(words: str, status: int, **headers: str) -> PlainTextResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(f"{words}\n" if words else "", status, named)


_NOTHING = _text("There is nothing here.", 404)
