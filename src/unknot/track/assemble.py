"""Assemble: a timeline and its clips become a track, as segments. No numpy here."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from unknot.audio.mp3 import Quality
from unknot.clips.clipfile import Clip
from unknot.content.library import Library
from unknot.pictures.drawn import track_pictures
from unknot.pictures.looks import looks_of
from unknot.segments import Segments
from unknot.timeline.json import to_json
from unknot.timeline.timeline import Timeline
from unknot.track.facts import to_json as facts_json
from unknot.track.facts import track_facts
from unknot.track.splice import splice, unspliced
from unknot.track.tag import tag


class Untagged(Struct, frozen=True, kw_only=True):
    """A track without its tag, and the plan and the facts that every tag of it has inside."""

    plan_json: str
    facts_json: str
    sound: Segments


def assemble(
    timeline: Timeline,
    clips: Sequence[Clip],
    library: Library,
    quality: Quality,
    whole: Clip | None = None,
) -> Segments:
    """The whole track: tag, Info frame, and ``clips``, one for each of ``timeline.sounding()``, or
    all the frames of ``whole`` where it has a bed.

    Its chimes come from ``library``; the same arguments give the same bytes.
    Raises ValueError for clips that the timeline has no room for, AudioError when
    the tag would be 256 MB or more.
    """
    bare = untagged(timeline, clips, library, quality, whole)
    head = tag(
        timeline,
        plan_json=bare.plan_json,
        facts_json=bare.facts_json,
        pictures=track_pictures(timeline, looks_of(library)),
        quality=quality.name,
    )
    return Segments.of(head, *bare.sound.parts)


def untagged(
    timeline: Timeline,
    clips: Sequence[Clip],
    library: Library,
    quality: Quality,
    whole: Clip | None = None,
) -> Untagged:
    """What ``assemble`` puts a tag before. Raises ValueError as it does."""
    plan_json = to_json(timeline)
    facts = track_facts(timeline, plan_json, clips, library.chimes, quality, whole)
    placed = [
        (event.start, clip.frames)
        for (event, _), clip in zip(timeline.sounding(), clips, strict=True)
    ]
    return Untagged(
        plan_json=plan_json,
        facts_json=facts_json(facts),
        sound=unspliced(whole.frames, timeline.length, quality)
        if whole
        else splice(placed, timeline.length, quality),
    )
