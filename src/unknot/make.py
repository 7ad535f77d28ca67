"""Build: the whole story of a track, top to bottom."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from unknot.clips.clipfile import Clip
from unknot.clips.maker import KnownClips, Studio
from unknot.content.library import Library
from unknot.content.records.session import Session
from unknot.content.records.steps import PlayStep
from unknot.diagnostic import Diagnostic
from unknot.errors import AudioError, ContentError, LayoutError
from unknot.files import update_file
from unknot.progress import Planned, Report, TrackReady, ignore
from unknot.proof.verify import prover
from unknot.timeline.fitting.fit import Fitted, fit
from unknot.timeline.job import Job
from unknot.timeline.plan import check_job, place
from unknot.timeline.timeline import Timeline
from unknot.track.assemble import assemble


class Track(Struct, frozen=True, kw_only=True):
    """A finished MP3. ``made`` of its ``clips`` distinct clips were not in the cache.

    ``changed``: the file was written; otherwise it was there with the same bytes. ``changes``:
    what fitting it to its target moved. ``notes``: where an override could not be kept.
    ``fallbacks``: lines spoken by another voice for want of a take. ``speakers``: who speaks, in
    words, where nobody chose.
    """

    session: str
    path: Path
    timeline: Timeline
    size: int
    clips: int
    made: int
    changed: bool = True
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()


def build(
    job: Job,
    studio: Studio,
    *,
    out: Path,
    jobs: int = 0,
    report: Report = ignore,
    verify: bool = False,
) -> Track:
    """Make ``job``'s track at ``out/ID.mp3``; the old file stays until the new one is whole.

    As part of a playlist it is ``out/NN-ID.mp3``, and a file that has the same bytes is left alone.
    ``jobs`` clips are made at once (0: one for each processor). Before it gets its name, every
    byte of the new track is held against its plan; with ``verify`` so is what a decoder makes of
    it. Raises the Error of the stage that failed; nothing is written then.
    """
    check_job(job)
    maker = studio.maker(job)
    clips = KnownClips(maker)
    fitted = make_missing(job, clips, jobs=jobs, report=report)
    plan = place(fitted, clips.room_ms)
    cues = [cue for _, cue in plan.timeline.sounding()]
    used = [clips[cue] for cue in cues]
    track = write_track(plan.timeline, used, studio, job.library, out=out, verify=verify)
    report(TrackReady(session=job.session.id, path=track.path))
    fallbacks = maker.fallbacks(cues)
    return replace(
        track,
        made=clips.made,
        changes=plan.changes,
        notes=plan.notes,
        fallbacks=fallbacks,
        speakers=maker.speakers.told(len(fallbacks)),
    )


def make_missing(job: Job, clips: KnownClips, *, jobs: int = 0, report: Report = ignore) -> Fitted:
    """Make every clip that ``job`` lacks; ``job`` fitted by the clips as they are.

    Raises the Error of the stage that failed.
    """
    # Clips that last otherwise than estimated can change how a session is fitted, and that can
    # ask for more clips; each round knows more of them, so the last one comes.
    while True:
        fitted = fit(job, clips.lengths)
        if missing := clips.missing(fitted.sounding()):
            count = len(set(fitted.sounding()))
            report(Planned(session=job.session.id, clips=count, missing=len(missing)))
            with contextlib.suppress(LayoutError):  # the estimate may miss; the clips decide below
                place(fitted, clips.lengths)
            with _placing(job.session):
                clips.make(missing, jobs or os.cpu_count() or 1, report)
        if not (clips.lengths.ask(fitted.sounding()) and job.session.target):
            return fitted


def write_track(
    timeline: Timeline,
    clips: Sequence[Clip],
    studio: Studio,
    library: Library,
    *,
    out: Path,
    verify: bool = False,
) -> Track:
    """Assemble ``clips``, one for each of ``timeline.sounding()``; prove and write the track."""
    whole = bed_of(timeline, clips, library, studio)
    made = assemble(timeline, clips, library, studio.quality, whole)
    path = out / f"{timeline.stem}.mp3"
    changed = update_file(path, made, check=prover(path, studio.store, whole=verify))
    return Track(
        session=timeline.session,
        path=path,
        timeline=timeline,
        size=len(made),
        clips=len({clip.key for clip in clips}),
        made=0,
        changed=changed,
    )


def clips_of(job: Job, timeline: Timeline, studio: Studio) -> list[Clip]:
    """The clips that ``timeline``'s track is made of, one for each of its sounding events."""
    own = studio.maker(job)
    cues = [cue for _, cue in timeline.sounding()]
    keys = own.keys(cues)
    found = {cue: own.find(key) or own.make(key, cue) for cue, key in keys.items()}
    return [found[cue] for cue in cues]


def bed_of(
    timeline: Timeline, clips: Sequence[Clip], library: Library, studio: Studio
) -> Clip | None:
    """All frames of a track with a bed, encoded whole or found in the cache; None for another.

    Raises AudioError when a clip, or the sound of the bed, is not there any more.
    """
    if not timeline.bed:
        return None
    from unknot.track.mixdown import bedded

    return bedded(timeline, clips, library, studio.store, studio.quality)


@contextlib.contextmanager
def _placing(session: Session) -> Iterator[None]:
    """A sound file of the author's own that cannot be read is a problem where it is named."""
    try:
        yield
    except AudioError as error:
        from unknot.content.checks.steps import steps_of_kind

        for step in steps_of_kind(PlayStep, session):
            if Path(error.path).parts[-1:] == PurePosixPath(step.play).parts[-1:]:
                message = f"audio/{step.play} {error.reason}"
                problem = Diagnostic("S17", step.place("play"), message, error.hint)
                raise ContentError([problem]) from error
        raise
