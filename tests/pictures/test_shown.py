"""What a picture shows: the place, on the side it is about, and how the person lies."""

from __future__ import annotations

from io import BytesIO
from itertools import product
from typing import get_args
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from msgspec.structs import replace
from PIL import Image

from tests.conftest import ROOT
from tests.pictures.contrast import contrast
from tests.pictures.subjects import library, subject, subjects
from tests.usual import cases
from unknot.pictures import covers
from unknot.pictures.people import PEOPLE, BuildName, Figure, Hair, colours, layers
from unknot.pictures.raster import rasterise
from unknot.pictures.scene import Scene
from unknot.pictures.shown import Subject, place, places, posture, refers

MUSCLES = sorted({each.muscle for each in subjects()})
RING = (0xFF, 0xC5, 0x3D)


def named(each: Subject) -> str:
    return f"{each.muscle}-{each.position}-{each.by}-{each.side}"


def pixels(svg: str, size: int = 300) -> np.ndarray:
    with Image.open(BytesIO(rasterise(svg, size))) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def ring_at(found: np.ndarray) -> float:
    """How far from the left the yellow ring is, as a share of the picture's width."""
    near = np.abs(found - RING).max(axis=2) < 12
    assert near.any()
    return float(np.nonzero(near)[1].mean() / found.shape[1])


@cases("muscle", [m for m in MUSCLES if m not in ("forearm", "calf")], usual=3)
def test_the_place_is_marked_on_its_own_side_of_the_middle(muscle: str) -> None:
    """Seen from behind, the listener's right is on the viewer's right."""
    right, left = place(subject(muscle, "right")), place(subject(muscle, "left"))
    assert right
    assert left
    assert ring_at(pixels(right.svg())) > 0.52
    assert ring_at(pixels(left.svg())) < 0.48


@cases("each", list(subjects()), ids=named, usual=8)
def test_the_left_is_the_mirror_image_of_the_right(each: Subject) -> None:
    lies = posture(each)
    if each.position == "supine-on" and each.by != "massager":
        assert lies is None  # nobody lies on a hand; the place is shown instead
        return
    assert lies, "no picture of the posture"
    mirrored = posture(replace(each, side="left" if each.side == "right" else "right"))
    assert mirrored
    one, two = pixels(lies.svg(), 120), pixels(mirrored.svg(), 120)
    assert np.abs(one - two[:, ::-1]).mean() < 2
    assert np.abs(one - two).mean() > 4, "both sides look the same"
    assert each.side in lies.title


def test_every_layer_that_is_asked_for_is_drawn_for_every_build() -> None:
    for each, build in product(subjects(), get_args(BuildName)):
        person = Figure(build, "fair", "short")
        for scene in (place(each, person), posture(each, person), place(each, person, whole=True)):
            for layer in scene.layers if scene else ():
                if not layer.name.endswith(("/refers", "/keep-off")):
                    assert layer.name in layers(build), named(each)


def test_a_hand_treats_where_the_atlas_says_so_and_nowhere_else() -> None:
    known = {
        path.stem: yaml.safe_load(path.read_text())
        for path in (ROOT / "atlas/pictures").glob("*.yaml")
    }
    assert sorted(known) == MUSCLES, "every muscle that is treated has a picture, and no other"
    for each in subjects():
        assert each.by in known[each.muscle]["tools"] or each.position == "supine-on", each


@pytest.mark.parametrize("muscle", MUSCLES)
def test_only_pain_that_the_record_tells_of_is_shown_to_travel(muscle: str) -> None:
    symptoms = library().muscles[muscle].symptoms
    travels = ("base of the back", "down the leg", "rim of the hip bone", "Deep hip and buttock")
    assert refers(subject(muscle)) == any(words in symptoms for words in travels)


def test_a_muscle_of_a_workspace_gets_its_regions_picture() -> None:
    own = Subject("my-muscle", "My muscle", "buttock", "left", "side-lying")
    scene = place(own)
    assert scene
    names = [layer.name for layer in scene.layers]
    assert "gluteus-maximus/region" in names
    assert "gluteus-maximus/muscle" not in names
    assert posture(own)
    assert not refers(own)
    front = Subject("psoas", "Psoas", "excluded-front", "left", "side-lying")
    assert place(front) is None
    assert posture(front) is None
    assert covers.chapter(front) is None


@pytest.mark.parametrize("person", PEOPLE, ids=lambda b: f"{b.build}-{b.tone}-{b.hair}")
def test_pictures_are_sound_xml_in_every_theme(person: Figure) -> None:
    named = Subject("piriformis", 'A <b> & "c"', "buttock", "left", "side-lying")
    for theme in ("light", "dark", "auto"):
        for scene in (place(named, person), posture(named, person), covers.calm(person)):
            assert scene
            root = ElementTree.fromstring(scene.svg(theme))
            assert root.tag.endswith("svg")


def test_nobody_is_the_usual_one() -> None:
    assert {b.build for b in PEOPLE} == {"plain", "curved", "round"}
    assert {b.tone for b in PEOPLE} == {"pale", "fair", "brown", "deep"}
    assert {b.hair for b in PEOPLE} == {"short", "tied", "curls"}
    for build, hair in product(get_args(BuildName), get_args(Hair)):
        scene = Scene(
            person=Figure(build, "fair", hair),
            box=(0, 0, 9, 9),
            layers=covers.calm(PEOPLE[0]).layers,
        )
        assert colours("light", "fair")["hair"] in scene.svg()


@pytest.mark.parametrize("tone", ["pale", "fair", "brown", "deep"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_marked_can_be_told_from_what_it_lies_on(theme: str, tone: str) -> None:
    """3 to 1 for graphics (WCAG 2.2, 1.4.11): by an edge where the fill alone is too near."""
    c = colours(theme, tone)  # type: ignore[arg-type]
    pairs = [
        ("line", "skin"), ("line", "shirt"), ("fibre", "skin"), ("fibre", "muscle"),
        ("keep", "skin"), ("bone-line", "bone"), ("cloud-line", "skin"), ("ring-line", "ring"),
        ("ring", "muscle"), ("device", "bed"), ("pad", "line"), ("text", "ground"),
    ]  # fmt: skip
    low = {
        pair: round(contrast(c[pair[0]], c[pair[1]]), 2)
        for pair in pairs
        if contrast(c[pair[0]], c[pair[1]]) < 3
    }
    assert not low


@pytest.mark.deep
def test_all_places_of_a_session_are_on_one_body() -> None:
    both = [subject("erector-spinae", "left"), subject("gluteus-maximus", "right")]
    scene = places(both, PEOPLE[0])
    found = pixels(scene.svg(), 600)
    near = np.abs(found - RING).max(axis=2) < 12
    middle = found.shape[1] // 2
    assert near[:, :middle].any()
    assert near[:, middle:].any()
