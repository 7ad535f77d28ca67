"""A variant: one wish as a track that is nowhere, at an address that names its content."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

from unknot.audio.mp3 import QUALITIES
from unknot.clips.clipfile import Clip
from unknot.clips.maker import KnownClips, Studio
from unknot.content.library import Library
from unknot.make import bed_of, make_missing
from unknot.progress import Report
from unknot.segments import Segments
from unknot.serve.shelf import Shelf, unloaded
from unknot.serve.wish import Wish
from unknot.speech.cast import Cast
from unknot.timeline.fitting.fit import settle
from unknot.timeline.job import Job
from unknot.timeline.plan import Plan, check_job, place
from unknot.timeline.timeline import Timeline
from unknot.track.assemble import assemble

#: Tags have pictures in them, so a variant that is kept takes some hundred kB.
MOST_VARIANTS = 120
_DIGEST = 20


class Variant(Struct, frozen=True, kw_only=True):
    """``digest`` names the bytes of ``track``: plan, words, clips, pictures and all versions."""

    wish: Wish
    plan: Plan
    track: Segments
    digest: str

    @property
    def timeline(self) -> Timeline:
        return self.plan.timeline

    @property
    def etag(self) -> str:
        return f'"{self.digest}"'

    @property
    def address(self) -> str:
        return f"{self.wish.address}/{self.digest}.mp3"


class Unmade(Struct, frozen=True, kw_only=True):
    """A wish of whose ``clips`` some are ``missing``, and what it will be by an estimate."""

    wish: Wish
    plan: Plan
    clips: int
    missing: int

    @property
    def timeline(self) -> Timeline:
        return self.plan.timeline


class Variants:
    """Variants of one library, those asked for last kept. Threads may share it."""

    def __init__(self, library: Library, studios: Mapping[str, Studio], shelf: Shelf) -> None:
        self.library, self._studios, self._shelf = library, studios, shelf
        self._kept: OrderedDict[str, Variant] = OrderedDict()
        self._lock = threading.Lock()

    def kept(self, wish: Wish) -> Variant | None:
        """The variant, if it is at hand."""
        with self._lock:
            if variant := self._kept.get(wish.address):
                self._kept.move_to_end(wish.address)
            return variant

    def at(self, path: str) -> Variant | None:
        """The variant whose track stands at ``path``, if it is at hand."""
        name = path[1:].partition("/")[0]
        with self._lock:
            if not (found := self._kept.get(name)) or path != f"/{name}/{found.digest}.mp3":
                return None
            self._kept.move_to_end(name)
            return found

    def find(self, wish: Wish) -> Variant | Unmade:
        """The variant of ``wish``. Raises the Error of whatever refuses it."""
        if variant := self.kept(wish):
            return variant
        studio = self._studios[wish.quality]
        found = look(wish.job(self.library), studio)
        if not found.clips:
            return Unmade(
                wish=wish, plan=found.plan, clips=found.distinct, missing=found.missing
            )  # fmt: skip
        timeline, clips = found.plan.timeline, found.clips
        whole = bed_of(timeline, clips, self.library, studio)
        clips = [whole] if whole else clips
        track = assemble(timeline, found.clips, self.library, studio.quality, whole)
        # The tag has the plan and a digest of every clip in it, so it stands for all the bytes.
        digest = sha256(track.read(0, len(track.parts[0]))).hexdigest()[:_DIGEST]
        track = unloaded(track, clips, self._shelf, studio.quality)
        return self._keep(Variant(wish=wish, plan=found.plan, track=track, digest=digest))

    def forget(self, wish: Wish) -> None:
        """Something of it is gone; look for all of it again."""
        with self._lock:
            self._kept.pop(wish.address, None)

    def _keep(self, variant: Variant) -> Variant:
        with self._lock:
            self._kept[variant.wish.address] = variant
            while len(self._kept) > MOST_VARIANTS:
                self._kept.popitem(last=False)
        return variant


class Sounded(Struct, frozen=True, kw_only=True):
    """The plan of a job, and a clip for each sounding event; none while some are ``missing``."""

    plan: Plan
    clips: Sequence[Clip]
    distinct: int
    missing: int


def look(job: Job, studio: Studio) -> Sounded:
    """What there is of ``job``, making nothing. Raises the Error of whatever refuses it."""
    check_job(job)
    known = KnownClips(studio.maker(job))
    fitted = settle(job, known.lengths)
    cues = set(fitted.sounding())
    # What an earlier round asked for, too: without it this may not be how ``build`` fits the job.
    missing = known.missing(known.lengths.asked)
    plan = place(fitted, known.room_ms)
    clips = () if missing else [known[cue] for _, cue in plan.timeline.sounding()]
    return Sounded(plan=plan, clips=clips, distinct=len(cues), missing=len(missing))


def make(jobs: Iterable[Job], studio: Studio, report: Report) -> None:
    """Make every clip that ``jobs`` lack. Raises the Error of the stage that failed."""
    for job in jobs:
        check_job(job)
        make_missing(job, KnownClips(studio.maker(job)), report=report)


def studios(cast: Cast, shelf: Shelf) -> Mapping[str, Studio]:
    """A studio for each quality, with the same voices, that reads from ``shelf``."""
    return {name: Studio(store=shelf, cast=cast, quality=q) for name, q in QUALITIES.items()}
