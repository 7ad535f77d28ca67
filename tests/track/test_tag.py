"""A track's tag: everything in it comes from the timeline."""

from __future__ import annotations

import io
from pathlib import Path

import mutagen.id3
import mutagen.mp3

from unknot.proof.embedded import plan_from
from unknot.timeline.cues import Chapter as ChapterCue
from unknot.timeline.cues import Hold, Mark, Say, Wait
from unknot.timeline.json import to_json
from unknot.timeline.timeline import Timeline
from unknot.track.id3.frames import ChapterFrame, Contents, Tag, Text, UserText
from unknot.track.id3.read import read_tag
from unknot.track.tag import chapters, contents, spoken, tag

from .timelines import chime, silent_mp3, starts_and_ends, timeline, with_chapters


def tagged(made: Timeline, **extra: str) -> bytes:
    plan = to_json(made)
    return tag(made, artist="unknot", album="Low back", plan_json=plan, pictures=None, **extra)


def read(made: Timeline, **extra: str) -> Tag:
    return read_tag(tagged(made, **extra))


def outside(made: Timeline) -> mutagen.id3.ID3:
    return mutagen.id3.ID3(io.BytesIO(tagged(made) + bytes(200)), translate=False)


def test_title_language_and_length_come_from_the_timeline() -> None:
    made = with_chapters(["One", "Two"], title="Épaule", language="fr-CA")
    found = outside(made)
    expected = {
        "TIT2": made.title, "TPE1": "unknot", "TALB": "Low back", "TCON": "Podcast",
        "TLAN": "fra", "TLEN": str(made.length),
    }  # fmt: skip
    assert {id: found[id].text[0] for id in expected} == expected


def test_a_place_in_a_playlist_is_written_when_there_is_one() -> None:
    made = with_chapters(["One"])
    with_track = read_tag(tag(made, artist="a", album="b", plan_json="{}", track="2/7"))
    assert with_track.text("TRCK") == "2/7"
    assert "TRCK" not in [each.id for each in read(made).all(Text)]


def test_extra_facts_come_in_an_order_of_their_own() -> None:
    """So that the bytes do not depend on the order of the caller's arguments."""
    found = list(read(with_chapters(["One"]), voice="en", quality="compact").all(UserText))
    assert found == [
        UserText(description="quality", text="compact"),
        UserText(description="voice", text="en"),
    ]


def test_the_same_timeline_gives_the_same_bytes() -> None:
    assert tagged(with_chapters(["One", "Two"])) == tagged(with_chapters(["One", "Two"]))


def test_chapters_lie_where_the_timeline_has_them_to_the_millisecond() -> None:
    made = with_chapters(["Piriformis, right", "腰", "x" * 200])
    found = list(read(made).all(ChapterFrame))
    assert [(each.start, each.end) for each in found] == starts_and_ends(made)
    assert [each.title for each in found] == ["Piriformis, right", "腰", "x" * 200]


def test_the_table_of_contents_lists_the_chapters_in_time_order() -> None:
    made = with_chapters(["One", "Two", "Three"])
    (table,) = read(made).all(Contents)
    assert (table.top, table.children) == (True, tuple(each.id for each in chapters(made)))


def test_more_chapters_than_one_table_holds_are_listed_by_tables_of_tables() -> None:
    """A table holds 255 entries; walking down from the top one still meets every chapter."""
    for count, tables in ((255, 1), (256, 3), (300, 3), (66_000, 262)):
        ids = [f"chp{number}" for number in range(count)]
        made = contents(ids, "Sore hip")
        below = {table.id: table for table in made if not table.top}
        listed = list(made[0].children)
        while listed[0] in below:
            listed = [child for id in listed for child in below[id].children]
        assert listed == ids
        assert (len(made), made[0].top, len(below)) == (tables, True, tables - 1)
        assert max(len(table.children) for table in made) <= 255


def test_three_hundred_chapters_keep_their_times() -> None:
    made = with_chapters([f"Step {number}" for number in range(300)], frames=2)
    found = read(made)
    assert [(each.start, each.end) for each in found.all(ChapterFrame)] == starts_and_ends(made)
    assert [len(table.children) for table in found.all(Contents)] == [2, 255, 45]


def test_a_timeline_without_chapters_has_no_table() -> None:
    assert not list(read(timeline((10, Wait(ms=240)))).all(Contents))


def test_the_lyrics_are_every_spoken_line_with_a_gap_between_chapters() -> None:
    """Lines inside holds and under chimes are spoken too."""
    marks = (
        Mark(at_ms=0, cue=chime()),
        Mark(at_ms=480, cue=Say(text="Halfway.", chime="half")),
    )
    made = timeline(
        (10, Say(text="Hello.")),
        (0, ChapterCue(title="Piriformis, right")),
        (10, Say(text="Lie on\nyour  left side.")),
        (100, Hold(ms=2400, marks=marks)),
        (10, chime()),
        (0, ChapterCue(title="Closing")),
        (10, Say(text="Ganz langsam – 腰.")),
    )
    lines = "Hello.\n\nLie on your left side.\nHalfway.\n\nGanz langsam – 腰."
    assert spoken(made) == lines
    assert outside(made)["USLT::eng"].text == lines


def test_the_lyrics_begin_with_words_when_a_chapter_begins_the_track() -> None:
    assert spoken(with_chapters(["One", "Two"])) == "Now One.\n\nNow Two."


def test_the_file_carries_its_own_plan(tmp_path: Path) -> None:
    """What is found inside the file is the timeline, equal in every part."""
    made = with_chapters(["One", "腰"], title="Séance 腰")
    path = tmp_path / "track.mp3"
    path.write_bytes(tagged(made) + silent_mp3(made.length))
    assert plan_from(path).timeline == made


def test_the_sound_behind_the_tag_is_found(tmp_path: Path) -> None:
    """mutagen skips our tag to the first MP3 frame."""
    made = with_chapters(["One", "Two"])
    path = tmp_path / "track.mp3"
    path.write_bytes(tagged(made) + silent_mp3(made.length))
    info = mutagen.mp3.MP3(path).info
    assert (info.sample_rate, info.bitrate, info.sketchy) == (24_000, 64_000, False)
