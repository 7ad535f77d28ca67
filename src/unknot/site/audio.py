"""The published track: the sound as it was built, behind a tag that also has pictures and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unknot.segments import Segments
from unknot.site.chapters import ChapterSpan
from unknot.site.episode import TrackSource
from unknot.track.id3 import (
    Link,
    Lyrics,
    Picture,
    Text,
    UserText,
    attach_facts,
    attach_timeline,
    write_tag,
)
from unknot.track.languages import iso639_2
from unknot.track.tag import chapters as chapters_of
from unknot.track.tag import contents, own, spoken

_FRONT, _ILLUSTRATION = 3, 0


def publish_audio(
    source: TrackSource, *, title: str, artist: str, album: str, number: int, page: str,
    stretches: Sequence[ChapterSpan], pictures: Sequence[bytes], cover: bytes,
) -> Segments:  # fmt: skip
    """The file to download: tag, then the track's own frames, which are not touched.

    Its chapters are the track's own, so that it can be proved like the track as it was built.
    ``page`` is the address of the session's page; ``pictures`` has one for each of
    ``stretches``, and every picture is a PNG.
    """
    timeline = source.timeline
    language = iso639_2(timeline.language)
    texts = {
        "TIT2": title,
        "TPE1": artist,
        "TALB": album,
        "TRCK": str(number),
        "TCON": "Podcast",
        "TLAN": language,
        "TLEN": str(timeline.length),
    }
    chapters = tuple(
        replace(
            chapter,
            frames=(
                *chapter.frames,
                Link(url=f"{page}#t={chapter.start / 1000:g}", description="chapter url"),
                *(
                    Picture(mime="image/png", data=picture, kind=_ILLUSTRATION)
                    for each, picture in zip(stretches, pictures, strict=True)
                    if each.start <= chapter.start < each.end
                ),
            ),
        )
        for chapter in chapters_of(timeline)
    )
    head = write_tag(
        [
            *(Text(id=id, text=text) for id, text in texts.items() if text),
            UserText(description="quality", text=source.quality.name),
            *([UserText(description="own words", text=said)] if (said := own(timeline)) else []),
            Link(url=page),
            *contents([chapter.id for chapter in chapters], title),
            *chapters,
            Lyrics(language=language, text=spoken(replace(timeline, title=title))),
            Picture(mime="image/png", data=cover, kind=_FRONT),
            attach_timeline(source.plan_json),
            attach_facts(source.facts_json),
        ]
    )
    return Segments.of(head, source.sound)
