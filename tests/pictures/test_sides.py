"""Left and right in pixels: of every cover, chapter picture and drawing, and of what is said of it.

A listener with a phone treats the side that the picture shows.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from drawing.wanted import planned
from msgspec.structs import replace
from PIL import Image

from tests.pictures.subjects import library, subject, subjects
from tests.pictures.test_shown import RING, named, pixels, ring_at
from tests.usual import cases
from unknot.content.records.session import Side
from unknot.pictures import covers
from unknot.pictures.drawn import track_pictures
from unknot.pictures.looks import Looks
from unknot.pictures.shown import Subject, place, places, posture
from unknot.timeline.cues import Chapter

OTHER: dict[Side, Side] = {"left": "right", "right": "left"}
BACK = [m for m in sorted({each.muscle for each in subjects()}) if m not in ("forearm", "calf")]
SIDES: list[Side] = ["right", "left"]
#: Where the massager's pad is, seen from the shirt, when the right side is treated: behind whoever
#: lies on the left side, on the right of a back, and in front of whoever sits.
PAD = {"side-lying": -1, "prone": 1, "seated": 1}


def sign(side: Side) -> int:
    return 1 if side == "right" else -1


def middle(found: np.ndarray, colour: str) -> float:
    """How far from the left this colour is, in pixels."""
    near = np.abs(found - tuple(bytes.fromhex(colour[1:]))).max(axis=2) < 12
    assert near.any(), f"no {colour}"
    return float(np.nonzero(near)[1].mean())


@cases("each", subjects(), ids=named, usual=8)
def test_a_chapter_picture_has_its_place_on_its_side(each: Subject) -> None:
    """The round window stands on the treated side, and in it the place is off to that side."""
    found = pixels(covers.chapter(each) or "")
    assert sign(each.side) * (ring_at(found) - 0.5) > 0.05
    if posture(each) is None or each.muscle not in BACK:
        return
    centre = 225 if each.side == "right" else 75
    assert 3 < sign(each.side) * (300 * ring_at(found) - centre) < 40


@cases("each", [s for s in subjects() if s.side == "left"], ids=named, usual=4)
def test_the_left_chapter_picture_mirrors_the_right(each: Subject) -> None:
    each = replace(each, word="")
    one = pixels(covers.chapter(each) or "", 150)
    two = pixels(covers.chapter(replace(each, side="right")) or "", 150)
    assert np.abs(one - two[:, ::-1]).mean() < 2
    assert np.abs(one - two).mean() > 4


@cases("each", subjects(), ids=named, usual=4)
def test_the_word_beside_a_chapter_picture_is_its_side(each: Subject) -> None:
    assert each.word == each.side.upper()
    bare = replace(each, word="")
    word = np.abs(pixels(covers.chapter(each) or "") - pixels(covers.chapter(bare) or ""))
    if posture(each):  # else the figure moves down to make room
        at = np.nonzero(word.max(axis=2) > 60)[1].mean()
        assert sign(each.side) * (at - 150) > 50


@pytest.mark.parametrize("side", SIDES)
@cases("muscle", BACK, usual=2)
def test_a_cover_marks_the_treated_side(muscle: str, side: Side) -> None:
    """With words and without; the figure of a cover with words has the right half."""
    one = subject(muscle, side)
    assert sign(side) * (ring_at(pixels(covers.art("x", [one]))) - 0.5) > 0.02
    edge = round(300 * covers._RIGHT / covers.COVER)
    figure = pixels(covers.cover("x", "Hip", [one]))[:, edge:]
    assert sign(side) * (ring_at(figure) - 0.5) > 0.02
    whole = place(one, whole=True)
    assert whole
    assert sign(side) * (ring_at(pixels(whole.svg())) - 0.5) > 0.02


@pytest.mark.parametrize("side", SIDES)
def test_a_cover_of_two_sides_marks_each_place_on_its_own(side: Side) -> None:
    """The back is above the buttock: what is above is on one side, what is below on the other."""
    two = [subject("erector-spinae", side), subject("gluteus-medius", OTHER[side])]
    found = pixels(covers.art("x", two))
    near = np.abs(found - RING).max(axis=2) < 12
    rows = np.nonzero(near)[0]
    cut = round((rows.min() + rows.max()) / 2)
    above, below = near[:cut].nonzero()[1].mean(), near[cut:].nonzero()[1].mean()
    assert sign(side) * (above - 150) > 5
    assert sign(side) * (below - 150) < -5
    scene = places(two, two[0].person)
    assert f"{two[0].name}, {side}" in scene.title
    assert f"{two[1].name}, {OTHER[side]}" in scene.title


@cases(
    "each", [s for s in subjects() if s.by == "massager" and s.position in PAD], ids=named, usual=5
)
def test_the_person_lies_so_that_the_treated_side_is_free(each: Subject) -> None:
    scene = posture(each)
    assert scene
    found = pixels(scene.svg())
    shirt, pad = middle(found, "#8fb0bd"), middle(found, "#eba51f")
    assert sign(each.side) * PAD[each.position] * (pad - shirt) > 4
    if each.position == "side-lying":
        assert f"lying on the {OTHER[each.side]} side" in scene.title


@pytest.mark.parametrize("session", ["desk-day", "starter"])
def test_the_pictures_in_a_track_stand_with_the_chapters_of_their_sides(session: str) -> None:
    made = planned(session, library())
    sides = []
    for (event, _), png in zip(
        made.chapters(), track_pictures(made, Looks()).chapters, strict=True
    ):
        assert isinstance(event.cue, Chapter)
        if event.cue.treatment:
            with Image.open(BytesIO(png or b"")) as image:
                found = np.asarray(image.convert("RGB")).astype(int)
            sides.append(event.cue.treatment.side)
            assert sign(sides[-1]) * (ring_at(found) - 0.5) > 0.05
    assert sides
