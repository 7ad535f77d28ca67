"""How often a phrase is said before it is believed, and what is made of a sound heard before."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from unknot.engines.engine import MeasuredVoice
from unknot.engines.recording import Recording, read, to_wav
from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError
from unknot.speech.double_take import KnownVoice
from unknot.speech.pace import Pace, pace
from unknot.speech.voice_profile import LESSONS

LEFT, RIGHT = "Stay on your left side, and breathe.", "Stay on your right side, and breathe."
PLAIN, WEIGHTY = "Let it soak in and breathe.", "Stay on your left side."


class Said(ToneEngine):
    """Keeps what it was asked to say, says ``instead`` of some of it; ``clicks`` times in all it
    ends in a click."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.instead: dict[str, str] = {}
        self.clicks = 0

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        self.asked.append(text)
        super().synthesise(self.instead.get(text, text), voice=voice, rate=rate, to=to)
        if self.clicks:
            self.clicks -= 1
            sound = read(to)
            click = [0] * (sound.rate // 4) + [15_000] * 40 + [0] * (sound.rate // 4)
            to.write_bytes(to_wav([_longer(sound, click)]))


def _longer(sound: Recording, more: list[int]) -> Recording:
    return replace(sound, data=sound.data + array("h", more).tobytes())


@pytest.fixture
def engine() -> Iterator[Said]:
    made = Said()
    yield made
    made.close()


@pytest.fixture
def known(engine: Said, tmp_path: Path) -> KnownVoice:
    """The tone's voice, after its lessons."""
    made = KnownVoice(voice="plain", rate=135)
    made.say(engine, "Lie down.", tmp_path / "clip.wav")
    assert made._model
    engine.asked.clear()
    return made


@pytest.mark.parametrize(
    ("quick", "text", "times"),
    [(True, PLAIN, 2), (True, WEIGHTY, 2), (False, WEIGHTY, 2), (False, PLAIN, 1)],
)
def test_all_is_said_twice_by_a_quick_voice_and_what_weighs_by_any(
    engine: Said, known: KnownVoice, tmp_path: Path, quick: bool, text: str, times: int
) -> None:
    assert known._model
    known._model = replace(known._model, quick=quick)
    known.say(engine, text, tmp_path / "clip.wav")
    assert engine.asked == [text] * times


def test_a_short_sound_that_stands_alone_is_doubted_by_a_slow_voice(
    engine: Said, known: KnownVoice, tmp_path: Path
) -> None:
    """A click in the silence behind the words would make the clip as long as the way to it."""
    assert known._model
    known._model = replace(known._model, quick=False)
    to, other = tmp_path / "clip.wav", tmp_path / "other.wav"
    engine.synthesise(PLAIN, voice="plain", rate=135, to=other)
    engine.asked.clear()
    engine.clicks = 1
    known.say(engine, PLAIN, to)
    assert engine.asked == [PLAIN] * 2
    assert to.read_bytes() == other.read_bytes()


def test_what_always_ends_so_is_believed_the_second_time(
    engine: Said, known: KnownVoice, tmp_path: Path
) -> None:
    assert known._model
    known._model = replace(known._model, quick=False)
    engine.clicks = 9
    known.say(engine, PLAIN, tmp_path / "clip.wav")
    assert engine.asked == [PLAIN] * 2


class Calculated(Said):
    """An engine whose sound is the value of a call, in a voice that was measured, or was not."""

    known: MeasuredVoice | None = None

    def measured(self, voice: str) -> MeasuredVoice | None:
        return self.known


MEASURED = MeasuredVoice(
    hz=22050, tail_ms=0, first=0.9, share=0.8, scale=1.0, slowest=90, fastest=400
)  # fmt: skip


def test_what_is_computed_is_said_once(tmp_path: Path) -> None:
    """Its lessons, too; the guard and the memory of sounds stay."""
    engine = Calculated()
    known = KnownVoice(voice="plain", rate=135)
    for text in (WEIGHTY, LEFT):
        known.say(engine, text, tmp_path / "clip.wav")
    assert engine.asked == [*LESSONS, WEIGHTY, LEFT]
    engine.instead[RIGHT] = LEFT
    with pytest.raises(EngineError, match=f"it sounds exactly like '{LEFT}'"):
        known.say(engine, RIGHT, tmp_path / "clip.wav")


def test_a_voice_that_was_measured_says_nothing_for_it(tmp_path: Path) -> None:
    """Neither lessons nor lines for its pace, and every line is still guarded by it."""
    engine = Calculated()
    engine.known = MEASURED
    assert pace(engine, "plain", 135, tmp_path) == Pace(rate=108, scale=1.0)
    assert pace(engine, "plain", 90, tmp_path) == Pace(rate=90, scale=0.8)
    known = KnownVoice(voice="plain", rate=108)
    known.say(engine, WEIGHTY, tmp_path / "clip.wav")
    assert engine.asked == [WEIGHTY]
    engine.known = replace(MEASURED, hz=8000)
    with pytest.raises(EngineError, match="this voice has 1 of 8000 Hz"):
        KnownVoice(voice="plain", rate=108).say(engine, LEFT, tmp_path / "clip.wav")


def test_other_words_that_sound_the_same_are_refused(
    engine: Said, known: KnownVoice, tmp_path: Path
) -> None:
    """The program answers with what it said before; a side would be exchanged."""
    known.say(engine, LEFT, tmp_path / "clip.wav")
    engine.instead[RIGHT] = LEFT
    with pytest.raises(EngineError, match=f"it sounds exactly like '{LEFT}'"):
        known.say(engine, RIGHT, tmp_path / "clip.wav")
    del engine.instead[RIGHT]
    known.say(engine, RIGHT, tmp_path / "clip.wav")


def test_the_same_words_may_sound_the_same(engine: Said, known: KnownVoice, tmp_path: Path) -> None:
    for text in (LEFT, f"  {LEFT} ", LEFT.removesuffix(".")):
        engine.instead[text] = LEFT
        known.say(engine, text, tmp_path / "clip.wav")


def test_a_sound_of_other_words_is_said_two_times_more_before_it_is_held_against_them(
    engine: Said, known: KnownVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that muddled its answers once answers right the next time."""
    known.say(engine, PLAIN, tmp_path / "clip.wav")
    other = "Breathe in, and let it soak."
    held: list[str] = []
    monkeypatch.setattr(KnownVoice, "_tell_apart", lambda self, *_: held.append("held"))
    plain = ToneEngine.synthesise
    for wrong in (2, 9):
        engine.asked.clear()
        left = [PLAIN] * wrong * 2  # each take is said twice

        def muddled(self: Said, text: str, *, left: list[str] = left, **how: object) -> None:
            self.asked.append(text)
            plain(self, left.pop() if left else text, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(Said, "synthesise", muddled)
        known.say(engine, other, tmp_path / "clip.wav")
        assert len(engine.asked) == 2 * 3
        assert held == ["held"] * (wrong > 2)
