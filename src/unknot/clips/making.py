"""Making missing clips, of one job or of thousands: on workers, and here on threads."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, assert_never

from unknot.clips.clipfile import Clip, ClipKey
from unknot.progress import ClipReady, LeftByWorkers, Report
from unknot.timeline.cues import Chime, Play, Say

if TYPE_CHECKING:
    from concurrent.futures import Future

    from unknot.clips.maker import ClipMaker, Sounding

#: glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD, and how many bytes each is set to.
_KEPT_FREE = {-1: 64 << 20, -3: 32 << 20}

#: What is missing, by its key: who makes it, and the first cue that asks for it.
Wanted = Mapping[ClipKey, tuple["ClipMaker", "Sounding"]]


def make_all(wanted: Wanted, jobs: int, report: Report) -> int:
    """Make every clip, what can go there on the workers and all else on ``jobs`` threads; the first
    failure stops the rest. All makers are of one studio. Returns how many were made."""
    from concurrent.futures import ThreadPoolExecutor
    from queue import Empty, SimpleQueue

    _keep_freed_memory()
    made = set(_make_on_workers(wanted, report))
    missing = {key: each for key, each in wanted.items() if key not in made}
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="clip")
    try:
        done: SimpleQueue[Future[Clip]] = SimpleQueue()
        running = {pool.submit(maker.make, key, cue): cue for key, (maker, cue) in missing.items()}
        for each in running:
            each.add_done_callback(done.put)
        while running:
            # With a time-out, because Windows sees no Ctrl-C in a wait that has none.
            try:
                ready = done.get(timeout=0.2)
            except Empty:
                continue
            ready.result()
            report(ClipReady(text=_name(running.pop(ready))))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for maker, _ in wanted.values():
            maker.cast.close()
            break
        raise
    pool.shutdown()
    return len(wanted)


@cache
def _keep_freed_memory() -> None:
    """Let glibc keep up to 64 MB that it would give back and ask for again with each array of each
    clip: a new page costs more than what is computed in it. Elsewhere nothing changes."""
    import ctypes

    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            for name, size in _KEPT_FREE.items():
                ctypes.CDLL(None).mallopt(name, size)


def _make_on_workers(wanted: Wanted, report: Report) -> Iterator[ClipKey]:
    """Every phrase that an engine speaks; recorded takes, chimes and files are at hand here."""
    first = next((maker for maker, _ in wanted.values()), None)
    if first is None or first.workers is None:
        return
    tasks = [
        maker.task(key, cue)
        for key, (maker, cue) in wanted.items()
        if isinstance(cue, Say) and not maker.part(cue).recorded
    ]
    left = len(tasks)
    for made in first.workers.make(tasks, first.quality):
        left -= 1
        key, master = made.task.key, made.master
        first.store.put_master(key, master)
        first.store.put_frames(key, first.quality, len(master), bytes(made.clip.frames))
        yield key
        report(ClipReady(text=made.task.said))
    if left:
        report(LeftByWorkers(lines=left))


def _name(cue: Sounding) -> str:
    match cue:
        case Say():
            return cue.text
        case Chime():
            return f"{cue.kind} chime"
        case Play():
            return cue.file
        case _:
            assert_never(cue)
