"""Reading tags: our own without loss, others' as far as they are sound, and none by trust."""

from __future__ import annotations

import contextlib
import io
import struct

import mutagen.id3
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Tag,
    Text,
    UserText,
)
from unknot.track.id3.read import MOST_FRAMES, read_tag
from unknot.track.id3.write import write_tag

lines = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
blobs = st.binary(max_size=300)
times = st.integers(0, 0xFFFFFFFF)
texts = st.builds(Text, id=st.sampled_from(["TIT2", "TPE1", "TLEN"]), text=lines)
links = st.builds(Link, url=names, description=lines)
pictures = st.builds(Picture, mime=names, data=blobs, kind=st.integers(0, 255), description=lines)
within = st.lists(texts | links | pictures, max_size=3).map(tuple)
frames = st.one_of(
    texts,
    links,
    pictures,
    st.builds(UserText, description=lines, text=lines),
    st.builds(Lyrics, language=st.just("eng"), text=lines, description=lines),
    st.builds(Attachment, mime=names, name=lines, data=blobs, description=lines),
    st.builds(Other, id=st.just("PRIV"), data=blobs),
    st.builds(ChapterFrame, id=names, start=times, end=times, frames=within),
    st.builds(
        Contents,
        id=names,
        children=st.lists(names, max_size=255).map(tuple),
        top=st.booleans(),
        frames=within,
    ),
)
all_frames = st.lists(frames, max_size=6)
EVERY_KIND: list[Frame] = [
    Text(id="TIT2", text="腰"),
    UserText(description="quality", text="compact"),
    Link(url="https://example.org"),
    Lyrics(language="eng", text="One.\nTwo."),
    Picture(mime="image/png", data=b"\x89PNG"),
    Contents(id="toc", children=("chp0",), frames=(Text(id="TIT2", text="All"),)),
    ChapterFrame(id="chp0", start=0, end=24, frames=(Text(id="TIT2", text="x" * 130),)),
    Attachment(mime="application/json", name="timeline.json", data=b"{}"),
]


@given(all_frames, blobs)
def test_what_was_written_is_read_back(written: list[Frame], sound: bytes) -> None:
    """Every frame compares equal, and the sound starts where the tag says."""
    data = write_tag(written)
    assert read_tag(data + sound) == Tag(frames=tuple(written), size=len(data))


@given(st.binary(max_size=400))
def test_no_bytes_after_a_header_bring_more_than_an_audio_error(body: bytes) -> None:
    for version in (3, 4):
        size = bytes([0, 0, len(body) >> 7, len(body) & 0x7F])
        for flags in (0, 0x80, 0x40, 0x10):
            try_to_read(b"ID3" + bytes([version, 0, flags]) + size + body)


@given(st.data())
def test_no_damage_to_a_sound_tag_brings_more_than_an_audio_error(data: st.DataObject) -> None:
    """Bytes overwritten, cut out and doubled, with the sizes left as they were."""
    tag = bytearray(write_tag(EVERY_KIND))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(tag) - 1))
        end = min(len(tag), at + data.draw(st.integers(0, 12)))
        tag[at:end] = data.draw(st.binary(max_size=12))
        if not tag:
            break
    try_to_read(bytes(tag))


@given(st.integers(0, 500))
def test_a_tag_cut_short_anywhere_is_refused(length: int) -> None:
    whole = write_tag(EVERY_KIND)
    cut = whole[: min(length, len(whole) - 1)]
    if cut.startswith(b"ID3"):
        with pytest.raises(AudioError, match="ID3 tag"):
            read_tag(cut)
    else:
        assert read_tag(cut) == Tag()


def try_to_read(data: bytes) -> None:
    with contextlib.suppress(AudioError):
        assert read_tag(data).size <= len(data)


def frame(id: bytes, body: bytes, size: int | None = None, flags: int = 0) -> bytes:
    return id + struct.pack(">IH", len(body) if size is None else size, flags) + body


def raw(body: bytes, version: int = 3, flags: int = 0) -> bytes:
    """A tag around ``body``, which must be shorter than 16,384 bytes."""
    return b"ID3" + bytes([version, 0, flags, 0, 0, len(body) >> 7, len(body) & 0x7F]) + body


TITLE = frame(b"TIT2", b"\0Hip")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"ID3\x02\0\0\0\0\0\0", "has an ID3v2.2 tag; only 2.3 and 2.4 are read"),
        (b"ID3\x03\0", "stops inside its header"),
        (b"ID3\x03\0\0\0\0\x80\x01", "a size that is none: 00 00 80 01"),
        (b"ID3\x03\0\0\x7f\x7f\x7f\x7f", "says 268435465 bytes; more than 33554432 are not read"),
        (raw(TITLE)[:-1], "says 24 bytes, but only 23 are there"),
        (raw(frame(b"TIT2", b"\0Hip", size=900)), "its TIT2 frame says 900 bytes, but 4 are left"),
        (raw(frame(b"tit2", b"\0Hip")), "no frame where one should be: b'tit2'"),
        (raw(TITLE + b"TPE"), "no frame where one should be: b'TPE'"),
        (raw(frame(b"TIT2", b"\x09Hip")), "its TIT2 frame is damaged: 9 is not a text encoding"),
        (raw(frame(b"TIT2", b"\1\xff\xfe\x00")), "its TIT2 frame is damaged"),
        (raw(frame(b"GEOB", b"\0application/json")), "GEOB frame is damaged: a text has no end"),
        (raw(frame(b"USLT", b"\0en")), "USLT frame is damaged: 3 bytes should follow, not 2"),
        (raw(frame(b"CHAP", b"a\0" + bytes(15))), "CHAP frame is damaged: 8 bytes should"),
        (raw(frame(b"CHAP", b"a\0" + bytes(16) + b"TIT2\xff\xff\xff\xff\0\0")), "its CHAP frame"),
        (raw(frame(b"CTOC", b"a\0\3\xffb\0")), "its CTOC frame is damaged: a text has no end"),
        (raw(b"\0\0", flags=0x40), "stops inside its extended header"),
    ],
)  # fmt: skip
def test_damage_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(AudioError) as caught:
        read_tag(data, "track.mp3")
    assert caught.value.path == "track.mp3"
    assert reason in caught.value.reason


def test_sound_without_a_tag_is_an_empty_tag() -> None:
    assert read_tag(b"\xff\xfb\x94\xc4") == Tag()
    assert read_tag(b"") == Tag()


def test_padding_ends_the_frames() -> None:
    assert read_tag(raw(TITLE + bytes(100))).frames == (Text(id="TIT2", text="Hip"),)


def test_frames_that_are_packed_or_empty_are_kept_as_they_are() -> None:
    """A packed frame could unpack to anything, so it is not unpacked."""
    packed = frame(b"TIT2", b"\0\0\0\x09zipped", flags=0x0080)
    empty = frame(b"TPE1", b"")
    assert read_tag(raw(packed + empty + TITLE)).frames == (
        Other(id="TIT2", data=b"\0\0\0\x09zipped"),
        Other(id="TPE1", data=b""),
        Text(id="TIT2", text="Hip"),
    )


def test_an_extended_header_is_passed_over() -> None:
    extended = struct.pack(">IHI", 6, 0, 0)
    assert read_tag(raw(extended + TITLE, flags=0x40)).text("TIT2") == "Hip"
    assert read_tag(raw(b"\0\0\0\6\1\0" + TITLE, version=4, flags=0x40)).text("TIT2") == "Hip"


def test_unsynchronised_tags_are_read() -> None:
    """Some writers put a NUL after every FF so that no old player takes a tag for sound."""
    wide = frame(b"TIT2", b"\1\xff\xfe\x70\x81")
    assert read_tag(raw(wide.replace(b"\xff", b"\xff\0"), flags=0x80)).text("TIT2") == "腰"
    later = frame(b"TIT2", b"\0\0\0\5\1\xff\0\xfe\x70\x81", flags=0x0003)
    assert read_tag(raw(later, version=4)).text("TIT2") == "腰"


def test_a_grouped_frame_is_read() -> None:
    assert read_tag(raw(frame(b"TIT2", b"G\0Hip", flags=0x0020))).text("TIT2") == "Hip"
    assert read_tag(raw(frame(b"TIT2", b"G\0Hip", flags=0x0040), version=4)).text("TIT2") == "Hip"


@pytest.mark.parametrize("version", [3, 4])
def test_a_tag_from_another_program_is_read(version: int) -> None:
    """mutagen writes its own order, padding and encodings, UTF-8 among them."""
    made = mutagen.id3.ID3()
    made.add(mutagen.id3.TIT2(encoding=3, text=["Hüfte – 腰"]))
    made.add(mutagen.id3.TLEN(encoding=0, text=["1200"]))
    made.add(
        mutagen.id3.GEOB(encoding=3, mime="application/json", filename="timeline.json", data=b"[]")
    )
    title = mutagen.id3.TIT2(encoding=1, text=["x" * 200])
    made.add(mutagen.id3.CHAP(element_id="chp0", start_time=24, end_time=48, sub_frames=[title]))
    made.add(mutagen.id3.CTOC(element_id="toc", flags=3, child_element_ids=["chp0"]))
    file = io.BytesIO()
    made.save(file, v2_version=version)
    tag = read_tag(file.getvalue())
    assert (tag.text("TIT2"), tag.text("TLEN")) == ("Hüfte – 腰", "1200")
    assert [(each.name, each.data) for each in tag.all(Attachment)] == [("timeline.json", b"[]")]
    chapters = [(each.start, each.end, each.title) for each in tag.all(ChapterFrame)]
    assert chapters == [(24, 48, "x" * 200)]
    assert [each.children for each in tag.all(Contents)] == [("chp0",)]


def test_a_2_4_tag_with_a_footer_ends_after_it() -> None:
    body = frame(b"TIT2", b"\3Hip")
    data = raw(body, version=4, flags=0x10) + b"3DI" + raw(body, version=4, flags=0x10)[3:10]
    assert read_tag(data + b"sound") == Tag(frames=(Text(id="TIT2", text="Hip"),), size=len(data))


@pytest.mark.deep
def test_the_number_of_frames_is_bounded() -> None:
    """Those inside chapters count too."""
    inside = (Other(id="PRIV", data=b""),) * (MOST_FRAMES - 1)
    chapter = ChapterFrame(id="chp0", start=0, end=1, frames=inside)
    assert len(read_tag(write_tag([chapter])).frames) == 1
    with pytest.raises(AudioError, match=f"more than {MOST_FRAMES} frames"):
        read_tag(write_tag([chapter, inside[0]]))


def test_a_chapter_inside_a_chapter_is_kept_unread() -> None:
    """Nesting without end would be a way to exhaust the stack."""
    inner = ChapterFrame(id="in", start=0, end=1)
    read = read_tag(write_tag([ChapterFrame(id="out", start=0, end=1, frames=(inner,))]))
    (outer,) = read.all(ChapterFrame)
    assert outer.frames == (Other(id="CHAP", data=b"in\0" + bytes(7) + b"\1" + b"\xff" * 8),)


def test_a_missing_text_is_empty() -> None:
    assert read_tag(raw(TITLE)).text("TALB") == ""
