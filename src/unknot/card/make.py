"""From a session to its card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from unknot.card.entries import PrintedCard, entries, safety
from unknot.content.records.values import Muscle
from unknot.pictures.looks import looks_of
from unknot.pictures.people import figure_for
from unknot.timeline.cues import Chapter
from unknot.timeline.job import Job, resolve
from unknot.timeline.layout import Measure
from unknot.timeline.plan import plan


def make_card(
    job: Job, measure: Measure, *, days: Sequence[date] = (), link: str = "",
    muscle: Muscle | None = None,
) -> PrintedCard:  # fmt: skip
    """The card of ``job``; of ``muscle`` alone, with more about it, where it is given.

    Raises ContentError as ``plan`` does: what may not be built gets no card either.
    """
    library, timeline = job.library, plan(job, measure).timeline
    brief = resolve(job.written, library, replace(job.overrides, detail="short", target=None))
    short = plan(brief, measure).timeline
    number = library.emergency.get(job.country or "")
    return PrintedCard(
        title=timeline.title,
        summary=job.session.summary,
        length=timeline.length,
        kit=timeline.kit,
        entries=entries(short, library),
        safety=safety(timeline),
        emergency=number.number if number else "",
        language=timeline.language,
        person=looks_of(library).person(figure_for(timeline.title)),
        chapters=tuple(
            (event.start, event.cue.title)
            for event, _ in timeline.chapters()
            if isinstance(event.cue, Chapter)
        ),
        days=tuple(days),
        link=link,
        muscle=muscle,
    )
