"""Covers: words beside the figure, never on it; the same for the same content."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tests.pictures.contrast import contrast
from tests.pictures.subjects import library, subject
from tests.pictures.test_shown import pixels
from tests.usual import cases
from unknot.cache import cache_folder
from unknot.content.records.session import Side
from unknot.pictures import covers, letters, raster

TITLES = [
    "Sore hip", "Ease a sore back after a day at the desk", "Bindegewebsmassagevorbereitung",
    "Übung für den Rücken", "Ягодица, слева",
]  # fmt: skip


@cases("title", TITLES, usual=2)
def test_a_title_keeps_to_its_own_half(title: str) -> None:
    colours = covers.cover_colours("x")
    found = pixels(covers.cover("x", title, [subject("piriformis")]), 300)
    text = tuple(int(colours.text[at : at + 2], 16) for at in (1, 3, 5))
    left = found[:, : round(300 * covers._RIGHT / covers.COVER) - 6]
    dark = np.abs(left - text).max(axis=2) < 60
    assert dark.any(), "the title is there"
    assert not dark[:, -4:].any(), "and ends before the figure"
    assert not dark[:10].any(), "and keeps off the top"
    assert not dark[:, :10].any(), "and off the edge"


TREATED = [id for id, muscle in sorted(library().muscles.items()) if muscle.position]


@pytest.mark.parametrize("first", TREATED)
def test_every_place_that_is_marked_is_in_the_picture(first: str) -> None:
    """Alone, on both sides, and with each other muscle: of both forearms only the right was."""
    sides: tuple[Side, Side] = ("left", "right")
    for second in TREATED:
        for one, two in product(sides, repeat=2):
            shown = [subject(first, one), subject(second, two)]
            for shape in (1.0, (covers.COVER - covers._RIGHT) / covers.COVER):
                x, y, w, h = covers._shaped(covers._around(shown), shape)
                for each in shown:
                    assert x < each.spot[0] < x + w, (first, one, second, two)
                    assert y < each.spot[1] < y + h, (first, one, second, two)


def test_letters_that_cannot_be_drawn_leave_a_cover_without_words() -> None:
    assert covers.cover("x", "腰の筋肉", []) == covers.art("x", [])


def test_a_session_that_treats_nothing_has_a_mark_of_its_own() -> None:
    assert covers.art("x", []) != covers.art("x", [subject("piriformis")])
    assert "<circle" in covers.art("x", [])


@pytest.mark.parametrize("colours", covers.COVER_COLOURS, ids=lambda p: p.ground)
def test_titles_are_readable(colours: covers.CoverColours) -> None:
    assert contrast(colours.text, colours.ground) >= 7


def test_a_line_is_never_wider_than_it_must_be() -> None:
    words = ["Ease", "a", "sore", "back", "after", "a", "day", "at", "the", "desk"]
    rows = letters.balanced(words, 4)
    assert " ".join(rows).split() == words
    assert len(rows) <= 4
    widest = max(letters.width(row, 1) for row in rows)
    assert widest <= letters.width(" ".join(words), 1) / 2


def test_a_picture_is_made_once_and_a_spoilt_one_again(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = covers.art("kept-once", [subject("calf")])
    first = raster.png(svg, 60)
    monkeypatch.setattr(raster, "rasterise", lambda *_: pytest.fail("made twice"))
    assert raster.png(svg, 60) == first
    path = cache_folder() / "pictures" / f"{raster.key(svg, 60)}.png"
    path.write_bytes(first[:-20])
    monkeypatch.undo()
    path.write_bytes(first[:-20])
    assert raster.png(svg, 60) == first


@pytest.mark.parametrize(("text", "room", "most", "size", "rows"), [
    ("Rest", (300, 100), 1_000, 100 / letters.LEADING, 1),
    ("Rest", (300, 100), 40, 40, 1),
    ("Rest", (50, 1_000), 1_000, 50 / letters.width("Rest", 1), 1),
    ("Lower back and hip", (200, 200), 1_000, 200 / (3 * letters.LEADING), 3),
    ("Lower back and hip", (2_000, 100), 1_000, 100 / letters.LEADING, 1),
])  # fmt: skip
def test_letters_are_as_large_as_the_room_lets_them(
    text: str, room: tuple[float, float], most: float, size: float, rows: int
) -> None:
    found, lines = letters.fit(text, room, most)
    assert (round(found, 2), len(lines)) == (round(size, 2), rows)
    assert " ".join(lines) == text
    assert letters.fit("", room, most) == (0, [])
