"""How long and how often: a plan just inside each number is let pass, one just beyond is told of.

Rounding to the 24 ms grid moves a hold by up to 12 ms, which every limit of a hold allows.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.timeline.safety.building import chime, hold, messages, places, says, track, treats, wait
from unknot.content.records.muscle import Region
from unknot.content.records.session import Side
from unknot.timeline.device import runs
from unknot.timeline.timeline import Event, Timeline

ON, OFF = says("switch-on"), says("hold-off")


@pytest.mark.parametrize(
    ("number", "facts", "inside", "beyond", "message"),
    [
        (11, {}, 29_988, 29_987, "a hold of 29.987 s"),
        (13, {"muscle": "piriformis"}, 30_013, 30_012, "held no longer than the base hold"),
        (14, {}, 60_012, 60_013, "a hold of 60.013 s is over 60 s"),
        (14, {"muscle": "piriformis"}, 90_012, 90_013, "a hold of 90.013 s is over 90 s"),
        (
            13,
            {"muscle": "x", "name": "Piriformis"},
            30_013,
            30_012,
            "held no longer than the base hold",
        ),
        (
            14,
            {"muscle": "x", "name": "Obturator"},
            90_012,
            90_013,
            "a hold of 90.013 s is over 90 s",
        ),
        (16, {"by": "hand"}, 4_988, 4_987, "a press of 4.987 s"),
        (16, {"by": "hand"}, 10_012, 10_013, "a press of 10.013 s"),
    ],
)
def test_a_hold_has_a_least_and_a_most(
    number: int, facts: dict[str, Any], inside: int, beyond: int, message: str
) -> None:
    heart = says("stroke", "Stroke towards your heart.")
    assert messages(number, track(treats(**facts), heart, hold(inside))) == []
    found = messages(number, track(treats(**facts), heart, hold(beyond)))
    assert found == [f"{facts.get('name', 'Muscle')}, right: {message}"]


@pytest.mark.parametrize("number", [11, 13, 14])
def test_a_hand_is_not_judged_as_a_massager(number: int) -> None:
    assert messages(number, track(treats(muscle="piriformis", by="hand"), hold(5_000))) == []


def test_a_hold_that_belongs_to_no_routine_has_the_same_most() -> None:
    assert messages(14, track(hold(60_012))) == []
    assert messages(14, track(hold(60_013))) == ["a hold of 60.013 s that belongs to no routine"]


def test_the_holds_of_one_point_count_together_and_those_of_two_do_not() -> None:
    one, other = hold(30_000), hold(30_013)
    assert messages(14, track(treats(), one, OFF, other)) == [
        "Muscle, right: a hold of 60.013 s is over 60 s"
    ]
    assert messages(14, track(treats(), one, OFF, hold(30_013, point=2))) == []


@pytest.mark.parametrize(("muscle", "most"), [("gluteus-maximus", 75_000), ("piriformis", 105_000)])
def test_the_massager_runs_on_a_point_fifteen_seconds_longer_and_no_more(
    muscle: str, most: int
) -> None:
    def running(ms: int) -> Timeline:
        return track(treats(muscle=muscle), says("switch-on", ms=ms - 32_000), hold(30_000), OFF)

    assert messages(14, running(most)) == []
    message = f"Muscle, right: the massager runs on one point for {most / 1000:.0f} s"
    assert messages(14, running(most + 1)) == [message]


def pressed(*lengths: int, release: int = 3_000) -> Timeline:
    events = [treats(by="stick")]
    for length in lengths:
        events += [hold(length), wait(release)]
    return track(*events)


def test_a_stick_presses_five_times() -> None:
    assert messages(15, pressed(*[5_000] * 5)) == []
    assert messages(15, pressed(*[5_000] * 4)) == ["Muscle, right: 4 presses on one point"]
    assert messages(15, pressed(*[5_000] * 6)) == ["Muscle, right: 6 presses on one point"]


def test_a_finding_of_a_point_is_where_it_begins_or_goes_too_far() -> None:
    assert places(15, track(treats(by="stick"), wait(1_000), hold(5_000))) == [1_000]
    assert places(15, track(wait(9_000), *pressed(*[5_000] * 4).events)) == [9_000]
    one, again = hold(30_000), hold(30_013)
    assert places(14, track(treats(), one, OFF, again)) == [32_000]
    long_on = says("switch-on", ms=20_000)
    assert places(14, track(treats(), long_on, one, long_on, hold(30_000), OFF)) == [70_000]


def test_a_stick_presses_for_five_seconds() -> None:
    assert messages(15, pressed(4_988, 5_012, 5_000, 5_000, 5_000)) == []
    assert messages(15, pressed(4_987, 5_013, 5_000, 5_000, 5_000)) == [
        "Muscle, right: a press of 4.987 s", "Muscle, right: a press of 5.013 s",
    ]  # fmt: skip


def test_a_stick_lets_go_for_three_seconds_between_presses() -> None:
    again = "Muscle, right: pressed again without letting go"
    assert messages(15, pressed(*[5_000] * 5, release=2_999)) == [again] * 4


@pytest.mark.parametrize("whose", ["your", "their", "the"])
def test_a_hand_strokes_towards_the_heart(whose: str) -> None:
    towards = says("stroke", f"Stroke towards {whose} heart.")
    assert messages(16, track(treats(by="hand"), towards, hold(5_000))) == []
    away = says("stroke", f"Stroke away from {whose} heart.")
    message = "Muscle, right: does not say to stroke towards the heart"
    assert messages(16, track(treats(by="hand"), away, hold(5_000))) == [message]


def running(ms: int, region: Region, side: Side = "right") -> list[Event]:
    return [treats(region=region, side=side), says("switch-on", ms=ms - 2_000), OFF]


def test_the_massager_runs_for_fifteen_minutes_and_no_more() -> None:
    """Four places, none of which has more than its own five minutes."""

    def spread(last: int) -> Timeline:
        others = [*running(300_000, "buttock"), *running(300_000, "lateral-hip")]
        calf = running(298_000, "calf")
        return track(*others, *calf, *running(last, "forearm"))

    assert messages(17, spread(2_000)) == []
    message = "the massager runs for more than 15 minutes in one session"
    assert messages(17, spread(2_001)) == [message]
    assert places(17, spread(2_001)) == [898_000]


def test_the_massager_runs_for_five_minutes_at_a_place_and_no_more() -> None:
    first = running(200_000, "buttock")
    assert messages(17, track(*first, *running(100_000, "buttock"))) == []
    assert messages(17, track(*first, *running(100_001, "buttock"))) == [
        "Muscle, right: the massager runs for more than five minutes at one place"
    ]
    assert messages(17, track(*first, *running(100_001, "buttock", "left"))) == []


def test_from_words_of_an_authors_own_on_the_massager_counts_as_running() -> None:
    own = says("", "Now for as long as you like.", ms=300_001, own=True)
    assert messages(17, track(treats(), own)) == [
        "Muscle, right: the massager runs for more than five minutes at one place"
    ]
    assert messages(17, track(treats(), says("", "Words.", ms=300_001))) == []


def test_own_words_and_the_line_that_switches_it_on_are_two_runs() -> None:
    """Wherever the words stand: at the very start, or later."""
    own, rests = says("", "Now then.", own=True), wait(1_000)
    for before in ([], [rests]):
        found = list(runs(track(*before, treats(), own, ON, rests, OFF)))
        begin = 1_000 * len(before)
        assert [(run.start, run.end, run.told) for run in found] == [
            (begin, begin + 2_000, False), (begin + 2_000, begin + 7_000, True),
        ]  # fmt: skip
    assert not list(runs(track(treats(), OFF))), "what never ran is not taken off"


def points(count: int, **facts: Any) -> list[Event]:
    return [treats(**facts), *(hold(30_000, point=number + 1) for number in range(count))]


def test_a_place_has_three_points_and_no_more() -> None:
    more = "Muscle, right: more than 3 points at one place"
    assert messages(18, track(*points(3))) == []
    assert messages(18, track(*points(4))) == [more]
    assert messages(18, track(*points(2), *points(2))) == [more]
    assert messages(18, track(*points(2), *points(2, side="left"))) == []


def test_a_group_at_one_place_shares_its_three_points() -> None:
    first = points(2, muscle="one", spot_group="place")
    assert messages(18, track(*first, *points(1, muscle="two", spot_group="place"))) == []
    assert messages(18, track(*first, *points(2, muscle="two", spot_group="place"))) == [
        "Muscle, right: more than 3 points at one place"
    ]


def test_a_muscle_is_treated_once_on_each_side() -> None:
    assert messages(19, track(treats(), treats(side="left"))) == []
    assert messages(19, track(treats(), treats(side="left"), treats())) == [
        "Muscle, right is treated twice"
    ]


def test_the_massager_is_on_for_a_hold_and_off_after_it() -> None:
    end = chime("end")
    assert messages(45, track(treats(), ON, hold(30_000), end, OFF)) == []
    assert messages(45, track(treats(), hold(30_000), end, OFF, ON)) == [
        "Muscle, right: a hold before the massager is switched on"
    ]
    assert messages(45, track(treats(), ON, hold(30_000), end, wait(1_000), OFF)) == [
        "Muscle, right: the massager stays on after a hold"
    ]
    again = [hold(30_000), end, OFF]
    assert messages(45, track(treats(), ON, *again, *again)) == [
        "Muscle, right: a hold before the massager is switched on"
    ]
