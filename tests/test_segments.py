"""Any range of a track is what the file has there, whoever asks for it and however."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracks import bundled, studio
from tests.usual import cases, examples
from unknot.audio.mp3 import QUALITIES, STANDARD, Quality, info_frame, silent_frame
from unknot.errors import AudioError
from unknot.make import build
from unknot.segments import FileSegment, Segments
from unknot.timeline.job import resolve
from unknot.track.assemble import assemble
from unknot.track.splice import splice

parts = st.lists(st.binary(max_size=40), max_size=12)
gaps = st.integers(0, 3000)


@st.composite
def tracks(draw: st.DrawFn) -> tuple[Segments, bytes]:
    """A track as segments, and the same made frame by frame without them."""
    quality: Quality = draw(st.sampled_from(sorted(QUALITIES.values(), key=lambda q: q.name)))
    tag = draw(st.binary(max_size=300))
    silence, at, placed, frames = silent_frame(quality), 1, [], [silent_frame(quality)]
    del frames[:]
    for gap, count in draw(
        st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 4)), max_size=5)
    ):
        clip = quality.header + draw(st.binary(min_size=1, max_size=1)) * (quality.frame_bytes - 4)
        placed.append(((at + gap) * 24, clip * count))
        frames += [silence] * (at + gap - 1 - len(frames)) + [clip] * count
        at += gap + count
    total = at + draw(st.integers(1, 3000))
    # An encoder and a decoder are late by 1105 samples, which is one frame or two.
    late = 1 if quality is STANDARD else 2
    frames += [silence] * (total + late - len(frames))
    length = total * quality.samples_per_frame
    info = info_frame(quality, total + late, (total + late) * quality.frame_bytes, length)
    bare = splice(placed, total * 24, quality)
    made = Segments.of(*([tag] if tag else []), *bare.parts)
    return made, b"".join([tag, info, *frames])


@given(tracks(), st.data())
def test_any_range_is_that_of_the_bytes(track: tuple[Segments, bytes], data: st.DataObject) -> None:
    made, whole = track
    assert len(made) == len(whole)
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, len(whole)))
    size = data.draw(st.integers(7, 100_000))
    assert made.read(start, stop) == whole[start:stop]
    blocks = list(made.blocks(start, stop, size))
    assert b"".join(blocks) == whole[start:stop]
    assert all(0 < len(block) <= size for block in blocks)


@cases("quality", QUALITIES, usual=1)
def test_any_range_of_a_session_is_that_of_its_file(tmp_path: Path, quality: str) -> None:
    """The value that ``build`` wrote, and the file read back, at 500 ranges of a real session."""
    made_in = studio(quality, "tone")
    job = resolve(bundled().sessions["piriformis-left"], bundled())
    track = build(job, made_in, out=tmp_path)
    clips = made_in.maker(job)
    whole = track.path.read_bytes()
    keys = clips.keys(cue for _, cue in track.timeline.sounding())
    found = [clip for _, cue in track.timeline.sounding() if (clip := clips.find(keys[cue]))]
    made = assemble(track.timeline, found, clips.library, clips.quality)
    read = Segments.of(
        FileSegment(track.path, 0, 999), FileSegment(track.path, 999, track.size - 999)
    )
    dice = random.Random(1)
    for _ in range(examples(500)):
        start, stop = sorted(dice.choices(range(len(whole) + 1), k=2))
        assert made.read(start, stop) == read.read(start, stop) == whole[start:stop]
    assert made.same_as(track.path)


@given(parts, st.data())
def test_empty_parts_are_stepped_over(buffers: list[bytes], data: st.DataObject) -> None:
    whole, made = b"".join(buffers), Segments.of(*buffers)
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, len(whole)))
    assert made.read(start, stop) == whole[start:stop]
    assert all(made.blocks(start, stop))


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (2, 1), (0, 11), (11, 11)])
def test_what_is_no_range_is_a_mistake(start: int, stop: int) -> None:
    with pytest.raises(ValueError, match="no range of 10"):
        Segments.of(b"01234", b"56789").read(start, stop)


def test_a_file_is_the_same_only_byte_for_byte(tmp_path: Path) -> None:
    made, path = Segments.of(b"one", memoryview(b"two")), tmp_path / "file"
    assert not made.same_as(path)
    for other in (b"onetw", b"onetwp", b"onetwo!"):
        path.write_bytes(other)
        assert not made.same_as(path)
    path.write_bytes(b"onetwo")
    assert made.same_as(path)


def test_a_file_that_shrank_is_told(tmp_path: Path) -> None:
    """Half a track never goes out as a whole one."""
    path = tmp_path / "file"
    path.write_bytes(bytes(10))
    with pytest.raises(AudioError, match="shorter"):
        Segments.of(FileSegment(path, 5, 6)).read()


def test_ten_hours_are_not_built_in_memory() -> None:
    """Its silence is one minute of frames, seen again and again."""
    made = splice([(24, silent_frame(STANDARD) * 3)], 36_000_000, STANDARD)
    assert len(made) > 430_000_000
    held = {id(part.obj): part.nbytes for part in made.parts if isinstance(part, memoryview)}
    assert len(held) == 1
    assert sum(held.values()) < 1_000_000
    assert made.read(400_000_000, 400_000_000 + 288).count(0) > 280
