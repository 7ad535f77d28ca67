"""Build: the whole story of a track, top to bottom."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from unknot.clips.maker import ClipMaker, Sounding
from unknot.clips.store import Clip, ClipKey
from unknot.content.records import values
from unknot.content.records.values import Session
from unknot.diagnostic import Diagnostic
from unknot.errors import AudioError, ContentError, LayoutError
from unknot.files import update_file
from unknot.progress import Planned, Report, TrackReady, ignore
from unknot.timeline.compose import compose
from unknot.timeline.cues import Chime, Hold, Play, Say
from unknot.timeline.fitting.fit import fit
from unknot.timeline.layout import Measure
from unknot.timeline.overrides import rest
from unknot.timeline.plan import plan
from unknot.timeline.timeline import Timeline
from unknot.timeline.treatments import Choices
from unknot.track.assemble import assemble
from unknot.verify.verify import prover


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A finished MP3. ``made`` of its ``clips`` distinct clips were not in the cache.

    ``changed``: the file was written; otherwise it was there with the same bytes. ``changes``:
    what fitting it to its target moved. ``fallbacks``: lines spoken by another voice for want of a
    take.
    """

    session: str
    path: Path
    timeline: Timeline
    size: int
    clips: int
    made: int
    changed: bool = True
    changes: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()


def build(
    session: Session,
    maker: ClipMaker,
    *,
    choices: Choices,
    out: Path,
    jobs: int = 0,
    report: Report = ignore,
    verify: bool = False,
) -> Track:
    """Make ``session``'s track at ``out/ID.mp3``; the old file stays until the new one is whole.

    As part of a playlist it is ``out/NN-ID.mp3``, and a file that has the same bytes is left alone.
    ``jobs`` clips are made at once (0: one for each processor). Before it gets its name, every
    byte of the new track is held against its plan; with ``verify`` so is what a decoder makes of
    it. Raises the Error of the stage that failed; nothing is written then.
    """
    library = maker.library
    maker = maker.chosen(session, choices)
    clips = _Clips(maker, jobs or os.cpu_count() or 1, report)
    # Clips that last otherwise than estimated can change how a session is fitted, and that can
    # ask for more clips; each round knows more of them, so the last one comes.
    while missing := clips.look(_sounding(session, maker, choices, clips.room_ms)):
        count = len(clips.known) + len(missing)
        report(Planned(session=session.id, clips=count, missing=len(missing)))
        with contextlib.suppress(LayoutError):  # the estimate may miss; the clips decide below
            plan(session, library, choices, clips.room_ms)
        with _placing(session):
            clips.make(missing)

    timeline = plan(session, library, choices, clips.room_ms)
    used = [clips[cue] for _, cue in timeline.sounding()]
    track = write_track(timeline, used, maker, out=out, verify=verify)
    report(TrackReady(session=session.id, path=track.path))
    changes = fit(session, library, choices, clips.room_ms).changes
    fallbacks = maker.fallbacks(cue for _, cue in timeline.sounding())
    return replace(track, made=clips.made, changes=changes, fallbacks=fallbacks)


def write_track(
    timeline: Timeline, clips: Sequence[Clip], maker: ClipMaker, *, out: Path, verify: bool = False
) -> Track:
    """Assemble ``clips``, one for each of ``timeline.sounding()``; prove and write the track."""
    made = assemble(timeline, clips, maker.library, maker.quality)
    path = out / f"{timeline.stem}.mp3"
    changed = update_file(path, made, check=prover(path, maker.store, whole=verify))
    return Track(
        session=timeline.session,
        path=path,
        timeline=timeline,
        size=len(made),
        clips=len({clip.key for clip in clips}),
        made=0,
        changed=changed,
    )


class _Clips:
    """The clips that a build knows of so far."""

    def __init__(self, maker: ClipMaker, jobs: int, report: Report) -> None:
        self.maker, self.jobs, self.report = maker, jobs, report
        self.known: dict[Sounding, Clip] = {}
        self.estimate = maker.measure()
        self.made = 0

    def __getitem__(self, cue: Sounding) -> Clip:
        return self.known[cue]

    def room_ms(self, cue: Sounding) -> int:
        """What the clip takes, or is thought to take until it is known."""
        return self.known[cue].room_ms if cue in self.known else self.estimate(cue)

    def look(self, cues: Iterable[Sounding]) -> Mapping[ClipKey, Sounding]:
        """Find the clips of ``cues`` in the store; those that are not there."""
        keys = self.maker.keys(cue for cue in cues if cue not in self.known)
        found = {key: clip for key in keys.values() if (clip := self.maker.find(key))}
        self.known |= {cue: found[key] for cue, key in keys.items() if key in found}
        return {key: cue for cue, key in keys.items() if key not in found}

    def make(self, missing: Mapping[ClipKey, Sounding]) -> None:
        made = self.maker.make_all(missing, self.jobs, self.report)
        self.made += len(made)
        for cue, key in self.maker.keys(missing.values()).items():
            self.known[cue] = made[key]


@contextlib.contextmanager
def _placing(session: Session) -> Iterator[None]:
    """A sound file of the author's own that cannot be read is a problem where it is named."""
    try:
        yield
    except AudioError as error:
        from unknot.content.checks.steps import steps_of

        for step in steps_of(session):
            if (
                isinstance(step, values.PlayStep)
                and Path(error.path).parts[-1:] == (PurePosixPath(step.play).parts[-1:])
            ):
                message = f"audio/{step.play} {error.reason}"
                problem = Diagnostic("S17", step.place("play"), message, error.hint)
                raise ContentError([problem]) from error
        raise


def _sounding(
    session: Session, maker: ClipMaker, choices: Choices, measure: Measure
) -> list[Sounding]:
    """Every cue of the session that has a clip, those inside holds too."""
    cues: list[Sounding] = []
    fitted = fit(session, maker.library, choices, measure)
    for cue in compose(fitted.session, maker.library, rest(choices), fitted.stretch):
        if isinstance(cue, Say | Chime | Play):
            cues.append(cue)
        elif isinstance(cue, Hold):
            cues += [mark.cue for mark in cue.marks]
    return cues
