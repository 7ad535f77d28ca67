"""What pyttsx3 and espeak-ng get wrong by themselves, and this engine gets right."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import ROOT
from unknot.engines import recording
from unknot.engines.process import SPEAKER
from unknot.engines.pyttsx3 import espeak_library as library
from unknot.engines.pyttsx3.engine import FORKS, Pyttsx3Engine
from unknot.errors import EngineError
from unknot.packages import release

LINES = [f"Rest the massager on spot {n}, and let it do the work." for n in range(12)]


@pytest.fixture(scope="module")
def engine() -> Iterator[Pyttsx3Engine]:
    with closing(Pyttsx3Engine()) as opened:
        yield opened


def speak(engine: Pyttsx3Engine, text: str, folder: Path, voice: str = "gmw/en") -> bytes:
    name = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    path = folder / f"{name}.wav"
    engine.synthesise(text, voice=voice, rate=135, to=path)
    return path.read_bytes()


def milliseconds(clip: bytes, folder: Path) -> int:
    path = folder / "measured.wav"
    path.write_bytes(clip)
    return recording.read(path).ms


@pytest.mark.deep
def test_one_two_and_four_at_once_say_the_same(tmp_path: Path) -> None:
    """Within one process espeak-ng carries a phase from clip to clip; here nothing is carried."""
    digests = set()
    for jobs in (1, 2, 4):
        engine = Pyttsx3Engine()
        with ThreadPoolExecutor(jobs) as threads:
            clips = list(threads.map(speak, [engine] * len(LINES), LINES, [tmp_path] * len(LINES)))
        engine.close()
        digests.add(hashlib.sha256(b"".join(clips)).hexdigest())
    assert len(digests) == 1


@pytest.mark.skipif(not FORKS, reason="nothing to compare with")
def test_forked_and_fresh_processes_say_the_same(engine: Pyttsx3Engine, tmp_path: Path) -> None:
    """So that a track is the same on Linux and elsewhere, as far as this layer goes."""
    fresh = Pyttsx3Engine(forks=False)
    assert speak(engine, LINES[0], tmp_path) == speak(fresh, LINES[0], tmp_path)
    fresh.close()


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("\x01+10SRest\x01 here.", "+10SRest here."),
        ("\x0150PRest here.", "50PRest here."),
        ("<b>Rest</b> here.", "b Rest /b here."),
        ("<voice name='roa/fr'>Rest</voice>", "voice name='roa/fr' Rest /voice"),
        ("[[r'Est]] here.", "r'Est here."),
        ("Rest\0 here.", "Rest here."),
        ("Rest\n\n\there.", "Rest here."),
        ("Re\u00adst he\u200ere.", "Rest here."),
    ],
)
def test_commands_in_text_are_only_text(
    engine: Pyttsx3Engine, tmp_path: Path, marked: str, plain: str
) -> None:
    """espeak-ng's control-A commands, SSML, phonemes in brackets: none of them is obeyed."""
    assert speak(engine, marked, tmp_path) == speak(engine, plain, tmp_path)


def test_every_digit_of_a_long_number_is_said(engine: Pyttsx3Engine, tmp_path: Path) -> None:
    """espeak-ng by itself stops after some 40; a digit takes at least 300 ms."""
    said = milliseconds(speak(engine, "9" * 200, tmp_path), tmp_path)
    assert said > 200 * 300


def test_long_text_is_said_whole(engine: Pyttsx3Engine, tmp_path: Path) -> None:
    """1,500 characters take as long as their sentences one by one, within 2 %."""
    text = " ".join(LINES * 3)
    one_by_one = sum(milliseconds(speak(engine, line, tmp_path), tmp_path) for line in LINES) * 3
    assert milliseconds(speak(engine, text, tmp_path), tmp_path) == pytest.approx(
        one_by_one, rel=0.02
    )


@pytest.mark.parametrize("rate", [79, 451, 0, -1, 10_000])
def test_a_rate_that_espeak_ignores_is_refused(
    engine: Pyttsx3Engine, tmp_path: Path, rate: int
) -> None:
    with pytest.raises(EngineError, match="not between 80 and 450"):
        engine.synthesise("Rest.", voice="gmw/en", rate=rate, to=tmp_path / "clip.wav")


@pytest.mark.parametrize(
    ("voice", "meant"),
    [
        ("en-gb", "gmw/en"),
        ("english (america)", "gmw/en-us"),
        ("gmw/en-gb-rp", "gmw/en-gb-x-rp"),
        ("gmw/en-us+nobody", "gmw/en-us"),
    ],
)
def test_an_unknown_voice_is_an_error_that_helps(
    engine: Pyttsx3Engine, tmp_path: Path, voice: str, meant: str
) -> None:
    """pyttsx3 goes on in the old voice then, without a word."""
    with pytest.raises(EngineError, match=f"did you mean '{meant}'") as caught:
        speak(engine, "Rest.", tmp_path, voice)
    assert voice in str(caught.value)


def test_voices_differ_and_variants_are_voices(engine: Pyttsx3Engine, tmp_path: Path) -> None:
    voices = ("gmw/en", "gmw/en-us", "gmw/en+f3", "gmw/en-gb-x-rp", "GMW/EN")
    said = [speak(engine, "Rest the massager here.", tmp_path, voice) for voice in voices]
    assert len(set(said)) == 4
    assert said[0] == said[4]


def test_the_bundled_voices_are_there(engine: Pyttsx3Engine) -> None:
    voices = {voice.id: voice for voice in engine.voices()}
    assert len(voices) > 100
    assert voices["gmw/en"].language == "en-gb"


def test_identity_names_versions_and_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked on every build, also when every clip is in the cache."""
    monkeypatch.setattr(subprocess, "Popen", None)
    identity = Pyttsx3Engine().identity("gmw/en")
    assert release("pyttsx3") in identity
    assert release("espeakng-loader") in identity


def test_importing_and_opening_it_is_light() -> None:
    """No pyttsx3, no numpy, no process module on the way of a warm build."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from unknot.engines.pyttsx3.engine import Pyttsx3Engine as E;"
            "E().identity('gmw/en'); import unknot.speech.speak;"
            "print({'pyttsx3', 'numpy', 'subprocess', 'ctypes'} & set(sys.modules))",
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "set()"


@pytest.mark.skipif(find_library("espeak-ng") is None, reason="needs the system's espeak-ng")
def test_the_system_espeak_speaks_where_the_bundled_one_cannot(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With its own version in the identity, because it says half of all sentences differently."""
    monkeypatch.setattr("unknot.engines.pyttsx3.engine.bundled", lambda: "bundled and broken")
    engine = Pyttsx3Engine()
    assert "system 1." in engine.identity("gmw/en")
    assert speak(engine, "Rest the massager here.", tmp_path)
    engine.close()


def test_without_any_espeak_both_reasons_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("unknot.engines.pyttsx3.engine.bundled", lambda: "bundled and broken")
    program = tmp_path / "program.py"
    # Once it was asked: who ends before that is only known to have ended.
    answer = '{"id": 1, "fault": "setup", "reason": "no eSpeak here"}'
    program.write_text(f"input()\nprint({answer!r})")
    engine = Pyttsx3Engine(program=program)
    with pytest.raises(EngineError, match="bundled and broken, and no eSpeak here"):
        speak(engine, "Rest.", tmp_path)


def test_a_bundled_library_that_does_not_load_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "libespeak-ng.so"
    broken.write_bytes(b"\x7fELF and nothing more")
    found = library.Bundled(path=broken, folder=tmp_path, release="0")
    monkeypatch.setattr("unknot.engines.pyttsx3.engine.bundled", lambda: found)
    engine = Pyttsx3Engine()
    with pytest.raises(EngineError, match=r"(?s)bundled espeak-ng cannot.*uninstall") as caught:
        engine.synthesise("Rest.", voice="gmw/en", rate=135, to=tmp_path / "clip.wav")
    assert "libespeak-ng.so" in str(caught.value)


def test_a_missing_data_folder_is_an_error_and_not_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By itself espeak-ng would end its process then, and could not say why."""
    found = library.bundled()
    assert isinstance(found, library.Bundled)
    empty = library.Bundled(path=found.path, folder=tmp_path, release="0")
    monkeypatch.setattr("unknot.engines.pyttsx3.engine.bundled", lambda: empty)
    engine = Pyttsx3Engine()
    with pytest.raises(EngineError, match=r"SetVoiceByName failed.*given up after 3 tries"):
        engine.synthesise("Rest.", voice="gmw/en", rate=135, to=tmp_path / "clip.wav")
    engine.close()


@pytest.mark.deep
def test_a_deep_folder_with_spaces_and_accents(tmp_path: Path, engine: Pyttsx3Engine) -> None:
    """espeak-ng takes at most 159 bytes of data path; program, library and clip lie deeper here,
    in folders that nobody can write to, with an empty HOME."""
    deep = tmp_path / "a very long name, with blanks and ümlauts" / ("d" * 90) / ("e" * 90)
    packages = deep / "site packages"
    for name in ("pyttsx3", "espeakng_loader"):
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        shutil.copytree(
            Path(spec.origin).parent, packages / name, ignore=shutil.ignore_patterns("*.so.*")
        )
    shutil.copytree(ROOT / "src" / "unknot", packages / "unknot")
    clip = deep / "clip é.wav"
    for path in (packages, *packages.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    script = (
        "import sys; from pathlib import Path; from contextlib import closing;"
        "from unknot.engines.pyttsx3.engine import Pyttsx3Engine as E; e = E();"
        f"e.synthesise({LINES[0]!r}, voice='gmw/en', rate=135, to=Path(sys.argv[1])); e.close();"
        "import unknot; print(unknot.__file__)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(clip)],
        env={"PYTHONPATH": str(packages), "HOME": str(tmp_path / "home"), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    for path in (packages, *packages.rglob("*")):
        path.chmod(0o755)
    assert told.stderr == ""
    assert str(packages) in told.stdout
    assert clip.read_bytes() == speak(engine, LINES[0], tmp_path)


def test_a_relative_path_is_taken_from_here(
    engine: Pyttsx3Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The speaking process works in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    engine.synthesise("Rest here.", voice="gmw/en", rate=135, to=Path("clip.wav"))
    with wave.open(str(tmp_path / "clip.wav")) as file:
        assert file.getnframes() > 10_000


def test_the_program_stands_alone() -> None:
    """It is started by its path: it must not need unknot, nor its folder, to be importable."""
    assert "unknot" not in {
        line.split()[1].split(".")[0]
        for line in SPEAKER.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith(("import ", "from "))
    }


def test_modules_beside_the_program_are_not_imported(engine: Pyttsx3Engine, tmp_path: Path) -> None:
    """A script's own folder comes first in sys.path; in that of speaker.py are an engine.py, a
    library.py and more, none of which is what pyttsx3 or the standard library mean by it."""
    program = tmp_path / "speaker.py"
    shutil.copy(SPEAKER, program)
    for name in ("json", "pyttsx3", "ctypes"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('the wrong one')")
    beside = Pyttsx3Engine(program=program)
    assert speak(beside, LINES[0], tmp_path) == speak(engine, LINES[0], tmp_path)
    beside.close()


@pytest.mark.deep
def test_variables_that_change_speech_or_python_do_not_get_through(
    engine: Pyttsx3Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = speak(engine, LINES[0], tmp_path)
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("PYTHONINSPECT", "1")
    monkeypatch.setenv("LC_ALL", "C")
    other = Pyttsx3Engine()
    assert speak(other, LINES[0], tmp_path) == expected
    other.close()
