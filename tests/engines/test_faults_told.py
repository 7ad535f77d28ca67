"""What engines say when the machine fails them: a file, a program, a process, a package."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from unknot.counted import counted
from unknot.engines import added, bundled, recorded
from unknot.engines.added import AddedVoice, checked_file, find_added, keep_added, packaged
from unknot.engines.ascii_text import plain
from unknot.engines.bundled import RATE, TAKES, read_takes
from unknot.engines.command import command_voice, subprocess_runner
from unknot.engines.fault import Failed, Killed
from unknot.engines.process import SpeakerProcess
from unknot.engines.pyttsx3 import engine as pyttsx3_engine
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.engines.recording import Recording
from unknot.errors import AudioError, EngineError, WorkspaceError


def refuses(*_: object, **__: object) -> Any:
    raise PermissionError(13, "Permission denied", "/there")


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    monkeypatch.setattr(added, "packaged", lambda: ())
    (tmp_path / "voices").mkdir()
    return tmp_path / "voices"


# --- voices that were added -----------------------------------------------------------------------


def test_a_voice_is_found_by_its_engine_and_name_or_the_nearest_is_told(voices: Path) -> None:
    keep_added(AddedVoice(id="maria", engine="recorded"))
    assert find_added("recorded", "maria").id == "maria"
    with pytest.raises(EngineError, match="did you mean 'recorded:maria'"):
        find_added("piper", "maria")
    with pytest.raises(EngineError, match=r"did you mean 'maria'.*\n  there are: maria;"):
        find_added("recorded", "mario")
    (voices / "odd.yaml").write_text("engine: [", encoding="utf-8")
    with pytest.raises(EngineError, match=r"odd\.yaml"):
        find_added("recorded", "odd")


def test_a_voice_that_pip_installed_is_there_when_its_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "joe/__init__.py"
    monkeypatch.setattr(added, "find_spec", lambda _: SimpleNamespace(origin=str(package)))
    data = tmp_path / "joe/data"
    data.mkdir(parents=True)
    (data / "en_US-joe-medium.onnx").touch()
    assert packaged() == ()
    (data / "en_US-joe-medium.onnx.json").touch()
    (joe,) = packaged()
    assert (joe.id, joe.engine, joe.language) == ("joe", "piper", "en-US")
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    assert find_added("piper", "joe") == joe
    with pytest.raises(EngineError, match="there is no voice 'joe'"):
        find_added("kokoro", "joe")
    monkeypatch.setattr(added, "find_spec", lambda _: None)
    assert packaged() == ()


def test_a_file_of_a_voice_is_the_one_that_was_added(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"model")
    voice = AddedVoice(id="v", engine="piper", files={"model": str(path)})
    assert checked_file(voice, "model") == path
    with pytest.raises(EngineError, match="the model of voice 'v' has changed since it was added"):
        checked_file(replace(voice, digests={"model": "0" * 64}), "model")
    path.unlink()
    with pytest.raises(EngineError, match=r"the model of voice 'v' cannot be read: .*: No such"):
        checked_file(voice, "model")


# --- takes ----------------------------------------------------------------------------------------


def test_bundled_takes_that_cannot_be_read_say_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EngineError, match=r"takes\.json cannot be read: No such file"):
        read_takes(tmp_path)
    (tmp_path / TAKES).write_text('{"version": 99, "takes": []}', encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be read: "):
        read_takes(tmp_path)

    def nowhere() -> Path:
        raise WorkspaceError("unknot's own content is not there")

    monkeypatch.setattr(bundled, "bundled_content", nowhere)
    with pytest.raises(EngineError, match="unknot's own content is not there"):
        bundled.voices_folder()


@pytest.mark.parametrize(
    ("rate", "channels", "off", "good"),
    [
        (RATE, 1, 0, True), (RATE, 1, bundled._AROUND_MS, True),
        (RATE, 1, bundled._AROUND_MS + 1, False), (RATE, 1, -23, True), (RATE, 1, -24, False),
        (RATE // 2, 1, 0, False), (RATE, 2, 0, False),
    ],
)  # fmt: skip
def test_a_take_is_about_as_long_as_it_was_when_it_was_judged(
    rate: int, channels: int, off: int, good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    samples = np.ones(((1_000 + off) * rate // 1_000, channels), np.int16)
    monkeypatch.setattr(bundled, "read_pcm", lambda *_, **__: (samples, rate))
    path = tmp_path / "take.opus"
    path.write_bytes(b"sound")
    take: Any = SimpleNamespace(digest=sha256(b"sound").hexdigest(), ms=1_000)
    if good:
        assert bundled._decoded(path, take).rate == RATE
        return
    with pytest.raises(AudioError, match=rf"and not about 1000 ms in one of {RATE} Hz"):
        bundled._decoded(path, take)


def test_a_take_that_is_gone_or_another_is_told(
    tmp_path: Path, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take: Any = SimpleNamespace(digest="0" * 64, ms=1_000)
    with pytest.raises(AudioError, match="a take of unknot's cannot be read: No such file"):
        bundled._decoded(tmp_path / "take.opus", take)
    (tmp_path / "take.opus").write_bytes(b"another")
    with pytest.raises(AudioError, match="is not the take that unknot brought along"):
        bundled._decoded(tmp_path / "take.opus", take)
    monkeypatch.setattr(Path, "read_bytes", refuses)
    with pytest.raises(EngineError, match="cannot be read: Permission denied"):
        recorded.read_index("maria")


# --- programs -------------------------------------------------------------------------------------


def test_a_program_that_cannot_be_read_is_no_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_voice, "digest", refuses)
    with pytest.raises(EngineError, match="/there cannot be read: Permission denied"):
        command_voice.command_voice([sys.executable, "{text}", "{out}"], id="x")


@pytest.mark.parametrize(("code", "told"), [
    (3, "ended with exit code 3"), (-9, "was ended by SIGKILL"),
    (-250, "ended with exit code -250"),
])  # fmt: skip
def test_how_a_program_ended(code: int, told: str) -> None:
    assert subprocess_runner._how(code) == told


def test_a_program_that_writes_and_writes_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess_runner, "LARGEST", 1_000_000)
    process: Any = SimpleNamespace(poll=lambda: None)
    said: Any = SimpleNamespace(wait=lambda seconds: False)
    out = tmp_path / "a.wav"
    out.write_bytes(bytes(1_000_001))
    with pytest.raises(Failed, match="flite wrote more than 1 MB"):
        subprocess_runner._ended(process, "flite", said, out, 10)
    out.write_bytes(bytes(1_000_000))
    with pytest.raises(Failed, match="flite did not end within 0 s"):
        subprocess_runner._ended(process, "flite", said, out, 0)
    process.poll = lambda: 0
    assert subprocess_runner._ended(process, "flite", said, tmp_path / "none.wav", 10) == 0


def test_windows_ends_a_program_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[Any] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "run", lambda command, **_: run.append(command))
    done: list[str] = []
    process: Any = SimpleNamespace(
        pid=7, kill=lambda: done.append("kill"), wait=lambda: done.append("wait")
    )
    subprocess_runner._end(process)
    assert run == [["taskkill", "/F", "/T", "/PID", "7"]]
    assert done == ["kill", "wait"]


# --- processes ------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A speaker that answers its first request, and then as it is told to."""
    path = tmp_path / "program.py"
    path.write_text(
        "import json, sys, time\n"
        "for line in sys.stdin:\n"
        "    asked = json.loads(line)\n"
        "    if asked.get('do') == 'end': sys.exit(3)\n"
        "    if asked.get('do') == 'wait': time.sleep(60)\n"
        "    print('noise', flush=True)\n"
        "    print(json.dumps({'id': asked['id'], 'of': asked.get('do')}), flush=True)\n",
        encoding="utf-8",
    )
    return path


def test_a_process_answers_ends_or_is_not_waited_for(program: Path) -> None:
    speaker = SpeakerProcess(program, {"setup": 1}, 20)
    try:
        assert speaker.ready == {"id": 1, "of": None}
        assert speaker.ask({"do": "speak"}, 20) == {"id": 2, "of": "speak"}
        with pytest.raises(Failed, match="no answer within 0 s"):
            speaker.ask({"do": "wait"}, 0.05)
    finally:
        speaker.kill()
    with pytest.raises(Failed, match="the speaking process had ended"):
        speaker.ask({"do": "speak"}, 1)


def test_how_a_process_ended_is_told(program: Path) -> None:
    speaker = SpeakerProcess(program, {}, 20)
    with pytest.raises(Failed, match="the speaking process ended without an answer") as ended:
        speaker.ask({"do": "end"}, 20)
    assert not isinstance(ended.value, Killed)
    speaker.kill()
    speaker = SpeakerProcess(program, {}, 20)
    os.killpg(speaker.pid, signal.SIGKILL)
    with pytest.raises(Failed, match=r"the speaking process (was killed|had ended)"):
        speaker.ask({"do": "speak"}, 20)
    speaker.kill()


def test_what_cannot_be_started_is_told(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(program.parent / "no-python"))
    with pytest.raises(Failed, match="no-python cannot be started: No such file"):
        SpeakerProcess(program, {}, 1)
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(Failed, match="does not know its own program"):
        SpeakerProcess(program, {}, 1)


# --- pyttsx3 --------------------------------------------------------------------------------------


def test_pyttsx3_that_is_not_there_or_speaks_otherwise_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = Pyttsx3Engine()
    promised = Recording(rate=22_050, channels=1, data=b"\1\0")
    assert engine._as_promised(promised) is promised
    for other in (replace(promised, rate=44_100), replace(promised, channels=2)):
        form = f"{counted(other.channels, 'channel')} of {other.rate} Hz, not 1 of 22050 Hz"
        with pytest.raises(Failed, match=form):
            engine._as_promised(other)
    assert Pyttsx3Engine("system", "nsss")._as_promised(other) is other
    with pytest.raises(EngineError, match=r"'Rest\.'.*the sound cannot be written: disk full"):
        engine._checked({"fault": "file", "reason": "disk full"}, "Rest.")
    with pytest.raises(Killed, match="gone"):
        engine._checked({"fault": "killed", "reason": "gone"}, "Rest.")
    with pytest.raises(Failed, match="odd") as told:
        engine._checked({"fault": "speech", "reason": "odd"}, "Rest.")
    assert not isinstance(told.value, Killed)
    assert engine._checked({"done": True}, "Rest.") == {"done": True}
    monkeypatch.setattr(pyttsx3_engine, "find_spec", lambda _: None)
    with pytest.raises(EngineError, match="pyttsx3 is not installed"):
        Pyttsx3Engine()


def test_letters_that_a_program_cannot_read_are_told() -> None:
    assert plain("Café – “now”", "x") == 'Cafe, "now"'
    with pytest.raises(EngineError, match="holds 'Я'; this voice reads English letters only"):
        plain("Я", "x")
    with pytest.raises(EngineError, match="holds nothing to say"):
        plain("…", "x")


def test_a_sound_is_little_endian_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from array import array

    from unknot.engines.tone import _little_endian

    sound = Recording(rate=8_000, channels=1, data=b"\1\0\2\0")
    assert list(sound.samples()) == [1, 2]
    assert _little_endian(array("h", [1, 2])) == b"\1\0\2\0"
    monkeypatch.setattr(sys, "byteorder", "big")
    assert list(sound.samples()) == [256, 512]  # as such a machine would have read them
    assert _little_endian(array("h", [1, 2])) == b"\0\1\0\2"
