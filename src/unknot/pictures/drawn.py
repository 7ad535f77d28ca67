"""The pictures of a track: a cover, and one for each of its chapters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from unknot.content.records.channel import ShownFigure
from unknot.errors import PictureError
from unknot.pictures import covers, raster
from unknot.pictures.looks import Looks
from unknot.pictures.people import figure_for
from unknot.pictures.shown import Subject
from unknot.timeline.cues import Chapter
from unknot.timeline.timeline import Timeline


class TrackPictures(Struct, frozen=True, kw_only=True):
    """PNG files. ``chapters`` are in the timeline's order; None where nothing is treated."""

    cover: bytes | None
    chapters: tuple[bytes | None, ...]


def subjects_of(timeline: Timeline, looks: Looks) -> tuple[Subject, ...]:
    """What a track treats, each once, in its order."""
    found = (Subject.of(each, looks, timeline.language) for each in timeline.treatments())
    return tuple(dict.fromkeys(found))


def cover_name(session: str, subjects: Sequence[Subject], looks: Looks) -> str:
    """All that a session's cover without words depends on: what it comes along under."""
    return " ".join(("cover", session, *map(_spelt, subjects))) + _figure(looks.figure)


def chapter_name(subject: Subject) -> str:
    """All that a chapter's picture depends on: what it comes along under."""
    return " ".join(("chapter", _spelt(subject), subject.word)).rstrip()


def track_pictures(timeline: Timeline, looks: Looks) -> TrackPictures:
    """The pictures that travel in a track's tag, 600 pixels wide.

    One that cannot be drawn is left out: a picture never keeps anybody from a track.
    """
    session, subjects = timeline.session, subjects_of(timeline, looks)
    person = looks.person(figure_for(session))
    made = {each: _png(chapter_name(each), partial(covers.chapter, each)) for each in subjects}
    return TrackPictures(
        cover=_png(
            cover_name(session, subjects, looks), partial(covers.art, session, subjects, person)
        ),
        chapters=tuple(
            made.get(Subject.of(event.cue.treatment, looks, timeline.language))
            if event.cue.treatment
            else None
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
    place = f"{s.muscle}/{s.region}/{s.side}/{s.position}/{s.by}"
    return place + "/own" * bool(s.own) + _figure(s.figure)


def _figure(figure: ShownFigure | None) -> str:
    return f"/{figure.build}-{figure.tone}-{figure.hair}" if figure else ""
