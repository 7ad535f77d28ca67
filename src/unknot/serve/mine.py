"""Adding a personal feed, its page, and its files, below a key of its own."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from unknot.content.treating import treats
from unknot.pages import render
from unknot.programme.started import read_started
from unknot.serve import pages
from unknot.serve.answers import busy, not_here, page, screened, static, told
from unknot.serve.door import MINE
from unknot.serve.feeds import Files, Unspoken, page_policy
from unknot.serve.holds import Holds, parse_holds
from unknot.serve.keys import KeyRing, PersonalFeed, add_feed, revoke
from unknot.serve.reply import FOREVER, later, reply
from unknot.serve.wish_queue import Busy, WishProgress
from unknot.site.address import doubts
from unknot.site.host import content_type

if TYPE_CHECKING:
    from unknot.serve.app import Served


class Mine:
    """The handlers of personal feeds."""

    def __init__(self, served: Served) -> None:
        self.served, self.ring = served, KeyRing()

    async def add(self, request: Request) -> Response:
        """The page that adds a feed, behind the screening; and adding it."""
        if (holds := parse_holds(request.path_params["holds"])) is None:
            return not_here(request)
        holds = _begun(holds)
        library = await run_in_threadpool(self.served.workspace.library)
        country = self.served.serving.country
        title = holds.title(library)
        jobs = await run_in_threadpool(holds.jobs, library, country)
        if any(treats(job.session, library) for job in jobs) and not screened(request):
            return self._ask(request, holds, title)
        if request.method == "GET":
            action = f"./add;{holds.address}?{request.url.query}"
            programme = bool(holds.programme)
            return page(render("add.html", name=title, action=action, programme=programme))
        feed = await run_in_threadpool(add_feed, holds.stem, holds.address, int(time.time()))
        return Response(status_code=303, headers={"location": f"{MINE}{feed.key}/"})

    def _ask(self, request: Request, holds: Holds, title: str) -> Response:
        refused = request.query_params.get("answer") == "no"
        asked = pages.screening_page(
            f"./add;{holds.address}", title, self.served.number(holds.wish),
            date.today().isoformat(), refused=refused,
        )  # fmt: skip
        return page(asked)

    async def answer(self, request: Request) -> Response:
        """Whatever stands below the key of a feed."""
        feed = self.ring.now().feed(request.path_params["key"])
        holds = parse_holds(feed.holds) if feed else None
        if not feed or not holds:
            return not_here(request)
        path = request.path_params["path"]
        if request.method == "POST":
            return await self._forget(feed) if path == "forget" else not_here(request)
        if path.startswith("static/"):
            return static(request, path.removeprefix("static/"))
        base = f"{request.url.scheme}://{request.headers['host']}{MINE}{feed.key}"
        try:
            if path:
                return await self._file(request, feed, holds, base, path)
            return await self._page(feed, holds, base)
        except Busy:
            return later() if path else busy(request)

    async def _forget(self, feed: PersonalFeed) -> Response:
        await run_in_threadpool(revoke, feed.name)
        made = page(html := render("forgotten.html"))
        made.headers["content-security-policy"] = page_policy(html.encode(), "data:")
        return made

    async def _page(self, feed: PersonalFeed, holds: Holds, base: str) -> Response:
        found = await run_in_threadpool(self._files, feed, holds, base)
        made = None
        if isinstance(found, Unspoken):
            made = self.served.queue.failure(holds.address) or await self._speak(holds)
        warned = list(doubts(base))
        return page(
            pages.mine_page(feed, holds.title(self.served.feeds.library), base, made, warned)
        )

    async def _file(
        self, request: Request, feed: PersonalFeed, holds: Holds, base: str, path: str
    ) -> Response:
        self.served.workspace.library()
        feeds = self.served.feeds
        found = await run_in_threadpool(feeds.find, feed, holds, base, date.today(), path)
        if isinstance(found, Unspoken):
            await self._speak(holds)
            return later()
        if found is None:
            if path.startswith("audio/"):
                words = ["This session is no longer in the feed, or has changed."]
                return told(request, 410, "Gone", words)
            return not_here(request)
        kept = FOREVER if path.startswith(("audio/", "art/")) else "no-cache"
        etag = f'"{found.digest()[:20]}"' if kept != FOREVER else f'"{path}"'
        made = reply(
            request.scope, found, etag, content_type(path), lost=feeds.forget, cache_control=kept
        )  # fmt: skip
        if path.endswith(".html"):
            made.headers["content-security-policy"] = page_policy(found.read())
        return made

    def _files(self, feed: PersonalFeed, holds: Holds, base: str) -> Files | Unspoken:
        self.served.workspace.library()
        return self.served.feeds.files(feed, holds, base, date.today())

    async def _speak(self, holds: Holds) -> WishProgress:
        """Begin to make what it lacks; how far that is. Raises Busy."""
        library, country = self.served.workspace.library(), self.served.serving.country
        jobs = await run_in_threadpool(holds.jobs, library, country)
        return self.served.queue.begin(holds.address, holds.quality, jobs)


def _begun(holds: Holds) -> Holds:
    """A programme's first day: that of the one under way on this machine, else today."""
    if not holds.programme or holds.start:
        return holds
    under_way = read_started()
    if under_way and under_way.programme == holds.programme:
        return replace(holds, start=under_way.start, begin=under_way.begin)
    return replace(holds, start=date.today())
