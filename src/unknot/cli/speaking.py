"""The studio of a command, and what measures clips that it does not make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from unknot.cli.options import Making

if TYPE_CHECKING:
    from unknot.clips.maker import Studio
    from unknot.timeline.job import Job
    from unknot.timeline.layout import Measure

#: What measures the clips of a job.
Measures = Callable[["Job"], "Measure"]


@contextmanager
def open_studio(how: Making | None = None) -> Iterator[Studio]:
    """A studio over the user's cache; its engines are closed afterwards."""
    from unknot.audio.mp3 import QUALITIES
    from unknot.cache import cache_folder
    from unknot.clips.maker import Studio
    from unknot.clips.store import VOICES, Store
    from unknot.engines.registry import open_engine
    from unknot.speech.cast import Cast

    how = how or Making()
    store, engine = Store(cache_folder()), open_engine(how.engine)
    with closing(Cast(engine, store.root / VOICES, fallback=how.fallback)) as cast:
        yield Studio(store=store, cast=cast, quality=QUALITIES[how.quality])


@contextmanager
def measuring(how: Making | None = None) -> Iterator[Measures]:
    """How long the clips of a job are: those that were made exactly, others by the pace of whoever
    would speak them."""
    with open_studio(how) as studio:
        yield lambda job: studio.maker(job).measure()
