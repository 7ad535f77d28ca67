"""Speech that cannot go missing: what is not the phrase is healed or refused, whatever it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.reliability.faulty import FAULTS, Faulty, Remembering
from tests.speech.lines import LINES
from tests.tracks import maker
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError
from unknot.speech.sound_alike import may_sound_alike
from unknot.speech.speak import speak
from unknot.timeline.cues import Say

RATE = 135
PHRASE = "Search your left buttock with flat fingers, and work outwards."
BEFORE = "Search your right buttock with flat fingers, and work outwards."
OTHER = "Halfway."
#: A fault that is there every time and in every take is no accident; these still cannot pass.
NEVER_TAKEN = set(FAULTS) - {
    "first fifth missing",
    "cut at 97 %, header right",  # only of the silence behind the voice
    "the previous phrase again",  # has a test of its own
}

SayIt = Callable[..., Path]


@pytest.fixture(scope="module")
def clean() -> Iterator[Remembering]:
    with closing(Pyttsx3Engine()) as engine:
        yield Remembering(engine, RATE)


@pytest.fixture
def say(tmp_path: Path) -> SayIt:
    """``say(engine, *texts)``: says them in order; the file of the last."""

    def call(engine: Remembering, *texts: str) -> Path:
        to = tmp_path / "clip.wav"
        for text in texts:
            speak(
                engine,
                text,
                voice=engine.default_voice,
                rate=RATE,
                to=to,
                memory=tmp_path / "memory",
            )
        return to

    return call


def faulty(clean: Remembering, fault: str, text: str | None, times: int) -> Faulty:
    engine = Faulty(clean, fault, text, times)
    engine.previous, engine.another = BEFORE, OTHER
    return engine


@pytest.mark.deep
@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_once_is_healed(clean: Remembering, say: SayIt, fault: str) -> None:
    """Also sound that is whole, well formed and of the right length: the takes do not agree."""
    engine = faulty(clean, fault, PHRASE, 1)
    assert say(engine, OTHER, BEFORE, PHRASE).read_bytes() == clean.said(PHRASE)


@pytest.mark.deep
@pytest.mark.parametrize("fault", FAULTS)
def test_so_it_is_in_the_very_first_lesson(clean: Remembering, say: SayIt, fault: str) -> None:
    """What is learned of the voice is not learned from the one bad take."""
    engine = faulty(clean, fault, None, 1)
    assert say(engine, PHRASE).read_bytes() == clean.said(PHRASE)


@pytest.mark.deep
@pytest.mark.parametrize("fault", sorted(NEVER_TAKEN))
def test_what_is_always_wrong_is_refused(
    clean: Remembering, say: SayIt, tmp_path: Path, fault: str
) -> None:
    engine = faulty(clean, fault, PHRASE, 10**9)
    said = say(engine, OTHER).read_bytes()
    with pytest.raises(EngineError) as caught:
        say(engine, PHRASE)
    assert caught.value.text == PHRASE
    assert (tmp_path / "clip.wav").read_bytes() == said


#: An engine that was never right is taken at its word in these.
TAKEN_FROM_THE_START = {
    "first fifth missing",
    "cut at 90 %, header right",
    "cut at 97 %, header right",
    "24 kHz in the header",
}


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - TAKEN_FROM_THE_START))
def test_what_was_never_right_is_refused(clean: Remembering, say: SayIt, fault: str) -> None:
    """Not learned as the voice's habit: the lessons differ, and nobody speaks so fast or slow."""
    engine = faulty(clean, fault, None, 10**9)
    with pytest.raises(EngineError):
        say(engine, PHRASE)


@pytest.mark.deep
def test_a_phrase_that_sounds_like_another_is_refused_by_both_names(
    clean: Remembering, say: SayIt
) -> None:
    """Of the same length to a hair, so that nothing but the sound itself gives it away. It stays
    refused in the next run, until the cache with the other clip in it is cleared."""
    other = "Breathe out, and feel the weight of your hip on the floor."
    for _ in range(2):
        engine = faulty(clean, "the previous phrase again", other, 10**9)
        engine.previous = PHRASE
        with pytest.raises(EngineError, match="cache clear") as caught:
            say(engine, PHRASE, other)
        assert PHRASE in caught.value.reason
        assert caught.value.text == other


@pytest.mark.deep
@pytest.mark.parametrize(
    ("one", "other"), [("Ten.", "10."), ("The right side.", "The write side.")]
)
def test_phrases_that_really_sound_alike_pass(
    clean: Remembering, say: SayIt, one: str, other: str
) -> None:
    assert clean.said(one) == clean.said(other)
    assert say(Faulty(clean, "no file", None, 0), one, other).read_bytes() == clean.said(other)


@pytest.mark.deep
def test_only_texts_that_share_their_letters_may_sound_alike() -> None:
    assert may_sound_alike("Your right side.", "Your write side.")
    assert may_sound_alike("I rest.", "Eye rest.")
    assert not may_sound_alike("Your left side.", "Your right side.")
    assert not may_sound_alike("Rest here.", "Rest here now.")
    assert not may_sound_alike(PHRASE, "Halfway. Let your top leg feel heavy.")


@pytest.mark.deep
@pytest.mark.parametrize("text", ["Ask Dr.", "Point a.", "For 5m.", "in St.", "Prof.", "U.S.A."])
@pytest.mark.parametrize("rate", [90, 135])
def test_an_abbreviation_may_end_without_a_pause(tmp_path: Path, text: str, rate: int) -> None:
    """espeak-ng goes on at once after a dot that might not end a sentence; nothing is missing."""
    with closing(Pyttsx3Engine()) as engine:
        to = tmp_path / "clip.wav"
        speak(engine, text, voice="gmw/en", rate=rate, to=to, memory=tmp_path / "m")


@pytest.mark.deep
@pytest.mark.parametrize("text", ["You. it. if.", "Rest. or move! or stop? now."])
def test_a_full_stop_without_a_capital_behind_it_is_no_pause(tmp_path: Path, text: str) -> None:
    """espeak-ng reads on there, so the line is shorter than its marks promise."""
    with closing(Pyttsx3Engine()) as engine:
        to = tmp_path / "clip.wav"
        speak(engine, text, voice="gmw/en", rate=RATE, to=to, memory=tmp_path / "m")
        assert to.stat().st_size > 10_000


class Fickle(Remembering):
    """Never the same twice, as a voice with a random seed is."""

    chance = random.Random(5)

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        data = bytearray(self.said(text))
        data[1000:1002] = self.chance.randbytes(2)
        to.write_bytes(data)


@pytest.mark.deep
def test_a_voice_that_is_never_the_same_twice_is_judged_by_its_lengths(
    clean: Remembering, say: SayIt
) -> None:
    engine = Fickle(clean, RATE)
    engine.said = clean.said  # type: ignore[method-assign]
    assert len(say(engine, PHRASE).read_bytes()) == len(clean.said(PHRASE))


@pytest.mark.deep
@pytest.mark.parametrize("content", [b"", b"[]", b'{"hz": 1}', b"\xff\xfe", b"null"])
def test_a_damaged_memory_is_learned_again(
    clean: Remembering, say: SayIt, tmp_path: Path, content: bytes
) -> None:
    say(Faulty(clean, "no file", None, 0), OTHER)
    (model,) = (tmp_path / "memory").glob("*.json")
    good = model.read_bytes()
    model.write_bytes(content)
    (sounds,) = (tmp_path / "memory").glob("*.sounds")
    sounds.write_bytes(b"\xff\n\nhalf a li")
    assert say(Faulty(clean, "no file", None, 0), PHRASE).read_bytes() == clean.said(PHRASE)
    assert model.read_bytes() == good


@pytest.mark.deep
def test_the_tone_engine_is_known_too(tmp_path: Path) -> None:
    """An engine without a tail, without flutter and with a voice of its own."""
    for text in (PHRASE, "No final mark", "One.", OTHER):
        speak(
            ToneEngine(),
            text,
            voice="plain",
            rate=RATE,
            to=tmp_path / "c.wav",
            memory=tmp_path / "m",
        )
    assert sorted(path.suffix for path in (tmp_path / "m").iterdir()) == [".json", ".sounds"]


@pytest.mark.deep
@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "another clip's"])
@pytest.mark.parametrize("ending", ["wav", "standard.mp3f"])
def test_a_damaged_clip_in_the_cache_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str, ending: str
) -> None:
    """A clip is looked at when it is read; one that changed on the disk is not there."""
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path))
    made = maker(engine="tone")
    cues = [Say(text=text, line="x") for text in (PHRASE, BEFORE)]
    keys = made.keys(cues)
    first = {cue: bytes(made.make(keys[cue], cue).frames) for cue in cues}
    path = tmp_path / keys[cues[0]][:2] / f"{keys[cues[0]]}.{ending}"
    other = tmp_path / keys[cues[1]][:2] / f"{keys[cues[1]]}.{ending}"
    data = path.read_bytes()
    middle = len(data) // 2
    broken = {
        "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "cut": data[:middle],
        "emptied": b"",
        "another clip's": other.read_bytes(),
    }
    path.write_bytes(broken[damage])
    found = made.store.master(keys[cues[0]]) if ending == "wav" else made.find(keys[cues[0]])
    assert found is None
    assert bytes(made.make(keys[cues[0]], cues[0]).frames) == first[cues[0]]


@pytest.mark.deep
def test_the_script_is_said_without_a_false_alarm(tmp_path: Path) -> None:
    """A sample here; benchmarks/soak.py does ten thousand."""
    with closing(Pyttsx3Engine()) as engine:
        for text in LINES[::8]:
            speak(engine, text, voice="gmw/en", rate=RATE, to=tmp_path / "c.wav", memory=tmp_path)
