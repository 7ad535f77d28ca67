"""The studio of a command, and what measures clips that it does not make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from unknot.cli.options import Making

if TYPE_CHECKING:
    from unknot.clips.maker import Studio
    from unknot.clips.workers import Workers
    from unknot.timeline.job import Job
    from unknot.timeline.layout import Measure

#: What measures the clips of a job.
Measures = Callable[["Job"], "Measure"]


@contextmanager
def open_studio(how: Making | None = None) -> Iterator[Studio]:
    """A studio over the user's cache; its engines are closed afterwards."""
    from unknot.audio.mp3 import QUALITIES
    from unknot.clips.maker import Studio
    from unknot.clips.shared import open_store
    from unknot.clips.store import VOICES
    from unknot.engines.registry import open_engine
    from unknot.speech.cast import Cast

    how = how or Making()
    store, engine = open_store(), open_engine(how.engine) if how.engine else None
    with ExitStack() as closed:
        cast = Cast(engine, store.root / VOICES, fallback=how.fallback, one_voice=how.one_voice)
        closed.enter_context(closing(cast))
        workers = closed.enter_context(closing(_connect(how.workers))) if how.workers else None
        yield Studio(store=store, cast=cast, quality=QUALITIES[how.quality], workers=workers)


def _connect(address: str) -> Workers:
    from unknot.clips.workers import Workers

    return Workers(address)


@contextmanager
def measuring(how: Making | None = None) -> Iterator[Measures]:
    """How long the clips of a job are: those that were made exactly, others by the pace of whoever
    would speak them."""
    with open_studio(replace(how, workers="") if how else None) as studio:
        yield lambda job: studio.maker(job).measure()
