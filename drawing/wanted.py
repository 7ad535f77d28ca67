"""Every picture that the bundled content may ask for."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.library import Library
from unknot.content.records.session import Side
from unknot.pictures import covers
from unknot.pictures.drawn import chapter_name, cover_name, subjects_of
from unknot.pictures.looks import Looks
from unknot.pictures.shown import Subject
from unknot.timeline.job import resolve
from unknot.timeline.plan import plan
from unknot.timeline.timeline import Timeline

SIDES: tuple[Side, Side] = ("right", "left")


def subjects(library: Library) -> Iterator[Subject]:
    """Each muscle that is treated, on each side, in each position and with each tool it allows."""
    for id, record in sorted(library.muscles.items()):
        if record.position is None:
            continue
        places = {
            (position, technique.by)
            for name, technique in library.techniques.items()
            if record.techniques.get(name) not in (None, "none", "forbidden")
            for position in (
                [record.position.stick or record.position.default]
                if technique.by == "stick"
                else [record.position.default, *record.position.alternatives]
            )
        }
        for side in SIDES:
            for position, tool in sorted(places):
                yield Subject(
                    id, record.name, record.region, side, position, tool, word=side.upper()
                )


def _brief(_: object) -> int:
    """How long a line takes: pictures do not depend on it."""
    return 960


def planned(session: str, library: Library) -> Timeline:
    return plan(resolve(library.sessions[session], library), _brief).timeline


def in_tracks(library: Library) -> dict[str, str]:
    """Every picture that is in a bundled session's track, or may be after another choice: its
    SVG by its name."""
    shown, covers_of = set(subjects(library)), dict[str, str]()
    for session in library.sessions:
        treated = subjects_of(planned(session, library), Looks())
        covers_of[cover_name(session, treated, Looks())] = covers.art(session, treated)
        shown |= set(treated)
    drawn = {chapter_name(each): covers.chapter(each) for each in shown}
    return covers_of | {name: svg for name, svg in drawn.items() if svg}
