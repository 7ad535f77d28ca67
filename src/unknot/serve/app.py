"""The app: every address, and what stands at it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Scope

from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.errors import ContentError, Error, WorkspaceError
from unknot.pages import render
from unknot.pictures.looks import looks_of
from unknot.segments import Segments
from unknot.serve import pages
from unknot.serve.answers import (
    busy,
    drawn,
    not_here,
    page,
    refusal,
    refused,
    screened,
    static,
    told,
)
from unknot.serve.beside import BESIDE
from unknot.serve.feeds import Feeds
from unknot.serve.mine import Mine
from unknot.serve.reply import FOREVER, later, reply
from unknot.serve.shelf import Shelf
from unknot.serve.variant import Unmade, Variant, Variants, studios
from unknot.serve.wish import Form, Wish, parse, wish_of
from unknot.serve.wish_queue import Busy, WishQueue
from unknot.serve.workspace import Workspace


class Serving(Struct, frozen=True, kw_only=True):
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
        self.studios = studios(first.cast, self.shelf)
        self.queue = WishQueue(serving.open_studios)
        self.variants: Variants
        self.feeds: Feeds
        self.workspace = Workspace(serving.workspace, self._changed)

    def _changed(self, library: Library) -> None:
        self.variants = Variants(library, self.studios, self.shelf)
        self.feeds = Feeds(library, self.studios, self.shelf, self.serving.country)

    def close(self) -> None:
        self.studios["standard"].cast.close()

    # --- pages ---

    async def choose(self, request: Request) -> Response:
        form = {name: request.query_params.getlist(name) for name in request.query_params}
        library = await run_in_threadpool(self.workspace.library)
        choice = None
        if form:
            choice = await run_in_threadpool(self._choice, form, library)
        return page(
            pages.choose_page(
                library, self.workspace.problems, form, choice, self.serving.voices,
                self.serving.country,
            )
        )  # fmt: skip

    def _choice(self, form: Mapping[str, list[str]], library: Library) -> pages.Choice:
        try:
            wish = wish_of(form, library, self.serving.country)
            self._allow(wish)
            wish, found, notes = self._within(wish)
            notes += [*_both_sides(form), *_left_out(wish, library)]
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
            return not_here(request)
        if wish.address != request.path_params["wish"]:
            return Response(status_code=308, headers={"location": f"./{wish.address}"})
        found = await run_in_threadpool(self._find, wish)
        if isinstance(found, Unmade):
            made, plan = self.queue.now(wish.address), pages.about(found)
            return page(render("making.html", wish=wish, plan=plan, found=found, made=made))
        number, today = self.number(wish), date.today().isoformat()
        if not any(found.timeline.treatments()) or screened(request):
            return page(pages.play_page(found, number, today, request.url.query))
        said_no = request.query_params.get("answer") == "no"
        return page(
            pages.screening_page(
                f"./{wish.address}#play", found.timeline.title, number, today, refused=said_no
            )
        )

    async def begin(self, request: Request) -> Response:
        """Speak what is missing, and go to the page that shows it."""
        if (wish := parse(request.path_params["wish"])) is None:
            return not_here(request)
        try:
            if isinstance(await run_in_threadpool(self._find, wish), Unmade):
                self._speak(wish)
        except Busy:
            return busy(request, wish.address)
        return Response(status_code=303, headers={"location": f"./{wish.address}"})

    async def progress(self, request: Request) -> Response:
        """How far the speaking is, as server-sent events."""
        wish = parse(request.path_params["wish"])
        made = self.queue.now(wish.address) if wish else None

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
            return not_here(request)
        try:
            self.workspace.library()
            found: Variant | Unmade | None = self.variants.kept(wish)
            if found is None:
                found = await run_in_threadpool(self._find, wish)
            if isinstance(found, Unmade):
                self._speak(wish)
                return later()
            if found.digest != digest or wish.address != request.path_params["wish"]:
                return self._moved(request, found, ending)
            if ending == "mp3":
                return self.track(request.scope, found)
            mime, make = BESIDE[ending]
            library = self.variants.library
            data = await run_in_threadpool(make, found, library, self.studios[wish.quality])
            return reply(
                request.scope, Segments.of(data), f'"{digest}-{ending}"', mime,
                cache_control=FOREVER,
            )  # fmt: skip
        except Busy:
            return later()

    def known(self, scope: Scope) -> Response | None:
        """The answer to a request for a track that is at hand, before any route is looked for."""
        if not scope["path"].endswith(".mp3") or scope["method"] == "POST":
            return None
        self.workspace.library()
        found = self.variants.at(scope["path"])
        return self.track(scope, found) if found else None

    def track(self, scope: Scope, found: Variant) -> Response:
        """The bytes of a track, as the request of ``scope`` asks for them."""
        variants = self.variants
        return reply(
            scope, found.track, found.etag, "audio/mpeg",
            lost=lambda: variants.forget(found.wish), cache_control=FOREVER,
        )  # fmt: skip

    def _moved(self, request: Request, found: Variant, ending: str) -> Response:
        address = f"../{found.address.removesuffix('mp3')}{ending}"
        made = told(
            request, 410, "This has changed",
            ["The session, its words or its voice are others now."],
            found.wish.address, "The session as it is now",
        )  # fmt: skip
        made.headers["link"] = f'<{address}>; rel="successor-version"'
        return made

    # --- what pages are made of ---

    async def static(self, request: Request) -> Response:
        return static(request, request.path_params["name"])

    async def picture(self, request: Request) -> Response:
        name = request.path_params["name"]
        library = await run_in_threadpool(self.workspace.library)
        if name in pages.BODIES:
            return drawn(request, pages.body_svg(looks_of(library), pages.BODIES[name]))
        svg = await run_in_threadpool(pages.figure, name, library)
        return drawn(request, svg) if svg else not_here(request)

    # --- what they share ---

    def _find(self, wish: Wish) -> Variant | Unmade:
        self.workspace.library()
        self._allow(wish)
        return self.variants.find(wish)

    def _speak(self, wish: Wish) -> None:
        """Begin to make what ``wish`` lacks. Raises Busy."""
        self.queue.begin(wish.address, wish.quality, [wish.job(self.workspace.library())])

    def _allow(self, wish: Wish) -> None:
        """Raises WorkspaceError for a voice that is not offered here."""
        if wish.overrides.voice and wish.overrides.voice not in self.serving.voices:
            raise WorkspaceError(f"no voice {wish.overrides.voice!r} here", "see: unknot voices")

    def number(self, wish: Wish | None = None) -> str:
        """Whom to call in an emergency; "" when it is not known."""
        known, asked = self.workspace.library().emergency, wish and wish.overrides.country
        found = known.get(asked or self.serving.country or "")
        return found.number if found else ""


def make_app(serving: Serving) -> Starlette:
    """The app, without the door that stands before it. Raises EngineError without a voice."""
    served = Served(serving)
    mine = Mine(served)
    routes = [
        Route("/", served.choose, methods=["GET"]),
        Route("/static/{name}", served.static, methods=["GET"]),
        Route("/picture/{name}", served.picture, methods=["GET"]),
        Route("/add;{holds}", mine.add, methods=["GET", "POST"]),
        Route("/mine/{key}/{path:path}", mine.answer, methods=["GET", "POST"]),
        Route("/{wish}", served.play, methods=["GET"]),
        Route("/{wish}", served.begin, methods=["POST"]),
        Route("/{wish}/progress", served.progress, methods=["GET"]),
        Route("/{wish}/{name}", served.content, methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={404: not_here, Error: refused})
    # Starlette would send whoever adds a slash to an address without the key of the network.
    app.router.redirect_slashes = False
    app.state.served, app.state.keys = served, mine.ring.now
    return app


def _both_sides(form: Form) -> Iterator[str]:
    """What is treated on a side where it was not marked, as an address has one side for all."""
    spots = [spot.partition(".") for spot in form.get("spot", ())]
    marked = {place: {side for each, _, side in spots if each == place} for place, _, _ in spots}
    if len(set().union(*marked.values())) > 1 and any(len(each) < 2 for each in marked.values()):
        yield (
            "You marked places on different sides, and all of them are treated on both."
            " For one side each, choose one after the other."
        )


def _left_out(wish: Wish, library: Library) -> list[str]:
    job = wish.job(library)
    used = {getattr(each, "muscle", "") for each in job.session.routines}
    names = [library.muscles[each].name for each in wish.muscles if each not in used]
    return [f"Left out, because it is not treated lying like that: {name}." for name in names]
