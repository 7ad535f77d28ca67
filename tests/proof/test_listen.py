"""What is told of each sound of a track by the ear alone, over sounds that are made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from tests.track.timelines import timeline
from unknot.audio.level import MASTER_RATE
from unknot.audio.loudness import lufs
from unknot.audio.mp3 import STANDARD
from unknot.audio.resample import resample
from unknot.clips.clipfile import Clip, ClipKey, digest
from unknot.content.records.script import ChimeRecipe, Note
from unknot.content.records.steps import ChimeKind
from unknot.proof import listen
from unknot.proof.decode import DecodedTrack
from unknot.proof.embedded import Carried
from unknot.proof.listen import Listened, hear, holds_heard
from unknot.proof.match import Chimes
from unknot.proof.mp3_frames import clip_slots
from unknot.proof.prove import Proof
from unknot.timeline.cues import Chime, Hold, Mark, Say, Wait
from unknot.timeline.finding import on_track
from unknot.timeline.grid import CLIP_MARGIN_FRAMES, FRAME_MS
from unknot.timeline.timeline import Event, Timeline
from unknot.track.facts import ClipFacts, TrackFacts

Floats = NDArray[np.float64]
RATE, PER_MS = 8_000, 8
MARGIN = CLIP_MARGIN_FRAMES * FRAME_MS
LINE = timeline((40, Wait(ms=960)), (60, Say(text="Let go.")), (40, Wait(ms=960)))


def recipe(*hz: int) -> ChimeRecipe:
    notes = tuple(Note(at=0, hz=each, length=600, level=-6) for each in hz)
    return ChimeRecipe(id="x", title="x", notes=notes, sources=())


CHIMES: Mapping[ChimeKind, ChimeRecipe] = {"start": recipe(880), "end": recipe(523)}


def voice(ms: int, seed: int = 1, lu: float = -16.0) -> Floats:
    """Noise in words, so loud."""
    dice = np.random.default_rng(seed)
    shape = np.repeat(dice.choice((0.3, 1.0), ms // 40 + 1), 40 * PER_MS)[: ms * PER_MS]
    sound = shape * dice.normal(0, 0.1, ms * PER_MS).clip(-0.25, 0.25)
    return np.asarray(sound * 10 ** ((lu - lufs(np.pad(sound, RATE * 2 // 5), RATE)) / 20))


def track(plan: Timeline, *placed: tuple[float, Floats]) -> Floats:
    out = np.zeros(plan.length * PER_MS)
    for ms, sound in placed:
        at = round(ms * PER_MS)
        out[at : at + len(sound)] += sound
    return out


def line(event: Event, **how: Any) -> tuple[float, Floats]:
    """A voice cut as unknot cuts it."""
    return event.start + 20, voice(event.length - MARGIN - 70, **how)


def facts(clips: list[ClipFacts], chimes: Mapping[ChimeKind, ChimeRecipe] = CHIMES) -> TrackFacts:
    return TrackFacts(quality=STANDARD, plan="", clips=tuple(clips), chimes=chimes)


@pytest.fixture
def listened(monkeypatch: pytest.MonkeyPatch) -> Any:
    def told(
        samples: Floats, plan: Timeline = LINE, proof: Proof | None = None, store: Any = None
    ) -> Listened:
        @contextmanager
        def decoded(_: Path, most: float) -> Iterator[DecodedTrack]:
            whole = np.rint(samples * 32_768).clip(-32_768, 32_767).astype(np.int16)
            seconds = (whole[at : at + RATE] for at in range(0, len(whole), RATE))
            assert most == plan.length / 1000 + 10
            yield DecodedTrack(seconds, RATE, most)

        monkeypatch.setattr(listen, "decoded", decoded)
        proof = proof or Proof(findings=(), carried=Carried(timeline=plan, facts=facts([])))
        return hear(Path("x.mp3"), proof, store)

    return told


def codes(found: Listened) -> list[tuple[str, str, str]]:
    return [(each.code, each.event, each.message) for each in found.findings
            if not each.code.startswith(("INV", "S", "X"))]  # fmt: skip


def test_a_track_that_keeps_its_plan_has_nothing_wrong_in_it(listened: Any) -> None:
    found = listened(track(LINE, line(LINE.events[1])))
    assert codes(found) == []
    assert found.loudness == pytest.approx(-16, abs=0.4)
    assert -16 < found.peak < -1
    assert found.cached == 0


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (1, "1 sample longer"),
        (-7, "7 samples shorter"),
        (11 * RATE, "80000 samples or more longer"),
    ],
)
def test_a_length_that_is_not_the_plan_s_is_told(samples: int, message: str, listened: Any) -> None:
    sound = track(LINE, line(LINE.events[1]))
    sound = np.pad(sound, (0, samples)) if samples > 0 else sound[:samples]
    if "or more" in message:  # decoded by whole seconds, ten more than planned
        message = f"{(14 * RATE) - LINE.length * PER_MS} samples or more longer"
    assert codes(listened(sound)) == [("V30", "track", f"decodes to {message} than planned")]
    known = Proof(findings=(on_track("V05", "x"),), carried=Carried(timeline=LINE, facts=None))
    assert codes(listened(sound, proof=known)) == []


@pytest.mark.parametrize(
    ("lu", "told"),
    [(-16.4, []), (-15.6, []), (-16.8, ["V37"]), (-15.2, ["V37"]), (-17.6, ["V33", "V37"]),
     (-14.4, ["V33", "V37"])],
)  # fmt: skip
def test_a_loudness_that_is_not_the_one_promised_is_told(
    lu: float, told: list[str], listened: Any
) -> None:
    found = listened(track(LINE, line(LINE.events[1], lu=lu)))
    assert sorted(code for code, _, _ in codes(found)) == told
    messages = {code: message for code, _, message in codes(found)}
    if told:
        assert messages["V37"] == f"its loudness is {found.loudness:.2f} LUFS, not -16"
        assert found.loudness == pytest.approx(lu, abs=0.3)
    if "V33" in told:
        assert messages["V33"].startswith(f"its loudness is {lu:.0f}"[:18])
        assert messages["V33"].endswith(" LUFS, not -16")


def test_a_sound_that_is_too_spiky_may_be_quieter(listened: Any) -> None:
    at, sound = line(LINE.events[1], lu=-18.0)
    sound[RATE // 2] = 10 ** (-2.9 / 20)
    assert "V33" not in [code for code, _, _ in codes(listened(track(LINE, (at, sound))))]
    sound[RATE // 2] = 10 ** (-3.1 / 20)
    assert "V33" in [code for code, _, _ in codes(listened(track(LINE, (at, sound))))]


def test_a_peak_over_a_decibel_below_full_scale_is_told(listened: Any) -> None:
    at, sound = line(LINE.events[1])
    sound[RATE // 2 : RATE // 2 + 3] = 0.97
    (told,) = [each for each in codes(listened(track(LINE, (at, sound)))) if each[0] == "V38"]
    assert told[2].startswith("its true peak is ")
    assert told[2].endswith(" dBTP, more than -1")


def test_silence_where_a_sound_was_planned_is_told_once(listened: Any) -> None:
    quiet = 10 ** (-50 / 20)
    at, sound = line(LINE.events[1])
    for level, told in ((0.0, True), (0.9 * quiet, True), (1.1 * quiet, False)):
        found = codes(listened(track(LINE, (at, sound / np.abs(sound).max() * level))))
        silence = ("V31", 'say "Let go."', "silence where its sound was planned")
        assert (silence in found) == told


# --- chimes and holds -------------------------------------------------------------------------

RUNG = timeline((40, Wait(ms=960)), (60, Chime(kind="end")), (40, Wait(ms=960)))


def chime(kind: ChimeKind, lu: float = -16.0) -> Floats:
    sound = Chimes(CHIMES, RATE).sounds[kind]
    return np.asarray(sound * 10 ** ((lu - lufs(np.pad(sound, RATE // 5), RATE)) / 20))


def chimed(listened: Any, ms: float, sound: Floats, plan: Timeline = RUNG) -> list[Any]:
    found = listened(track(plan, (ms, sound)), plan)
    return [each for each in codes(found) if each[0] in ("V32", "V33", "V34", "V36")
            and "ends" not in each[2]]  # fmt: skip


def test_a_chime_is_its_own_kind_and_on_time(listened: Any) -> None:
    assert chimed(listened, 960, chime("end")) == []
    assert chimed(listened, 961, chime("end")) == []
    other = ("V34", "chime end", "the start chime where the end chime was planned")
    assert chimed(listened, 960, chime("start")) == [other]
    none = ("V34", "chime end", "no chime that the plan has where the end chime was planned")
    assert none in chimed(listened, 960, voice(600))


@pytest.mark.parametrize(("late", "said"), [(1.25, "+1.2"), (-1.125, "-1.1"), (9, "+9.0")])
def test_a_chime_that_is_late_is_told_by_how_much(late: float, said: str, listened: Any) -> None:
    assert chimed(listened, 960 + late, chime("end")) == [
        ("V32", "chime end", f"its chime is heard {said} ms from its plan")
    ]


def test_a_chime_that_is_planned_softer_is_held_against_that(listened: Any) -> None:
    softer = replace(RUNG, chime_level=-6.0)
    assert chimed(listened, 960, chime("end", -22.0), softer) == []
    assert chimed(listened, 960, chime("end"), softer)[0][2].endswith("LUFS, not -22")
    found = listened(track(softer, (960, chime("end", -22.0))), softer)
    assert "V37" not in [code for code, _, _ in codes(found)]


def test_a_chime_that_the_plan_does_not_know_cannot_be_judged(listened: Any) -> None:
    proof = Proof(findings=(), carried=Carried(timeline=RUNG, facts=None))
    found = listened(track(RUNG, (960, chime("end"))), RUNG, proof)
    assert {code for code, _, _ in codes(found)} <= {"V37"}


HELD = timeline(
    (40, Wait(ms=960)),
    (100, Hold(point=1, ms=2400, marks=(Mark(at_ms=0, cue=Chime(kind="start")),))),
    (60, Chime(kind="end")),
    (40, Wait(ms=960)),
)


@pytest.mark.parametrize(
    ("late", "lasts"), [(0.0, ""), (0.875, ""), (1.25, "2.401"), (-1.25, "2.399")]
)
def test_a_hold_lasts_from_chime_to_chime(late: float, lasts: str, listened: Any) -> None:
    sound = track(HELD, (960, chime("start")), (3360 + late, chime("end")))
    told = [each for each in codes(listened(sound, HELD)) if each[0] == "V36"]
    assert told == ([("V36", "hold, point 1", f"lasts {lasts} s, not 2.400")] if lasts else [])


def test_a_hold_is_timed_only_where_both_its_ends_were_heard() -> None:
    hold, after = HELD.events[1:3]
    assert list(holds_heard(HELD, {960: 961.0, 3360: 3365.5})) == [(hold, after, 2404.5)]
    assert list(holds_heard(HELD, {960: 0.0, 3360: 0.0})) == [(hold, after, 0.0)]
    for onsets in ({960: 961.0}, {3360: 3365.5}, {}):
        assert list(holds_heard(HELD, onsets)) == []


def test_a_hold_that_the_bytes_have_moved_is_not_told_again(listened: Any) -> None:
    clips = [ClipFacts(key="0" * 64, digest="a" * 32)] * 2
    carried = Carried(timeline=HELD, facts=facts(clips))
    slots = clip_slots(HELD, clips)
    proof = Proof(
        findings=(on_track("V14", "x"),), carried=carried, slots=slots, moved={0: 0, 1: 2}
    )
    late = track(HELD, (960, chime("start")), (3360 + 48, chime("end")))
    moved = codes(listened(late, HELD, proof))
    assert not [each for each in moved if each[0] == "V36" or "its chime is" in each[2]]
    right = track(HELD, (960, chime("start")), (3360, chime("end")))
    told = codes(listened(right, HELD, replace(proof, moved={0: 0, 1: 1})))
    assert ("V36", "hold, point 1", "lasts 2.400 s, not 2.400") in told


# --- against the cache ------------------------------------------------------------------------

KEY = ClipKey("0" * 64)


class Kept:
    """A cache with one clip in it."""

    def __init__(self, master: Floats | None, frames: bytes | None = b"frames") -> None:
        self._master, self._frames = master, frames

    def frames(self, key: ClipKey, quality: Any) -> Clip | None:
        assert (key, quality) == (KEY, STANDARD)
        if self._frames is None:
            return None
        return Clip(key=key, sound_ms=1, frames=memoryview(self._frames))

    def master(self, key: ClipKey) -> memoryview | None:
        assert key == KEY
        if self._master is None:
            return None
        return np.rint(self._master * 32_767).astype(np.int16).data


def against(
    listened: Any, kept: Kept, heard: Floats, made: bytes = b"frames", late: float = 0
) -> tuple[int, list[Any]]:
    clip = ClipFacts(key=KEY, digest=digest(made))
    proof = Proof(
        findings=(), carried=Carried(timeline=LINE, facts=facts([clip])),
        slots=clip_slots(LINE, [clip]), moved={0: 0},
    )  # fmt: skip
    found = listened(track(LINE, (960 + late, heard)), LINE, proof, kept)
    return found.cached, [e for e in codes(found) if e[0] == "V39" or "its sound is" in e[2]]


def test_a_clip_is_held_against_the_cache_s_own(listened: Any) -> None:
    heard = np.concatenate([np.zeros(160), voice(1440 - MARGIN - 70)])
    master = resample(heard, RATE, MASTER_RATE)
    assert against(listened, Kept(master), heard) == (1, [])
    assert against(listened, Kept(master), heard, made=b"others") == (0, [])
    assert against(listened, Kept(master, None), heard) == (0, [])
    assert against(listened, Kept(None), voice(1000, seed=5)) == (1, [])
    assert against(listened, Kept(master), heard, late=0.875)[1] == []
    assert against(listened, Kept(master), heard, late=1.25)[1] == [
        ("V32", 'say "Let go."', "its sound is +1.2 ms from its plan")
    ]
    other = np.concatenate([np.zeros(160), voice(1440 - MARGIN - 70, seed=5)])
    assert against(listened, Kept(master), other)[1] == [
        ("V39", 'say "Let go."', "another sound than the clip in the cache")
    ]
    again = heard * np.random.default_rng(6).choice((-1.0, 1.0), len(heard))
    assert against(listened, Kept(master), again)[1] == []


def test_what_the_bytes_have_not_in_its_place_is_not_listened_to(listened: Any) -> None:
    clip = ClipFacts(key=KEY, digest="a" * 32)
    proof = Proof(
        findings=(on_track("V11", "x"),), carried=Carried(timeline=LINE, facts=facts([clip])),
        slots=clip_slots(LINE, [clip]), moved={},
    )  # fmt: skip
    assert codes(listened(np.zeros(LINE.length * PER_MS), LINE, proof)) == []


@pytest.mark.parametrize("frames", [20, -20])
def test_a_sound_that_the_bytes_have_moved_is_listened_to_where_it_is(
    frames: int, listened: Any
) -> None:
    clip = ClipFacts(key=KEY, digest="a" * 32)
    proof = Proof(
        findings=(on_track("V14", "x"),), carried=Carried(timeline=LINE, facts=facts([clip])),
        slots=clip_slots(LINE, [clip]), moved={0: frames},
    )  # fmt: skip
    at, sound = line(LINE.events[1])
    moved = track(LINE, (at + frames * FRAME_MS, sound))
    assert codes(listened(moved, LINE, proof)) == []
    assert {code for code, _, _ in codes(listened(track(LINE, (at, sound)), LINE, proof))} >= {
        "V32"
    }
    silent = codes(listened(np.zeros(LINE.length * PER_MS), LINE, proof))
    assert ("V31", 'say "Let go."', "silence where its sound was planned") in silent


def test_sounds_without_a_plan_are_not_looked_for_where_the_bytes_are_out_of_place(
    listened: Any,
) -> None:
    """There the bytes have told it; elsewhere the ear does."""
    at, sound = line(LINE.events[1])
    samples = track(LINE, (at, sound), (100, sound[: 50 * PER_MS]))
    carried = Carried(timeline=LINE, facts=facts([]))
    for code, heard in (("V10", False), ("V11", False), ("V12", False), ("V13", False),
                        ("V02", False), ("V20", True), ("V14", True)):  # fmt: skip
        proof = Proof(findings=(on_track(code, "x"),), carried=carried)
        found = [each[0] for each in codes(listened(samples, LINE, proof))]
        assert ("V35" in found) == heard, code


@pytest.mark.parametrize(("ends", "told"), [(35, True), (40, False), (90, False), (95, True)])
def test_a_voice_ends_forty_to_ninety_ms_before_its_plan(
    ends: int, told: bool, listened: Any
) -> None:
    """In blocks of 5 ms, into which a line of 62 frames and one before it can be cut."""
    plan = timeline((40, Wait(ms=960)), (62, Say(text="Let go.")), (40, Wait(ms=960)))
    sound = (960 + 21, voice(62 * FRAME_MS - MARGIN - 21 - ends))
    found = [each for each in codes(listened(track(plan, sound), plan)) if each[0] == "V32"]
    assert [each[2].rpartition(": ")[2] for each in found] == (
        [f"sound ends {ends} ms before its plan"] if told else []
    )
