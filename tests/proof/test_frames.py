"""A track's frames taken apart: what does not fit is said, and found again is what does."""

from __future__ import annotations

import struct

import pytest

from tests.track.timelines import timeline
from unknot.audio.mp3 import COMPACT, QUALITIES, STANDARD, Quality, info_frame, silent_frame
from unknot.proof.mp3_frames import Body, clip_slots, frame_ms, info_flaws, take_apart
from unknot.timeline.cues import Chime, Say, Wait
from unknot.track.facts import ClipFacts

SIZE = STANDARD.frame_bytes
SILENCE = silent_frame(STANDARD)


def sound(number: int, quality: Quality = STANDARD) -> bytes:
    """A frame that nobody takes for silence."""
    return quality.header + bytes([number]) * (quality.frame_bytes - 4)


FRAMES = [sound(number) for number in range(1, 6)]
TAG = b"ID3"


def test_frames_that_follow_one_another_are_the_body_behind_the_first() -> None:
    body, flaws = take_apart(TAG + b"".join(FRAMES) + b"TAG", 3, 3 + 5 * SIZE, STANDARD)
    assert (body.start, body.count, flaws) == (3 + SIZE, 4, [])
    assert body.frames(1, 3) == FRAMES[2] + FRAMES[3]
    empty, flaws = take_apart(TAG, 3, 3, STANDARD)
    assert (empty.count, flaws) == (0, [])


@pytest.mark.parametrize(
    ("data", "kept", "flaws"),
    [
        (FRAMES[0] + b"junk" + b"".join(FRAMES[1:]), [2, 3, 4, 5],
         [(0, f"4 bytes without a frame from byte {SIZE} on")]),
        (b"jun" + b"".join(FRAMES), [2, 3, 4, 5],
         [(-1, "3 bytes without a frame from byte 0 on")]),
        (FRAMES[0] + b"\0" + FRAMES[1][1:] + b"".join(FRAMES[2:]), [2, 3, 4, 5],
         [(0, f"a frame with a wrong header (00 fb 74 c4) at byte {SIZE}")]),
        (b"".join(FRAMES[:-1]) + b"\0" + FRAMES[4][1:], [2, 3, 4, 5],
         [(3, f"a frame with a wrong header (00 fb 74 c4) at byte {4 * SIZE}")]),
        (b"".join(FRAMES) + FRAMES[0][:100], [2, 3, 4, 5],
         [(4, f"the file stops inside a frame: 100 of {SIZE} bytes")]),
        (b"".join(FRAMES) + FRAMES[0][:1], [2, 3, 4, 5],
         [(4, f"the file stops inside a frame: 1 of {SIZE} bytes")]),
        (b"".join(FRAMES) + b"\n", [2, 3, 4, 5],
         [(4, f"1 byte without a frame from byte {5 * SIZE} on")]),
        (FRAMES[0] + bytes(SIZE + 50), [],
         [(0, f"{SIZE + 50} bytes without a frame from byte {SIZE} on")]),
        (FRAMES[0] + b"x" * 9 + FRAMES[1], [2],
         [(0, f"9 bytes without a frame from byte {SIZE} on")]),
        # Four bytes that look like a header, too near to the end to begin a frame.
        (FRAMES[0] + bytes(SIZE + 3) + STANDARD.header + bytes(8), [],
         [(0, f"{SIZE + 15} bytes without a frame from byte {SIZE} on")]),
        # And those that begin one, by chance, behind which none follows.
        (FRAMES[0] + b"x" * 5 + STANDARD.header + b"x" * 6 + b"".join(FRAMES[1:4]), [2, 3, 4],
         [(0, f"15 bytes without a frame from byte {SIZE} on")]),
        (b"", [], []),
    ],
)  # fmt: skip
def test_what_is_no_frame_is_told_where_it_is_and_the_rest_found_again(
    data: bytes, kept: list[int], flaws: list[tuple[int, str]]
) -> None:
    body, told = take_apart(data, 0, len(data), STANDARD)
    assert (body.frames(0, body.count)[5::SIZE], told) == (bytes(kept), flaws)


def test_no_more_than_what_is_asked_for_is_taken_for_silence() -> None:
    data = sound(9) + SILENCE * 5001 + sound(1)
    body = Body(data=data, start=SIZE, count=5002, quality=STANDARD)
    assert body.is_silent(0, 5001)
    assert body.is_silent(7, 7)
    assert not body.is_silent(0, 5002)
    assert not body.is_silent(5000, 5003)
    assert not body.is_silent(3, 2)
    middle = SIZE * 2600
    spoilt = Body(
        data=data[:middle] + sound(2) + data[middle + SIZE :], start=SIZE, count=5002,
        quality=STANDARD,
    )  # fmt: skip
    assert not spoilt.is_silent(0, 5001)
    assert spoilt.is_silent(0, 2599)
    assert spoilt.is_silent(2600, 5001)


@pytest.mark.parametrize("quality", QUALITIES.values(), ids=QUALITIES)
def test_a_wrong_info_frame_is_told_by_what_is_wrong_in_it(quality: Quality) -> None:
    frames, size = 40, quality.frame_bytes
    samples = 38 * quality.samples_per_frame
    right = info_frame(quality, frames, frames * size, samples)
    at = right.index(b"Info")

    def told(found: bytes) -> list[str]:
        return info_flaws(TAG + found, 3, quality, frames, samples)

    def patched(offset: int, new: bytes) -> bytes:
        return right[: at + offset] + new + right[at + offset + len(new) :]

    none = ["the first frame is not an Info frame, so players guess where the sound begins"]
    assert told(right) == []
    assert told(patched(0, b"Xing")) == none
    assert told(right[:-1]) == none
    assert told(patched(8, struct.pack(">I", 41))) == [
        "the Info frame says 41 frames, the plan has 40"
    ]
    assert told(patched(12, struct.pack(">I", 7))) == [
        f"the Info frame says 7 bytes, the plan makes {41 * size}"
    ]
    padding = 2 * quality.samples_per_frame - 576
    assert told(patched(141, (500 << 12 | padding).to_bytes(3, "big"))) == [
        "the Info frame says that sound starts 500 samples in, not 576"
    ]
    assert told(patched(141, (576 << 12 | padding + 1).to_bytes(3, "big"))) == [
        f"the Info frame cuts {padding + 1} samples off the end, which is not the plan's"
    ]
    assert told(patched(30, b"\1\1\1")) == ["the Info frame is damaged"]


def test_a_clip_stands_a_frame_before_its_sound() -> None:
    plan = timeline((4, Wait(ms=96)), (10, Say(text="A")), (3, Wait(ms=72)), (5, Chime(kind="end")))
    facts = [ClipFacts(key="0" * 64, digest=letter * 32) for letter in "ab"]
    slots = clip_slots(plan, facts)
    assert [(s.first, s.frames, s.stop, s.event.start, s.facts.digest[0]) for s in slots] == [
        (3, 10, 13, 96, "a"), (16, 5, 21, 408, "b"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="shorter"):
        clip_slots(plan, facts[:1])
    assert [frame_ms(frame) for frame in (-1, 0, 1, 10)] == [0, 0, 24, 240]


def test_the_frames_of_the_other_quality_are_none() -> None:
    data = b"".join(sound(number, COMPACT) for number in range(4))
    body, flaws = take_apart(data, 0, len(data), STANDARD)
    assert body.count == 0
    assert flaws == [(-1, f"{len(data)} bytes without a frame from byte 0 on")]
