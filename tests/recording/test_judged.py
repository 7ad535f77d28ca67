"""From what was measured of a take to what is said of it, bound by bound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from unknot.engines.recorded import KeptTake
from unknot.recording.examine import Measured, TakeFault, faults, find_click, measure
from unknot.recording.judge import Candidate, ImportReport, TakeRow, judge_takes, pace_of
from unknot.recording.line import ScriptLine
from unknot.recording.pauses import Island
from unknot.recording.take import Taken
from unknot.timeline.estimate import estimate_ms

GOOD = Measured(
    start=0.5, stop=4.5, rate=44_100, highest=-6.0, speech=-20.0, noise=-60.0, flat=0.0,
    narrow=False, begins=True, ends=True,
)  # fmt: skip


def told(take: Measured, expected: float = 4.0, pace: float | None = None) -> list[TakeFault]:
    return list(faults(take, expected, pace))


@pytest.mark.parametrize("pace", [None, 0.5, 1.0, 1.6])
def test_a_good_take_has_no_fault(pace: float | None) -> None:
    assert told(GOOD, 4.0 / (pace or 1), pace) == []
    assert told(GOOD, 0.0, pace) == []


@pytest.mark.parametrize(
    ("change", "kind", "refused", "words"),
    [
        ({"flat": 0.0005}, "clipped", False, "clipped: 0.05% of it is flat; turn the input down"),
        ({"flat": 0.001}, "clipped", False, "clipped: 0.10% of it is flat; turn the input down"),
        ({"flat": 0.02}, "clipped", True, "clipped: 2.00% of it is flat; turn the input down"),
        ({"noise": -49.0}, "noisy", False,
         "noisy: the voice is 29 dB over the noise, 30 is good"),
        ({"noise": -40.0}, "noisy", False,
         "noisy: the voice is 20 dB over the noise, 30 is good"),
        ({"noise": -39.0}, "noisy", True,
         "noisy: the voice is 19 dB over the noise, 30 is good"),
        ({"highest": -31.0}, "quiet", False,
         "too quiet: its highest peak is -31 dBFS; turn the input up"),
        ({"highest": -45.0}, "quiet", False,
         "too quiet: its highest peak is -45 dBFS; turn the input up"),
        ({"highest": -46.0}, "quiet", True,
         "too quiet: its highest peak is -46 dBFS; turn the input up"),
        ({"click": 1.25}, "click", False, "a click 1.2 s into the words: listen to it"),
        ({"click": 0.0}, "click", False, "a click 0.0 s into the words: listen to it"),
        ({"apart": 0.9}, "apart", False, "a short sound stands 0.9 s off at one end: a cough?"),
        ({"rate": 15_999}, "narrow", True,
         "recorded at 15.999 kHz, as telephones do; 16 kHz is the least"),
        ({"rate": 8_000, "narrow": True}, "narrow", True,
         "recorded at 8 kHz, as telephones do; 16 kHz is the least"),
        ({"narrow": True}, "narrow", False,
         "sounds as from a telephone: there is nothing above 4 kHz"),
        ({"ends": False}, "cut", True, "cut off: it ends in the middle of a sound"),
        ({"begins": False}, "cut", False, "begins at once: is its beginning there?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_take_is_said(
    change: dict[str, float], kind: str, refused: bool, words: str
) -> None:
    assert told(replace(GOOD, **change)) == [TakeFault(kind, refused, words)]


def test_what_is_just_good_enough_is_good() -> None:
    assert told(replace(GOOD, noise=-50.0, highest=-30.0, rate=16_000)) == []


def test_what_a_take_is_refused_for_stands_first() -> None:
    found = told(replace(GOOD, noise=-49.0, begins=False, ends=False, apart=1.0))
    assert [(each.kind, each.refused) for each in found] == [
        ("cut", True), ("noisy", False), ("apart", False), ("cut", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "pace", "kind", "refused"),
    [
        # Against twelve seconds of a reader whose pace is known: 8.0 - 0.25 to 18.0 + 0.5, and
        # for what cannot be this line at all 6.0 - 0.25 to 24.0 + 0.5.
        (7.8, 1.2, "", False), (7.7, 1.2, "short", False), (18.45, 1.2, "", False),
        (18.55, 1.2, "long", False), (5.8, 1.2, "short", False), (5.7, 1.2, "short", True),
        (24.4, 1.2, "long", False), (24.6, 1.2, "long", True),
        # Of one who is not known yet, ten: 17.0 + 0.5, and 4.0 - 0.25 to 25.0 + 0.5.
        (17.4, None, "", False), (17.6, None, "long", False), (3.8, None, "", False),
        (3.7, None, "short", True), (25.4, None, "long", False), (25.6, None, "long", True),
    ],
)  # fmt: skip
def test_a_take_lasts_about_as_long_as_its_words(
    seconds: float, pace: float | None, kind: str, refused: bool
) -> None:
    found = told(replace(GOOD, stop=0.5 + seconds), 10.0, pace)
    assert [(each.kind, each.refused) for each in found] == ([(kind, refused)] if kind else [])
    if found:
        usual = 10.0 * (pace or 1)
        said = (
            f"{'too ' * refused}{kind}: {seconds:.1f} s, and these words take about {usual:.1f} s"
        )
        assert found[0].words == said


@pytest.mark.parametrize(
    ("pace", "refused", "words"),
    [(1.61, False, "84"), (1.79, False, "75"), (1.81, True, "75"), (0.49, True, "276")],
)
def test_a_pace_that_nobody_has_is_told(pace: float, refused: bool, words: str) -> None:
    assert told(replace(GOOD, stop=0.5 + 4 * pace), 4.0, pace) == [
        TakeFault(
            "pace", refused,
            f"all takes are read at about {words} words a minute; is the sample rate in their"
            " headers right?",
        )
    ]  # fmt: skip


# --- measured ---------------------------------------------------------------------------------

RATE = 16_000


def measured(
    samples: np.ndarray[tuple[int], np.dtype[np.float64]], *spans: tuple[float, float],
    noise: float = -70.0, voice: float = -20.0,
) -> Measured:  # fmt: skip
    levels = np.full(len(samples) * 100 // RATE, noise)
    for start, stop in spans:
        levels[round(start * 100) : round(stop * 100)] = voice
    found = [Island(start, stop) for start, stop in spans]
    return measure(samples, samples, RATE, levels, found)


def words(seconds: float = 2.0, peak: float = 0.5) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    noise = np.random.default_rng(1).normal(0, 0.1, round(seconds * RATE)).clip(-0.4, 0.4)
    noise[len(noise) // 2] = peak
    return np.asarray(noise)


def test_a_take_is_measured_where_somebody_speaks() -> None:
    found = measured(words(), (0.5, 0.9), (1.0, 1.5))
    assert (found.start, found.stop, found.seconds, found.rate) == (0.5, 1.5, 1.0, RATE)
    assert found.highest == pytest.approx(20 * np.log10(0.5), abs=0.001)
    assert (found.speech, found.noise) == pytest.approx((-20, -70))
    assert (found.begins, found.ends, found.narrow, found.apart) == (True, True, False, 0.0)
    quiet = measured(words(peak=0.9), (0.0, 0.9))  # the peak lies outside
    assert -9 < quiet.highest < 20 * np.log10(0.4) + 0.001
    assert measured(np.zeros(2 * RATE), (0.5, 1.5)).highest == pytest.approx(-100)
    apart = measured(words(4.0), (0.5, 0.9), (2.0, 3.5))
    assert apart.apart == pytest.approx(1.1)


def test_noise_is_what_lies_well_outside_the_words() -> None:
    """Of what is more than eight steps off; with too little of that, the quietest counts."""
    samples = words()
    levels = np.full(200, -70.0)
    levels[92:100] = -50.0  # what dies away behind the words
    levels[0:92] = -20.0
    levels[150:170] = -30.0  # a door, cut away with the silence
    found = measure(samples, samples, RATE, levels, [Island(0.0, 0.92)])
    assert found.noise == -70
    short = measure(samples, samples, RATE, levels, [Island(0.0, 1.75)])
    assert short.noise == pytest.approx(np.percentile(levels, 3))


@pytest.mark.parametrize(
    ("first", "last", "begins", "ends"),
    [(-25.0, -36.0, False, True), (-27.0, -34.0, True, False), (-20.0, -20.0, False, False)],
)
def test_a_sound_that_touches_an_end_may_have_been_cut(
    first: float, last: float, begins: bool, ends: bool
) -> None:
    """Words may begin at once, but die away: within 6 dB of the voice, and within 15."""
    samples = words()
    levels = np.full(200, -20.0)
    levels[0], levels[-1] = first, last
    found = measure(samples, samples, RATE, levels, [Island(0.0, 2.0)])
    assert (found.begins, found.ends) == (begins, ends)
    inside = measure(samples, samples, RATE, levels, [Island(0.01, 1.99)])
    assert (inside.begins, inside.ends) == (True, True)


def test_nothing_above_four_kilohertz_sounds_as_a_telephone() -> None:
    time = np.arange(2 * RATE) / RATE
    low = 0.3 * np.sin(2 * np.pi * 800 * time)
    for hz, level, narrow in ((3_900, -10, True), (4_100, -10, False), (4_100, -48, False),
                              (4_100, -52, True)):  # fmt: skip
        high = 0.3 * 10 ** (level / 20) * np.sin(2 * np.pi * hz * time)
        assert measured(low + high, (0.0, 2.0)).narrow == narrow


@pytest.mark.parametrize(
    ("runs", "length", "share"),
    [(3, 3, 9), (2, 3, 0), (3, 2, 0), (5, 4, 20)],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_flat_tops_at_the_highest_are_clipped(
    runs: int, length: int, share: int, sign: int
) -> None:
    """Three in a row, three times; a single one may be chance."""
    samples = words(1.0, peak=0.2)
    for number in range(runs):
        samples[1000 * (number + 1) : 1000 * (number + 1) + length] = 0.7
    found = measured(sign * samples, (0.0, 1.0))
    assert found.flat == pytest.approx(share / RATE)


def test_what_goes_over_full_scale_is_clipped_wherever_it_is_played() -> None:
    samples = words(1.0)
    samples[100:104] = (1.1, -1.2, 1.3, 1.00001)
    assert measured(samples, (0.0, 1.0)).flat == pytest.approx(3 / RATE)


@pytest.mark.parametrize(("rate", "at"), [(16_000, 8_000), (22_050, 5_000)])
def test_a_click_is_found_where_it_is(rate: int, at: int) -> None:
    time = np.arange(rate) / rate
    hum = 0.3 * np.sin(2 * np.pi * 150 * time)
    assert find_click(hum, rate) is None
    clicked = hum.copy()
    clicked[at] += 0.4
    found = find_click(clicked, rate)
    assert found == pytest.approx(at / rate, abs=0.0015)
    alone = hum.copy()
    alone[at - rate // 20 : at] = 0
    alone[at] += 0.4
    assert find_click(alone, rate) is None, "behind silence it is a t or a k"
    assert find_click(clicked[at - 10 : at + 10], rate) is None


# --- judged -----------------------------------------------------------------------------------


def candidate(
    name: str, ms: int = 4000, expected_ms: int = 4000, take: Measured = GOOD, digest: str = ""
) -> Candidate:
    return Candidate(
        line=ScriptLine(id=name, text=f"The {name}.", expected_ms=expected_ms),
        taken=Taken(path=Path("x.wav"), digest=digest or name, ms=ms, measured=take),
        found=f"{name}.flac",
    )


def test_a_take_is_kept_under_its_own_digest() -> None:
    assert candidate("one", ms=1234).to_keep() == KeptTake(
        id="one", text="The one.", file="one.wav", digest="one", ms=1234, source="one.flac"
    )


def test_a_pace_is_known_from_five_takes_on() -> None:
    """Short lines tell nothing of it; what the voice has already does."""
    takes = [candidate(str(n), ms=1500 * (n + 1), expected_ms=1500) for n in range(5)]
    assert pace_of(takes, {}) == 3.0
    assert pace_of(takes[:4], {}) is None
    short = candidate("short", ms=9000, expected_ms=1499)
    assert pace_of([*takes[:4], short], {}) is None
    long = "Let your shoulders sink, and breathe out slowly, and then once more."
    words = estimate_ms(long, 135)
    kept = {long: KeptTake(id="a", text=long, file="", digest="", ms=4 * words)}
    assert pace_of(takes[:4], kept) == 3.0
    assert pace_of(takes[:3], kept) is None
    few = {"Rest.": KeptTake(id="a", text="Rest.", file="", digest="", ms=9000)}
    assert pace_of(takes[:4], few) is None


def test_a_row_says_what_a_take_is_and_why() -> None:
    good, poor, bad = judge_takes(
        [candidate("a"), candidate("b", take=replace(GOOD, begins=False)),
         candidate("c", take=replace(GOOD, ends=False, start=0.123))], {},
    )  # fmt: skip
    assert good == TakeRow(
        id="a", text="The a.", verdict="good", found="a.flac", seconds=4.0, expected=4.0
    )
    assert (poor.verdict, poor.notes, poor.kept) == (
        "doubtful", ("begins at once: is its beginning there?",), True,
    )  # fmt: skip
    assert (bad.verdict, bad.seconds, bad.kept) == ("refused", 4.38, False)


def test_what_a_line_is_expected_to_last_follows_the_reader() -> None:
    takes = [candidate(str(n), ms=5000) for n in range(5)]
    assert {row.expected for row in judge_takes(takes, {})} == {5.0}


def test_anyway_takes_poor_sound_but_no_other_length_and_no_missing_end() -> None:
    changes: dict[str, dict[str, Any]] = {
        "clipped": {"flat": 0.02}, "noisy": {"noise": -30.0}, "quiet": {"highest": -50.0},
        "narrow": {"rate": 8_000}, "cut": {"ends": False}, "long": {"stop": 30.0},
        "short": {"stop": 0.6},
    }  # fmt: skip
    takes = [candidate(name, take=replace(GOOD, **change)) for name, change in changes.items()]
    assert {row.verdict for row in judge_takes(takes, {})} == {"refused"}
    rows = judge_takes(takes, {}, anyway=True)
    assert {row.id for row in rows if row.verdict == "refused"} == {"cut", "long", "short"}
    assert {row.verdict for row in rows} == {"refused", "doubtful"}


def test_words_of_another_line_are_told_first() -> None:
    other = {"The a.": TakeFault("words", True, "sounds more like “B”")}
    take = candidate("a", take=replace(GOOD, ends=False))
    (row,) = judge_takes([take], {}, misread=other)
    assert row.notes == ("sounds more like “B”", "cut off: it ends in the middle of a sound")
    (row,) = judge_takes([candidate("a")], {}, misread=other)
    assert row.verdict == "refused"
    (row,) = judge_takes([candidate("a")], {}, misread=other, anyway=True)
    assert row.verdict == "doubtful"


def test_one_recording_for_two_lines_is_refused_for_both_even_anyway() -> None:
    rows = judge_takes(
        [candidate("b", digest="x"), candidate("a", digest="x"), candidate("c")], {}, anyway=True
    )
    assert [row.verdict for row in rows] == ["refused", "refused", "good"]
    assert [row.notes for row in rows[:2]] == [
        ("the very same recording is also there for “The a.”",),
        ("the very same recording is also there for “The b.”",),
    ]


def test_a_report_counts_what_was_kept_and_what_was_not() -> None:
    verdicts = ("good", "doubtful", "refused", "doubled", "doubled", "missing")
    rows = tuple(TakeRow(id=each, text=each, verdict=each) for each in verdicts)  # type: ignore[arg-type]
    report = ImportReport(voice="maria", rows=rows)
    assert (report.kept, report.refused) == (2, 3)
