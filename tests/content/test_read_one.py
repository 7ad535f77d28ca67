"""A record in a file that belongs to no workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from unknot.content.load import read_one
from unknot.content.records.session import Matrix
from unknot.errors import ContentError


def codes(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(ContentError) as caught:
        read_one(path, "mine.yaml", Matrix)
    return [(each.code, each.place.file) for each in caught.value.problems]


def test_it_is_read_or_all_its_problems_are_told_under_the_name_that_was_given(
    tmp_path: Path,
) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("sessions: [tea]\ndetails: [cues]\n", encoding="utf-8")
    found = read_one(path, "mine.yaml", Matrix)
    assert (found.sessions, found.details) == (("tea",), ("cues",))
    path.write_text("sides: [up]\ncolours: [red]\n", encoding="utf-8")
    told = codes(path)
    assert (len(told), {file for _, file in told}) == (2, {"mine.yaml"})
    assert codes(tmp_path) == [("Y23", "mine.yaml")]
    path.write_bytes(b"")
    assert codes(path)
    assert len(codes(tmp_path / "nowhere.yaml")) == 1
    assert codes(tmp_path / "nowhere.yaml")[0][0] != "Y23"
