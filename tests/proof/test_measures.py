"""What the proof measures, over sounds that are made up: levels, places, likeness, silence."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from unknot.audio.loudness import lufs, true_peak_db
from unknot.proof.decode import DecodedTrack
from unknot.proof.levels import Loudness, TruePeak
from unknot.proof.match import best_match, envelope_likeness
from unknot.proof.silence import ANY, find_sound, louder_than
from unknot.timeline.cues import Hold, Say, Wait
from unknot.timeline.timeline import Event

RATE = 8_000


def track(samples: NDArray[np.int16], rate: int = RATE, most: float = 3600) -> DecodedTrack:
    return DecodedTrack(
        (samples[at : at + rate] for at in range(0, len(samples), rate)), rate, most
    )


def bursts() -> tuple[NDArray[np.int16], list[tuple[int, int]]]:
    """Noise in silence, louder each time, and where it is in ms."""
    dice = np.random.default_rng(1)
    samples = np.zeros(RATE * 6)
    spans = [(480, 1_200), (1_800, 2_880), (4_008, 5_400)]
    for number, (start, stop) in enumerate(spans, 1):
        size = (stop - start) * RATE // 1000
        samples[start * RATE // 1000 : stop * RATE // 1000] = dice.normal(0, 0.05 * number, size)
    return np.rint(samples * 32_768).clip(-32_768, 32_767).astype(np.int16), spans


def test_levels_of_the_pieces_are_those_of_the_whole() -> None:
    samples, spans = bursts()
    heard = track(samples)
    loudness, peak = Loudness(heard), TruePeak(heard)
    alone = []
    for start, stop in spans:
        alone.append(loudness.add(start, stop))
        peak.until(stop)
        heard.forget(start)
    assert loudness.whole() == pytest.approx(lufs(samples / 32_768, RATE), abs=0.02)
    assert peak.end() == pytest.approx(true_peak_db(samples / 32_768), abs=0.25)
    first = samples[480 * 8 : 1_200 * 8] / 32_768
    assert alone[0] == pytest.approx(lufs(np.pad(first, 3_200), RATE), abs=0.3)
    assert alone[0] < alone[1] < alone[2]
    assert TruePeak(track(np.zeros(RATE, np.int16))).end() == float("-inf")


def test_a_peak_between_two_samples_is_found() -> None:
    sine = np.sin(np.arange(RATE) * np.pi / 2 + np.pi / 4) * np.hanning(RATE) * 0.9
    wave = np.rint(sine * 32_768).astype(np.int16)
    assert TruePeak(track(wave)).end() == pytest.approx(20 * np.log10(0.9), abs=0.1)
    late = TruePeak(track(wave))
    late.until(300)
    assert late.end() == pytest.approx(20 * np.log10(0.9), abs=0.1)


def test_what_was_decoded_is_kept_until_it_is_let_go() -> None:
    samples, _ = bursts()
    heard = track(samples)
    assert np.array_equal(heard.piece(-5, 3), [0, 0, 0, 0, 0, *samples[:3] / 32_768])
    middle = heard.piece(15_990, 16_010)
    assert np.array_equal(middle, samples[15_990:16_010] / 32_768)
    peaks = heard.peaks(1_999, 2_002)
    assert peaks.tolist() == [
        int(np.abs(samples[at * 8 : at * 8 + 8]).max()) for at in (1_999, 2_000, 2_001)
    ]
    assert len(heard.peaks(5_990, 6_500)) == 10
    assert len(heard.peaks()) == 6_000
    heard.forget(2_999)
    assert heard.piece(16_000, 16_002).any()
    assert not heard.piece(8_000, 15_999).any()
    assert heard.peaks(1_999, 2_002).tolist() == peaks.tolist()
    assert (heard.samples(), heard.cut) == (48_000, False)
    assert track(samples, most=2).samples() == 16_000
    cut = track(samples, most=2)
    assert not cut.piece(16_000, 16_010).any()
    assert cut.cut
    assert heard.at(1.06) == 8


def test_a_millisecond_need_be_no_whole_number_of_samples() -> None:
    samples = np.zeros(44_100, np.int16)
    samples[[0, 22_050, 44_099]] = (-5, 7, -32_768)
    peaks = track(samples, 44_100).peaks()
    assert len(peaks) == 1_000
    assert np.flatnonzero(peaks).tolist() == [0, 500, 999]
    assert peaks[999] == 32_768


def test_a_sound_is_found_to_the_sample() -> None:
    dice = np.random.default_rng(2)
    heard, sound = dice.normal(0, 0.01, 900), dice.normal(0, 0.1, 400)
    heard[123:523] += sound
    likeness, at = best_match(heard, sound)
    assert at == 123
    assert 0.97 < likeness < 1
    assert best_match(heard, sound, likely=123)[1] == 123
    assert best_match(heard[123:523], sound)[1] == 0
    exact = np.concatenate([sound, sound])
    assert best_match(exact, sound, likely=400)[1] == 400
    assert best_match(-heard, sound)[0] < 0.2
    assert best_match(np.zeros(900), sound)[0] == pytest.approx(0, abs=0.01)
    quiet, at = best_match(heard * 0.01, sound)
    assert at == 123
    assert quiet == pytest.approx(likeness, abs=0.02)


@pytest.mark.parametrize(
    ("late", "alike"),
    [(0, True), (1, True), (2, True), (-2, True), (3, False), (-3, False)],
)
def test_a_phrase_rises_and_falls_alike_though_forty_ms_late(late: int, alike: bool) -> None:
    dice = np.random.default_rng(3)
    shape = np.repeat(dice.choice((0.001, 0.3), 60), 160)  # 20 ms each
    one, other = (shape * dice.normal(0, 1, len(shape)) for _ in range(2))
    assert (envelope_likeness(one, np.roll(other, 160 * late), RATE) > 0.9) == alike
    assert envelope_likeness(one, other[: -160 * 4], RATE) < 0.99
    assert envelope_likeness(one, np.random.default_rng(9).normal(0, 1, len(one)), RATE) < 0.5


def events(*rows: tuple[int, int, Any]) -> Any:
    return SimpleNamespace(
        events=[Event(start=start, length=end - start, cue=cue) for start, end, cue in rows]
    )


def test_what_sounds_in_silence_is_told_once_for_each_wait() -> None:
    samples = np.zeros(RATE * 3, np.int16)
    for at, level in ((1_100, 3_277), (1_110, 400), (1_200, 32_767), (2_500, 2)):
        samples[at * 8 : at * 8 + 8] = level
    allowed = np.zeros(4_000, np.uint8)
    allowed[2_500] = 2
    made = events(
        (0, 1_000, Say(text="A")), (1_000, 1_150, Wait(ms=150)), (1_150, 2_400, Hold(ms=1_250)),
        (2_400, 3_000, Wait(ms=600)),
    )  # fmt: skip
    found = list(louder_than(allowed, track(samples), made))
    assert [(each.at, each.event, each.message) for each in found] == [
        (1_100, "wait", "11 ms of sound (-20 dBFS) where silence was planned"),
        (1_200, "hold, point 1", "1 ms of sound (-0 dBFS) where silence was planned"),
    ]
    allowed[1_100:1_201] = ANY
    assert list(louder_than(allowed, track(samples), made)) == []
    allowed[2_500] = 1
    (left,) = louder_than(allowed, track(samples), made)
    assert (left.at, left.code) == (2_500, "V35")


@pytest.mark.parametrize("moved", [0, 48, -240])
def test_beside_a_clip_only_the_last_bit_may_move_and_only_in_the_frame_before(moved: int) -> None:
    """A clip's first frame stands one before its sound, and half of it overlaps the one before."""
    say = (1_008, 2_040, Say(text="A"))
    made = events((0, 1_008, Wait(ms=1_008)), say, (2_040, 4_000, Hold(ms=1_960)))
    made.bed, made.length = None, 4_000
    start, end = 1_008 + moved, 2_040 + moved

    def told(*sounds: tuple[int, int]) -> list[int]:
        samples = np.zeros(RATE * 4 + RATE // 2, np.int16)
        for ms, level in sounds:
            samples[ms * 8 : ms * 8 + 8] = level
        event = made.events[1]
        return [each.at for each in find_sound(track(samples), made, [(event, moved, None)])]

    assert told((start - 24, 9_000), (end - 1, 9_000), (start - 48, 1), (start - 25, 1)) == []
    assert told((start - 48, 2)) == [start - 48]
    assert told((start - 25, 2)) == [start - 25]
    assert told((start - 49, 1)) == [start - 49]
    assert told((end, 1)) == [max(end, 2_040) if moved >= 0 else end]
    assert told((0, 1)) == [0]
    assert told((4_400, 1)) == [4_400]
    made.bed = "noise"
    assert told((0, 9_000)) == []


def test_a_clip_at_the_very_beginning_has_nothing_before_it() -> None:
    made = events((0, 480, Say(text="A")), (480, 960, Wait(ms=480)))
    made.bed, made.length = None, 960
    samples = np.zeros(RATE, np.int16)
    samples[0], samples[470 * 8] = 9_000, 9_000
    for moved in (0, -24, -48):
        found = list(find_sound(track(samples), made, [(made.events[0], moved, None)]))
        assert [each.at for each in found] == ([] if moved == 0 else [470])


def test_hours_take_no_more_memory_than_what_is_still_needed() -> None:
    """Of sound that was measured, no more than the last seconds are kept; loudness has a number for
    each tenth of a second, and room for a quarter more."""
    samples = np.random.default_rng(5).normal(0, 900, RATE * 20).astype(np.int16)
    heard = track(samples)
    peak = TruePeak(heard).end()
    assert len(heard._kept) <= 2
    assert peak == pytest.approx(true_peak_db(samples / 32_768), abs=0.25)
    counted = track(samples)
    assert counted.samples() == RATE * 20
    assert len(counted._kept) <= 1
    loudness = Loudness(track(samples))
    for start in range(0, 20_000, 1_000):
        loudness.add(start, start + 1_000)
        assert len(loudness.hops) <= 1.25 * (start // 100 + 12) + 1
    assert loudness.whole() == pytest.approx(lufs(samples / 32_768, RATE), abs=0.05)


def test_an_envelope_of_another_length_is_filled_with_silence() -> None:
    sound = np.repeat((0.3, 0.0), RATE // 2)
    assert envelope_likeness(sound, np.pad(sound, (0, RATE)), RATE) == pytest.approx(1)
    assert envelope_likeness(sound, np.pad(sound, (RATE, 0)), RATE) < 0.5


def test_a_sound_that_is_like_itself_one_beat_later_is_where_it_was_planned() -> None:
    """As chimes are; another place must be better by more than the doubt."""
    at = np.arange(6_000)
    beating = np.sin(at * 2 * np.pi / 30) * (1 + 0.9 * np.cos(at * 2 * np.pi / 600))
    heard = np.random.default_rng(1).normal(0, 0.6, 8_000)
    heard[720:6_720] += 0.95 * beating
    heard[1_320:7_320] += beating
    assert best_match(heard, beating, likely=720)[1] == 1_320
    assert best_match(heard, beating, likely=720, doubt=0.01)[1] == 720
    heard[:1_320] = 0
    assert best_match(heard, beating, likely=720, doubt=0.01)[1] == 1_320
