"""The pictures of a track: a cover, and one for each of its chapters."""

from __future__ import annotations

from dataclasses import dataclass

from unknot.errors import PictureError
from unknot.pictures import covers, raster
from unknot.pictures.shown import Subject
from unknot.timeline.cues import Chapter
from unknot.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPictures:
    """PNG files. ``chapters`` are in the timeline's order; None where nothing is treated."""

    cover: bytes | None
    chapters: tuple[bytes | None, ...]


def subjects_of(timeline: Timeline) -> tuple[Subject, ...]:
    """What a track treats, each once, in its order."""
    found = (
        Subject.of(event.cue.treatment)
        for event in timeline.events
        if isinstance(event.cue, Chapter) and event.cue.treatment
    )
    return tuple(dict.fromkeys(found))


def side_word(side: str, language: str) -> str:
    """What is written beside a chapter's picture. Other languages have it in the title alone."""
    return side.upper() if language.split("-")[0] == "en" else ""


def chapter_svg(subject: Subject, language: str) -> str | None:
    return covers.chapter(subject, side_word(subject.side, language))


def track_svgs(timeline: Timeline) -> tuple[str, dict[Subject, str]]:
    """The cover, without words, and the picture of each treatment, before they are pixels."""
    subjects = subjects_of(timeline)
    drawn = {each: chapter_svg(each, timeline.language) for each in subjects}
    name = timeline.session
    return covers.art(name, subjects), {each: svg for each, svg in drawn.items() if svg}


def track_pictures(timeline: Timeline) -> TrackPictures:
    """The pictures that travel in a track's tag, 600 pixels wide.

    One that cannot be drawn is left out: a picture never keeps anybody from a track.
    """
    cover, chapters = track_svgs(timeline)
    made = {each: _png(svg) for each, svg in chapters.items()}
    return TrackPictures(
        cover=_png(cover),
        chapters=tuple(
            made.get(Subject.of(event.cue.treatment)) if event.cue.treatment else None
            for event, _ in timeline.chapters()
            if isinstance(event.cue, Chapter)
        ),
    )


def _png(svg: str) -> bytes | None:
    try:
        return raster.png(svg, covers.CHAPTER)
    except PictureError:
        return None
