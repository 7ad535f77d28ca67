"""Answers that several handlers give: a page, a refusal, a file that pages are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from unknot.errors import ContentError, WorkspaceError
from unknot.pages import render, source
from unknot.segments import Segments
from unknot.serve import pages
from unknot.serve.door import MINE
from unknot.serve.reply import reply

#: INV-22 has thirty days at most; it is asked sooner, as the full opening is heard again.
SCREENED_DAYS = 7
_STATIC = {
    "site.css": "text/css", "player.css": "text/css", "choose.css": "text/css",
    "player.js": "text/javascript", "making.js": "text/javascript",
    "screening.js": "text/javascript", "diary.js": "text/javascript", "icon.svg": "image/svg+xml",
}  # fmt: skip


def page(html: str, status: int = 200) -> Response:
    """A page as it is now; nobody keeps it."""
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def told(
    request: Request, status: int, title: str, lines: Sequence[str], link: str = "", words: str = ""
) -> Response:
    """One thing told, in the place of what ``request`` asks for; and where to go on: ``link``, as
    seen from the top, and where it hurts. Below the key of a feed there is only the feed."""
    path, mine = request.scope["path"], request.scope["path"].startswith(MINE)
    below = path.split("/", 3)[-1] if mine else path[1:]
    up = "../" * below.count("/") or "./"
    html = render(
        "told.html", title=title, lines=lines, link=link and up + link.removeprefix("./"),
        words=words, up=up, bare=mine,
    )  # fmt: skip
    return page(html, status)


def not_here(request: Request, _: Exception | None = None) -> Response:
    """There is no such thing."""
    return told(request, 404, "Not here", ["There is nothing at this address."])


def refused(request: Request, error: Exception) -> Response:
    """What was asked for cannot be, and why."""
    status = 404 if isinstance(error, WorkspaceError) else 422
    return told(request, status, "Not like this", refusal(error))


def busy(request: Request, back: str = "./") -> Response:
    """Too much is being spoken already; ``back`` is where to try again."""
    words = ["Other sessions are being spoken. Come back in a minute."]
    return told(request, 503, "Too much at once", words, back, "Try again")


def refusal(error: Exception) -> list[str]:
    """Why not, in words for somebody who knows nothing of files and options."""
    if isinstance(error, ContentError):
        return [f"{each.message} {f'({each.hint})' if each.hint else ''}".strip()
                for each in error.problems]  # fmt: skip
    return str(error).splitlines()


def screened(request: Request) -> bool:
    """Whether the address says that nothing speaks against it, and since when: not too long."""
    if request.query_params.get("answer") not in ("clear", "cleared"):
        return False
    try:
        day = date.fromisoformat(request.query_params.get("screened", ""))
    except ValueError:
        return False
    return timedelta(days=-1) <= date.today() - day < timedelta(SCREENED_DAYS)


def static(request: Request, name: str) -> Response:
    """A style, a script or the icon."""
    if name == "spots.css":
        return text(request, pages.spots_css(), "text/css")
    return text(request, str(source(name)), _STATIC[name]) if name in _STATIC else not_here(request)


def text(request: Request, words: str, mime: str) -> Response:
    """A small file; whoever has it asks whether it is still the same."""
    data = words.encode()
    etag = f'"{sha256(data).hexdigest()[:16]}"'
    return reply(
        request.scope, Segments.of(data), etag, f"{mime}; charset=utf-8", cache_control="no-cache"
    )


def drawn(request: Request, svg: str) -> Response:
    """A picture has its colours in a style of its own, and can do nothing else."""
    found = text(request, svg, "image/svg+xml")
    found.headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return found
