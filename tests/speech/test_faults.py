"""Whatever the speaking process does, a phrase is spoken or named; it is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from unknot.engines.process import SPEAKER
from unknot.engines.pyttsx3.engine import FORKS, Pyttsx3Engine
from unknot.errors import EngineError

pytestmark = pytest.mark.deep

PHRASE = "Rest the massager on the sorest spot."
PROGRAM = Path(__file__).with_name("faulty_speaker.py")

FAULTS = [
    "no_file",
    "empty_file",
    "header_only",
    "silence",
    "stereo",
    "wrong_rate",
    "truncated_50",
    "truncated_97",
    "not_a_wav",
    "hang",
    "crash",
    "exit_0",
    "exit_1_as_espeak_does",
    "killed_mid_write",
    "stale",
    "exception",
    "rate_ignored",
]
HARMLESS = ["slow_drip", "noise_on_stdout", "nonsense_answers", "lingering"]
#: These need what only a forking program has: a process group, a parent of its own.
FORKING_FAULTS = ["stopped", "whole_program_killed"]
#: Where a fresh interpreter for each clip goes another way than a fork.
FRESH_FAULTS = {"no_file", "hang", "crash", "exit_0", "exception", *HARMLESS}

MakeFaulty = Callable[..., Pyttsx3Engine]


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeFaulty]:
    """Makes an engine whose first ``clips`` clips suffer ``fault``."""
    made: list[Pyttsx3Engine] = []

    def make(fault: str, clips: int, *, forks: bool, patience: float = 5.0) -> Pyttsx3Engine:
        monkeypatch.setenv("FAULT", fault)
        monkeypatch.setenv("FAULTY_CLIPS", str(clips))
        monkeypatch.setenv("FAULT_LOG", str(tmp_path / "log"))
        monkeypatch.setenv("REAL_SPEAKER", str(SPEAKER))
        made.append(Pyttsx3Engine(program=PROGRAM, patience=patience, forks=forks))
        return made[-1]

    (tmp_path / "log").touch()
    (tmp_path / "out").mkdir()
    yield make
    for engine in made:
        engine.close()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The phrase as a speaker without faults says it."""
    path = tmp_path_factory.mktemp("reference") / "clip.wav"
    engine = Pyttsx3Engine()
    engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=path)
    engine.close()
    return path.read_bytes()


def cases(faults: list[str]) -> list[tuple[str, bool]]:
    return [(fault, FORKS) for fault in faults] + [
        (fault, False) for fault in faults if FORKS and fault in FRESH_FAULTS
    ]


def tries(folder: Path) -> int:
    return (folder / "log").stat().st_size


def patience(fault: str) -> float:
    """Short where the fault is a wait, so that the test is not one."""
    return 1.5 if fault in ("hang", "stopped") else 5.0


@pytest.mark.parametrize(("fault", "forks"), cases(FAULTS + FORKING_FAULTS * FORKS))
def test_one_fault_is_healed(
    faulty: MakeFaulty, tmp_path: Path, reference: bytes, fault: str, forks: bool
) -> None:
    """The second try, on a fresh process, gives the very clip, and nothing is left beside it."""
    engine = faulty(fault, clips=1, forks=forks, patience=patience(fault))
    engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "out" / "clip.wav")
    assert (tmp_path / "out" / "clip.wav").read_bytes() == reference
    assert tries(tmp_path) == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["clip.wav"]


@pytest.mark.parametrize(("fault", "forks"), cases(FAULTS + FORKING_FAULTS * FORKS))
def test_a_lasting_fault_names_the_phrase(
    faulty: MakeFaulty, tmp_path: Path, fault: str, forks: bool
) -> None:
    """Three tries, one error with the phrase and the fault in it, and neither file nor process.

    Somebody who kills processes is forgiven more often: that is no fault of the phrase.
    """
    wait = 0.4 if fault in ("hang", "stopped") else 5.0
    engine = faulty(fault, clips=99, forks=forks, patience=wait)
    with pytest.raises(EngineError) as caught:
        engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "out" / "clip.wav")
    assert caught.value.text == PHRASE
    most = 8 if "killed" in fault else 3
    assert f"given up after {most} tries" in caught.value.reason
    assert tries(tmp_path) <= most
    assert engine._pool._all == set()
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(("fault", "forks"), cases(HARMLESS))
def test_noise_and_slowness_are_no_faults(
    faulty: MakeFaulty, tmp_path: Path, reference: bytes, fault: str, forks: bool
) -> None:
    """What is printed is not an answer, and a late answer is one; no second try is needed."""
    engine = faulty(fault, clips=99, forks=forks)
    engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "out" / "clip.wav")
    assert (tmp_path / "out" / "clip.wav").read_bytes() == reference
    assert tries(tmp_path) == 1


def test_the_reason_says_what_happened(faulty: MakeFaulty, tmp_path: Path) -> None:
    """A person who reports it should not have to guess."""
    engine = faulty("crash", clips=99, forks=FORKS)
    with pytest.raises(EngineError, match="died .signal 11" if FORKS else "ended without"):
        engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "clip.wav")


@pytest.mark.skipif(not FORKS, reason="no process is ever idle")
def test_processes_that_died_while_idle_cost_one_try(faulty: MakeFaulty, tmp_path: Path) -> None:
    """However many: the second try starts a process of its own."""
    engine = faulty("slow_drip", clips=5, forks=True)
    paths = [tmp_path / "out" / f"{number}.wav" for number in range(5)]

    def speak(path: Path) -> None:
        engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=path)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(speak, paths))
    idle = tuple(engine._pool._idle)
    assert len(idle) == 5
    for speaker in idle:
        speaker._process.kill()
        speaker._process.wait()
    speak(tmp_path / "out" / "after.wav")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("folder_gone", "No such file"), *([("full_disk", "No space left")] * FORKS)],
)
@pytest.mark.parametrize("forks", sorted({FORKS, False}))
def test_what_cannot_be_written_is_named_at_once(
    faulty: MakeFaulty, tmp_path: Path, fault: str, reason: str, forks: bool
) -> None:
    """pyttsx3 raises in a callback from C then, and by itself would wait for ever."""
    engine = faulty(fault, clips=99, forks=forks, patience=10.0)
    with pytest.raises(EngineError, match=f"cannot be written: {reason}"):
        engine.synthesise(PHRASE, voice="gmw/en", rate=135, to=tmp_path / "out" / "clip.wav")
    assert tries(tmp_path) == 1
