"""A catalogue made: each clip spoken once, then each track, with a manifest of what is there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from unknot.catalogue.plan import CataloguePlan, Refused, Way, job_of
from unknot.clips.maker import KnownClips, Studio
from unknot.clips.making import make_all
from unknot.content.library import Library
from unknot.errors import ContentError, LayoutError
from unknot.files import replace_file
from unknot.make import build, make_missing
from unknot.progress import Planned, Report, ignore
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import check_job, place

#: The manifest's file beside the tracks.
MANIFEST = "catalogue.json"
#: The manifest is written after so many tracks, so that a run that is ended leaves a true one.
_OFTEN = 100


class Made(Struct, frozen=True, kw_only=True):
    """A track of the catalogue. ``path`` is None where only its clips were made."""

    way: Way
    path: Path | None
    length_ms: int
    bytes: int

    def row(self, out: Path) -> dict[str, Any]:
        """As data, with the path from ``out``."""
        path = self.path.relative_to(out).as_posix() if self.path else None
        return {**self.way.row(), "path": path, "length_ms": self.length_ms, "bytes": self.bytes}


def make_catalogue(
    plan: CataloguePlan,
    library: Library,
    studio: Studio,
    asked: Overrides,
    *,
    out: Path,
    jobs: int = 0,
    clips_only: bool = False,
    verify: bool = False,
    report: Report = ignore,
) -> Iterator[Made | Refused]:
    """Speak every clip of ``plan`` once, then make its tracks below ``out``, or with ``clips_only``
    leave them for a server to make.

    What a run that was ended has made is found again, clip by clip, and a track that has the same
    bytes is left alone. Raises EngineError for the first line that nobody could speak, AudioError
    when something cannot be written.
    """
    jobs = jobs or os.cpu_count() or 1
    if plan.missing:
        count = len(plan.missing)
        report(Planned(session="the catalogue", clips=count, missing=count))
        make_all(plan.missing, jobs, report)
        plan.missing.clear()
    for way in plan.ways:
        job = job_of(way, library, asked)
        try:
            if not clips_only:
                track = build(job, studio, out=out / way.folder, jobs=jobs, verify=verify)
                length = track.timeline.length
                yield Made(way=way, path=track.path, length_ms=length, bytes=track.size)
                continue
            check_job(job)
            clips = KnownClips(studio.maker(job))
            fitted = make_missing(job, clips, jobs=jobs)
            timeline = place(fitted, clips.room_ms).timeline
            yield Made(way=way, path=None, length_ms=timeline.length, bytes=0)
        except (ContentError, LayoutError) as error:
            yield Refused(way=way, reason=str(error))


class Manifest:
    """What was made so far, kept as JSON in ``out``; ``head`` is what stands before it."""

    def __init__(self, out: Path, head: Mapping[str, Any]) -> None:
        self.out, self.head = out, head
        self.tracks: list[Made] = []
        self.refused: list[Refused] = []

    @property
    def path(self) -> Path:
        return self.out / MANIFEST

    def add(self, each: Made | Refused) -> None:
        """Note a track, and now and then write what is noted. Raises AudioError."""
        if isinstance(each, Refused):
            self.refused.append(each)
            return
        self.tracks.append(each)
        if len(self.tracks) % _OFTEN == 0:
            self.write(complete=False)

    def facts(self, *, complete: bool) -> dict[str, Any]:
        """As data. ``complete``: nothing that was asked for is still to come."""
        return {
            "complete": complete,
            "tracks": [each.row(self.out) for each in self.tracks],
            "refused": [{**each.way.row(), "reason": each.reason} for each in self.refused],
        }

    def write(self, *, complete: bool) -> None:
        """Put the manifest in its place as a whole. Raises AudioError."""
        text = json.dumps({**self.head, **self.facts(complete=complete)}, indent=1)
        replace_file(self.path, [f"{text}\n".encode()])
