"""What a trial says of a voice, by stand-ins for the voice, its driver and its track."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from unknot.clips.clipfile import Clip, ClipKey
from unknot.engines.engine import VoiceInfo
from unknot.engines.fault import Failed
from unknot.engines.recording import Recording, to_wav
from unknot.errors import AudioError, EngineError
from unknot.progress import ClipReady, Planned
from unknot.testing import PHRASE
from unknot.timeline.estimate import estimate_ms
from unknot.voicetest import audition as auditions
from unknot.voicetest import report, speed
from unknot.voicetest import track as trial
from unknot.voicetest.audition import Sample, audition
from unknot.voicetest.contract import Outcome, contract_of, run_contract
from unknot.voicetest.report import DRIVERS, gather_driver_facts, gather_facts, line, sections
from unknot.voicetest.track import try_track


class Speaker:
    """Speaks for as long as is estimated, and longer by a tenth of a second each time."""

    name = "other"
    default_voice = "b"

    def __init__(self, longer: int = 0) -> None:
        self.longer, self.said, self.closed = longer, 0, False

    def voices(self) -> tuple[VoiceInfo, ...]:
        languages = (("a", "en-GB"), ("b", "EN"), ("c", "de"), ("d", ""))
        return tuple(VoiceInfo(id=id, name=id, language=each) for id, each in languages)

    def identity(self, voice: str) -> str:
        return f"other 1 {voice}"

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        samples = (estimate_ms(text, rate) + self.longer * self.said) * 16
        self.said += 1
        sound = (np.sin(np.arange(samples) * 0.2) * 9_000).astype(np.int16).tobytes()
        to.write_bytes(to_wav([Recording(rate=16_000, channels=1, data=sound)]))

    def close(self) -> None:
        self.closed = True


def facts(engine: Any) -> dict[str, str]:
    return {each.title: each.reason for each in gather_facts(lambda: engine, "a") if each.passed}


def test_facts_of_a_voice_are_counted_and_measured() -> None:
    engine = Speaker()
    found = facts(engine)
    assert list(found) == [
        "packages", "voices", "identity", "file", "said twice", "words a minute",
    ]  # fmt: skip
    assert found["voices"] == ("4, 2 of them English, 1 without a language; the usual one is b")
    assert found["identity"] == "other 1 a"
    assert found["said twice"] == "the same bytes"
    length = estimate_ms(PHRASE, 135) / 1000
    assert found["file"] == f"WAV, Signed 16 bit PCM, 1 channel of 16000 Hz, {length:.2f} s"
    assert found["words a minute"] == ", ".join(
        f"{rate}: {estimate_ms(PHRASE, rate) / 1000:.2f} s (1.00 of the estimate)"
        for rate in (90, 110, 135, 160, 200)
    )
    assert engine.closed
    assert facts(Speaker(longer=100))["said twice"] == "other bytes; 200 ms longer or shorter"


def test_packages_are_told_where_they_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"pyttsx3": "2.99", "onnxruntime": "1.20"}
    monkeypatch.setattr("unknot.packages.release", lambda name: known.get(name, "unknown"))
    assert report.packages() == "pyttsx3 2.99, onnxruntime 1.20"


# --- the driver's own file --------------------------------------------------------------------


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A process that answers so, and is told apart when it ends."""
    made = SimpleNamespace(answer={"ok": True}, killed=0, setup={}, asked={})

    class Process:
        def __init__(self, program: Path, setup: dict[str, Any], seconds: float) -> None:
            assert program.is_file()
            assert seconds == 60
            made.setup = setup

        def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
            assert seconds == request["seconds"] == 60
            made.asked = request
            if isinstance(made.answer, Exception):
                raise made.answer
            Path(request["to"]).write_bytes(b"FORM....AIFF")
            found: dict[str, Any] = made.answer
            return found

        def kill(self) -> None:
            made.killed += 1

    monkeypatch.setattr("unknot.engines.process.SpeakerProcess", Process)
    return made


def test_a_driver_is_asked_as_the_engine_asks_and_its_process_ends(speaker: Any) -> None:
    (fact,) = gather_driver_facts("nsss", "amy")
    assert fact.passed, fact.reason
    assert (fact.title, speaker.killed) == ("driver's own file", 1)
    start = (
        "asked for clip.wav, by an absolute path with a blank and an umlaut, from the main thread"
    )
    assert fact.reason.startswith(f"{start} of a process of its own, nsss on {sys.platform} wrote ")
    to = Path(speaker.asked.pop("to"))
    assert to.is_absolute()
    assert (to.name, to.parent.name) == ("clip.wav", "blank and ümlaut")
    assert speaker.asked == {
        "do": "speak", "text": PHRASE, "voice": "amy", "rate": 135, "seconds": 60.0,
    }  # fmt: skip
    packages = Path(speaker.setup.pop("packages"))
    assert (packages / "pyttsx3").is_dir()
    assert speaker.setup == {"driver": "nsss", "library": None, "folder": None, "fork": False}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [({"fault": "crash", "reason": "gone"}, "Failed: crash: gone"),
     (Failed("hangs"), "Failed: hangs")],
)  # fmt: skip
def test_a_driver_that_fails_is_a_failure_and_its_process_ends_all_the_same(
    answer: Any, reason: str, speaker: Any
) -> None:
    speaker.answer = answer
    (fact,) = gather_driver_facts("nsss", "amy")
    assert (fact.passed, fact.reason, speaker.killed) == (False, reason, 1)


def test_without_pyttsx3_its_drivers_write_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    (fact,) = gather_driver_facts("nsss", "amy")
    assert fact.reason == "pyttsx3 is not installed"


@pytest.mark.parametrize(
    ("name", "platform", "driver"),
    [("system", "darwin", "nsss"), ("system", "win32", "sapi5"), ("system", "linux", ""),
     ("tone", "darwin", "")],
)  # fmt: skip
def test_a_report_has_the_driver_of_systems_that_have_voices_of_their_own(
    name: str, platform: str, driver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    for part in ("gather_facts", "gather_driver_facts", "contract_of", "run_contract", "try_track"):
        monkeypatch.setattr(report, part, lambda *of, part=part: asked.append((part, *of)))
    monkeypatch.setattr(report, "sys", SimpleNamespace(platform=platform))
    engine = Speaker()
    engine.name = name
    make: Any = lambda: engine  # noqa: E731
    found = [each.title for each in sections(make, "amy", None, fixed_rate=True)]  # type: ignore[arg-type]
    middle = [f"Driver {driver}"] if driver else []
    assert found == ["Facts", *middle, "Engine contract", "A short track"]
    assert engine.closed
    assert ("contract_of", make, "amy", True) in asked
    assert [each[1:] for each in asked if each[0] == "gather_driver_facts"] == (
        [(driver, "amy")] if driver else []
    )
    assert set(DRIVERS) == {"darwin", "win32"}


def test_an_outcome_is_a_line() -> None:
    good = Outcome(title="it speaks", passed=True, seconds=1.234)
    assert line(good) == "ok   it speaks (1.23 s)"
    bad = Outcome(title="it speaks", passed=False, reason="no")
    assert line(bad) == "FAIL it speaks (0.00 s): no"
    first, *_, last = report.head("tone", "plain", 2.04)
    assert first.endswith(": voice tone:plain")
    assert last == "speed: 2.0 times real time"
    assert report.head("tone", "plain", None)[-1] == "speed: not known"


def test_of_an_assertion_the_line_that_does_not_hold_is_told() -> None:
    class Contract(type(contract_of(Speaker))):  # type: ignore[misc]
        pass

    for name in [each for each in dir(Contract) if each.startswith("test_")]:
        setattr(Contract, name, lambda self: None)

    def test_one_thing(self: Any) -> None:
        assert self is None, "a word"

    def test_another(self: Any, tmp_path: Path) -> None:
        raise ValueError(f"in {tmp_path}/x")

    def test_long(self: Any) -> None:
        assert self is None, "x" * 900

    Contract.test_one_thing, Contract.test_another = test_one_thing, test_another
    Contract.test_long = test_long
    failed = {each.title: each.reason for each in run_contract(Contract()) if not each.passed}
    assert failed["one thing"].startswith('assert self is None, "a word" (a word')
    assert len(failed["long"]) == 500
    assert failed["another"] == "ValueError: in FOLDER/x"


# --- the track --------------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A track of a hundred seconds, by parts that say what they were asked for."""
    state = SimpleNamespace(error=None, asked=[], closed=False)
    made = SimpleNamespace(clips=7, timeline=SimpleNamespace(length=100_000))

    class Cast:
        def __init__(self, engine: Any, memory: Path) -> None:
            assert memory.name == "voices"

        def close(self) -> None:
            state.closed = True

    def build(job: Any, studio: Any, *, out: Path, jobs: int) -> Any:
        state.asked.append((job, out, jobs))
        if state.error:
            raise state.error(out)
        return made

    studio = SimpleNamespace(maker=lambda job: SimpleNamespace(estimate=lambda: "estimate"))
    monkeypatch.setattr(trial, "Cast", Cast)
    monkeypatch.setattr(trial, "Studio", lambda **_: studio)
    monkeypatch.setattr(trial, "resolve", lambda session, library, choices: choices.voice)
    monkeypatch.setattr(trial, "build", build)
    planned = SimpleNamespace(timeline=SimpleNamespace(length=98_000))
    monkeypatch.setattr(trial, "plan", lambda job, estimate: planned)
    monkeypatch.setattr(trial, "_masters", lambda *_: ["masters"])

    def say(title: str) -> Outcome:
        return Outcome(title=title, passed=True)

    monkeypatch.setattr(trial, "_placed", lambda made, masters: say(f"placed {masters}"))
    monkeypatch.setattr(trial, "_proof", lambda *_: iter([say("proof"), say("loudness")]))
    return state


def test_a_track_is_built_and_then_judged(built: Any) -> None:
    found = list(try_track(Speaker, "amy", None))  # type: ignore[arg-type]
    assert [(each.title, each.passed) for each in found] == [
        ("track is spoken, guarded and built", True), ("its estimate is within 5%", True),
        ("placed ['masters']", True), ("proof", True), ("loudness", True),
    ]  # fmt: skip
    assert found[0].reason == "7 clips, 100.0 s"
    assert found[1].reason == "planned 98.0 s, built +2.0%"
    assert 0 <= found[0].seconds < 600
    assert [(job, jobs) for job, _, jobs in built.asked] == [("amy", 1)]
    assert built.closed
    assert not built.asked[0][1].exists(), "a folder was left behind"


def test_a_track_that_cannot_be_built_is_one_failure_without_the_folder_s_name(built: Any) -> None:
    built.error = lambda out: AudioError(out / "x.wav", "is\n  full")
    (found,) = try_track(Speaker, "amy", None)  # type: ignore[arg-type]
    assert (found.title, found.passed) == ("track is spoken, guarded and built", False)
    assert found.reason == "FOLDER/x.wav: is full"
    assert built.closed


# --- samples ----------------------------------------------------------------------------------


class Maker:
    """Makes clips of half a second; ``known`` lines are in the cache, ``bad`` ones fail."""

    rate, quality = 135, "quality"

    def __init__(self, known: str = "", bad: str = "", recorded: bool = False) -> None:
        self.known, self.bad, self.made = known, bad, list[str]()
        engine = SimpleNamespace(name="tone", voices=Speaker().voices)
        part = SimpleNamespace(engine=engine, voice="a", recorded=recorded)
        self.cast = SimpleNamespace(part=lambda voice, rate: part)
        self.speakers = SimpleNamespace(voice="tone:a")

    def keys(self, cues: Any) -> dict[Any, ClipKey]:
        return {cue: ClipKey(cue.text) for cue in cues}

    def find(self, key: ClipKey) -> Clip | None:
        return self._clip(key) if key in self.known.split() else None

    def make(self, key: ClipKey, cue: Any) -> Clip:
        if key in self.bad.split():
            raise EngineError("tone", str(key), "hangs")
        self.made.append(str(key))
        return self._clip(key)

    def _clip(self, key: ClipKey) -> Clip:
        return Clip(key=key, sound_ms=480, frames=memoryview(str(key).encode()))


@pytest.fixture
def auditioned(monkeypatch: pytest.MonkeyPatch) -> Any:
    def splice(placed: Any, length: int, quality: str) -> Any:
        assert quality == "quality"
        said = ",".join(f"{at}:{bytes(frames).decode()}" for at, frames in placed)
        return SimpleNamespace(read=lambda: f"{said};{length}".encode())

    monkeypatch.setattr(auditions, "splice", splice)
    monkeypatch.setattr(auditions, "recall_speed", lambda engine, voice: None)
    monkeypatch.setattr(auditions, "measure_speed", lambda engine, voice: 12.0)

    def told(maker: Maker, *lines: str, **how: Any) -> Any:
        samples = [Sample(title=each, lines=tuple(each.split())) for each in lines]
        return audition(maker, samples, **how)  # type: ignore[arg-type]

    return told


def test_lines_follow_one_another_with_half_a_second_between(auditioned: Any) -> None:
    """A frame before the first and one behind the last."""
    maker, told = Maker(known="two"), list[Any]()
    found = auditioned(maker, "one two", "three one", report=told.append)
    room = 480 + 72
    assert Clip(key=ClipKey("x"), sound_ms=480, frames=memoryview(b"")).room_ms == room
    second, length = 24 + room + 480, 24 + 2 * room + 480 + 24
    assert [each.mp3.decode() for each in found.heard] == [
        f"24:one,{second}:two;{length}", f"24:three,{second}:one;{length}",
    ]  # fmt: skip
    assert [each.ms for each in found.heard] == [length, length]
    assert sorted(maker.made) == ["one", "one", "three"]
    assert (found.engine, found.info.language, found.speed, found.fault) == (
        "tone", "en-GB", 12.0, "",
    )  # fmt: skip
    assert told[0] == Planned(session="a", clips=4, missing=4)
    assert [each.text for each in told[1:] if isinstance(each, ClipReady)] == [
        "one", "two", "three", "one",
    ]  # fmt: skip


def test_a_line_that_fails_leaves_the_other_samples_alone(auditioned: Any) -> None:
    found = auditioned(Maker(bad="two"), "one two", "three")
    assert [each.fault for each in found.heard] == ["'two': hangs", ""]
    assert (found.fault, found.heard[0].mp3, found.heard[0].ms) == ("", b"", 0)
    silent = auditioned(Maker(bad="one two"), "one", "two")
    assert silent.fault == "'one': hangs"
    assert auditioned(Maker()).fault == ""


def test_speed_is_remembered_and_what_was_recorded_has_none(
    auditioned: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert auditioned(Maker(recorded=True), "one").speed == 0

    def fail(*_: object) -> float:
        raise EngineError("tone", "", "no")

    monkeypatch.setattr(auditions, "measure_speed", fail)
    assert auditioned(Maker(), "one").speed == 0
    monkeypatch.setattr(auditions, "recall_speed", lambda engine, voice: 3.5)
    assert auditioned(Maker(), "one").speed == 3.5


def test_speed_is_sound_over_time_without_the_first_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path))
    engine: Any = Speaker()
    assert speed.recall_speed(engine, "a") is None
    ticks = iter([10.0, 12.0])
    monkeypatch.setattr(speed, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    found = speed.measure_speed(engine, "a")
    spoken = sum(estimate_ms(each, 135) for each in speed._LINES) / 1000
    assert found == pytest.approx(spoken / 2)
    assert engine.said == 4
    assert speed.recall_speed(engine, "a") == found
    assert speed.recall_speed(engine, "b") is None

    def fail(*_: object, **__: object) -> None:
        raise Failed("the program ended")

    engine.synthesise = fail
    with pytest.raises(EngineError) as told:
        speed.measure_speed(engine, "a")
    assert (told.value.engine, told.value.text, told.value.reason) == (
        "other", "Rest here.", "the program ended",
    )  # fmt: skip
