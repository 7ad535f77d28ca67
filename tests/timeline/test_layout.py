"""Laying out: cues in order become events in time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.records.session import Session
from unknot.errors import LayoutError
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Mark, Say, Wait
from unknot.timeline.grid import FRAME_MS, clip_ms, frames_for, nearest
from unknot.timeline.layout import lay_out
from unknot.timeline.timeline import Timeline

SESSION = Session(id="s", title="S", summary="", routines=())
START = Mark(at_ms=0, cue=Chime(kind="start"))


def laid_out(*cues: Cue, length: int = 960) -> Timeline:
    return lay_out(SESSION, cues, lambda cue: length)


def test_events_touch_in_the_order_of_their_cues() -> None:
    """A wait of ten seconds and a phrase of 960 ms end at 10.968 s: waits round to the grid."""
    timeline = laid_out(Chapter(title="A"), Wait(ms=10_000), Say(text="Now."))
    assert [(event.start, event.length) for event in timeline.events] == [
        (0, 0), (0, 10_008), (10_008, 960),
    ]  # fmt: skip
    assert timeline.length == 10_968


def test_thirty_seconds_are_exactly_1250_frames() -> None:
    """The usual holds lie on the grid, so they are not rounded at all."""
    for seconds in (30, 45, 60, 90):
        hold = laid_out(Hold(ms=seconds * 1000, marks=(START,))).events[0]
        assert hold.length == seconds * 1000


def test_marks_at_one_moment_follow_each_other() -> None:
    """What is said at the start of a hold comes after the start chime, not over it."""
    say = Mark(at_ms=0, cue=Say(text="Soft."))
    hold = laid_out(Hold(ms=30_000, marks=(START, say))).events[0]
    assert [event.start for event in hold.inside] == [0, 960]


def test_speech_that_runs_over_its_hold_is_refused() -> None:
    """The error has the phrase, the room and the need; nothing is pushed or cut."""
    late = Mark(at_ms=25_000, cue=Say(text="Five more seconds.", line="shared/hold-last5"))
    with pytest.raises(LayoutError) as caught:
        laid_out(Hold(ms=30_000, marks=(late,)), length=6_000)
    assert "Five more seconds." in caught.value.cue
    assert (caught.value.room_ms, caught.value.needed_ms) == (4_992, 6_000)


@pytest.mark.parametrize(("at", "needed"), [(50_000, 50_000), (-20_000, 34_000)])
def test_a_moment_outside_of_a_wait_is_refused_as_that(at: int, needed: int) -> None:
    """As where a target made shorter what has a line 50 s after its start, or 34 s before its end;
    no time is told that is less than none."""
    moment = Mark(at_ms=at, cue=Say(text="Now."))
    for over in (Wait(ms=14_000, marks=(moment,)), Hold(ms=14_000, marks=(moment,))):
        with pytest.raises(LayoutError) as caught:
            laid_out(over)
        assert caught.value.cue == "the moment of 'Now.'"
        assert (caught.value.room_ms, caught.value.needed_ms) == (14_000, needed)


def test_coaching_that_would_meet_is_refused() -> None:
    """A half-way line may not begin while the first line is still spoken."""
    half = Mark(at_ms=15_000, cue=Say(text="Halfway."))
    with pytest.raises(LayoutError, match="Halfway"):
        laid_out(Hold(ms=30_000, marks=(START, half)), length=15_600)


@given(st.integers(0, 10**7))
def test_a_clip_has_room_for_its_sound_and_the_encoder(ms: int) -> None:
    """Rooms are whole frames, hold the sound, and leave the encoder its three frames."""
    room = clip_ms(ms)
    assert room % FRAME_MS == 0
    assert ms + 3 * FRAME_MS <= room < ms + 4 * FRAME_MS
    assert frames_for(ms) * FRAME_MS >= ms
    assert abs(nearest(ms) - ms) <= FRAME_MS / 2


CUES = st.one_of(
    st.builds(Wait, ms=st.integers(0, 100_000)),
    st.builds(Say, text=st.text(max_size=20)),
    st.builds(Chapter, title=st.text(max_size=20)),
    st.builds(lambda ms: Hold(ms=ms, marks=(START,)), st.integers(2_000, 90_000)),
)


@given(st.lists(CUES, max_size=30))
def test_events_touch_and_never_overlap(cues: list[Cue]) -> None:
    """Whatever the cues, every event starts where the one before it ended, on the grid."""
    events = laid_out(*cues).events
    assert all(after.start == event.end for event, after in pairwise(events))
    assert all(event.start % FRAME_MS == event.length % FRAME_MS == 0 for event in events)
    assert [event.cue for event in events] == cues
