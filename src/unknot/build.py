"""Build: the whole story of a track, top to bottom."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from unknot.audio.splice import splice
from unknot.clipmaker import ClipMaker, Sounding
from unknot.content.values import Session
from unknot.errors import LayoutError
from unknot.files import update_file
from unknot.progress import Planned, Report, TrackReady, ignore
from unknot.publish.tag import tag
from unknot.timeline.compose import compose
from unknot.timeline.cues import Chime, Hold, Say
from unknot.timeline.plan import estimate, plan
from unknot.timeline.store import to_json
from unknot.timeline.timeline import Timeline
from unknot.timeline.treatments import Choices
from unknot.verify.facts import to_json as facts_json
from unknot.verify.facts import track_facts
from unknot.verify.verify import prover


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A finished MP3. ``made`` of its ``clips`` distinct clips were not in the cache.

    ``changed``: the file was written; otherwise it was there with the same bytes.
    """

    session: str
    path: Path
    timeline: Timeline
    size: int
    clips: int
    made: int
    changed: bool = True


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
    with contextlib.suppress(LayoutError):  # the estimate may miss; the clips decide below
        plan(session, library, choices, estimate(library, maker.rate))

    keys = maker.keys(_sounding(session, maker, choices))
    clips = {key: clip for key in keys.values() if (clip := maker.find(key))}
    missing = {key: cue for cue, key in keys.items() if key not in clips}
    report(Planned(session=session.id, clips=len(set(keys.values())), missing=len(missing)))
    if missing:
        clips |= maker.make_all(missing, jobs or os.cpu_count() or 1, report)

    timeline = plan(session, library, choices, lambda cue: clips[keys[cue]].room_ms)
    placed = [(event.start, clips[keys[cue]].frames) for event, cue in timeline.sounding()]
    body = splice(placed, timeline.length, maker.quality)
    plan_json = to_json(timeline)
    used = [clips[keys[cue]] for _, cue in timeline.sounding()]
    facts = track_facts(timeline, plan_json, used, library.chimes, maker.quality)
    head = tag(
        timeline, plan_json=plan_json, facts_json=facts_json(facts), quality=maker.quality.name
    )
    path = out / f"{timeline.stem}.mp3"
    parts = [head, *body]
    changed = update_file(path, parts, check=prover(path, maker.store, whole=verify))
    report(TrackReady(session=session.id, path=path))
    return Track(
        session=session.id,
        path=path,
        timeline=timeline,
        size=sum(map(len, parts)),
        clips=len(clips),
        made=len(missing),
        changed=changed,
    )


def _sounding(session: Session, maker: ClipMaker, choices: Choices) -> list[Sounding]:
    """Every cue of the session that has a clip, those inside holds too."""
    cues: list[Sounding] = []
    for cue in compose(session, maker.library, choices):
        if isinstance(cue, Say | Chime):
            cues.append(cue)
        elif isinstance(cue, Hold):
            cues += [mark.cue for mark in cue.marks]
    return cues
