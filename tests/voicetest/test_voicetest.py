"""The trial of a voice: the contract without pytest, and what it finds in bad voices."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.usual import cases
from unknot.content.library import Library
from unknot.engines.recording import Recording, to_wav
from unknot.engines.tone import RATE, ToneEngine
from unknot.errors import EngineError
from unknot.testing import EngineContract, stdout_into
from unknot.voicetest.contract import Outcome, contract_of, run_contract
from unknot.voicetest.report import (
    describe_file,
    gather_driver_facts,
    gather_facts,
    head,
    line,
    sections,
    text,
)
from unknot.voicetest.track import try_track

STANDINS = ROOT / "tests" / "engines" / "standins"


def failed(outcomes: Iterator[Outcome]) -> dict[str, str]:
    return {each.title: each.reason for each in outcomes if not each.passed}


def test_every_test_of_the_contract_is_run() -> None:
    outcomes = list(run_contract(contract_of(ToneEngine)))
    tests = [name for name in vars(EngineContract) if name.startswith("test_")]
    assert len(tests) > 12
    assert [f"test_{each.title.replace(' ', '_')}" for each in outcomes] == tests
    assert all(each.passed for each in outcomes)


@pytest.mark.deep
def test_it_needs_no_pytest() -> None:
    """A person with unknot alone can run it."""
    code = (
        "import sys; sys.modules['pytest'] = None\n"
        "from unknot.voicetest.contract import contract_of, run_contract\n"
        "from unknot.engines.tone import ToneEngine\n"
        "print(all(each.passed for each in run_contract(contract_of(ToneEngine))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.stdout == "True\n"


class Chatty(ToneEngine):
    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        super().synthesise(text, voice=voice, rate=rate, to=to)
        os.write(1, b"Audio saved\n")


class Changing(ToneEngine):
    count = 0

    def identity(self, voice: str) -> str:
        Changing.count += 1
        return str(Changing.count)


class Steady(ToneEngine):
    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        super().synthesise(text, voice=voice, rate=135, to=to)


class Careless(ToneEngine):
    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        super().synthesise(text or "Rest.", voice="plain", rate=rate, to=to)


class Crashing(ToneEngine):
    def voices(self) -> tuple[()]:
        raise ZeroDivisionError("no voices\nat all")


@cases(
    ("engine", "title", "reason"),
    [
        (Chatty, "prints nothing", "printed"),
        (Changing, "identity is the same each time", "len(identities) == 1"),
        (Steady, "a higher rate is faster", "self.fixed_rate"),
        (Careless, "refuses an unknown voice", "no-such-voice"),
        (Careless, "refuses what has no words", "'' was spoken"),
        (Crashing, "default voice is among the voices", "ZeroDivisionError: no voices at all"),
    ],
    usual=2,
)
def test_a_fault_fails_its_test_with_the_reason(
    engine: type[ToneEngine], title: str, reason: str
) -> None:
    assert reason in failed(run_contract(contract_of(engine)))[title]


@pytest.mark.deep
def test_a_fixed_rate_is_no_fault_where_it_is_known() -> None:
    assert failed(run_contract(contract_of(Steady, fixed_rate=True))) == {}
    assert "a higher rate is faster" in failed(
        run_contract(contract_of(ToneEngine, fixed_rate=True))
    )


def test_another_voice_than_the_usual_one_is_tried() -> None:
    asked = set[str]()

    class Listening(ToneEngine):
        def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
            asked.add(voice)
            super().synthesise(text, voice=voice, rate=rate, to=to)

    assert failed(run_contract(contract_of(Listening, "high"))) == {}
    assert asked == {"high", "no-such-voice"}


def test_what_the_process_prints_goes_into_a_file_and_then_out_again(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with stdout_into(tmp_path / "printed"):
        os.write(1, b"by hand\n")
        sys.stdout.write("by Python\n")
        sys.stdout.flush()
        subprocess.run([sys.executable, "-c", "print('by another')"], check=True)
    os.write(1, b"after\n")
    told = (tmp_path / "printed").read_text("utf-8").split("\n")
    assert told == ["by hand", "by Python", "by another", ""]
    assert capfd.readouterr() == ("after\n", "")


# --- the track ------------------------------------------------------------------------------


@pytest.mark.deep
def test_a_good_voice_s_track_passes(library: Library) -> None:
    outcomes = list(try_track(ToneEngine, "plain", library))
    assert len(outcomes) == 5
    assert failed(iter(outcomes)) == {}
    assert "34 clips, 0 samples off" in [each.reason for each in outcomes]


def test_a_voice_that_cannot_speak_fails_with_the_phrase(library: Library) -> None:
    class Mute(ToneEngine):
        def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
            raise EngineError(self.name, text, "a frog in the throat")

    ((title, reason),) = failed(try_track(Mute, "plain", library)).items()
    assert title == "track is spoken, guarded and built"
    assert re.search(r"could not speak '.+': a frog in the throat", reason)


def test_a_voice_that_cuts_words_off_is_caught_by_the_guard(library: Library) -> None:
    class Hasty(ToneEngine):
        def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
            super().synthesise(text, voice=voice, rate=rate, to=to)
            data = to.read_bytes()[44:]
            to.write_bytes(
                to_wav([Recording(rate=RATE, channels=1, data=data[: len(data) // 8 * 2])])
            )

    assert "track is spoken, guarded and built" in failed(try_track(Hasty, "plain", library))


# --- facts and the report -------------------------------------------------------------------


def test_facts_say_what_a_maintainer_cannot_see() -> None:
    found = {each.title: each.reason for each in gather_facts(ToneEngine, "plain")}
    assert "WAV, Signed 16 bit PCM, 1 channel of 22050 Hz" in found["file"]
    assert found["said twice"] == "the same bytes"
    assert found["identity"] == "tone 1"
    assert "2, 0 of them English" in found["voices"]
    assert found["words a minute"].startswith("90: ")


def test_a_fact_that_cannot_be_had_is_a_failure_and_no_crash() -> None:
    class Mute(ToneEngine):
        def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
            raise EngineError(self.name, text, "no sound device")

    assert set(failed(gather_facts(Mute, "plain"))) == {"file", "said twice", "words a minute"}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="has the system's own")
@pytest.mark.parametrize(
    ("driver", "wrote"), [("nsss", "AIF"), ("sapi5", "WAV, Signed 16 bit PCM, 1 channel")]
)
def test_a_driver_s_own_file_is_described(
    driver: str, wrote: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On stand-ins for the systems: that macOS writes AIFF into clip.wav is seen."""
    from unknot.engines.pyttsx3.engine import Pyttsx3Engine

    monkeypatch.setenv("PYTHONPATH", str(STANDINS / driver))
    engine = Pyttsx3Engine("system", driver, forks=False)
    voice = engine.default_voice
    engine.close()
    (fact,) = gather_driver_facts(driver, voice)
    assert fact.passed, fact.reason
    assert f"wrote {wrote}" in fact.reason
    took = re.findall(r" after (\d+\.\d\d) s", fact.reason)
    assert len(took) == 2
    assert all(float(each) < 60 for each in took)
    (fact,) = gather_driver_facts(driver, "no-such-voice")
    assert not fact.passed


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "is empty"), (b"ID3\4mp3", "it begins with b'ID3")],
)
def test_a_file_of_another_kind_is_told_by_its_first_bytes(
    content: bytes, told: str, tmp_path: Path
) -> None:
    (tmp_path / "clip.wav").write_bytes(content)
    assert told in describe_file(tmp_path / "clip.wav")


def test_the_report_has_no_personal_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "maria"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "maria"))
    monkeypatch.chdir(tmp_path)
    outcome = Outcome(title="x", passed=False, reason=f"{tmp_path / 'maria' / 'amy.onnx'} is gone")
    shown = text([*head("tone", "plain", 2.0), line(outcome)])
    assert "FAIL x (0.00 s): HOME" in shown
    assert str(tmp_path) not in shown
    assert "Python 3." in shown


def test_a_report_has_every_section(library: Library) -> None:
    found = list(sections(ToneEngine, "plain", library))
    assert [each.title for each in found] == ["Facts", "Engine contract", "A short track"]


def test_a_person_s_home_is_left_out_of_a_report_and_a_machine_s_root_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "ann")
    assert text([f"{tmp_path}/ann/x and {tmp_path}/y"]) == "HOME/x and HERE/y\n"
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert text(["/usr/bin/say"]) == "/usr/bin/say\n"
