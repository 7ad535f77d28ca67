"""The pictures in a track: what they show, how big they are, and that they never stop it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import mutagen.id3
import pytest
from drawing.pixels import DRAWN, INDEX, file_of, make_index
from drawing.wanted import in_tracks, planned, subjects
from msgspec.structs import replace
from PIL import Image

from tests.pictures.subjects import library
from unknot.content.records.channel import ShownFigure
from unknot.errors import PictureError
from unknot.pictures import covers, raster
from unknot.pictures.drawn import chapter_name, track_pictures
from unknot.pictures.looks import Looks
from unknot.timeline.json import to_json
from unknot.timeline.timeline import Timeline
from unknot.track.tag import tag

MOST_BYTES = 60_000


def timeline(session: str) -> Timeline:
    return planned(session, library())


def test_the_pixels_of_every_bundled_track_come_along() -> None:
    """Else a track's bytes would hang on the version of the rasteriser: python -m drawing.pixels"""
    named = in_tracks(library())
    assert {path.name for path in DRAWN.glob("*.png")} == {file_of(svg) for svg in named.values()}
    assert INDEX.read_text(encoding="utf-8") == make_index(named)


def test_pictures_that_come_along_are_found_without_being_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Drawing loads a font and composes each picture: more than all else of a warm build."""
    for draw in ("art", "chapter"):
        monkeypatch.setattr(covers, draw, lambda *_: pytest.fail("drawn"))
    assert all(track_pictures(timeline(session), Looks()).cover for session in library().sessions)


def test_a_name_says_all_that_a_picture_depends_on() -> None:
    """Another side, position, tool, word or figure is another name, or the same picture."""
    seen: dict[str, str | None] = {}
    for each in subjects(library()):
        for other in (
            each, replace(each, word=""), replace(each, figure=ShownFigure(tone="deep")),
        ):  # fmt: skip
            name, svg = chapter_name(other), covers.chapter(other)
            assert seen.setdefault(name, svg) == svg, name


def test_a_picture_is_big_enough_to_see_and_small_enough_to_carry() -> None:
    paths = sorted(DRAWN.glob("*.png"))
    assert len(paths) > 50
    for path in paths:
        data = path.read_bytes()
        assert len(data) <= MOST_BYTES, path
        with Image.open(BytesIO(data)) as image:
            assert image.size == (600, 600), path


def test_every_chapter_that_treats_has_its_picture_and_the_others_none() -> None:
    made = timeline("starter")
    pictures = track_pictures(made, Looks())
    tagged = tag(made, plan_json=to_json(made), pictures=pictures, track="3/24")
    read = mutagen.id3.ID3(BytesIO(tagged + bytes(200)), translate=False)
    assert [a.data for a in read.getall("APIC")] == [pictures.cover]
    assert str(read["TRCK"]) == "3/24"
    assert all(str(read[frame]) for frame in ("TYER", "TALB", "TPE2"))
    found = [chapter.sub_frames.getall("APIC") for chapter in read.getall("CHAP")]
    treats = [bool(event.cue.treatment) for event, _ in made.chapters()]  # type: ignore[union-attr]
    assert [bool(each) for each in found] == treats
    assert True in treats
    assert False in treats


def test_both_sides_of_a_session_have_pictures_of_their_own() -> None:
    shown = [each for each in track_pictures(timeline("desk-day"), Looks()).chapters if each]
    assert len(set(shown)) == len(shown)


def test_a_picture_that_cannot_be_drawn_never_stops_a_track(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(svg: str, size: int) -> bytes:
        raise PictureError("picture", "cannot be drawn: no memory")

    monkeypatch.setattr(raster, "png", fail)
    made = replace(timeline("starter"), session="own", language="de")
    pictures = track_pictures(made, Looks())
    assert pictures.cover is None
    assert not any(pictures.chapters)
    assert b"APIC" not in tag(made, plan_json=to_json(made), pictures=pictures)


@pytest.mark.parametrize("session", sorted(library().sessions))
def test_a_bundled_track_needs_no_rasteriser(
    session: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its pictures come along, so its bytes do not hang on the rasteriser's version."""
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path))
    monkeypatch.setattr(raster, "rasterise", lambda *_: pytest.fail("made on the spot"))
    made = timeline(session)
    pictures = track_pictures(made, Looks())
    assert pictures.cover
    treats = [bool(event.cue.treatment) for event, _ in made.chapters()]  # type: ignore[union-attr]
    assert [bool(each) for each in pictures.chapters] == treats
