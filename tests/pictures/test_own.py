"""A muscle's picture by its author: shown wherever a picture is, and read with caution."""

from __future__ import annotations

import os
import sys
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from tests.pictures.subjects import library as bundled
from tests.pictures.test_drawn import MOST_BYTES
from unknot.content.library import Library, Origin
from unknot.content.records.muscle import Muscle
from unknot.pictures import covers, looks
from unknot.pictures.drawn import subjects_of, track_pictures
from unknot.pictures.looks import MOST_BYTES as MOST_READ
from unknot.pictures.looks import Looks, looks_of, unusable, usable
from unknot.pictures.raster import rasterise
from unknot.pictures.shown import place, posture, while_treated
from unknot.timeline.job import resolve
from unknot.timeline.plan import plan
from unknot.timeline.timeline import Timeline

RED, BLUE = (220, 30, 30), (30, 30, 220)


def photograph(wide: int = 1600, high: int = 1200) -> Image.Image:
    """Red on the left and blue on the right, with the grain of a photograph."""
    halves = np.where(np.arange(wide)[None, :, None] < wide // 2, RED, BLUE)
    grain = np.random.default_rng(7).normal(0, 12, (high, wide, 3))
    return Image.fromarray((halves + grain).clip(0, 255).astype(np.uint8))


def library(folder: Path, name: str = "mine.jpg") -> Library:
    """The bundled content, with a picture for gluteus medius in a workspace's ``folder``."""
    muscles = folder / "atlas/muscles"
    muscles.mkdir(parents=True, exist_ok=True)
    record = replace(bundled().muscles["gluteus-medius"], picture=name)
    origin = Origin(muscles / "gluteus-medius.yaml", "workspace, shadows bundled")
    return replace(
        bundled(),
        muscles={**bundled().muscles, "gluteus-medius": record},
        origins={**bundled().origins, ("muscle", "gluteus-medius"): origin},
    )


def saved(folder: Path, name: str = "mine.jpg") -> Library:
    found = library(folder, name)
    photograph().save(folder / "atlas/muscles" / name)
    return found


def timeline(content: Library) -> Timeline:
    session = next(
        each for each in content.sessions.values()
        if {"gluteus-medius"} < {getattr(item, "muscle", "") for item in each.routines}
    )  # fmt: skip
    return plan(resolve(session, content), lambda _: 960).timeline


def colours_of(data: bytes) -> tuple[str, str]:
    """What is seen on the left and on the right of a picture, in its middle."""
    with Image.open(BytesIO(data)) as image:
        size, pixels = image.size, image.convert("RGB")
    found = []
    for share in (0.35, 0.65):
        r, _, b = pixels.getpixel((int(size[0] * share), size[1] // 2))  # type: ignore[misc]
        found.append("red" if r > b else "blue")
    return found[0], found[1]


@pytest.mark.deep
def test_it_is_the_chapters_picture_and_turned_for_the_left(tmp_path: Path) -> None:
    content = saved(tmp_path)
    made = timeline(content)
    pictures = track_pictures(made, looks_of(content))
    seen = {}
    for (event, _), data in zip(made.chapters(), pictures.chapters, strict=True):
        treatment = event.cue.treatment  # type: ignore[union-attr]
        if treatment and treatment.muscle == "gluteus-medius":
            assert data
            assert len(data) <= MOST_BYTES
            seen[treatment.side] = colours_of(data)
    assert seen == {side: (("red", "blue"), ("blue", "red"))[side == "left"] for side in seen}
    assert seen
    others = track_pictures(timeline(bundled()), Looks())
    assert pictures.chapters != others.chapters


@pytest.mark.deep
def test_it_stands_for_the_place_and_the_posture_stays(tmp_path: Path) -> None:
    content = saved(tmp_path, "mine.png")
    subject = next(each for each in subjects_of(timeline(content), looks_of(content)) if each.own)
    where, lies = place(subject), posture(subject)
    assert where
    assert lies
    shown = while_treated(subject)
    assert shown
    assert where.svg() == shown.svg()
    assert subject.name in where.title
    assert "<image" in where.svg("auto")
    assert "<image" not in lies.svg()
    assert "<image" in covers.art("a", [subject, replace(subject, side="left")])
    assert colours_of(rasterise(covers.art("a", [replace(subject, side="left")]), 300)) == (
        "blue", "red",
    )  # fmt: skip


@pytest.mark.deep
def test_what_a_camera_notes_does_not_go_along(tmp_path: Path) -> None:
    """Turned as the camera was held, and without the place where it was taken."""
    content = library(tmp_path)
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 3, "where I live"  # upside down
    photograph().save(tmp_path / "atlas/muscles/mine.jpg", exif=exif)
    found = usable(content, "gluteus-medius")
    assert found
    assert b"where I live" not in found.jpeg
    assert (found.width, found.height) == (1000, 750)
    assert colours_of(found.jpeg) == ("blue", "red")
    assert found.jpeg == b64decode(found.mark().split("base64,")[1].split('"')[0])


@pytest.mark.deep
def test_another_file_under_the_same_name_is_shown(tmp_path: Path) -> None:
    content = saved(tmp_path)
    before = usable(content, "gluteus-medius")
    photograph(800, 800).save(tmp_path / "atlas/muscles/mine.jpg")
    after = usable(content, "gluteus-medius")
    assert before
    assert after
    assert before != after


def test_one_of_a_muscle_that_a_track_does_not_treat_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    own_picture = looks.own_picture

    def noted(muscle: Muscle, content: Library) -> looks.OwnPicture:
        read.append(muscle.id)
        return own_picture(muscle, content)

    monkeypatch.setattr(looks, "own_picture", noted)
    content = saved(tmp_path)
    another = plan(resolve(content.sessions["piriformis-left"], content), lambda _: 960).timeline
    track_pictures(another, looks_of(content))
    assert read == []
    track_pictures(timeline(content), looks_of(content))
    assert set(read) == {"gluteus-medius"}


def problem(content: Library) -> str:
    """What is told of the picture, which is then left out."""
    assert not any(usable(content, muscle) for muscle in content.muscles)
    (found,) = unusable(content, content.muscles)
    assert found.code == "S57"
    return f"{found.message}\n{found.hint}"


@pytest.mark.parametrize("name", ["/etc/passwd", "../../../x.png", "a/../../x.png", "c:\\x.png"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    assert "leads out of the folder" in problem(library(tmp_path, name))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    content = library(tmp_path / "workspace")
    photograph().save(tmp_path / "secret.jpg")
    (tmp_path / "workspace/atlas/muscles/mine.jpg").symlink_to(tmp_path / "secret.jpg")
    assert "leads out of the folder" in problem(content)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    content = library(tmp_path)
    os.mkfifo(tmp_path / "atlas/muscles/mine.jpg")
    assert "mine.jpg is not a file" in problem(content)


def test_one_of_eight_gigabytes_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = library(tmp_path)
    with (tmp_path / "atlas/muscles/mine.jpg").open("wb") as file:
        file.truncate(8_000_000_000 if sys.platform == "linux" else MOST_READ + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))
    assert "MB; up to 10 are read" in problem(content)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF"]
)
def test_what_is_no_picture_is_told_by_name(tmp_path: Path, data: bytes) -> None:
    content = library(tmp_path)
    (tmp_path / "atlas/muscles/mine.jpg").write_bytes(data)
    found = problem(content)
    assert "mine.jpg is no picture" in found
    assert "PNG or JPEG" in found


def test_one_that_stops_before_its_end_is_told(tmp_path: Path) -> None:
    content = saved(tmp_path)
    path = tmp_path / "atlas/muscles/mine.jpg"
    path.write_bytes(path.read_bytes()[:-40_000])
    assert "mine.jpg is no picture that can be read" in problem(content)


def test_one_with_too_many_pixels_is_refused_by_its_header(tmp_path: Path) -> None:
    content = library(tmp_path, "mine.png")
    Image.new("1", (6000, 6000)).save(tmp_path / "atlas/muscles/mine.png")
    assert "6000 x 6000 pixels" in problem(content)


def test_a_missing_one_is_told(tmp_path: Path) -> None:
    assert "mine.jpg cannot be read" in problem(library(tmp_path))
