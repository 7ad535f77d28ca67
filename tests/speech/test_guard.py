"""The guard: what it lets through, and what it stops."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.speech.lines import LINES
from unknot.engines.fault import Failed
from unknot.engines.length_bounds import bounds_ms
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.engines.recording import Recording, read, to_wav
from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError
from unknot.speech.guard import check
from unknot.speech.voice_profile import Lesson, learned

PHRASE = "Search your left buttock with flat fingers, and work outwards."
#: Short, spelled, foreign, or said as many more words than are written.
ODD = ["A", "I.", "Ow!", "XVII", "C++", "5", "1,234,567", "12345678901234", "50% of 10:30",
       "&&&a&&&", "www.www.www", "中文字", "שלום", "ไทยภาษา", "Привет мир", "w" * 30, "9" * 100,
       "!@#$%^&*()a", "a b c d e f g", "👍 ok", "{0.__class__}", "Shh.", "!!! a"]  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[Pyttsx3Engine]:
    with closing(Pyttsx3Engine()) as opened:
        yield opened


@pytest.fixture(scope="module")
def clip(engine: Pyttsx3Engine, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    path = tmp_path_factory.mktemp("clip") / "clip.wav"
    engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=path)
    return read(path)


def examine(path: Path, text: str, rate: int, engine: str = "guard") -> None:
    """As an engine's caller meets it: EngineError unless ``path`` may be ``text``."""
    try:
        check(read(path), text, rate)
    except Failed as error:
        raise EngineError(engine, text, str(error)) from None


def changed(clip: Recording, change: Callable[[array[int]], array[int]]) -> bytes:
    samples = change(clip.samples())
    return to_wav([Recording(rate=clip.rate, channels=clip.channels, data=samples.tobytes())])


def test_every_line_of_the_script_passes(engine: Pyttsx3Engine, tmp_path: Path) -> None:
    """A false alarm would stop a build."""
    assert len(LINES) > 80
    for line in LINES[::3]:
        engine.synthesise(line, voice="gmw/en", rate=135, to=tmp_path / "clip.wav")
        examine(tmp_path / "clip.wav", line, 135)


@pytest.mark.parametrize(
    ("voice", "rate"),
    [
        ("gmw/en", 135),
        pytest.param("gmw/en", 80, marks=pytest.mark.deep),
        pytest.param("gmw/en+f3", 450, marks=pytest.mark.deep),
        pytest.param("roa/fr", 135, marks=pytest.mark.deep),
    ],
)
def test_odd_text_passes(engine: Pyttsx3Engine, tmp_path: Path, voice: str, rate: int) -> None:
    """In a quick and in a slow voice, and in one of another language."""
    for text in ODD:
        engine.synthesise(text, voice=voice, rate=rate, to=tmp_path / "clip.wav")
        examine(tmp_path / "clip.wav", text, rate)


def test_the_tone_engine_passes(tmp_path: Path) -> None:
    for line in LINES[::5]:
        ToneEngine().synthesise(line, voice="plain", rate=135, to=tmp_path / "clip.wav")
        examine(tmp_path / "clip.wav", line, 135)


def test_stereo_passes_as_stereo(clip: Recording, tmp_path: Path) -> None:
    both = array("h", [value for value in clip.samples() for _ in range(2)])
    stereo = Recording(rate=clip.rate, channels=2, data=both.tobytes())
    (tmp_path / "clip.wav").write_bytes(to_wav([stereo]))
    examine(tmp_path / "clip.wav", PHRASE, 135)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda sound: sound[: len(sound) // 5], "it lasts|cut off"),
        (lambda sound: sound[: sound.index(max(sound)) + 1], "cut off"),
        (lambda sound: array("h", [value // 400 for value in sound]), "nothing can be heard"),
        (lambda sound: sound * 12, "it lasts"),
        (lambda sound: array("h", bytes(len(sound) * 2 - 2)) + array("h", [9000]), "nothing"),
    ],
    ids=["a fifth", "cut in a vowel", "too soft", "twelve times", "one click"],
)
def test_a_clip_that_cannot_be_the_phrase_is_stopped(
    clip: Recording,
    tmp_path: Path,
    change: Callable[[array[int]], array[int]],
    reason: str,
) -> None:
    (tmp_path / "clip.wav").write_bytes(changed(clip, change))
    with pytest.raises(EngineError, match=reason) as caught:
        examine(tmp_path / "clip.wav", PHRASE, 135, "any")
    assert (caught.value.engine, caught.value.text) == ("any", PHRASE)


def test_a_file_that_is_none_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no file was written"):
        examine(tmp_path / "clip.wav", PHRASE, 135)


def test_another_phrase_is_stopped_when_it_is_far_too_short(
    clip: Recording, tmp_path: Path
) -> None:
    (tmp_path / "clip.wav").write_bytes(to_wav([clip]))
    with pytest.raises(EngineError, match="it lasts"):
        examine(tmp_path / "clip.wav", PHRASE * 6, 135)


def test_bounds_go_with_the_rate() -> None:
    slow, fast = bounds_ms(PHRASE, 100), bounds_ms(PHRASE, 200)
    assert slow[0] == pytest.approx(2 * fast[0], abs=2)
    assert slow[1] == pytest.approx(2 * fast[1], abs=2)


@pytest.mark.parametrize(("tails", "asked"), [
    pytest.param((454, 454, 227), 0.8 * 227, id="espeak-ng"),
    pytest.param((150, 157, 216), 60, id="joe, who leaves 95 behind a line"),
    pytest.param((255, 409, 300), 60, id="emma, who leaves 112 behind a word"),
    pytest.param((101, 170, 180), 0.5 * 101, id="slt, who leaves 72"),
    pytest.param((59, 59, 200), 0.0, id="no habit"),
])  # fmt: skip
def test_less_silence_is_asked_of_a_voice_that_does_not_always_leave_the_same(
    tails: tuple[float, ...], asked: float
) -> None:
    said = ("Hold.", "Stay on your left side.", "Let it soak in")
    lessons = [
        Lesson(text=text, digest=text, hz=22050, channels=1, heard_ms=900, tail_ms=tail,
               first=0.0, exact=True, seconds=1.0)
        for text, tail in zip(said, tails, strict=True)
    ]  # fmt: skip
    assert learned(lessons, 135).tail_ms == pytest.approx(asked)


@pytest.mark.parametrize(
    ("end", "share", "fault"),
    [
        (-1, 0.09, ""), (-1, 0.12, "it ends in the middle of a sound"),
        (-1, 0.4, "it ends in the middle of a sound"),
        (0, 0.88, ""), (0, 0.93, "it starts in the middle of a sound"),
    ],
)  # fmt: skip
def test_how_loud_an_end_may_be(
    clip: Recording, tmp_path: Path, end: int, share: float, fault: str
) -> None:
    """A share of the loudest sample, in the outermost two thousandths of a second."""

    def louder(samples: array[int]) -> array[int]:
        samples[end] = round(share * max(abs(each) for each in samples))
        return samples

    (tmp_path / "clip.wav").write_bytes(changed(clip, louder))
    if not fault:
        examine(tmp_path / "clip.wav", PHRASE, 135)
        return
    with pytest.raises(EngineError, match=fault):
        examine(tmp_path / "clip.wav", PHRASE, 135)
