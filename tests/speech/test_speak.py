"""A phrase becomes a clip that passed the guard, or an error that names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unknot.content.records.script import Lexicon, Term
from unknot.content.spoken_form import spoken_form
from unknot.engines.engine import VoiceInfo
from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError
from unknot.speech.speak import speak

PHRASE = "Let it rest there."


class Scripted:
    """Does at each call what its list says next; speaks in tones when that is None."""

    name = "scripted"
    default_voice = "plain"

    def __init__(self, *acts: Callable[[Path], object] | None) -> None:
        self.acts = list(acts)

    def identity(self, voice: str) -> str:
        return "scripted"

    def voices(self) -> tuple[VoiceInfo, ...]:
        return ()

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        act = self.acts.pop(0)
        if act is None:
            ToneEngine().synthesise(text, voice=voice, rate=rate, to=to)
        else:
            act(to)

    def close(self) -> None:
        pass


def nothing(to: Path) -> None:
    """Says it is done, and wrote no file."""


def raising(error: Exception) -> Callable[[Path], object]:
    def act(to: Path) -> None:
        to.write_bytes(b"half")
        raise error

    return act


def say(engine: Scripted, to: Path) -> None:
    speak(engine, PHRASE, voice="plain", rate=135, to=to)


def test_a_clip_is_written_whole(tmp_path: Path) -> None:
    to = tmp_path / "clip.wav"
    say(Scripted(None), to)
    ToneEngine().synthesise(PHRASE, voice="plain", rate=135, to=tmp_path / "same.wav")
    assert to.read_bytes() == (tmp_path / "same.wav").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.wav", "same.wav"]


@pytest.mark.parametrize("bad", [nothing, lambda to: to.write_bytes(b"RIFF")])
def test_a_bad_clip_is_spoken_once_more(tmp_path: Path, bad: Callable[[Path], object]) -> None:
    say(Scripted(bad, None), tmp_path / "clip.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.wav"]


def test_two_bad_clips_are_an_error_and_the_old_file_stays(tmp_path: Path) -> None:
    to = tmp_path / "clip.wav"
    to.write_bytes(b"old")
    with pytest.raises(EngineError, match="no file was written") as caught:
        say(Scripted(nothing, nothing), to)
    assert (caught.value.engine, caught.value.text) == ("scripted", PHRASE)
    assert to.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [to]


def test_the_first_clip_does_not_stand_in_for_a_second_that_never_came(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no file was written"):
        say(Scripted(lambda to: to.write_bytes(b"RIFF"), nothing), tmp_path / "clip.wav")


def test_an_engines_own_error_is_not_tried_again(tmp_path: Path) -> None:
    """It did its retries itself, or there is no such voice."""
    engine = Scripted(raising(EngineError("scripted", PHRASE, "no such voice")), None)
    with pytest.raises(EngineError, match="no such voice"):
        say(engine, tmp_path / "clip.wav")
    assert len(engine.acts) == 1
    assert list(tmp_path.iterdir()) == []


def test_whatever_an_engine_raises_is_an_engine_error(tmp_path: Path) -> None:
    """Somebody else's engine never shows a user a traceback."""
    with pytest.raises(EngineError, match="ZeroDivisionError: by zero"):
        say(Scripted(raising(ZeroDivisionError("by zero"))), tmp_path / "clip.wav")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="missing cannot be written to: No such file"):
        say(Scripted(None), tmp_path / "missing" / "clip.wav")


LEXICON = Lexicon(
    id="lexicon",
    terms={
        "psoas": Term(say="so-ass"),
        "iliopsoas": Term(say="ill-ee-oh so-ass"),
        "sciatic": Term(say="sigh-attic"),
        "sciatic nerve": Term(say="large nerve"),
        "café": Term(say="coffee house"),
        "c++": Term(say="see plus plus"),
        "large": Term(say="WRONG"),
    },
)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("The psoas.", "The so-ass."),
        ("Psoas, PSOAS and psoas's", "so-ass, so-ass and so-ass's"),
        ("iliopsoas", "ill-ee-oh so-ass"),
        ("psoasitis or xpsoas", "psoasitis or xpsoas"),
        ("Your sciatic nerve", "Your large nerve"),
        ("Your sciatic  \n nerve", "Your large nerve"),
        ("a sciatic pain", "a sigh-attic pain"),
        ("CAFE\u0301", "coffee house"),
        ("in C++.", "in see plus plus."),
        ("  two   words ", "two words"),
    ],
)
def test_terms_are_said_as_the_lexicon_has_them(written: str, spoken: str) -> None:
    """Whole words, any case, the longest first, white space and accents as anybody types them;
    what a term becomes is not looked up again."""
    assert spoken_form(written, LEXICON) == spoken


def test_an_engine_may_have_a_respelling_of_its_own() -> None:
    term = Term(say="so-ass", engines={"other": "sowus"})
    lexicon = Lexicon(id="lexicon", terms={"psoas": term})
    assert spoken_form("The psoas.", lexicon, "other") == "The sowus."
    assert spoken_form("The psoas.", lexicon, "pyttsx3") == "The so-ass."


def test_without_a_lexicon_text_is_only_tidied() -> None:
    assert spoken_form(" The  psoas.\n", None) == "The psoas."
    assert spoken_form("The psoas.", Lexicon(id="lexicon", terms={})) == "The psoas."


def test_a_long_phrase_is_named_in_short() -> None:
    """The whole of it is in the error's field; a message is for reading."""
    error = EngineError("any", "a" * 5000, "too long")
    assert error.text == "a" * 5000
    assert len(str(error)) < 200
