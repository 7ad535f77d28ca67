"""What is heard in a hold and after it: each finding of each rule by its message."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.timeline.safety.building import at, chime, hold, messages, says, track, treats, wait
from unknot.content.records.session import Detail
from unknot.timeline.cues import Hold, Say
from unknot.timeline.timeline import Event, Timeline

END = chime("end")
START, HALF, LAST = chime("start"), chime("half"), chime("last-five")


def held(
    *inside: Event, ms: int = 30_000, by: str = "massager", detail: Detail = "full"
) -> Timeline:
    return track(treats(by=by), hold(ms, *inside), END, detail=detail)


def test_a_hold_is_off_by_half_a_second_at_most() -> None:
    for length in (29_500, 30_500):
        assert messages(12, track(treats(), hold(length, wanted=30_000))) == []
    assert messages(12, track(treats(), hold(29_499, wanted=30_000))) == [
        "a hold of 29.499 s, not 30 s"
    ]
    assert messages(12, track(treats(), hold(30_501, wanted=30_000))) == [
        "a hold of 30.501 s, not 30 s"
    ]


def test_what_is_heard_in_a_hold_is_one_after_the_other_and_within_it() -> None:
    two = "two things at once in a hold, or one over its end"
    assert messages(12, held(at(0, START), at(500, HALF), at(29_500, LAST))) == []
    assert messages(12, held(at(0, START), at(499, HALF))) == [two]
    assert messages(12, held(at(0, START), at(29_501, LAST))) == [two]


@pytest.mark.parametrize("kind", ["start", "half", "last-five"])
def test_a_hold_has_its_three_chimes(kind: str) -> None:
    inside = {"start": at(0, START), "half": at(15_000, HALF), "last-five": at(25_000, LAST)}
    assert messages(26, held(*inside.values())) == []
    del inside[kind]
    assert f"Muscle, right: a hold without its {kind} chime" in messages(26, held(*inside.values()))


def test_a_chime_that_is_one_clip_with_words_counts() -> None:
    half = says("hold-half", "Halfway.", chime="half")
    assert messages(26, held(at(0, START), at(15_000, half), at(25_000, LAST))) == []


def test_a_hold_begins_with_its_chime() -> None:
    late = "Muscle, right: a hold that does not begin with its chime"
    assert messages(26, held(at(1, START), at(15_000, HALF), at(25_000, LAST))) == [late]
    assert messages(26, held(at(0, HALF), at(15_000, START), at(25_000, LAST))) == [late]


def test_the_end_chime_follows_the_hold_at_once() -> None:
    whole = hold(30_000, at(0, START), at(15_000, HALF), at(25_000, LAST))
    without = "Muscle, right: a hold without its end chime"
    assert messages(26, track(treats(), whole)) == [without]
    assert messages(26, track(treats(), whole, START)) == [without]
    assert messages(26, track(treats(), whole, wait(24), END)) == [without]


def test_a_press_of_ten_seconds_needs_only_its_start_chime() -> None:
    for by in ("hand", "stick"):
        assert messages(26, held(at(0, START), ms=10_012, by=by)) == []
        assert messages(26, held(at(0, START), ms=10_013, by=by)) == [
            "Muscle, right: a hold without its half chime",
            "Muscle, right: a hold without its last-five chime",
        ]
    assert len(messages(26, held(at(0, START), ms=10_000))) == 2, "a massager has them all"


def quarters(ms: int, count: int) -> Timeline:
    cues = [at(at_ms, says("hold-quarter")) for at_ms in (11_000, 33_000)][:count]
    half, last = at(22_000, HALF), at(ms - 5_000, LAST)
    return held(*sorted([at(0, START), *cues, half, last], key=lambda e: e.start), ms=ms)


def test_a_hold_of_more_than_45_seconds_has_two_quarter_cues() -> None:
    long = "Muscle, right: a long hold without quarter cues"
    assert long not in messages(26, quarters(45_000, 0))
    assert messages(26, quarters(45_001, 2)) == []
    assert long in messages(26, quarters(45_001, 1))
    assert long in messages(26, quarters(45_001, 0))


@pytest.mark.parametrize(("detail", "most"), [("full", 20_024), ("cues", 45_024)])
def test_nobody_lies_in_silence_for_long(detail: Detail, most: int) -> None:
    """Before, between and after what is heard in a hold: 20 seconds, with chimes alone 45."""

    def silent(ms: int) -> list[str]:
        first = [at(0, START), at(500 + ms, HALF), at(1_000 + ms, LAST)]
        last = [at(0, START), at(500, HALF), at(1_000, LAST)]
        return [
            *messages(26, held(*first, ms=ms + 1_500, detail=detail)),
            *messages(26, held(*last, ms=ms + 1_500, detail=detail)),
        ]

    assert silent(most) == []
    message = f"Muscle, right: {(most + 1) / 1000:g} s of silence in a hold"
    assert silent(most + 1) == [message, message]


def test_a_hold_in_which_nothing_is_heard_is_silent_from_its_start() -> None:
    assert "Muscle, right: 20.025 s of silence in a hold" in messages(26, held(ms=20_025))


RECHECK = says("recheck")
NOT_CHECKED = "Muscle, right: a hold without its re-check"


def test_every_point_is_checked_again_before_the_next() -> None:
    one, two = hold(30_000), hold(30_000, point=2)
    assert messages(27, track(treats(), one, RECHECK, two, says("recheck-finger"))) == []
    assert messages(27, track(treats(), one, two, RECHECK)) == [NOT_CHECKED]
    assert messages(27, track(treats(), one, RECHECK, two)) == [NOT_CHECKED]
    assert messages(27, track(treats(), RECHECK, one)) == [NOT_CHECKED], "not only before it"


def test_a_muscle_is_checked_again_in_its_own_way() -> None:
    by_moving = says("recheck-move")
    assert messages(27, track(treats(recheck="move"), hold(30_000), by_moving)) == []
    assert messages(27, track(treats(recheck="finger"), hold(30_000), by_moving)) == [NOT_CHECKED]


def test_with_chimes_alone_there_are_six_seconds_to_check_again() -> None:
    def left(ms: int, detail: Detail = "cues") -> list[str]:
        return messages(27, track(treats(), hold(30_000), END, wait(ms), detail=detail))

    assert left(6_000) == []
    assert left(5_999) == [NOT_CHECKED]
    assert left(6_000, "full") == [NOT_CHECKED], "with words, a pause is no re-check"


NERVE = "Muscle, right: a hold without the nerve stop cue"


def nerve(text: str, **facts: str) -> list[str]:
    treated = treats(**({"muscle": "piriformis"} | facts))
    return messages(25, track(treated, hold(60_000, at(30_000, says("hold-half", text)))))


@pytest.mark.parametrize("sign", ["Tingling", "Numb", "Numbness"])
@pytest.mark.parametrize("act", ["stop", "lift the massager away"])
def test_a_hold_on_the_piriformis_says_when_to_stop(sign: str, act: str) -> None:
    assert nerve(f"{sign} down the leg? Then {act}.") == []
    assert nerve(f"Pain down the leg? Then {act}.") == [NERVE]
    assert nerve(f"{sign} down the leg? Then wait.") == [NERVE]


@pytest.mark.parametrize("name", ["Piriformis", "Obturator", "Gemelli", "Deep rotators"])
def test_a_piriformis_under_another_id_is_known_by_its_name(name: str) -> None:
    assert nerve("Halfway.", muscle="mine", name=name) == [NERVE.replace("Muscle", name)]
    assert nerve("Halfway.", muscle="mine") == []


def test_every_hold_of_the_piriformis_says_it_not_one_of_them() -> None:
    told = hold(60_000, at(30_000, says("hold-half", "Numb? Then stop.")))
    assert messages(25, track(treats(muscle="piriformis"), told, hold(60_000))) == [NERVE]


def test_in_another_language_the_muscles_own_line_must_be_there() -> None:
    def half(line: str) -> list[str]:
        cue = Say(text="Halbzeit.", line=line)
        event = replace(hold(60_000), inside=(Event(start=30_000, length=900, cue=cue),))
        assert isinstance(event.cue, Hold)
        return messages(25, track(treats(muscle="piriformis"), event, language="de"))

    assert half("piriformis/hold-half") == []
    assert half("frame/hold-half") == [NERVE]
