"""Words that no track that treats may say: each word of each list, and the same word denied."""

from __future__ import annotations

import pytest

from tests.timeline.safety.building import at, hold, messages, places, says, track, treats, wait
from unknot.timeline.timeline import Timeline


def said(text: str) -> Timeline:
    return track(treats(), says("find", text))


PRESSING = [
    "press", "presses", "pressed", "pressing", "pressure", "push", "pushes", "pushed",
    "pushing", "dig", "digs", "digging", "rub", "rubs", "rubbed", "rubbing", "lean",
    "leans", "leaned", "leaning", "force", "forces", "forced", "forcing", "forceful",
    "squeeze", "knead", "jab", "poke", "grind", "harder",
]  # fmt: skip


@pytest.mark.parametrize("word", [*PRESSING, "bear down"])
def test_a_massager_is_never_pressed(word: str) -> None:
    found = [f"Muscle, right: {word!r}: a massager rests on the surface and is never pressed"]
    assert messages(10, said(f"Now {word} there.")) == found
    assert messages(10, said(f"Never {word} there.")) == []
    assert messages(10, said(f"Do not stop, {word} there.")) == found, "that denies something else"
    assert messages(10, track(treats(by="hand"), says("find", f"Now {word} there."))) == []


def test_words_in_a_hold_are_heard_too() -> None:
    inside = at(1_000, says("hold-half", "Press harder."))
    assert len(messages(10, track(treats(), hold(30_000, inside)))) == 2


@pytest.mark.parametrize(
    "word",
    ["gun", "massage gun", "percussion gun", "roller", "foam roller", "cane", "percussion massager",
     "percussive tool", "jackhammer", "ball", "tennis ball", "balls"],
)  # fmt: skip
def test_the_device_is_a_massager_with_a_flat_head(word: str) -> None:
    message = f"{word!r}: these sessions are for a massager with a flat head or pad"
    assert messages(9, said(f"Hold your {word} there.")) == [
        message.replace(
            repr(word), repr(f"your {word}") if word in ("ball", "balls") else repr(word)
        )
    ]
    assert messages(9, said(f"Do not use a {word}.")) == []


@pytest.mark.parametrize(
    "words",
    ["cure", "cures", "cured", "guarantee", "no risk", "zero risk", "without risk", "risk-free",
     "completely safe", "always works", "proven", "proof", "detox", "toxins", "waste products",
     "diagnosis", "miracle", "relieves your sciatica"],
)  # fmt: skip
def test_no_track_claims(words: str) -> None:
    message = f"{words!r} is a claim that nobody can keep"
    assert messages(33, said(f"There: {words}.")) == [message]
    assert messages(33, track(title=f"My {words}")) == [message], "nor does its title"
    assert places(33, track(wait(9_000), title=f"My {words}")) == [0], "which is before all"


@pytest.mark.parametrize("brand", ["Theragun", "Hypervolt", "Thumper", "Renpho", "Homedics"])
def test_no_track_names_a_brand(brand: str) -> None:
    assert messages(33, said(f"Take your {brand}.")) == [f"{brand!r} is a brand; no brand is named"]


@pytest.mark.parametrize(
    "words", ["sleep", "asleep", "doze", "nap", "snooze", "drowsy", "drift off", "nod off"]
)
def test_nobody_is_lulled_to_sleep(words: str) -> None:
    message = f"{words!r}: nobody may fall asleep on a massager"
    assert messages(34, said(f"You may {words} now.")) == [message]
    assert messages(34, said(f"Do not {words} now.")) == []
    assert messages(34, track(says("", f"You may {words} now."))) == [], "where nothing is treated"


def test_a_sentence_has_twenty_words_and_no_more() -> None:
    assert messages(42, said("Rest " * 19 + "now.")) == []
    assert messages(42, said("Rest " * 20 + "now.")) == [
        "a sentence of 21 words; 20 are the most that is followed"
    ]


@pytest.mark.parametrize("text", ["30", "1.5", "10:30"])
def test_numbers_are_words(text: str) -> None:
    assert messages(42, said(f"Wait {text} now.")) == [
        f"{text!r} in digits; write numbers as words"
    ]


@pytest.mark.parametrize("text", ["TV", "e.g.", "cm", "Hz", "&", "%"])
def test_what_is_only_written_is_written_out(text: str) -> None:
    found = messages(42, said(f"Rest {text} now."))
    assert found == [f"{text!r} cannot be spoken as it stands; write it out"]
