"""WishQueue clips that are missing, beside whoever is listening."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress

from msgspec import Struct

from unknot.clips.maker import Studio
from unknot.errors import Error
from unknot.progress import ClipReady, Planned, Progress
from unknot.serve.variant import make
from unknot.timeline.job import Job

#: Wishes and feeds made at once, and waiting for it. More are told to come back.
AT_ONCE, MOST = 2, 12
#: A voice that makes no clip for so long (seconds) is given up, so that others get their turn. The
#: first clip of a large one takes half a minute of loading (INF).
STALLED_S = 180.0


class WishProgress(Struct):
    """How far it is. ``of`` is 0 until it is known; ``failed`` says why it ended."""

    done: int = 0
    of: int = 0
    over: bool = False
    failed: str = ""


class Busy(Exception):
    """Too much is being made already."""


class WishQueue:
    """What is made now, by a wish's address or what a feed holds. Each has engines of its own."""

    def __init__(self, open_studios: Mapping[str, Callable[[], Studio]]) -> None:
        self._open = open_studios
        self._now: dict[str, WishProgress] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Semaphore(AT_ONCE)

    def now(self, name: str) -> WishProgress | None:
        """How far ``name`` is; None when nobody has begun it."""
        return self._now.get(name)

    def failure(self, name: str) -> WishProgress | None:
        """Of what nobody begins by a press of their own: how ``name`` failed, told once. Whoever
        looks again has it tried again."""
        made = self._now.get(name)
        return self._now.pop(name) if made and made.failed else None

    def begin(self, name: str, quality: str, jobs: Sequence[Job]) -> WishProgress:
        """Make all that ``jobs`` lack, unless that is under way. Raises Busy."""
        made = self._now.get(name)
        if made and not made.over:
            return made
        for address in [each for each, one in self._now.items() if one.over]:
            del self._now[address]
        if len(self._now) >= MOST:
            raise Busy
        made = self._now[name] = WishProgress()
        task = asyncio.create_task(self._make(quality, jobs, made))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return made

    async def _make(self, quality: str, jobs: Sequence[Job], made: WishProgress) -> None:
        def report(event: Progress) -> None:
            if isinstance(event, Planned):
                made.of = made.done + event.missing
            elif isinstance(event, ClipReady):
                made.done += 1

        def work() -> None:
            studio = self._open[quality]()
            with closing(studio.cast):
                make(jobs, studio, report)

        try:
            async with self._turn:
                await _watched(work, made)
        except TimeoutError:
            made.failed = f"the voice has said nothing for {STALLED_S:g} s"
        except Error as error:
            made.failed = str(error)
        except Exception as error:
            made.failed = f"{type(error).__name__}: {error}"
        finally:
            made.over = True


async def _watched(work: Callable[[], None], made: WishProgress) -> None:
    """Do ``work`` beside everything else. Raises TimeoutError when it gets nowhere.

    In a thread that nobody waits for: what hangs in an engine cannot be ended from outside, and
    must not keep the server from ending.
    """
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            with suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(done.set)

    threading.Thread(target=run, name="speaking", daemon=True).start()
    before = None
    while not done.is_set():
        if before == (now := (made.done, made.of)):
            raise TimeoutError
        before = now
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), STALLED_S)
    if failed:
        raise failed[0]
