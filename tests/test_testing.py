"""The contract of an engine finds out whoever breaks it, and asks of words all that it should."""

from __future__ import annotations

import sys
import wave
from array import array
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from unknot.engines.engine import VoiceInfo
from unknot.errors import EngineError
from unknot.testing import PHRASE, UNUSUAL, EngineContract, sounds


def wav(*samples: int, rate: int = 1_000) -> bytes:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(array("h", samples).tobytes())
    return buffer.getvalue()


class Keeps:
    """An engine that keeps the contract by letters turned into samples; ``breaks`` names a way in
    which it does not."""

    name, default_voice = "keeps", "one"

    def __init__(self, breaks: str) -> None:
        self.breaks, self.spoken = breaks, 0
        if breaks == "no name":
            self.name = ""
        if breaks == "no such default":
            self.default_voice = "two"

    def identity(self, voice: str) -> str:
        self.spoken += self.breaks == "never the same"
        return "" if self.breaks == "no identity" else f"1 {self.spoken}"

    def voices(self) -> tuple[VoiceInfo, ...]:
        name = "" if self.breaks == "a voice without a name" else "One"
        return (VoiceInfo(id="one", name=name, language="en"),)

    def close(self) -> None:
        if self.breaks == "closed once" and self.spoken:
            raise RuntimeError
        self.spoken = 1

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        does = self.breaks
        words = any(each.isalnum() for each in text) and text.isprintable()
        if not words and does == "leaves a file when it refuses":
            to.write_bytes(b"half")
        if (not words and does != "speaks what has no words") or len(text) > 300:
            raise EngineError(self.name, text, "has no words")
        if voice != "one" and does not in ("any voice", "no such default"):
            raise EngineError(self.name, text, "no such voice")
        if does == "leaves another file":
            to.with_name("scratch").touch()
        if does == "prints":
            sys.stdout.write("speaking\n")
        self.spoken += 1
        said = {"left is right": text.replace("left", "right"), "one phrase": PHRASE}.get(
            does, text
        )
        each = 330 if does != "nearly silent" else 327
        letters = [each + 40 * ord(letter) % 20_000 * (does != "nearly silent") for letter in said]
        letters *= 1 if does == "too short" else 20
        letters = letters[: len(letters) // (2 if rate > 200 and does != "one pace" else 1)]
        if does == "never the same words":
            letters.append(self.spoken)
        if does == "8 bits":
            buffer = BytesIO()
            with wave.open(buffer, "wb") as file:
                file.setparams((1, 1, 1_000, 0, "NONE", ""))
                file.writeframes(bytes(2_000))
            to.write_bytes(buffer.getvalue())
            return
        try:
            old = to.read_bytes() if does == "writes behind" and to.exists() else b""
            to.write_bytes(wav(*letters) + old)
        except OSError as error:
            raise EngineError(self.name, text, "cannot be written") from error


def held(breaks: str, test: str, folder: Path, capfd: Any = None, **facts: Any) -> None:
    class Contract(EngineContract):
        def make_engine(self) -> Any:
            return Keeps(breaks)

    contract = Contract()
    for name, value in facts.items():
        setattr(contract, name, value)
    asked = {"tmp_path": folder, "capfd": capfd}
    wanted = getattr(Contract, test).__code__
    wanted = wanted.co_varnames[1 : wanted.co_argcount]
    getattr(contract, test)(**{name: asked[name] for name in wanted})


TESTS = [name for name in vars(EngineContract) if name.startswith("test_")]


@pytest.mark.parametrize("test", TESTS)
def test_an_engine_that_keeps_it_passes(
    test: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    held("", test, tmp_path, capfd)


@pytest.mark.parametrize(
    ("breaks", "test"),
    [
        ("no name", "test_has_a_name"),
        ("never the same", "test_identity_is_the_same_each_time"),
        ("no identity", "test_identity_is_the_same_each_time"),
        ("no such default", "test_default_voice_is_among_the_voices"),
        ("a voice without a name", "test_default_voice_is_among_the_voices"),
        ("too short", "test_writes_a_16_bit_wav_with_sound"),
        ("8 bits", "test_writes_a_16_bit_wav_with_sound"),
        ("nearly silent", "test_writes_a_16_bit_wav_with_sound"),
        ("writes behind", "test_replaces_an_old_file"),
        ("left is right", "test_different_words_sound_different"),
        ("one phrase", "test_different_words_sound_different"),
        ("one pace", "test_a_higher_rate_is_faster"),
        ("never the same words", "test_same_words_give_the_same_bytes"),
        ("never the same words", "test_threads_at_once_give_the_same_bytes"),
        ("prints", "test_prints_nothing"),
        ("speaks what has no words", "test_refuses_what_has_no_words"),
        ("nearly silent", "test_unusual_text_is_spoken_or_refused"),
        ("leaves a file when it refuses", "test_unusual_text_is_spoken_or_refused"),
        ("leaves a file when it refuses", "test_refuses_what_has_no_words"),
        ("any voice", "test_refuses_an_unknown_voice"),
        ("leaves a file when it refuses", "test_a_failure_leaves_no_file"),
        ("leaves another file", "test_leaves_nothing_but_the_clip"),
    ],
)
def test_an_engine_that_breaks_it_is_found_out(
    breaks: str, test: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises((AssertionError, wave.Error)):
        held(breaks, test, tmp_path, capfd)


def test_a_voice_of_one_pace_is_asked_for_one(tmp_path: Path) -> None:
    held("one pace", "test_a_higher_rate_is_faster", tmp_path, fixed_rate=True)
    with pytest.raises(AssertionError):
        held("", "test_a_higher_rate_is_faster", tmp_path, fixed_rate=True)


@pytest.mark.parametrize(
    ("samples", "heard"),
    [((328,), True), ((-328,), True), ((327, -327), False), ((), False), ((0,) * 9, False)],
)
def test_what_is_louder_than_minus_40_db_sounds(samples: tuple[int, ...], heard: bool) -> None:
    assert sounds(wav(*samples)) == heard


def test_letters_are_asked_for_in_such_numbers_that_a_careless_engine_hangs() -> None:
    lengths = sorted(map(len, UNUSUAL))[-3:]
    assert lengths == [400, 400, 5_000]
