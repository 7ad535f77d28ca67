"""The published track: the sound as it was built, behind a tag that also has pictures and links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from unknot.segments import Segments
from unknot.site.chapters import ChapterSpan
from unknot.site.episode import TrackSource
from unknot.track.id3.frames import ChapterFrame, Link, Picture, UserText
from unknot.track.tag import chapters, iso639_2, write_frames

_ILLUSTRATION = 0


def publish_audio(
    source: TrackSource, *, title: str, artist: str, album: str, number: int, date: int, page: str,
    stretches: Sequence[ChapterSpan], pictures: Sequence[bytes], cover: bytes,
) -> Segments:  # fmt: skip
    """The file to download: tag, then the track's own frames, which are not touched.

    Its chapters are the track's own, so that it can be proved like the track as it was built.
    ``date``, when it came out, is in seconds since 1970; ``page`` is the address of its page;
    ``pictures`` has one for each of ``stretches``, and every picture is a PNG.
    """
    timeline, day = source.timeline, datetime.fromtimestamp(date, UTC)
    texts = {
        "TIT2": title,
        "TPE1": artist,
        "TPE2": artist,
        "TALB": album,
        "TYER": f"{day:%Y}",
        "TDAT": f"{day:%d%m}",
        "TRCK": str(number),
        "TCON": "Podcast",
        "TLAN": iso639_2(timeline.language),
        "TLEN": str(timeline.length),
    }
    shown = list(zip(stretches, pictures, strict=True))
    head = write_frames(
        timeline, texts, [_linked(each, page, shown) for each in chapters(timeline)],
        more=[UserText(description="quality", text=source.quality.name)], link=[Link(url=page)],
        cover=cover, plan_json=source.plan_json, facts_json=source.facts_json,
    )  # fmt: skip
    return Segments.of(head, source.sound)


def _linked(
    chapter: ChapterFrame, page: str, shown: Sequence[tuple[ChapterSpan, bytes]]
) -> ChapterFrame:
    """``chapter`` with its place on the page and the picture of its stretch."""
    url = f"{page}#t={chapter.start / 1000:g}"
    pictures = (
        Picture(mime="image/png", data=picture, kind=_ILLUSTRATION)
        for each, picture in shown
        if each.start <= chapter.start < each.end
    )
    link = Link(url=url, description="chapter url")
    return replace(chapter, frames=(*chapter.frames, link, *pictures))
