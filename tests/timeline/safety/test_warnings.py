"""What must be heard before: each warning in its place, moved behind it, and left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.timeline.safety.building import hold, messages, places, says, track, treats, wait
from unknot.timeline.timeline import PlaylistPart

CHECK = "Is your calf swollen?"
AGAINST = "This is advised against."
WARNED: list[tuple[int, str, str, dict[str, Any], str]] = [
    (5, "opt-in-helper", "", {"muscle": "erector-spinae", "by": "hand"},
     "Muscle, right: by hand, without a helper"),
    (6, "opt-in-shown-by-professional", "", {"muscle": "quadratus-lumborum", "by": "hand"},
     "Muscle, right: vibration-hold, shown by nobody"),
    (6, "opt-in-shown-by-professional", "", {"muscle": "quadratus-lumborum", "by": "stick"},
     "Muscle, right: vibration-hold, shown by nobody"),
    *((7, "opt-in-discouraged", AGAINST, {"muscle": muscle, "by": by},
       "Muscle, right: vibration-hold without its warning")
      for muscle in ("gluteus-medius", "gluteus-minimus") for by in ("hand", "stick")),
    (35, "opt-in-body-weight", "", {"position": "supine-on"},
     "Muscle, right: lying on the massager, without the warning"),
    (36, "opt-in-calf", CHECK, {"region": "calf"},
     "Muscle, right: treated without the check for a clot"),
    (44, "no-pressing", "", {}, "nothing says that the massager is never pressed in"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "line", "text", "facts", "message"), WARNED)
def test_a_warning_comes_before_what_it_is_for(
    number: int, line: str, text: str, facts: dict[str, Any], message: str
) -> None:
    warning, mark, held = says(line, text), treats(**facts), hold(30_000)
    assert messages(number, track(warning, mark, held)) == []
    assert messages(number, track(mark, warning, held)) == [message], "in the routine: too late"
    assert messages(number, track(mark, held, warning)) == [message], "after it: too late"
    assert messages(number, track(mark, held)) == [message]
    assert messages(number, track(says("opt-in-other", text), mark, held)) == [message]


@pytest.mark.parametrize("number", [5, 6, 7, 32, 35, 36])
def test_a_plain_routine_of_the_massager_needs_no_warning(number: int) -> None:
    for muscle in ("erector-spinae", "quadratus-lumborum", "gluteus-medius", "gluteus-minimus"):
        assert messages(number, track(treats(muscle=muscle), hold(30_000))) == []


def test_a_search_with_the_massager_is_for_the_experienced() -> None:
    told, sweep = says("opt-in-experienced"), says("sweep")
    message = "Muscle, right: searched with the massager, by anybody"
    assert messages(32, track(told, treats(), sweep)) == []
    assert messages(32, track(treats(), told, sweep)) == [message]
    assert messages(32, track(treats(), sweep)) == [message]


@pytest.mark.parametrize("sign", ["swollen", "warm", "red"])
def test_the_check_for_a_clot_asks_for_one_of_its_signs(sign: str) -> None:
    assert messages(36, track(says("opt-in-calf", f"Is your calf {sign}?"))) == []


@pytest.mark.parametrize("text", ["Is your calf sore?", "Is your leg swollen, warm or red?"])
def test_what_is_no_check_for_a_clot_is_told_of(text: str) -> None:
    message = "the check for a clot does not ask for its signs"
    assert messages(36, track(says("opt-in-calf", text))) == [message]


@pytest.mark.parametrize("text", ["We advise against this.", "Use little pressure."])
def test_the_warning_says_that_it_is_advised_against(text: str) -> None:
    assert messages(7, track(says("opt-in-discouraged", text))) == []
    assert messages(7, track(says("opt-in-discouraged", "Enjoy it."))) == [
        "the warning does not say that it is advised against"
    ]


STOP = ("sharp pain", "numbness", "tingling", "stop")


@pytest.mark.parametrize("missing", STOP)
def test_the_stop_cue_has_every_word_before_the_first_hold(missing: str) -> None:
    late = ["a hold before the stop cue"]
    whole = says("opening-full", ", ".join(STOP))
    part = says("opening-full", ", ".join(word for word in STOP if word != missing))
    assert messages(24, track(whole, treats(), hold(30_000))) == []
    assert messages(24, track(part, treats(), hold(30_000))) == late
    assert messages(24, track(treats(), hold(30_000), whole)) == late
    assert messages(24, track(part, says("", missing), treats(), hold(30_000))) == late


def part(number: int, opening: Any = None) -> PlaylistPart:
    return PlaylistPart(playlist="x", title="X", number=number, of=2, opening=opening)


def test_the_full_opening_is_the_first_thing_said() -> None:
    full, short, hello = says("opening-full"), says("opening-short"), says("hello", "Hello.")
    message = ["the first thing said is not the full safety opening"]
    assert messages(21, track(full, treats())) == []
    for events in ([short], [hello, full], []):
        assert messages(21, track(*events, treats())) == message
        assert places(21, track(*events, treats())) == [0]
        assert messages(21, track(*events, hold(30_000))) == message, "holds make it a treatment"
        assert messages(21, track(*events, part=part(1, "full"))) == message
        assert messages(21, track(*events, treats(), part=part(1, "short"))) == message


@pytest.mark.parametrize("later", [{"part": part(2)}, {"returning": True}])
def test_later_tracks_may_have_the_short_opening_and_no_other(later: dict[str, Any]) -> None:
    for line in ("opening-full", "opening-short"):
        assert messages(21, track(says(line), treats(), **later)) == []
    for events in ([says("hello", "Hello."), says("opening-short")], []):
        made = track(*events, treats(), **later)
        assert messages(21, made) == ["the first thing said is no safety opening"]
        assert places(21, made) == [0]


def test_the_opening_says_to_call_in_an_emergency() -> None:
    message = ["the opening does not say whom to call in an emergency"]
    assert messages(23, track(says("opening-full", "In an emergency, call your number."))) == []
    two = [says("opening-full", "In an emergency:"), says("opening-full", "Call your number.")]
    assert messages(23, track(*two)) == []
    assert messages(23, track(*reversed(two))) == message
    assert messages(23, track(says("opening-short", "Call your number."))) == message
    assert messages(23, track(says("opening-full", "In an emergency, wait."))) == message
    assert places(23, track(wait(9_000), says("opening-full", "In an emergency, wait."))) == [0]
    elsewhere = says("closing", "In an emergency, call your number.")
    assert messages(23, track(says("opening-full", "Hello."), elsewhere)) == message


def test_own_words_are_told_of_before_they_are_heard_and_before_a_hold() -> None:
    told, own = says("own-words"), says("find", "My words.", own=True)
    message = ["words of somebody's own that the opening does not tell of"]
    assert messages(46, track(told, treats(), own, hold(30_000))) == []
    assert messages(46, track(treats(), own, told, hold(30_000))) == message
    assert messages(46, track(treats(), hold(30_000), told, own)) == message
    assert messages(46, track(treats(added=True), hold(30_000))) == message
    assert messages(46, track(treats(), hold(30_000))) == []


def test_a_track_of_a_sitting_tells_of_its_own_words_and_not_of_those_of_a_later_one() -> None:
    told, own = says("own-words"), says("find", "My words.", own=True)
    first = says("opening-full", "Hello."), treats(), hold(30_000), says("closing", "Done.")
    again = says("opening-short", "Once more."), says("opening-short", "Call.")
    message = ["words of somebody's own that the opening does not tell of"]
    assert messages(46, track(*first, *again, told, treats(), own, hold(30_000))) == []
    assert messages(46, track(*first, *again, treats(), own, hold(30_000))) == message
    assert messages(46, track(*first, *again, treats(), hold(30_000), told, own)) == message
    assert messages(46, track(*first, *again, treats(added=True), hold(30_000))) == message


def test_a_muscle_that_was_added_begins_with_the_words_of_its_region() -> None:
    region, place = says("region-buttock"), says("place")
    message = ["Muscle, right: does not begin with the words of its region"]
    assert messages(47, track(treats(added=True), region, place)) == []
    assert messages(47, track(treats(added=True), place, region)) == message
    assert messages(47, track(treats(added=True), says("region-calf"))) == message
    assert messages(47, track(region, treats(added=True))) == message
    assert messages(47, track(treats(), place)) == []
