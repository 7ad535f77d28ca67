"""Left and right in pixels: of what a printed card, a page and a published site show of a side."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw
import pytest
from msgspec.structs import replace
from mutagen.id3 import ID3
from PIL import Image

from tests.pictures.subjects import library
from tests.pictures.test_shown import RING, pixels, ring_at
from tests.pictures.test_sides import OTHER, PAD, SIDES, middle
from tests.site import sites
from tests.usual import cases
from unknot.audio.mp3 import QUALITIES
from unknot.cache import cache_folder
from unknot.card.entries import make_card
from unknot.card.pdf import cards_pdf
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.content.records.base import PositionName
from unknot.content.records.session import Routine, Session, Side
from unknot.engines.registry import open_engine
from unknot.make import build
from unknot.pictures import raster
from unknot.pictures.looks import Looks
from unknot.site import chapters
from unknot.site.episode import read_source
from unknot.site.pages import page_with_sound
from unknot.site.publish import publish
from unknot.site.request import Material, Request
from unknot.speech.cast import Cast
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Timeline

#: One who lies on the other side, and one who lies face down.
WHERE: dict[str, PositionName] = {
    "gluteus-maximus": "side-lying",
    "erector-spinae": "prone",
}


@pytest.fixture(autouse=True)
def draw_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_small(monkeypatch)


def draw_small(patch: pytest.MonkeyPatch) -> None:
    """Pictures of a few pixels: what is on which side is the same."""
    drawn = raster.png
    patch.setattr(raster, "png", lambda svg, size: drawn(svg, min(size, 240)))


def job(*routines: Routine, short: bool = False) -> Job:
    session = Session(id="sides", title="Sides", summary="Two sides.", routines=routines)
    return resolve(session, library(), Overrides(detail="cues") if short else Overrides())


def crossed(side: Side) -> tuple[Routine, ...]:
    """A place on one side and another on the other: a page that swaps them shows it."""
    first, second = "erector-spinae", "gluteus-maximus"
    return (Routine(muscle=first, side=side, points=1), Routine(muscle=second, side=OTHER[side]))


def lies_for(found: np.ndarray, position: str) -> Side:
    """The side for which the person in a picture lies or sits, by where the massager's pad is."""
    off = middle(found, "#eba51f") - middle(found, "#8fb0bd")
    assert abs(off) > 4
    return "right" if off * PAD[position] > 0 else "left"


def marked(found: np.ndarray) -> Side:
    """The side of the middle where the ring is."""
    off = ring_at(found) - 0.5
    assert abs(off) > 0.02
    return "right" if off > 0 else "left"


def ring_seen_small(found: np.ndarray) -> Side:
    """As ``marked``, of a ring of few pixels, which has no pixel all its own."""
    near = np.abs(found - RING).max(axis=2) < 60
    assert near.any()
    return "right" if np.nonzero(near)[1].mean() > found.shape[1] / 2 else "left"


# --- the card ---


def printed(pdf: bytes, page: int = 0) -> Iterator[np.ndarray]:
    """Every picture of a page as it is printed, in reading order."""
    shown = pypdfium2.PdfDocument(pdf)[page]
    scale = 3.0
    whole = np.asarray(shown.render(scale=scale).to_pil().convert("RGB")).astype(int)
    high = shown.get_height()
    boxes = [each.get_bounds() for each in shown.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]
    for left, bottom, right, top in sorted(boxes, key=lambda box: (-round(box[3]), box[0])):
        rows = slice(round((high - top) * scale), round((high - bottom) * scale))
        yield whole[rows, round(left * scale) : round(right * scale)]


@cases("side", SIDES, usual=1)
def test_a_card_shows_each_place_on_its_side(side: Side) -> None:
    asked = job(*crossed(side))
    card = make_card(asked, estimate(library(), asked.rate))
    assert [each.sides for each in card.entries] == [(side,), (OTHER[side],)]
    pictures = list(printed(cards_pdf([card], "a4", datetime(2026, 11, 26, tzinfo=UTC))))
    assert [marked(each) for each in pictures] == [side, OTHER[side]]


@pytest.mark.parametrize("side", SIDES)
@cases("muscle", WHERE, usual=1)
def test_the_card_of_a_muscle_lies_marks_and_says_its_side(muscle: str, side: Side) -> None:
    asked = job(Routine(muscle=muscle, side=side))
    card = replace(
        make_card(asked, estimate(library(), asked.rate)), muscle=library().muscles[muscle]
    )
    pdf = cards_pdf([card], "a4", datetime(2026, 11, 26, tzinfo=UTC))
    lies, place, *where = printed(pdf)
    assert lies_for(lies, WHERE[muscle]) == side
    assert marked(place) == side
    assert len(where) == (muscle == "gluteus-maximus")  # the other's pain goes nowhere else
    assert all(ring_seen_small(each) == side for each in where)
    text = " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded().split())
    assert f"from behind: {side}" in text
    assert "as in a mirror" not in text


def test_the_card_of_a_muscle_on_both_sides_says_which_comes_next() -> None:
    asked = job(Routine(muscle="piriformis", side="both"))
    card = replace(
        make_card(asked, estimate(library(), asked.rate)), muscle=library().muscles["piriformis"]
    )
    pdf = cards_pdf([card], "a4", datetime(2026, 11, 26, tzinfo=UTC))
    first, second = card.entries[0].sides
    assert {first, second} == {"left", "right"}
    text = " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded().split())
    assert f"from behind: {first}" in text
    assert f"Then the same on your {second}, as in a mirror" in text


# --- pages ---


def timeline_of(*routines: Routine) -> Timeline:
    asked = job(*routines)
    return plan(asked, estimate(library(), asked.rate)).timeline


def played(html: str) -> list[tuple[str, str, str, str]]:
    """Of each step of a player that treats: name, side, its picture's address and words."""
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    found = json.loads(data)
    return [(name, side, *found["pictures"][at]) for _, name, side, at in found["steps"] if side]


def lying_in(words: str) -> PositionName:
    return WHERE["gluteus-maximus" if "Gluteus maximus" in words else "erector-spinae"]


def side_in(words: str) -> str:
    (side,) = {each.group() for each in re.finditer(r"\b(?:left|right)\b", words)}
    return side


@cases("side", SIDES, usual=1)
def test_a_page_with_its_sound_shows_each_step_on_its_side(side: Side) -> None:
    page = page_with_sound(timeline_of(*crossed(side)), b"sound", Looks(), "000").read().decode()
    steps = played(page)
    assert [each[1] for each in steps[::3]] == [side, OTHER[side]]
    for name, spoken, address, words in steps:
        svg = b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode()
        assert lies_for(pixels(svg), lying_in(words)) == spoken == side_in(name) == side_in(words)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published session of the long back muscles, left, and the gluteus maximus, right."""
    folder = tmp_path_factory.mktemp("sides")
    with closing(Cast(open_engine("tone"), cache_folder() / VOICES)) as cast:
        studio = Studio(store=Store(cache_folder()), cast=cast, quality=QUALITIES["compact"])
        made = build(job(*crossed("left"), short=True), studio, out=folder)
    channel = replace(sites.CHANNEL, seasons=())
    tracks = {"sides": read_source(made.path)}
    material = Material(
        channel=channel, tracks=tracks, summaries={"sides": "Two sides."}, known={"sides"},
        folder=folder,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        draw_small(patch)
        publish(Request(out=folder / "site", base=sites.BASE, now=sites.NOON), material)
    return folder / "site"


def png(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.deep
def test_a_published_page_shows_each_place_and_step_on_its_side(site: Path) -> None:
    html = (site / "s/sides.html").read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", html, re.S)
    assert [side_in(re.sub(r"<img[^>]*>", "", each)) for each in figures] == ["left", "right"]
    for figure in figures:
        spoken = side_in(re.sub(r"<img[^>]*>", "", figure))
        lies, place = (
            pixels((site / "s" / address).read_text(encoding="utf-8"))
            for address in re.findall(r'src="([^"]+)"', figure)
        )
        assert lies_for(lies, lying_in(figure)) == marked(place) == spoken
    for name, spoken, address, words in played(html):
        assert marked(png(site / "s" / address)) == spoken == side_in(name) == side_in(words)


def test_a_feeds_chapters_show_each_side(site: Path) -> None:
    found = json.loads((site / "chapters/sides.json").read_text(encoding="utf-8"))["chapters"]
    sides = {}
    for each in found:
        if "," in each["title"]:
            path = site / each["img"].removeprefix(f"{sites.BASE}/")
            sides[side_in(each["title"])] = marked(png(path))
    assert sides == {"left": "left", "right": "right"}


def test_a_chapter_that_is_too_short_for_a_feed_has_its_own_picture_in_the_track(
    site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It had that of the chapters it was put together with: one side for both."""
    merged = chapters.merge
    monkeypatch.setattr(chapters, "merge", lambda spans: merged(spans, 10**9))
    (built,) = site.parent.glob("*.mp3")
    channel = replace(sites.CHANNEL, seasons=())
    material = Material(channel=channel, tracks={"sides": read_source(built)}, known={"sides"})
    publish(Request(out=tmp_path / "site", base=sites.BASE, now=sites.NOON), material)
    (made,) = (tmp_path / "site/audio").glob("*.mp3")
    sides = {}
    for each in ID3(made).getall("CHAP"):
        title = each.sub_frames["TIT2"].text[0]
        if "," in title:
            with Image.open(BytesIO(each.sub_frames.getall("APIC")[0].data)) as image:
                sides[side_in(title)] = marked(np.asarray(image.convert("RGB")).astype(int))
    assert sides == {"left": "left", "right": "right"}
