"""A changed tag: what no longer follows from the plan is a fault, what was added is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from tests.track.timelines import with_chapters
from unknot.audio.mp3 import STANDARD
from unknot.proof.tags import tag_findings, tag_notes
from unknot.track.id3.frames import (
    Attachment,
    ChapterFrame,
    Contents,
    Frame,
    Link,
    Lyrics,
    Other,
    Tag,
    Text,
    UserText,
)
from unknot.track.id3.read import read_tag
from unknot.track.tag import tag

PLAN = with_chapters(["One", "Two"], title="Hip")
GOOD = read_tag(tag(PLAN, plan_json="{}", quality="standard"))

Change = Callable[[Any], Sequence[Frame]]


def _changed(kind: type[Frame], change: Change, id: str = "") -> Tag:
    """GOOD with each of its frames of this ``kind`` (and ``id``) changed."""
    frames = [
        new
        for each in GOOD.frames
        for new in (
            change(each)
            if isinstance(each, kind) and id in ("", getattr(each, "id", ""))
            else [each]
        )
    ]
    return replace(GOOD, frames=tuple(frames))


def _told(found: Tag) -> list[tuple[str, str, int, str]]:
    return [(each.code, each.event, each.at, each.message)
            for each in tag_findings(found, PLAN, STANDARD)]  # fmt: skip


def test_the_tag_of_a_plan_has_nothing_wrong_in_it_and_nothing_added() -> None:
    assert _told(GOOD) == []
    assert tag_notes(GOOD) == ()


@pytest.mark.parametrize(
    ("id", "text", "message"),
    [
        ("TIT2", "Knee", "the tag's title is 'Knee', not 'Hip'"),
        ("TLAN", "deu", "the tag's language is 'deu', not 'eng'"),
        ("TLEN", "9", "the tag's length is '9', not '2400'"),
    ],
)
def test_another_title_language_or_length_is_told(id: str, text: str, message: str) -> None:
    found = _changed(Text, lambda each: [replace(each, text=text)], id)
    assert _told(found) == [("V20", "track", 0, message)]


def test_a_text_that_is_there_twice_or_not_at_all_is_told() -> None:
    twice = _changed(Text, lambda each: [each, each], "TIT2")
    assert _told(twice)[0][3] == "the tag's title is ['Hip', 'Hip'], not 'Hip'"
    none = _changed(Text, lambda each: [], "TIT2")
    assert _told(none)[0][3] == "the tag's title is [], not 'Hip'"


@pytest.mark.parametrize(("texts", "shown"), [(["compact"], "['compact']"), ([], "[]")])
def test_another_quality_than_its_sound_has_is_told(texts: list[str], shown: str) -> None:
    found = _changed(
        UserText, lambda _: [UserText(description="quality", text=each) for each in texts]
    )
    assert _told(found) == [("V20", "track", 0, f"the tag's quality is {shown}, not 'standard'")]


@pytest.mark.parametrize(
    ("change", "as_what"),
    [
        ({"start": 24}, "'One' from 0:00.024 to 0:01.200"),
        ({"end": 1_176}, "'One' from 0:00.000 to 0:01.176"),
        ({"id": "chp7"}, "'One' from 0:00.000 to 0:01.200"),
        ({"frames": ()}, "'' from 0:00.000 to 0:01.200"),
    ],
)
def test_a_chapter_that_was_changed_is_told_at_its_place(
    change: dict[str, Any], as_what: str
) -> None:
    found = _changed(ChapterFrame, lambda each: [replace(each, **change)], "chp0")
    assert _told(found) == [("V21", 'chapter "One"', 0, f"the tag has it as {as_what}")]


def test_a_chapter_that_is_missing_or_too_many_is_told() -> None:
    fewer = _changed(ChapterFrame, lambda each: [], "chp1")
    assert _told(fewer) == [("V21", 'chapter "Two"', 1_200, "the tag has no such chapter")]
    first = _changed(ChapterFrame, lambda each: [], "chp0")
    assert _told(first) == [("V21", 'chapter "One"', 0, "the tag has no such chapter")]
    title = (Text(id="TIT2", text="Three"),)
    more = [ChapterFrame(id=f"chp{n}", start=9_000 + n, end=9_600, frames=title) for n in (2, 3)]
    found = replace(GOOD, frames=(*more, *GOOD.frames))
    assert _told(found) == [
        ("V21", "track", 0, "the tag has a chapter 'Three' that the plan has not")
    ]


def test_chapters_may_stand_in_another_order_than_their_times() -> None:
    assert _told(replace(GOOD, frames=tuple(reversed(GOOD.frames)))) == []


@pytest.mark.parametrize("change", [{"children": ("chp0",)}, {"top": False}, {"id": "x"}])
def test_a_table_of_contents_that_lists_something_else_is_told(change: dict[str, Any]) -> None:
    found = _changed(Contents, lambda each: [replace(each, **change)])
    assert _told(found) == [
        ("V21", "track", 0, "the table of contents does not list the plan's chapters")
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda _: [], "the tag has 0 texts of what is said, not 1"),
        (lambda each: [each, each], "the tag has 2 texts of what is said, not 1"),
        (lambda each: [replace(each, text="Now One.\n\nNow " + "x" * 80)],
         f"the lyrics have 'Now {'x' * 56}', the plan 'Now Two.'"),
        (lambda each: [replace(each, text="Now One.")], "the lyrics have '', the plan 'Now Two.'"),
        (lambda each: [replace(each, text=each.text + "\nMore.")],
         "the lyrics have 'More.', the plan ''"),
        (lambda each: [replace(each, language="deu")],
         "the lyrics are in another language than the plan"),
    ],
)  # fmt: skip
def test_the_first_line_of_the_lyrics_that_is_another_is_told(change: Change, message: str) -> None:
    (told,) = _told(_changed(Lyrics, change))
    assert told == ("V22", "track", 0, message)


def test_empty_lines_behind_the_lyrics_are_nobodys_words() -> None:
    assert _told(_changed(Lyrics, lambda each: [replace(each, text=f"{each.text}\n\n")])) == []


@pytest.mark.parametrize(
    ("frame", "note"),
    [
        (Text(id="TCOM", text="y" * 70), f"its tag says '{'y' * 60}' (TCOM)"),
        (UserText(description="z" * 70, text="y" * 70),
         f"its tag says '{'y' * 60}' ({'z' * 60})"),
        (Link(url="ftp://h/" + "y" * 70), f"its tag has a link to 'ftp://h/{'y' * 52}'"),
        (Attachment(mime="", name="y" * 70, data=b""),
         f"its tag carries a file '{'y' * 60}' that unknot did not put there"),
        (Other(id="PRIV", data=b""), "its tag has a frame PRIV that unknot did not put there"),
    ],
)  # fmt: skip
def test_what_others_put_into_a_tag_is_no_fault_and_told(frame: Frame, note: str) -> None:
    found = replace(GOOD, frames=(frame, *GOOD.frames))
    assert _told(found) == []
    assert tag_notes(found) == (note,)


def test_what_music_programs_and_publishers_write_is_not_worth_a_note() -> None:
    frames = (
        Text(id="TDRC", text="2026"), Text(id="TENC", text="x"), Link(url="https://h/"),
        Link(url="http://h/"), UserText(description="quality", text="standard"),
    )  # fmt: skip
    assert tag_notes(Tag(frames=frames)) == ()


def test_bytes_behind_the_last_frame_are_told() -> None:
    assert tag_notes(replace(GOOD, stray=7)) == (
        "its tag has 7 bytes of something else behind its last frame",
    )


@pytest.mark.parametrize("count", [20, 21, 23])
def test_of_many_notes_twenty_are_told_and_the_rest_counted(count: int) -> None:
    notes = tag_notes(Tag(frames=tuple(Other(id=f"X{n:03}", data=b"") for n in range(count))))
    assert notes[19] == "its tag has a frame X019 that unknot did not put there"
    more = [f"its tag has {count - 20} more such frames"] if count > 20 else []
    assert list(notes[20:]) == more
