"""A session of muscles that somebody named: what it is called, and how far it may be shortened."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.tracks import bundled
from unknot.content.records.base import PositionName
from unknot.content.records.session import Session
from unknot.errors import ContentError
from unknot.timeline.adhoc import first_session, session_of

LIBRARY = bundled()
TWO = ("gluteus-medius", "piriformis")


@pytest.mark.parametrize(
    ("muscles", "side", "id", "title"),
    [
        (TWO[1:], "left", "my-piriformis-left", "Piriformis, left"),
        (TWO[1:], "right", "my-piriformis-right", "Piriformis, right"),
        (TWO[1:], "both", "piriformis", "Piriformis, both sides"),
        (TWO, "both", "gluteus-medius-piriformis", "Gluteus medius and piriformis, both sides"),
        (
            ("gluteus-minimus", *TWO, TWO[0]), "left",
            "gluteus-minimus-gluteus-medius-piriformis-left",
            "Gluteus minimus, gluteus medius and piriformis, left",
        ),
        (
            ("gluteus-maximus", "gluteus-minimus", *TWO), "right",
            "gluteus-maximus-gluteus-minimus-gluteus-medius-and-more-right",
            "Gluteus maximus, gluteus minimus, gluteus medius and piriformis, right",
        ),
    ],
)  # fmt: skip
def test_it_is_called_after_muscles_and_side(
    muscles: tuple[str, ...], side: Any, id: str, title: str
) -> None:
    found = session_of(muscles, LIBRARY, side=side)
    shortened = id if len(id) <= 60 else "gluteus-maximus-gluteus-minimus-and-more-right"
    assert (found.id, found.title) == (shortened, title)
    assert found.summary == f"Composed of {', '.join(dict.fromkeys(muscles))}."
    sides = {each for routine in found.routines_only for each in routine.sides}
    assert sides == ({"left", "right"} if side == "both" else {side})
    assert session_of(muscles, LIBRARY, side=side, id="mine").id == "mine"


def test_who_lies_in_one_way_alone_has_what_can_be_treated_so() -> None:
    muscles = ("erector-spinae", "quadratus-lumborum")
    default = {each: LIBRARY.muscles[each].position for each in muscles}
    free = session_of(muscles, LIBRARY, side="left")
    assert {each.position for each in free.routines_only} == {None}
    ways: tuple[PositionName, ...] = ("side-lying",)
    aside = session_of(muscles, LIBRARY, side="left", lying=ways)
    for routine in aside.routines_only:
        position = default[routine.muscle]
        assert position
        usual = position.default == "side-lying"
        assert routine.position == (None if usual else "side-lying")
        assert usual or "side-lying" in position.alternatives


@pytest.mark.parametrize(
    ("time", "count", "pace"),
    [
        (None, 2, "slow"), (24, 2, "slow"), (23, 2, "normal"), (22, 2, "normal"),
        (21, 1, "slow"), (12, 1, "slow"), (11, 1, "normal"),
    ],
)  # fmt: skip
def test_a_first_session_is_shortened_by_its_pace_and_then_by_muscles(
    time: int | None, count: int, pace: str
) -> None:
    def length(session: Session) -> int:
        return {"slow": 12, "normal": 11}[str(session.pace)] * len(session.routines_only)

    session = replace(session_of(TWO, LIBRARY, side="left"), target=5)
    found = first_session(session, time, length)
    assert len(found.routines_only) == count
    assert (found.pace, found.target) == (pace, None)
    with pytest.raises(ContentError) as caught:
        first_session(session, 10, length)
    (problem,) = caught.value.problems
    assert problem.code == "T01"
    assert "a first session cannot last 0:00" in problem.message
