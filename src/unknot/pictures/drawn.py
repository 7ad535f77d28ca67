"""The pictures of a track: a cover, and one for each of its chapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from unknot.errors import PictureError
from unknot.pictures import covers, raster
from unknot.pictures.own import OwnPictures
from unknot.pictures.shown import Subject
from unknot.timeline.cues import Chapter
from unknot.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPictures:
    """PNG files. ``chapters`` are in the timeline's order; None where nothing is treated."""

    cover: bytes | None
    chapters: tuple[bytes | None, ...]


def subjects_of(timeline: Timeline, own: OwnPictures) -> tuple[Subject, ...]:
    """What a track treats, each once, in its order; ``own`` are pictures by authors."""
    found = (
        Subject.of(event.cue.treatment, own)
        for event in timeline.events
        if isinstance(event.cue, Chapter) and event.cue.treatment
    )
    return tuple(dict.fromkeys(found))


def side_word(side: str, language: str) -> str:
    """What is written beside a chapter's picture. Other languages have it in the title alone."""
    return side.upper() if language.split("-")[0] == "en" else ""


def chapter_svg(subject: Subject, language: str) -> str | None:
    """A chapter's picture as SVG; None where its place is not drawn."""
    return covers.chapter(subject, side_word(subject.side, language))


def cover_name(session: str, subjects: Sequence[Subject]) -> str:
    """All that a session's cover without words depends on: what it comes along under."""
    return " ".join(("cover", session, *map(_spelt, subjects)))


def chapter_name(subject: Subject, language: str) -> str:
    """All that a chapter's picture depends on: what it comes along under."""
    return " ".join(("chapter", _spelt(subject), side_word(subject.side, language))).rstrip()


def track_pictures(timeline: Timeline, own: OwnPictures) -> TrackPictures:
    """The pictures that travel in a track's tag, 600 pixels wide; ``own`` are those by authors.

    One that cannot be drawn is left out: a picture never keeps anybody from a track.
    """
    session, language, subjects = timeline.session, timeline.language, subjects_of(timeline, own)
    made = {
        each: _png(chapter_name(each, language), partial(chapter_svg, each, language))
        for each in subjects
    }
    return TrackPictures(
        cover=_png(cover_name(session, subjects), partial(covers.art, session, subjects)),
        chapters=tuple(
            made.get(Subject.of(event.cue.treatment, own)) if event.cue.treatment else None
            for event, _ in timeline.chapters()
            if isinstance(event.cue, Chapter)
        ),
    )


def _png(name: str, draw: Callable[[], str | None]) -> bytes | None:
    """The picture that comes along under ``name``; any other is drawn now."""
    if (pixels := raster.shipped(name)) is not None:
        return pixels
    try:
        return raster.png(svg, covers.CHAPTER) if (svg := draw()) else None
    except PictureError:
        return None


def _spelt(subject: Subject) -> str:
    s = subject
    return f"{s.muscle}/{s.region}/{s.side}/{s.position}/{s.by}" + "/own" * bool(s.own)
