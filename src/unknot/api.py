"""The functions that a Python program has of unknot. ``import unknot`` gives them by these names.

Content is loaded once, a studio opened once; then any number of tracks is planned and built::

    library = unknot.load()
    with unknot.open_studio() as studio:
        unknot.build("sore-hip", library, unknot.Overrides(side="left"), out="tracks",
                     studio=studio)
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from os import PathLike
from pathlib import Path

from unknot import make
from unknot.clips.maker import Studio
from unknot.clips.studio import open_studio
from unknot.content.library import Library, find_session
from unknot.content.records.session import Session, Sides
from unknot.progress import Report, ignore
from unknot.proof.verify import Verdict
from unknot.proof.verify import verify as verify_file
from unknot.timeline.adhoc import session_of
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import Plan, estimate
from unknot.timeline.plan import plan as plan_job

StrPath = str | PathLike[str]


def load(workspace: StrPath | None = None) -> Library:
    """The content of a workspace over the bundled content; without one, as the command line finds
    it: the current folder, where that is one, else the person's own.

    What has not changed since the last time is not read again. Raises ContentError with every
    problem there is, each with file, line and column.
    """
    from unknot.cache import cache_folder
    from unknot.content.library_cache import load as load_cached
    from unknot.content.workspace import roots

    return load_cached(roots(None if workspace is None else Path(workspace)), cache_folder())


def compose(
    *muscles: str,
    library: Library,
    side: Sides = "both",
    technique: str | None = None,
    keep_order: bool = False,
) -> Session:
    """A session of ``muscles`` (ids such as "piriformis"), as ``--muscle`` composes one.

    In the order that turns a person over least, unless ``keep_order``. ``technique`` is for all of
    them, else each has its own. Raises ContentError with every reason why a check refuses it.
    """
    return session_of(muscles, library, side=side, technique=technique, keep_order=keep_order)


def plan(
    session: Session | str,
    library: Library,
    overrides: Overrides | None = None,
    *,
    studio: Studio | None = None,
) -> Plan:
    """What will be heard and when: ``.timeline``, to be printed, saved or searched. Makes nothing.

    ``session`` is one of the library's, by its id, or any other. Speech lasts as long as its clips
    where ``studio`` has them already, and else as long as is estimated. Raises ContentError when a
    check or a safety rule forbids the result, LayoutError when a line does not fit its hold.
    """
    job = _job(session, library, overrides)
    measure = studio.maker(job).measure() if studio else estimate(library, job.rate)
    return plan_job(job, measure)


def build(
    session: Session | str,
    library: Library,
    overrides: Overrides | None = None,
    *,
    out: StrPath,
    studio: Studio | None = None,
    jobs: int = 0,
    verify: bool = False,
    report: Report = ignore,
) -> make.Track:
    """Make the track ``out/ID.mp3``, proved byte by byte before it has its name.

    Without a ``studio`` one is opened for this track alone. ``jobs`` clips are made at once (0: one
    for each processor); ``verify`` holds what a decoder makes of the track against its plan too;
    ``report`` hears of progress. Raises the Error of what failed, and the old file stays.
    """
    job = _job(session, library, overrides)
    opened: AbstractContextManager[Studio] = nullcontext(studio) if studio else open_studio()
    with opened as used:
        return make.build(job, used, out=Path(out), jobs=jobs, report=report, verify=verify)


def verify(track: StrPath) -> Verdict:
    """Everything about the track at this path, held against the plan inside it: bytes, tag, safety
    rules and decoded sound. ``.good`` or not, with ``.findings``."""
    return verify_file(Path(track))


def _job(session: Session | str, library: Library, overrides: Overrides | None) -> Job:
    found = find_session(library, session) if isinstance(session, str) else session
    return resolve(found, library, overrides)
