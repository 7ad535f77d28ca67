"""Copies of sounds that are made up: found where they are, and told where they are not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.proof.test_listen import (
    HELD,
    LINE,
    PER_MS,
    RATE,
    Floats,
    chime,
    codes,
    line,
    track,
    voice,
)
from tests.track.timelines import timeline
from unknot.errors import AudioError
from unknot.proof import copy
from unknot.proof.copy import hear_copy
from unknot.proof.decode import DecodedTrack
from unknot.proof.embedded import Carried
from unknot.proof.listen import Listened
from unknot.timeline.cues import Chime, Play, Say, Wait
from unknot.timeline.timeline import BedSound, Timeline

BED = BedSound(play="", noise="pink", level=-20, duck=-6)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Any:
    def told(heard: Floats, plan: Timeline = LINE, original: Floats | None = None) -> Listened:
        files = {Path("copy"): heard, Path("track"): original}

        @contextmanager
        def decoded(path: Path, most: float) -> Iterator[DecodedTrack]:
            samples = files[path]
            assert samples is not None
            assert most == plan.length / 1000 + 10
            whole = np.rint(samples * 32_768).clip(-32_768, 32_767).astype(np.int16)
            seconds = (whole[at : at + RATE] for at in range(0, len(whole), RATE))
            yield DecodedTrack(seconds, RATE, most)

        monkeypatch.setattr(copy, "decoded", decoded)
        return hear_copy(
            Path("copy"), Carried(timeline=plan, facts=None),
            None if original is None else Path("track"),
        )  # fmt: skip

    return told


SOUND = voice(1440 - 50 - 70)
AT = LINE.events[1].start + 20


def test_with_a_bed_the_original_is_needed(compared: Any) -> None:
    plan, sound = replace(LINE, bed=BED), track(LINE, (AT, SOUND))
    with pytest.raises(AudioError) as told:
        compared(sound, plan)
    assert str(told.value.path) == "copy"
    assert told.value.reason == "has a bed, so its sounds cannot be told from it alone"
    assert told.value.hint == "name the track that the copy was made from: --plan TRACK"
    hum = np.sin(np.arange(LINE.length * PER_MS) * 0.05) * 0.02
    assert codes(compared(sound + hum, plan, sound + hum)) == []
    assert [each[0] for each in codes(compared(sound + hum, LINE, sound + hum))] == ["V35", "V35"]


@pytest.mark.parametrize(
    ("late", "told"),
    [(0, ""), (20, ""), (-20, ""), (21, "+21"), (900, "+900")],
)
def test_a_sound_is_looked_for_near_its_plan_and_then_further(
    late: int, told: str, compared: Any
) -> None:
    original = track(LINE, (AT, SOUND))
    heard = codes(compared(track(LINE, (AT + late, SOUND)), LINE, original))
    whole = ("V12", "track", f"everything is heard {told} ms from its plan")
    assert (whole in heard) == bool(told)
    assert [each for each in heard if each[0] not in ("V12", "V35")] == []


TWICE = timeline(
    (40, Wait(ms=960)), (60, Say(text="One.")), (90, Wait(ms=2160)), (60, Say(text="Two.")),
    (40, Wait(ms=960)), (60, Say(text="Three.")), (40, Wait(ms=960)),
)  # fmt: skip


def test_what_moves_within_the_copy_is_told_where_it_begins(compared: Any) -> None:
    """Most of it is late by 30 ms, and is told once; the last is late by 60."""
    starts = [TWICE.events[n].start + 20 for n in (1, 3, 5)]
    sounds = [voice(1300, seed=seed) for seed in (1, 2, 3)]
    original = track(TWICE, *zip(starts, sounds, strict=True))
    moved = track(TWICE, *zip([at + by for at, by in zip(starts, (30, 30, 60), strict=True)],
                              sounds, strict=True))  # fmt: skip
    assert [each for each in codes(compared(moved, TWICE, original)) if each[0] == "V12"] == [
        ("V12", "track", "everything is heard +30 ms from its plan"),
        ("V12", 'say "Three."', "is heard +60 ms from its plan"),
    ]


def test_what_a_cut_moves_is_told_where_it_is_and_its_sounds_are_no_noise(compared: Any) -> None:
    """The first sound is in its place; all behind the cut is early, and told once."""
    starts = [TWICE.events[n].start + 20 for n in (1, 3, 5)]
    sounds = [voice(1300, seed=seed) for seed in (1, 2, 3)]
    original = track(TWICE, *zip(starts, sounds, strict=True))
    cut = 2500 * PER_MS
    moved = np.concatenate([original[: cut - 200 * PER_MS], original[cut:]])
    assert codes(compared(moved, TWICE, original)) == [
        ("V12", 'say "Two."', "is heard -200 ms from its plan"),
        ("V30", "track", "it is 200 ms shorter than its plan"),
    ]
    late = np.concatenate([np.zeros(900 * PER_MS), original])
    assert codes(compared(late, TWICE, original)) == [
        ("V12", "track", "everything is heard +900 ms from its plan"),
        ("V30", "track", "it is 900 ms longer than its plan"),
    ]


def test_a_short_sound_of_a_late_copy_is_not_missing(compared: Any) -> None:
    """Although nothing is heard where it was planned."""
    sound = track(LINE, (AT, SOUND))
    late = np.concatenate([np.zeros(1600 * PER_MS), sound])
    assert codes(compared(late, LINE, sound)) == [
        ("V12", "track", "everything is heard +1600 ms from its plan"),
        ("V30", "track", "it is 1600 ms longer than its plan"),
    ]


def test_a_copy_that_ends_early_is_told_where_it_does(compared: Any) -> None:
    """And not once for each sound that would have followed."""
    starts = [TWICE.events[n].start + 20 for n in (1, 3, 5)]
    original = track(TWICE, *((at, voice(1300, seed=at)) for at in starts))
    found = compared(original[: 3000 * PER_MS], TWICE, original).findings
    assert [(each.at, each.code) for each in found] == [(3000, "V30")]


@pytest.mark.parametrize(("start", "lost"), [(900, 400), (0, 300), (500, 200), (600, 60)])
def test_a_part_of_a_phrase_that_is_gone_is_told(start: int, lost: int, compared: Any) -> None:
    """The rest is still like it, and in its place."""
    sound = SOUND.copy()
    sound[start * PER_MS : (start + lost) * PER_MS] = 0
    found = codes(compared(track(LINE, (AT, sound)), LINE, track(LINE, (AT, SOUND))))
    assert len(found) == (lost > 100)
    if found:
        code, event, message = found[0]
        assert (code, event) == ("V32", 'say "Let go."')
        assert int(message.split()[0]) == pytest.approx(lost, abs=40)
        assert message.endswith("ms of it are missing")


def test_a_phrase_that_a_codec_changed_is_known_by_how_it_rises_and_falls(compared: Any) -> None:
    original = track(LINE, (AT, SOUND))
    again = SOUND * np.random.default_rng(6).choice((-1.0, 1.0), len(SOUND))
    assert codes(compared(track(LINE, (AT, again)), LINE, original)) == []
    other = codes(compared(track(LINE, (AT, voice(1320, seed=5))), LINE, original))
    assert other == [("V32", 'say "Let go."', "another sound than in the original")]


@pytest.mark.parametrize(("late", "lasts"), [(0, ""), (20, ""), (22, "2.42"), (-30, "2.37")])
def test_a_hold_of_a_copy_lasts_from_chime_to_chime(late: int, lasts: str, compared: Any) -> None:
    original = track(HELD, (960, chime("start")), (3360, chime("end")))
    heard = track(HELD, (960, chime("start")), (3360 + late, chime("end")))
    told = [each for each in codes(compared(heard, HELD, original)) if each[0] == "V36"]
    assert told == ([("V36", "hold, point 1", f"lasts {lasts} s, not 2.400")] if lasts else [])


def test_without_the_original_own_sounds_are_where_they_are_heard(compared: Any) -> None:
    plan = timeline((40, Wait(ms=960)), (60, Play(file="a.wav")), (40, Wait(ms=960)))
    assert codes(compared(track(plan, (1300, voice(400))), plan)) == []
    assert [each[0] for each in codes(compared(track(plan), plan))] == ["V31"]


RUNG = timeline((40, Wait(ms=960)), (60, Chime(kind="end")), (40, Wait(ms=960)))


@pytest.mark.parametrize(
    ("plan", "late", "told"),
    [
        (LINE, 0, 0), (LINE, 15, 0), (LINE, -15, 0), (LINE, 60, 50), (LINE, -60, -30),
        (RUNG, 0, 0), (RUNG, 25, 0), (RUNG, 45, 33), (RUNG, -15, 0),
    ],
)  # fmt: skip
def test_without_the_original_a_sound_begins_where_voices_and_chimes_do(
    plan: Timeline, late: int, told: int, compared: Any
) -> None:
    """To 5 ms, which is how long a block is."""
    at, sound = (AT, SOUND) if plan is LINE else (960, chime("end"))
    found = [each for each in codes(compared(track(plan, (at + late, sound)), plan))
             if each[0] == "V12"]  # fmt: skip
    words = [f"everything is heard {told + by:+} ms from its plan" for by in range(-5, 6)]
    assert [each[2] in words for each in found] == ([True] if told else [])


@pytest.mark.parametrize(("early", "told"), [(0, False), (190, False), (260, True)])
def test_without_the_original_a_line_may_end_softly_but_not_be_cut(
    early: int, told: bool, compared: Any
) -> None:
    sound = SOUND[: len(SOUND) - early * PER_MS]
    found = [each for each in codes(compared(track(LINE, (AT, sound)), LINE)) if each[0] == "V32"]
    assert [each[2].startswith("its end is missing: it ends ") for each in found] == [True] * told
    if found:
        ends = int(found[0][2].split()[-3])
        assert ends == pytest.approx(early + 50, abs=30)


@pytest.mark.parametrize(
    ("more", "words"),
    [(0, ""), (199, ""), (202, "it is 202 ms longer"), (-19, ""), (-22, "it is 22 ms shorter")],
)
def test_a_copy_may_have_padding_at_its_end_and_lack_nothing(
    more: int, words: str, compared: Any
) -> None:
    sound = track(LINE, line(LINE.events[1]))
    size = len(sound) + more * PER_MS
    found = codes(compared(np.pad(sound, (0, 2000))[:size], LINE))
    assert found == ([("V30", "track", f"{words} than its plan")] if words else [])


def test_what_sounds_long_after_the_end_is_told_and_no_more_is_listened_to(compared: Any) -> None:
    sound = track(LINE, line(LINE.events[1]))
    hum = np.sin(np.arange(30 * RATE) * 0.05) * 0.02
    found = codes(compared(np.concatenate([sound, hum]), LINE))
    assert [each[0] for each in found] == ["V30", "V35"]
    assert found[0][2] == f"it is {14_000 - LINE.length} ms longer than its plan"
