"""The sheet of all pictures: what is on it, and that it is made."""

from __future__ import annotations

import pytest
from benchmarks.contact import contact, paste, people, treated
from PIL import Image

from tests.pictures.subjects import library, subjects
from unknot.pictures.people import PEOPLE


def test_nothing_is_left_out() -> None:
    titles = [scene.title for scene in treated(library())]
    for each in subjects():
        assert any(each.name in title and each.side in title for title in titles)
    assert len(list(people())) == 3 * len(PEOPLE)


def test_pictures_stand_beside_each_other_and_never_on_one_another() -> None:
    colours = ["#ff0000", "#00ff00", "#0000ff"]
    sheet = paste([Image.new("RGB", (40, 30), colour) for colour in colours], 110)
    assert sheet.size == (110, 84)
    seen = [colour for _, colour in sheet.getcolors() or []]
    assert {(255, 0, 0), (0, 255, 0), (0, 0, 255)} <= set(seen)
    assert all(count in (1200, 110 * 84 - 3600) for count, _ in sheet.getcolors() or [])


@pytest.mark.deep
def test_the_whole_sheet_is_made() -> None:
    told: list[str] = []
    sheet = contact(library(), None, told.append)
    assert sheet.width >= 2400
    assert [line.split(":")[0] for line in told][:2] == ["people", "light"]
    assert len(sheet.resize((300, 300)).getcolors(90_000) or []) > 500
