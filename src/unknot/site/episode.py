"""What is published: a track that was read back, and the episode that it becomes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from unknot.audio.mp3 import Quality
from unknot.errors import SiteError
from unknot.proof.embedded import carried, opened, read_head
from unknot.proof.mp3_frames import Data
from unknot.proof.prove import prove_bytes
from unknot.proof.tags import TAG_CODES
from unknot.segments import FileSegment, Segment
from unknot.timeline.timeline import Timeline
from unknot.track.id3.plan import FACTS, NAME, attached
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


def read_source(path: Path, *, proved: bool = False) -> TrackSource:
    """The track at ``path``; raises SiteError when it carries no plan, or not its own sound.

    ``proved``: it was built a moment ago, and its bytes need not be held against its plan again.
    """
    with opened(path) as data:
        tag = read_head(data, path)
        own = carried(tag, path)
        check_fit(own.timeline, path)
        if own.facts is None:
            raise SiteError(path, "carries no facts to prove it by", "build it again")
        if not proved:
            _prove(data, path)
    plan_json, facts_json = (attached(tag, name, path) or b"" for name in (NAME, FACTS))
    quality = own.facts.quality
    length = track_bytes(own.timeline.length, quality)
    return TrackSource(
        plan_json=plan_json.decode("utf-8", "replace"),
        facts_json=facts_json.decode("utf-8", "replace"),
        timeline=own.timeline, quality=quality, sound=FileSegment(path, tag.size, length),
    )  # fmt: skip


def _prove(data: Data, path: Path) -> None:
    """Its tag may have been changed, since a published track gets another."""
    for each in prove_bytes(data, path).findings:
        if each.code not in TAG_CODES:
            reason = f"does not keep its plan: {each.event}: {each.message}"
            raise SiteError(path, reason, "build it again; unknot verify tells all that is wrong")


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
