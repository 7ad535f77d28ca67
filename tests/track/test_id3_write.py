"""Writing ID3v2.3: what an outside reader, mutagen, finds in our bytes."""

from __future__ import annotations

import io

import mutagen.id3
import pytest

from unknot.errors import AudioError
from unknot.track.id3.frames import (
    Attachment,
    ChapterFrame,
    Contents,
    Frame,
    Link,
    Lyrics,
    Other,
    Picture,
    Text,
    UserText,
)
from unknot.track.id3.write import write_tag

JPEG = b"\xff\xd8\xff\xe0 not quite a picture \x00\xff\xd9"


def outside(*frames: Frame) -> mutagen.id3.ID3:
    """Our tag as mutagen reads it, kept as version 2.3."""
    return mutagen.id3.ID3(io.BytesIO(write_tag(frames) + bytes(200)), translate=False)


def test_a_tag_says_version_2_3_and_its_size_in_seven_bits_a_byte() -> None:
    data = write_tag([Text(id="TIT2", text="x" * 300)])
    assert data[:6] == b"ID3\x03\x00\x00"
    size = data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]
    assert (size, max(data[6:10]) < 0x80) == (len(data) - 10, True)


def test_a_frame_says_its_size_plainly() -> None:
    """Version 2.3 has plain frame sizes, where 2.4 has seven bits a byte."""
    data = write_tag([Text(id="TIT2", text="x" * 300)])
    assert data[10:20] == b"TIT2" + (301).to_bytes(4, "big") + b"\0\0"


def test_there_is_no_padding() -> None:
    data = write_tag([Text(id="TIT2", text="Sore hip")])
    assert data.endswith(b"\0Sore hip")


@pytest.mark.parametrize("text", ["Sore hip", "Épaule à gauche", "腰の痛み", "Ягодица 🦴"])
def test_text_of_any_script_is_read_back(text: str) -> None:
    assert outside(Text(id="TIT2", text=text))["TIT2"].text == [text]


def test_text_is_latin_1_where_that_has_every_letter() -> None:
    assert b"\0\xc9paule" in write_tag([Text(id="TIT2", text="Épaule")])
    assert "腰".encode("utf-16-le") in write_tag([Text(id="TIT2", text="腰")])


def test_control_characters_cannot_end_a_text_early() -> None:
    frames = outside(
        Text(id="TIT2", text="one\0two\nthree\x85four"),
        Lyrics(language="eng", text="first\0line\r\nsecond\tline"),
    )
    assert frames["TIT2"].text == ["one two three four"]
    assert frames["USLT::eng"].text == "first line\nsecond line"


def test_a_lone_surrogate_costs_a_letter_and_not_the_track() -> None:
    assert outside(Text(id="TIT2", text="a\ud800b"))["TIT2"].text == ["a?b"]


def test_every_kind_of_frame_is_read_back_by_mutagen() -> None:
    found = outside(
        UserText(description="quality", text="compact"),
        Link(url="https://example.org/a?b=c", description="page"),
        Lyrics(language="deu", text="Eine Zeile\n\nNoch eine – hier", description="Skript"),
        Picture(mime="image/jpeg", data=JPEG, kind=3, description="Cover"),
        Attachment(mime="application/json", name="timeline.json", data=b'{"a":"\xc3\xa9"}'),
        Other(id="PRIV", data=b"owner\0data"),
    )
    assert found["TXXX:quality"].text == ["compact"]
    assert found["WXXX:page"].url == "https://example.org/a?b=c"
    assert found["USLT:Skript:deu"].text == "Eine Zeile\n\nNoch eine – hier"
    picture = found["APIC:Cover"]
    assert (picture.mime, picture.type, picture.data) == ("image/jpeg", 3, JPEG)
    attached = found["GEOB:"]
    assert (attached.mime, attached.filename) == ("application/json", "timeline.json")
    assert attached.data == b'{"a":"\xc3\xa9"}'
    assert found["PRIV:owner:data"].data == b"data"


def test_a_chapter_carries_times_title_link_and_picture() -> None:
    found = outside(
        Contents(id="toc", children=("one",), frames=(Text(id="TIT2", text="All"),)),
        ChapterFrame(
            id="one",
            start=24,
            end=4_294_967_000,
            frames=(
                Text(id="TIT2", text="腰" * 100),
                Link(url="https://example.org/1", description="chapter url"),
                Picture(mime="image/jpeg", data=JPEG, kind=0),
            ),
        ),
    )
    chapter = found["CHAP:one"]
    assert (chapter.start_time, chapter.end_time) == (24, 4_294_967_000)
    assert (chapter.start_offset, chapter.end_offset) == (0xFFFFFFFF, 0xFFFFFFFF)
    assert chapter.sub_frames["TIT2"].text == ["腰" * 100]
    assert chapter.sub_frames["WXXX:chapter url"].url == "https://example.org/1"
    assert chapter.sub_frames["APIC:"].data == JPEG
    table = found["CTOC:toc"]
    assert table.child_element_ids == ["one"]
    assert table.flags == mutagen.id3.CTOCFlags.TOP_LEVEL | mutagen.id3.CTOCFlags.ORDERED
    assert table.sub_frames["TIT2"].text == ["All"]


def test_a_lower_table_of_contents_is_not_marked_as_the_top_one() -> None:
    table = outside(Contents(id="toc1", children=("one",), top=False))["CTOC:toc1"]
    assert table.flags == mutagen.id3.CTOCFlags.ORDERED


def test_more_entries_than_a_table_holds_are_refused() -> None:
    """Its count is one byte."""
    ids = tuple(f"chp{number}" for number in range(256))
    with pytest.raises(ValueError, match="255 entries"):
        write_tag([Contents(id="toc", children=ids)])
    assert len(outside(Contents(id="toc", children=ids[1:]))["CTOC:toc"].child_element_ids) == 255


def test_a_language_that_is_not_three_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="'en' is not a three-letter"):
        write_tag([Lyrics(language="en", text="")])


def test_a_tag_too_large_for_its_size_field_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unknot.track.id3.write.MOST_BYTES", 1000)
    assert write_tag([Other(id="PRIV", data=bytes(989))])
    with pytest.raises(AudioError, match="would take 1000 bytes; at most 999 fit"):
        write_tag([Other(id="PRIV", data=bytes(990))])


def test_a_picture_is_the_front_cover_unless_it_says_otherwise() -> None:
    """Players show that one; the pictures of chapters are of no kind."""
    for picture, kind in (
        (Picture(mime="image/png", data=b"x"), 3),
        (Picture(mime="image/png", data=b"x", kind=0), 0),
    ):
        (found,) = outside(picture).getall("APIC")
        assert int(found.type) == kind
