"""Making missing clips, of one job or of thousands: on workers, and here on threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, assert_never

from unknot.clips.clipfile import ClipKey
from unknot.progress import ClipReady, LeftByWorkers, Report
from unknot.timeline.cues import Chime, Play, Say

if TYPE_CHECKING:
    from unknot.clips.maker import ClipMaker, Sounding

#: What is missing, by its key: who makes it, and the first cue that asks for it.
Wanted = Mapping[ClipKey, tuple["ClipMaker", "Sounding"]]


def make_all(wanted: Wanted, jobs: int, report: Report) -> int:
    """Make every clip, what can go there on the workers and all else on ``jobs`` threads; the first
    failure stops the rest. All makers are of one studio. Returns how many were made."""
    from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

    made = set(_make_on_workers(wanted, report))
    missing = {key: each for key, each in wanted.items() if key not in made}
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="clip")
    try:
        waiting = {pool.submit(maker.make, key, cue): cue for key, (maker, cue) in missing.items()}
        running = set(waiting)
        while running:
            # With a time-out, because Windows sees no Ctrl-C in a wait that has none.
            done, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
                report(ClipReady(text=_name(waiting.pop(future))))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for maker, _ in wanted.values():
            maker.cast.close()
            break
        raise
    pool.shutdown()
    return len(wanted)


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
