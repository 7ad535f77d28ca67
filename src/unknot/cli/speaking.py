"""The studio of a command, the tracks made in it, and what measures clips that it does not make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from unknot.cli.main import Globals
from unknot.cli.options import Making
from unknot.cli.output import tell
from unknot.cli.progress import drawn
from unknot.timeline.job import Job

if TYPE_CHECKING:
    from unknot.clips.maker import Studio
    from unknot.make import Track
    from unknot.timeline.layout import Measure

#: What measures the clips of a job.
Measures = Callable[["Job"], "Measure"]


@contextmanager
def open_studio(how: Making | None = None) -> Iterator[Studio]:
    """A studio over the user's cache; its engines are closed afterwards. Its workers are told."""
    from unknot.clips import studio

    how = how or Making()
    with studio.open_studio(
        how.engine, fallback=how.fallback, one_voice=how.one_voice, quality=how.quality,
        workers=how.workers,
    ) as opened:  # fmt: skip
        if opened.workers:
            tell(click.get_current_context().find_root().obj, [opened.workers.told])
        yield opened


def make_track(options: Globals, job: Job, studio: Studio, out: Path, how: Making) -> Track:
    """Build ``job``'s track in ``out``, with its progress drawn."""
    from unknot.make import build

    with drawn(options) as report:
        return build(job, studio, out=out, jobs=how.jobs or 0, report=report, verify=how.verify)


@contextmanager
def measuring(how: Making | None = None) -> Iterator[Measures]:
    """How long the clips of a job are: those that were made exactly, others by the pace of whoever
    would speak them."""
    with open_studio(replace(how, workers="") if how else None) as studio:
        yield lambda job: studio.maker(job).measure()
