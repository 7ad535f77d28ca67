"""What other programs put behind a track's sound is told by name, and where the sound ends."""

from __future__ import annotations

import pytest

from unknot.audio.mp3 import STANDARD, silent_frame
from unknot.errors import AudioError
from unknot.proof.prove import Appended, appended, check_head

SOUND = b"\xff\xfbsound" * 100
END = len(SOUND)
ID3V1 = b"TAG" + bytes(125)
MORE = b"TAG+" + bytes(223)


def ape(*, head: bool) -> bytes:
    items = bytes(40)
    flags = (head << 31).to_bytes(4, "little")
    foot = b"APETAGEX" + bytes(4) + (len(items) + 32).to_bytes(4, "little") + bytes(4) + flags
    return bytes(32) * head + items + foot + bytes(8)


def lyrics() -> bytes:
    words = b"LYRICSBEGIN" + b"x" * 300
    return words + b"%06dLYRICS200" % len(words)


def id3v2(size: int = 300) -> bytes:
    digits = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x10" + digits + bytes(size) + b"3DI\x04\x00\x10" + digits


@pytest.mark.parametrize(
    ("data", "end", "said"),
    [
        (id3v2(), 320, "is a tag with no sound behind it"),
        (id3v2() + bytes(500), 320, "is a tag with no sound behind it"),
        (id3v2() + ID3V1, 320, "is a tag with no sound behind it"),
        (ID3V1, 0, "is a tag with no sound behind it"),
        (lyrics() + ID3V1, 0, "is a tag with no sound behind it"),
        (id3v2() + id3v2() + SOUND, 320, "has a second tag behind its first"),
        (id3v2() + ape(head=True)[32:] + SOUND, 320, ""),
        (id3v2() + b"APETAGEX" + bytes(24) + SOUND, 320, "has a second tag behind its first"),
        (b"APETAGEX" + bytes(24) + id3v2() + SOUND, 0, "begins with an APE tag"),
        (id3v2() + SOUND, 320, ""),
        (id3v2() + SOUND + ID3V1, 320, ""),
    ],
)
def test_a_head_is_one_tag_and_then_sound(data: bytes, end: int, said: str) -> None:
    if not said:
        check_head(data, end, "x.mp3")
        return
    with pytest.raises(AudioError) as told:
        check_head(data, end, "x.mp3")
    assert said in told.value.reason


@pytest.mark.parametrize(
    ("behind", "names"),
    [
        (ID3V1, ["an ID3v1 tag"]),
        (MORE + ID3V1, ["an ID3v1 tag"]),
        (ape(head=True), ["an APE tag"]),
        (ape(head=False), ["an APE tag"]),
        (lyrics(), ["a Lyrics3 tag"]),
        (id3v2(), ["an ID3v2.4 tag at its end"]),
        (id3v2(5_000_000), ["an ID3v2.4 tag at its end"]),
        (bytes(70), ["70 bytes of padding"]),
        (lyrics() + ID3V1, ["a Lyrics3 tag", "an ID3v1 tag"]),
        (bytes(9) + ape(head=True) + ID3V1, ["9 bytes of padding", "an APE tag", "an ID3v1 tag"]),
        (ID3V1 * 8, ["an ID3v1 tag"] * 8),
    ],
)
def test_each_kind_is_told_and_the_sound_ends_before_it(behind: bytes, names: list[str]) -> None:
    assert appended(SOUND + behind, 0, END) == Appended(END, tuple(names))


def test_a_track_with_nothing_behind_it_ends_with_its_sound() -> None:
    assert appended(SOUND, 0, END) == Appended(END, ())


@pytest.mark.parametrize(
    "behind",
    [b"LYRICS200", b"abcdefLYRICS200", bytes(9) + b"x", id3v2()[:-1] + b"\xff", b"JUNK" * 40],
    ids=["no size", "a size of letters", "no zeros", "a size of eight bits", "anything"],
)
def test_what_is_no_tag_is_told_by_nobody_as_one(behind: bytes) -> None:
    """It stays part of what is judged as sound."""
    assert appended(SOUND + behind, 0, END) == Appended(END + len(behind), ())


def test_a_tag_never_reaches_into_what_comes_before_the_sound() -> None:
    words = b"%06dLYRICS200" % (END + 100)
    assert appended(SOUND + words, 0, END).names == ()


def test_more_zeros_than_padding_can_be_are_no_padding() -> None:
    most = 1 << 20
    assert appended(SOUND + bytes(most), 0, END).names == (f"{most} bytes of padding",)
    assert appended(SOUND + bytes(most + 1), 0, END).names == ()


def test_the_zeros_of_a_frame_that_has_moved_back_are_no_padding() -> None:
    """The last frame of a track is silence: a header, and zeros."""
    frame = silent_frame(STANDARD)
    end = 3 * len(frame)
    told = appended(frame * 3 + bytes(5), 0, end, STANDARD)
    assert told == Appended(end, ("5 bytes of padding",))
    moved = frame + b"12345" + frame * 2
    assert appended(moved, 0, end, STANDARD) == Appended(end + 5, ())
