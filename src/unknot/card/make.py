"""From a session to its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from unknot.card.entries import PrintedCard, entries, safety
from unknot.content.library import Library
from unknot.content.records.values import Muscle, Session
from unknot.timeline.layout import Measure
from unknot.timeline.plan import plan
from unknot.timeline.treatments import Choices


def make_card(
    session: Session, library: Library, choices: Choices, measure: Measure, *,
    days: Sequence[date] = (), link: str = "", muscle: Muscle | None = None,
) -> PrintedCard:  # fmt: skip
    """The card of ``session``; of ``muscle`` alone, with more about it, where it is given.

    Raises ContentError as ``plan`` does: what may not be built gets no card either.
    """
    timeline = plan(session, library, choices, measure)
    short = plan(session, library, replace(choices, detail="short", target=None), measure)
    number = library.emergency.get(choices.country or "")
    return PrintedCard(
        title=timeline.title,
        summary=session.summary,
        length=timeline.length,
        kit=timeline.kit,
        entries=entries(short, library),
        safety=safety(timeline),
        emergency=number.number if number else "",
        language=timeline.language,
        days=tuple(days),
        link=link,
        muscle=muscle,
    )
