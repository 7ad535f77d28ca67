"""What is said after a hold and at the end: each word that protects, by a test of its own."""

from __future__ import annotations

import pytest

from tests.timeline.safety.building import hold, messages, places, says, track, treats, wait

OUTCOMES = {
    "better": ["better", "easier", "softer"], "the same": ["same", "unchanged"],
    "worse": ["worse"],
}  # fmt: skip
NOW = wait(6_000)


def outcome(text: str) -> list[str]:
    return messages(28, track(says("recheck"), says("recheck-outcome", text), NOW))


@pytest.mark.parametrize("what", OUTCOMES)
def test_the_first_recheck_says_what_each_outcome_means(what: str) -> None:
    others = [words[0] for key, words in OUTCOMES.items() if key != what]
    assert outcome(", ".join(others)) == [f"the first re-check does not say what {what} means"]
    for word in OUTCOMES[what]:
        assert outcome(", ".join([*others, word])) == []


TOLD = says("recheck-outcome", "Better, the same or worse.")
WORSE = says("recheck-worse")


def test_every_other_recheck_says_what_to_do_if_it_is_worse() -> None:
    first = [says("recheck"), TOLD, NOW]
    silent = ["a re-check that does not say what to do if it is worse"]
    assert messages(28, track(*first, says("recheck"), WORSE, NOW)) == []
    assert messages(28, track(*first, says("recheck"), NOW, WORSE, NOW)) == silent
    assert messages(28, track(says("recheck"), WORSE, NOW)) == [
        "the first re-check does not say what its outcome means"
    ]


def test_the_meanings_follow_the_first_recheck_at_once() -> None:
    late = track(wait(4_000), says("recheck"), WORSE, TOLD, NOW)
    assert messages(28, late)[0] == "the first re-check does not say what its outcome means"
    assert places(28, late)[0] == 4_000


@pytest.mark.parametrize("line", [TOLD, WORSE], ids=["outcome", "worse"])
def test_there_are_six_seconds_to_stop_the_track(line: object) -> None:
    first = [says("recheck"), TOLD, NOW, says("recheck")]
    before = first[:1] if line is TOLD else first
    told = TOLD if line is TOLD else WORSE
    hurried = ["no time to stop the track after a re-check"]
    assert messages(28, track(*before, told, wait(6_000), says("x"))) == []
    assert messages(28, track(*before, told, wait(5_999), says("x"))) == hurried
    assert messages(28, track(*before, told, says("x", ms=9_000))) == hurried


CLOSING = {
    "switching the massager off": ["Switch the massager off.", "The massager is off."],
    "getting up slowly": ["Get up slowly."],
    "what soreness is usual": ["It may be tender."],
    "once a day": ["Once a day is enough."],
    "keeping going": ["Keep going."],
}


@pytest.mark.parametrize("what", CLOSING)
def test_the_closing_has_all_five(what: str) -> None:
    others = [texts[0] for key, texts in CLOSING.items() if key != what]
    treated = [treats(), hold(30_000)]
    without = [f"the closing does not speak of {what}"]
    assert messages(37, track(*treated, says("closing", " ".join(others)))) == without
    for text in CLOSING[what]:
        whole = [says("closing", " ".join(others)), says("closing-rest", text)]
        assert messages(37, track(*treated, *whole)) == []
        elsewhere = [says("closing", " ".join(others)), says("finish", text)]
        assert messages(37, track(*treated, *elsewhere)) == without


def test_without_a_massager_nobody_is_told_to_switch_it_off() -> None:
    said = " ".join(texts[0] for key, texts in CLOSING.items() if "massager" not in key)
    assert messages(37, track(treats(by="hand"), says("closing", said))) == []


def test_in_another_language_a_closing_is_said_whatever_its_words() -> None:
    """Which words protect there, its translator answers for."""
    lacks = ["the closing is not said"]
    for line in ("closing", "closing-short"):
        assert messages(37, track(treats(), says(line, "Ende."), language="de")) == []
    for line in ("", "finish", "closing-rest", "opening-full"):
        assert messages(37, track(treats(), says(line, "Ende."), language="de")) == lacks
    assert messages(37, track(says("finish", "Ende."), language="de")) == []
    whole = track(treats(), says("finish", ms=3_000), language="de")
    assert places(37, whole) == [whole.length]
