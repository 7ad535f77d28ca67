"""What a workspace decides of its pictures: whom they show, and the words on them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.pictures.subjects import library
from tests.pictures.test_own import timeline
from unknot.content.library import Library
from unknot.content.records.channel import Channel, ShownFigure
from unknot.content.records.script import Line, Script
from unknot.pictures import covers, letters
from unknot.pictures.drawn import subjects_of, track_pictures
from unknot.pictures.looks import Looks, looks_of
from unknot.pictures.people import PEOPLE
from unknot.pictures.shown import place, posture


def speaking(left: str, right: str) -> Library:
    """The bundled content with the words for the sides in a language ``xx``."""
    lines = {
        f"word-{k}": Line(say=(word,), sources=()) for k, word in (("left", left), ("right", right))
    }
    script = Script(id="shared", lines=lines)
    return replace(library(), scripts={**library().scripts, "xx": {"shared": script}})


@pytest.mark.deep
def test_a_picture_says_the_side_in_the_language_of_its_track() -> None:
    looks = looks_of(speaking("links", "rechts"))
    assert (looks.side_word("left", "xx"), looks.side_word("right", "xx-YY")) == ("LINKS", "RECHTS")
    assert looks.side_word("left", "en-GB") == "LEFT"
    made = replace(timeline(library()), language="xx")
    assert {each.word for each in subjects_of(made, looks)} <= {"LINKS", "RECHTS"}
    assert track_pictures(made, looks).chapters != track_pictures(made, Looks()).chapters


def test_a_language_without_the_word_has_none_rather_than_an_english_one() -> None:
    assert looks_of(library()).side_word("left", "xx") == ""


def test_a_long_word_keeps_clear_of_the_figure() -> None:
    subject = next(iter(subjects_of(timeline(library()), Looks())))
    short, long = (covers.chapter(replace(subject, word=word)) for word in ("LINKS", "LINKSLINKS"))
    assert short
    assert long
    assert letters.width("LINKSLINKS", 60) > 225
    assert len(long) > len(short)


@pytest.mark.deep
@pytest.mark.parametrize(
    "wanted",
    [ShownFigure(tone="deep"), ShownFigure(build="round", hair="curls"),
     ShownFigure(build="curved", tone="pale", hair="tied")],
)  # fmt: skip
def test_whom_pictures_show_can_be_chosen(wanted: ShownFigure) -> None:
    """What is not chosen still differs from picture to picture."""
    content = replace(library(), channel=Channel(id="channel", figure=wanted))
    looks = looks_of(content)
    chosen = {key: value for key in ("build", "tone", "hair") if (value := getattr(wanted, key))}
    made = timeline(library())
    shown = [
        scene.person
        for each in subjects_of(made, looks)
        for scene in (place(each), posture(each)) if scene
    ]  # fmt: skip
    shown += map(looks.person, PEOPLE)
    assert shown
    for person in shown:
        assert {key: getattr(person, key) for key in chosen} == chosen
    assert len({looks.person(each) for each in PEOPLE}) > 1 or len(chosen) == 3
    assert track_pictures(made, looks).cover != track_pictures(made, Looks()).cover
    calm = replace(made, events=())
    assert track_pictures(calm, looks).cover != track_pictures(calm, Looks()).cover


def test_each_side_has_its_own_word_in_capitals() -> None:
    looks = looks_of(speaking("links", "rechts"))
    assert {"LINKS", "RECHTS"} <= set(looks.sides.values())
    for language in ("xx", "xx-YY"):
        assert looks.side_word("left", language) == "LINKS"
        assert looks.side_word("right", language) == "RECHTS"
    assert (looks.side_word("left", "en-GB"), looks.side_word("right", "en")) == ("LEFT", "RIGHT")


def test_what_is_not_chosen_of_a_figure_is_the_usual() -> None:
    usual = PEOPLE[0]
    assert Looks().person(usual) == usual
    for wanted in (ShownFigure(tone="deep"), ShownFigure(build="round"), ShownFigure(hair="tied")):
        chosen = {k: v for k in ("build", "tone", "hair") if (v := getattr(wanted, k))}
        assert Looks(figure=wanted).person(usual) == replace(usual, **chosen)
