"""What is published: a track that was read back, and the episode that it becomes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from unknot.audio.mp3 import QUALITIES, Quality
from unknot.errors import SiteError
from unknot.segments import FileSegment, Segment
from unknot.timeline.json import from_json
from unknot.timeline.timeline import Timeline
from unknot.track.id3.frames import Attachment, UserText
from unknot.track.id3.plan import FACTS, embedded_timeline
from unknot.track.id3.read import HEADER, read_tag, tag_size
from unknot.track.splice import track_bytes


class TrackSource(Struct, frozen=True, kw_only=True):
    """A finished track: its plan and facts, and its sound without the tag."""

    plan_json: str
    facts_json: str
    timeline: Timeline
    quality: Quality
    sound: Segment


class EpisodePlan(Struct, frozen=True, kw_only=True):
    """What the content says of a session besides its track."""

    id: str
    title: str
    summary: str
    number: int
    season: int
    season_name: str
    guid: str
    date: int


def read_source(path: Path) -> TrackSource:
    """The track at ``path``; raises SiteError when it carries no plan, or not its own sound."""
    plan_json = embedded_timeline(path)
    if plan_json is None:
        raise SiteError(path, "carries no plan", "publish tracks that unknot built")
    timeline = from_json(plan_json, str(path))
    check_fit(timeline, path)
    with path.open("rb") as file:
        size = tag_size(file.read(HEADER), path)
        file.seek(0)
        tag = read_tag(file.read(size), path)
    facts = [each.data for each in tag.all(Attachment) if each.name == FACTS]
    if len(facts) != 1:
        raise SiteError(path, "carries no facts to prove it by", "build it again")
    named = {each.description: each.text for each in tag.all(UserText)}
    quality = QUALITIES.get(named.get("quality", "standard"), QUALITIES["standard"])
    there, planned = path.stat().st_size - size, track_bytes(timeline.length, quality)
    if there != planned:
        raise SiteError(
            path, f"has {there} bytes of sound where its plan asks for {planned}", "build it again"
        )
    return TrackSource(
        plan_json=plan_json, facts_json=facts[0].decode("utf-8", "replace"), timeline=timeline,
        quality=quality, sound=FileSegment(path, size, there),
    )  # fmt: skip


def check_fit(timeline: Timeline, where: Path | str) -> None:
    """Raises SiteError for words that nobody signs, and for a track without the full opening;
    ``where`` is a track, or what one is to be built of."""
    if timeline.unsigned:
        again = ", and build it again" if isinstance(where, Path) else ""
        raise SiteError(
            where, "has words that did not come with unknot, and nobody signs them",
            f"write author: YOUR NAME into {', '.join(timeline.unsigned)}{again}",
        )  # fmt: skip
    part = timeline.part
    if timeline.returning or (part and part.opening == "short"):
        later = f"is a later track of the playlist {part.playlist!r}" if part else ""
        raise SiteError(
            where, later or "is for a listener who heard the full opening before",
            f"an episode needs the full safety opening: unknot build {timeline.session}",
        )  # fmt: skip
