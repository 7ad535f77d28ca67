"""Whether two takes agree, and what may sound alike: decided by numbers, nothing is spoken."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from unknot.speech.double_take import _ABBREVIATED, Take
from unknot.speech.sound_alike import may_sound_alike, words_of


def take(digest: str, ms: float) -> Take:
    heard: Any = SimpleNamespace(ms=ms)
    return Take(digest, 22_050, 1, heard)


@pytest.mark.parametrize(
    ("other", "exact", "agrees"),
    [
        (take("a", 2_000), True, True), (take("a", 2_900), True, True),
        (take("b", 2_000), True, False), (take("b", 2_000), False, True),
        (take("b", 2_300), False, True), (take("b", 2_301), False, False),
        (take("b", 1_700), False, True), (take("b", 1_699), False, False),
    ],
)  # fmt: skip
def test_takes_agree_by_their_bytes_or_about_by_their_length(
    other: Take, exact: bool, agrees: bool
) -> None:
    assert take("a", 2_000).agrees(other, exact) == agrees


@pytest.mark.parametrize(("ms", "agrees"), [(350, True), (351, False), (50, True), (49, False)])
def test_short_takes_may_differ_as_one_of_a_second(ms: float, agrees: bool) -> None:
    assert take("a", 200).agrees(take("b", ms), exact=False) == agrees


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Feel their weight.", "Feel there weight.", True), ("ten points", "10 points", True),
        ("Turn left.", "Turn right.", False), ("Stay here.", "Stay here now.", False),
        ("Lie on your left side.", "Lie on your right side.", False), ("Rest", "rest.", True),
        ("a b", "a c", True),
    ],
)  # fmt: skip
def test_what_may_sound_alike(one: str, other: str, alike: bool) -> None:
    assert may_sound_alike(one, other) == may_sound_alike(other, one) == alike


@pytest.mark.parametrize(
    ("text", "wanted"), [("Rest it  there.", "Rest it there"), ("One. Two. ", "One. Two")]
)
def test_a_full_stop_is_no_word(text: str, wanted: str) -> None:
    assert words_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "may"), [("5m.", True), ("See Mrs.", True), ("Go slow.", True), ("Slowly.", False),
                      ("Rest", False), ("a", False)],
)  # fmt: skip
def test_what_may_be_an_abbreviation(text: str, may: bool) -> None:
    assert bool(_ABBREVIATED.search(text)) == may
