"""What a programme's record cannot say (INV-39, INV-40)."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from unknot.content.checks import check
from unknot.content.library import Library
from unknot.content.records.session import PHASES, Phase, Programme


@pytest.fixture(scope="module")
def low_back(library: Library) -> Programme:
    return library.programmes["low-back"]


def codes(programme: Programme, library: Library) -> set[str]:
    return {problem.code for problem in check(programme, library)}


def changed(programme: Programme, phase: int, **values: object) -> Programme:
    phases = list(programme.phases)
    phases[phase] = replace(phases[phase], **values)
    return replace(programme, phases=tuple(phases))


def test_the_bundled_one_has_no_problem(low_back: Programme, library: Library) -> None:
    assert codes(low_back, library) == set()


@example(names=[*PHASES[:-1]])
@example(names=[*PHASES[:-1], "keep-going"])
@example(names=[*PHASES, "prepare"])
@example(names=[*PHASES[1:]])
@given(names=st.lists(st.sampled_from(PHASES), max_size=7))
def test_only_the_five_phases_in_their_order_are_a_programme(
    names: list[str], low_back: Programme, library: Library
) -> None:
    """So none can leave out keeping going, or end with anything but maintaining."""
    assume(tuple(names) != PHASES)
    by_name: dict[str, Phase] = {each.phase: each for each in low_back.phases}
    other = replace(low_back, phases=tuple(by_name[name] for name in names))
    assert "S71" in codes(other, library)


@pytest.mark.parametrize("weeks", [0, 1, 19])
def test_keeping_going_may_not_be_shortened(
    weeks: int, low_back: Programme, library: Library
) -> None:
    assert codes(changed(low_back, 3, weeks=weeks), library) == {"S72"}


@pytest.mark.parametrize("weeks", [20, 52, 260])
def test_keeping_going_may_be_lengthened(weeks: int, low_back: Programme, library: Library) -> None:
    assert codes(changed(low_back, 3, weeks=weeks), library) == set()


@pytest.mark.parametrize("about", ["professional-check", "complete-care"])
def test_the_first_week_has_the_check_and_the_rest_of_the_care(
    about: str, low_back: Programme, library: Library
) -> None:
    left = tuple(task for task in low_back.phases[0].tasks if task.about != about)
    assert codes(changed(low_back, 0, tasks=left), library) == {"S73"}


def test_the_first_week_has_no_session(low_back: Programme, library: Library) -> None:
    days = low_back.phases[1].days
    assert codes(changed(low_back, 0, days=days), library) == {"S73"}


@pytest.mark.parametrize(
    "text",
    ["Until you are cured.", "Then you are done.", "Stop when it no longer hurts.", "Healed!",
     "After that the programme is finished."],
)  # fmt: skip
@pytest.mark.parametrize("key", ["until", "title"])
def test_no_words_promise_an_end(
    text: str, key: str, low_back: Programme, library: Library
) -> None:
    """And a cure is a claim, besides."""
    claimed = {"S84"} if "cured" in text else set()
    assert codes(changed(low_back, 3, **{key: text}), library) == {"S75"} | claimed


@pytest.mark.parametrize("days", [(), ("rest",) * 7, ("desk-day",) * 6, ("desk-day",) * 8])
def test_a_phase_has_whole_weeks_with_something_in_them(
    days: tuple[str, ...], low_back: Programme, library: Library
) -> None:
    assert codes(changed(low_back, 1, days=days), library) == {"S74"}
