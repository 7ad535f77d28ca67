"""A program that now and then answers with what it said before: right words or none."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError
from unknot.speech import voice_profile
from unknot.speech.sound_alike import weighty
from unknot.speech.speak import speak

pytestmark = pytest.mark.deep

_PLACES = ("hip", "buttock", "low back", "calf", "forearm", "lowest rib", "thigh", "waist")
_ACTS = ("Lie on", "Turn to", "Stay on", "Roll over to", "Rest the massager on", "Feel along")


class Forgetful:
    """Speaks, but one answer in fifty is an earlier one of its own."""

    def __init__(self, which: str, seed: int) -> None:
        self.name, self.default_voice, self.which = "forgetful", "plain", which
        self.random = random.Random(seed)
        self.tone, self.answers, self.wrong = ToneEngine(), list[bytes](), 0

    def identity(self, voice: str) -> str:
        return f"forgetful {id(self)}"

    def voices(self):  # type: ignore[no-untyped-def]
        return self.tone.voices()

    def close(self) -> None:
        pass

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        self.tone.synthesise(text, voice=voice, rate=rate, to=to)
        right = to.read_bytes()
        if self.answers and self.random.random() < 1 / 50:
            before = {
                "last": self.answers[-1],
                "first": self.answers[0],
                "longest": max(self.answers, key=len),
            }[self.which]
            to.write_bytes(before)
            self.wrong += before != right
        self.answers.append(right)
        del self.answers[2:-20]


def _lines() -> Iterator[str]:
    numbers = ("two", "three", "four", "five", "six")
    for act in _ACTS:
        for place in _PLACES:
            for number in numbers:
                yield f"{act} your left {place}, for {number} slow breaths."
                yield f"{act} your right {place}, for {number} slow breaths."


@pytest.mark.parametrize("quick", [0.0, 99.0], ids=["a slow program", "a quick program"])
@pytest.mark.parametrize("which", ["last", "first", "longest"])
def test_no_line_is_another(
    which: str, quick: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_profile, "QUICK_S", quick)
    engine, right = Forgetful(which, 5), ToneEngine()
    to, by = tmp_path / "clip.wav", tmp_path / "right.wav"
    wrong = refused = 0
    for line in _lines():
        try:
            speak(engine, line, voice="plain", rate=135, to=to, memory=tmp_path)
        except EngineError:
            refused += 1
            continue
        right.synthesise(line, voice="plain", rate=135, to=by)
        wrong += to.read_bytes() != by.read_bytes()
    assert wrong == 0
    assert engine.wrong > 5
    assert refused <= 5


@pytest.mark.parametrize(
    "line",
    ["Stay on your left side.", "Stop if it hurts.", "Take two breaths.", "Halfway.", "Lieg still.",
     "Switch the massager off.", "In 3 of 4."],
)  # fmt: skip
def test_what_must_not_be_exchanged_is_said_twice(line: str) -> None:
    assert weighty(line)


@pytest.mark.parametrize(
    "line",
    [
        "Leg dich in Ruhe auf die linke Seite.",
        "Lieg an der Wand und atme.",
        "Sdraiati a pancia in giù e respira.",
        "Is de pijn te erg, haal het dan weg.",
        "Apoya a ese lado la pelota.",
        "Uloż się na boku, to jest lewy.",
        "Læg dig på siden, som er venstre.",
        "Tourne-toi à gauche, et arrête si tu as mal.",
        "Ляг на левый бок.",
    ],
)  # fmt: skip
def test_in_another_language_every_line_is_said_twice(line: str) -> None:
    """Also where it has words that English has: in, an, a, is, to."""
    assert weighty(line)


@pytest.mark.parametrize("line", ["Let it soak in and breathe.", "That is the end of it."])
def test_other_lines_of_a_slow_voice_are_said_once(line: str) -> None:
    assert not weighty(line)
