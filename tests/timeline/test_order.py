"""Order: each posture once, and nothing lost on the way."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.tracks import bundled
from unknot.content.library import Library
from unknot.content.records.session import Routine, Side
from unknot.errors import ContentError
from unknot.timeline.adhoc import least_turning, session_of, turns
from unknot.timeline.treatments import treatments

LIBRARY = bundled()
MUSCLES = (
    "erector-spinae", "quadratus-lumborum", "gluteus-maximus", "gluteus-medius",
    "gluteus-minimus", "piriformis", "small-spinal-muscles",
)  # fmt: skip
ROUTINES = st.lists(
    st.builds(
        Routine, muscle=st.sampled_from(MUSCLES), side=st.sampled_from(["left", "right", "both"])
    ),
    max_size=8,
)


def routine(muscle: str, side: str) -> Routine:
    return Routine(muscle=muscle, side=side)  # type: ignore[arg-type]


def treated(routines: list[Routine] | tuple[Routine, ...]) -> Counter[tuple[str, Side]]:
    return Counter((each.muscle, side) for each in routines for side in each.sides)


@given(ROUTINES)
def test_every_posture_is_taken_once(routines: list[Routine]) -> None:
    """One change fewer than there are postures, which no order can undercut."""
    ordered = least_turning(routines, LIBRARY)
    postures = {
        (each.position, each.lie_on) for r in routines for each in treatments(r, LIBRARY, None)
    }
    assert turns(ordered, LIBRARY) == max(len(postures) - 1, 0)
    assert treated(ordered) == treated(routines)


@given(ROUTINES)
def test_ordering_twice_changes_nothing(routines: list[Routine]) -> None:
    ordered = least_turning(routines, LIBRARY)
    assert least_turning(ordered, LIBRARY) == ordered


def test_no_order_turns_less() -> None:
    """Tried with all orders of four routines that need three postures."""
    routines = [
        routine("gluteus-maximus", "left"),
        routine("erector-spinae", "both"),
        routine("piriformis", "right"),
        routine("gluteus-medius", "left"),
    ]
    best = min(turns(order, LIBRARY) for order in permutations(routines))
    assert turns(least_turning(routines, LIBRARY), LIBRARY) == best == 2


def test_face_down_comes_first_then_left_then_right() -> None:
    """Guidance 4.2; inside a posture the order is the person's own."""
    ordered = least_turning(
        [
            routine("piriformis", "both"),
            routine("gluteus-maximus", "both"),
            routine("erector-spinae", "both"),
        ],
        LIBRARY,
    )
    assert [(each.muscle, each.side) for each in ordered] == [
        ("erector-spinae", "both"),
        ("piriformis", "right"), ("gluteus-maximus", "right"),
        ("piriformis", "left"), ("gluteus-maximus", "left"),
    ]  # fmt: skip


def test_the_full_session_is_in_that_order_already(library: Library) -> None:
    """The preset was put in order by hand; the rule agrees with it."""
    routines = library.sessions["full-low-back"].routines
    every = tuple(each for each in routines if isinstance(each, Routine))
    assert least_turning(every, library) == every


def test_keep_order_keeps_it(library: Library) -> None:
    """However often that turns the person over."""
    asked = ("piriformis", "erector-spinae", "gluteus-maximus")
    kept = session_of(asked, library, side="right", keep_order=True)
    assert [r.muscle for r in kept.routines if isinstance(r, Routine)] == list(asked)
    ordered = session_of(asked, library, side="right")
    first = ordered.routines[0]
    assert isinstance(first, Routine)
    assert first.muscle == "erector-spinae"


def test_a_composed_session_never_takes_the_name_of_another(library: Library) -> None:
    """Its track would be written over that session's."""
    empty = replace(library, sessions={})
    plain = session_of(["gluteus-maximus"], empty, side="right")
    taken = replace(library, sessions={plain.id: plain})
    assert session_of(["gluteus-maximus"], taken, side="right").id == f"my-{plain.id}"
    assert len(session_of(MUSCLES, library).id) <= 60


@pytest.mark.parametrize("muscles", [["iliopsoas"], ["piriformes"], ["piriformis", "psoas"]])
def test_what_may_not_be_treated_is_not_composed(muscles: list[str], library: Library) -> None:
    """The same checks as for a file, at the place where it was asked for."""
    with pytest.raises(ContentError) as caught:
        session_of(muscles, library)
    assert {str(problem.place) for problem in caught.value.problems} == {"--muscle"}
