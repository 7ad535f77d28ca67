"""Clips between silence, counted in frames."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.audio.mp3 import COMPACT, QUALITIES, STANDARD, Quality, silent_frame, walk
from unknot.track.splice import splice, track_bytes

both = pytest.mark.parametrize("quality", QUALITIES.values(), ids=QUALITIES)


def clip(frames: int, quality: Quality, mark: int = 1) -> bytes:
    """Frames that can be told from silence; they need not decode."""
    return (quality.header + bytes([mark]) * (quality.frame_bytes - 4)) * frames


@both
def test_a_clip_starts_one_frame_before_its_sound(quality: Quality) -> None:
    """Its first frame is silence; so its sound begins a frame later than the stream."""
    track = splice([(48, clip(2, quality))], 240, quality).read()
    silent = [frame.is_silent for frame in walk(track)][1:]
    late = 1 if quality is STANDARD else 2
    assert silent == [True, False, False] + [True] * (7 + late)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=20), st.integers(1, 3000)
)
def test_the_bytes_follow_from_the_length(steps: list[tuple[int, int]], after: int) -> None:
    """Whatever is in the track; every frame is a valid one, and clips are in order."""
    for quality in (STANDARD, COMPACT):
        at, placed = 1, []
        for gap, frames in steps:
            placed.append(((at + gap) * 24, clip(frames, quality)))
            at += gap + frames
        length = (at + after) * 24
        track = splice(placed, length, quality).read()
        assert len(track) == track_bytes(length, quality)
        frames_in = list(walk(track))
        heard = [n for n, f in enumerate(frames_in) if n and not f.is_silent]
        assert heard == [
            t // 24 + n for t, c in placed for n in range(len(c) // quality.frame_bytes)
        ]


@both
def test_nothing_is_copied(quality: Quality) -> None:
    """Clips go in as they are, and all silence is views of one buffer."""
    one = clip(3, quality)
    _, *body = splice([(24_000, one), (240_000, one)], 600_000, quality).parts
    assert [buffer for buffer in body if buffer is one] == [one, one]
    silences = [buffer for buffer in body if buffer is not one]
    assert len({id(view.obj) for view in silences if isinstance(view, memoryview)}) == 1
    assert all(isinstance(view, memoryview) for view in silences)


@both
@pytest.mark.parametrize(
    ("placed", "message"),
    [
        pytest.param([(0, 1)], "0 ms starts 1 frame too early", id="no room for the lead frame"),
        pytest.param([(24, 5), (120, 1)], "120 ms starts 1 frame too early", id="collision"),
        pytest.param([(240, 1), (24, 1)], "24 ms starts", id="out of order"),
        pytest.param([(25, 1)], "not on the 24 ms grid", id="off the grid"),
        pytest.param([(960, 9)], "does not end within the track", id="past the end"),
    ],
)
def test_what_does_not_fit_is_a_mistake(
    quality: Quality, placed: list[tuple[int, int]], message: str
) -> None:
    clips = [(at, clip(frames, quality)) for at, frames in placed]
    with pytest.raises(ValueError, match=message):
        splice(clips, 1008, quality)


def test_clips_that_touch_are_no_collision() -> None:
    splice([(24, clip(5, STANDARD)), (144, clip(1, STANDARD))], 480, STANDARD)


def test_half_a_frame_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="24 ms grid"):
        splice([(48, silent_frame(STANDARD)[:-1])], 480, STANDARD)


@pytest.mark.parametrize("length", [0, -24, 100])
def test_a_length_off_the_grid_is_a_mistake(length: int) -> None:
    with pytest.raises(ValueError, match="grid"):
        splice([], length, STANDARD)
    with pytest.raises(ValueError, match="grid"):
        track_bytes(length, STANDARD)


def test_the_warm_path_needs_no_numpy() -> None:
    """Reading clips and splicing them is all that a second build does."""
    code = (
        "import sys, unknot.clips.store, unknot.audio.mp3, unknot.track.splice;"
        "print([m for m in ('numpy', 'pydub', 'lameenc') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
