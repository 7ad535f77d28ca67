"""A number with what it counts, as a person would say it."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from unknot.counted import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 bytes"), (1, "1 byte"), (2, "2 bytes"), (1000, "1000 bytes")]
)
def test_one_is_no_plural(number: int, words: str) -> None:
    assert counted(number, "byte") == words


def test_a_plural_of_another_kind_is_named() -> None:
    assert [counted(n, "press", "presses") for n in (1, 2)] == ["1 press", "2 presses"]


def test_nobody_makes_plurals_in_another_way() -> None:
    """What is said by the bells of a track is no message, and is spelt there."""
    own_way = re.compile(r"\{'s' \* \(")
    found = [
        path.name
        for path in (ROOT / "src" / "unknot").rglob("*.py")
        if own_way.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["bells.py"]
