"""Assemble: a timeline and its clips become a track, as segments. No numpy here."""

from __future__ import annotations

from collections.abc import Sequence

from unknot.audio.mp3 import Quality
from unknot.clips.store import Clip
from unknot.content.library import Library
from unknot.pictures.drawn import track_pictures
from unknot.segments import Segments
from unknot.timeline.json import to_json
from unknot.timeline.timeline import Timeline
from unknot.track.facts import to_json as facts_json
from unknot.track.facts import track_facts
from unknot.track.splice import splice
from unknot.track.tag import tag


def assemble(
    timeline: Timeline, clips: Sequence[Clip], library: Library, quality: Quality
) -> Segments:
    """The whole track: tag, Info frame, and ``clips``, one for each of ``timeline.sounding()``.

    Its chimes come from ``library``; the same arguments give the same bytes.
    Raises ValueError for clips that the timeline has no room for, AudioError when
    the tag would be 256 MB or more.
    """
    plan_json = to_json(timeline)
    facts = track_facts(timeline, plan_json, clips, library.chimes, quality)
    head = tag(
        timeline,
        plan_json=plan_json,
        facts_json=facts_json(facts),
        pictures=track_pictures(timeline),
        quality=quality.name,
    )
    placed = [
        (event.start, clip.frames)
        for (event, _), clip in zip(timeline.sounding(), clips, strict=True)
    ]
    return splice(placed, timeline.length, quality, head)
