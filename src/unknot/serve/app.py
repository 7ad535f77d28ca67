"""The app: every address, and what stands at it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import get_args

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.content.records.values import PositionName, Side, Tool
from unknot.errors import ContentError, Error, WorkspaceError
from unknot.pages import source
from unknot.pictures.shown import Subject
from unknot.segments import Segments
from unknot.serve import pages
from unknot.serve.asked import wish_of
from unknot.serve.beside import BESIDE
from unknot.serve.reply import later, reply
from unknot.serve.shelf import Shelf
from unknot.serve.variant import Unmade, Variant, Variants, studios
from unknot.serve.wish import Wish, parse
from unknot.serve.wish_queue import Busy, WishQueue
from unknot.serve.workspace import Workspace

#: INV-22 has thirty days at most; it is asked sooner, as the full opening is heard again.
SCREENED_DAYS = 7
_FOREVER = "private, max-age=31536000, immutable"
_STATIC = {
    "site.css": "text/css", "player.css": "text/css", "choose.css": "text/css",
    "player.js": "text/javascript", "making.js": "text/javascript",
    "screening.js": "text/javascript",
}  # fmt: skip
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"'
    ' fill="none" stroke="#17584a" stroke-width="3"/></svg>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What is served. ``open_studios`` opens a studio of each quality, with engines of its own.

    ``voices`` are those that may be asked for, with their names; ``country`` is whose emergency
    number is said unless an address says otherwise.
    """

    workspace: Path | None
    open_studios: Mapping[str, Callable[[], Studio]]
    voices: Mapping[str, str]
    country: str | None


class Served:
    """The handlers, and what they share."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        first = serving.open_studios["standard"]()
        self.shelf = Shelf(first.store)
        self.studios = studios(lambda: first, self.shelf)
        self.queue = WishQueue(serving.open_studios)
        self.variants: Variants
        self.workspace = Workspace(serving.workspace, self._changed)

    def _changed(self, library: Library) -> None:
        self.variants = Variants(library, self.studios, self.shelf)

    def close(self) -> None:
        self.studios["standard"].cast.close()

    # --- pages ---

    async def choose(self, request: Request) -> Response:
        form = {name: request.query_params.getlist(name) for name in request.query_params}
        library = await run_in_threadpool(self.workspace.library)
        choice = None
        if form:
            choice = await run_in_threadpool(self._choice, form, library)
        page = pages.choose_page(
            library, self.workspace.problems, form, choice, self.serving.voices,
            self.serving.country,
        )  # fmt: skip
        return _page(page)

    def _choice(self, form: Mapping[str, list[str]], library: Library) -> pages.Choice:
        try:
            wish = wish_of(form, library, self.serving.country)
            self._allow(wish)
            wish, found, notes = self._within(wish)
            notes += _left_out(wish, library)
            return pages.Choice(wish=wish, found=found, notes=notes)
        except Error as error:
            return pages.Choice(refusal=refusal(error))

    def _within(self, wish: Wish) -> tuple[Wish, Variant | Unmade, list[str]]:
        """``wish`` in the time that there is: what is over sooner need not be drawn out."""
        try:
            return wish, self.variants.find(wish), []
        except ContentError as error:
            target = wish.overrides.target
            if target is None or error.problems[0].code != "T01":
                raise
            free = replace(wish, overrides=replace(wish.overrides, target=None))
            found = self.variants.find(free)
            if found.timeline.length > target:
                raise
            return free, found, ["It is over sooner than you asked for, with nothing left out."]

    async def play(self, request: Request) -> Response:
        """The page of a wish: its player; or what is in the way of it."""
        if (wish := parse(request.path_params["wish"])) is None:
            return _nothing()
        if wish.address != request.path_params["wish"]:
            return Response(status_code=308, headers={"location": f"./{wish.address}"})
        try:
            found = await run_in_threadpool(self._find, wish)
        except Error as error:
            return _refused(error)
        if isinstance(found, Unmade):
            return _page(pages.making_page(found, self.queue.now(wish)))
        number, today = self._number(wish), date.today()
        answer = request.query_params.get("answer", "")
        if not pages.treats(found.timeline) or (
            answer in ("clear", "cleared")
            and _lately(request.query_params.get("screened", ""), today)
        ):
            return _page(pages.play_page(found, number, today.isoformat()))
        return _page(pages.screening_page(found, number, today.isoformat(), refused=answer == "no"))

    async def begin(self, request: Request) -> Response:
        """Speak what is missing, and go to the page that shows it."""
        if (wish := parse(request.path_params["wish"])) is None:
            return _nothing()
        try:
            if isinstance(await run_in_threadpool(self._find, wish), Unmade):
                self.queue.begin(wish, self.workspace.library())
        except Busy:
            return _page(
                pages.told_page("Too much at once", ["Other sessions are being spoken. Come back in"
                                " a minute."], f"./{wish.address}", "Try again"), 503,
            )  # fmt: skip
        except Error as error:
            return _refused(error)
        return Response(status_code=303, headers={"location": f"./{wish.address}"})

    async def progress(self, request: Request) -> Response:
        """How far the speaking is, as server-sent events."""
        wish = parse(request.path_params["wish"])
        made = self.queue.now(wish) if wish else None

        async def events() -> AsyncIterator[str]:
            while made and not made.over:
                yield f"data: {json.dumps({'done': made.done, 'of': made.of, 'over': False})}\n\n"
                await asyncio.sleep(0.25)
            yield f"data: {json.dumps({'over': True})}\n\n"

        return StreamingResponse(
            events(), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    # --- sound, and what stands beside it ---

    async def content(self, request: Request) -> Response:
        """A track by its digest, any range of it; or captions, plan … of the same track."""
        digest, _, ending = request.path_params["name"].partition(".")
        wish = parse(request.path_params["wish"])
        if wish is None or (ending != "mp3" and ending not in BESIDE) or not digest.isalnum():
            return _nothing()
        try:
            self.workspace.library()
            found: Variant | Unmade | None = self.variants.kept(wish)
            if found is None:
                found = await run_in_threadpool(self._find, wish)
            if isinstance(found, Unmade):
                self.queue.begin(wish, self.workspace.library())
                return later()
            if found.digest != digest or wish.address != request.path_params["wish"]:
                return self._moved(found, ending)
            if ending == "mp3":
                return self.track(request, found)
            mime, make = BESIDE[ending]
            library = self.variants.library
            data = await run_in_threadpool(make, found, library, self.studios[wish.quality])
            return reply(
                request, Segments.of(data), f'"{digest}-{ending}"', mime, cache_control=_FOREVER
            )
        except Busy:
            return later()
        except Error as error:
            return _refused(error)

    def track(self, request: Request, found: Variant) -> Response:
        """The bytes of a track, as ``request`` asks for them."""
        variants = self.variants
        return reply(
            request, found.track, found.etag, "audio/mpeg",
            lost=lambda: variants.forget(found.wish), cache_control=_FOREVER,
        )  # fmt: skip

    def _moved(self, found: Variant, ending: str) -> Response:
        address = f"../{found.address.removesuffix('mp3')}{ending}"
        page = pages.told_page(
            "This has changed", ["The session, its words or its voice are others now."],
            f"../{found.wish.address}", "The session as it is now",
        )  # fmt: skip
        page = page.replace('"./', '"../')
        return HTMLResponse(page, 410, {"link": f'<{address}>; rel="successor-version"'})

    # --- what pages are made of ---

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name == "spots.css":
            return _file(request, pages.spots_css(), "text/css")
        if name == "icon.svg":
            return _file(request, _ICON, "image/svg+xml")
        return _file(request, str(source(name)), _STATIC[name]) if name in _STATIC else _nothing()

    async def picture(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name == "body.svg":
            return _drawn(request, pages.body_svg())
        what, *subject = name.removesuffix(".svg").split(".")
        if what not in ("place", "lie") or len(subject) != 4 or not name.endswith(".svg"):
            return _nothing()
        library = await run_in_threadpool(self.workspace.library)
        muscle, side, position, by = subject
        if (
            muscle not in library.muscles or side not in get_args(Side)
            or position not in get_args(PositionName) or by not in get_args(Tool)
        ):  # fmt: skip
            return _nothing()
        record = library.muscles[muscle]
        shown = Subject(muscle, record.name, record.region, side, position, by)
        svg = await run_in_threadpool(pages.posture_svg, shown, what)
        return _drawn(request, svg) if svg else _nothing()

    # --- what they share ---

    def _find(self, wish: Wish) -> Variant | Unmade:
        self.workspace.library()
        self._allow(wish)
        return self.variants.find(wish)

    def _allow(self, wish: Wish) -> None:
        """Raises WorkspaceError for a voice that is not offered here."""
        if wish.overrides.voice and wish.overrides.voice not in self.serving.voices:
            raise WorkspaceError(f"no voice {wish.overrides.voice!r} here", "see: unknot voices")

    def _number(self, wish: Wish) -> str:
        known = self.workspace.library().emergency
        found = known.get(wish.overrides.country or self.serving.country or "")
        return found.number if found else ""


class App(Starlette):
    """Known tracks are answered before anything else is looked at: a player asks for hundreds of
    ranges, and for a page once."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        served: Served = self.state.served
        if scope["type"] == "http" and scope["path"].endswith(".mp3") and scope["method"] != "POST":
            served.workspace.library()
            if found := served.variants.at(scope["path"]):
                await served.track(Request(scope), found)(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def make_app(serving: Serving) -> Starlette:
    """The app, without the door that stands before it. Raises EngineError without a voice."""
    served = Served(serving)
    routes = [
        Route("/", served.choose, methods=["GET"]),
        Route("/static/{name}", served.static, methods=["GET"]),
        Route("/picture/{name}", served.picture, methods=["GET"]),
        Route("/{wish}", served.play, methods=["GET"]),
        Route("/{wish}", served.begin, methods=["POST"]),
        Route("/{wish}/progress", served.progress, methods=["GET"]),
        Route("/{wish}/{name}", served.content, methods=["GET"]),
    ]
    app = App(routes=routes, exception_handlers={404: _not_found})
    app.state.served = served
    return app


def refusal(error: Error) -> list[str]:
    """Why not, in words for somebody who knows nothing of files and options."""
    if isinstance(error, ContentError):
        return [f"{each.message} {f'({each.hint})' if each.hint else ''}".strip()
                for each in error.problems]  # fmt: skip
    return str(error).splitlines()


def _left_out(wish: Wish, library: Library) -> list[str]:
    job = wish.job(library)
    used = {getattr(each, "muscle", "") for each in job.session.routines}
    names = [library.muscles[each].name for each in wish.muscles if each not in used]
    return [f"Left out, because it is not treated lying like that: {name}." for name in names]


def _lately(day: str, today: date) -> bool:
    try:
        return timedelta(days=-1) <= today - date.fromisoformat(day) < timedelta(SCREENED_DAYS)
    except ValueError:
        return False


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def _nothing() -> Response:
    return _page(pages.told_page("Not here", ["There is nothing at this address."]), 404)


async def _not_found(_: Request, __: Exception) -> Response:
    return PlainTextResponse("There is nothing at this address.\n", 404)


def _refused(error: Error) -> Response:
    status = 404 if isinstance(error, WorkspaceError) else 422
    return _page(pages.told_page("Not like this", refusal(error)), status)


def _file(request: Request, text: str, mime: str) -> Response:
    data = text.encode()
    etag = f'"{sha256(data).hexdigest()[:16]}"'
    return reply(
        request, Segments.of(data), etag, f"{mime}; charset=utf-8", cache_control="no-cache"
    )


def _drawn(request: Request, svg: str) -> Response:
    """A picture has its colours in a style of its own, and can do nothing else."""
    found = _file(request, svg, "image/svg+xml")
    found.headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return found
