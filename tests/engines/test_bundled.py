"""The engine that plays the takes unknot brings along, and what it does when they are not right."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace
from numpy.typing import NDArray

from tests.recording.speech import RATE, say
from tests.usual import cases
from unknot.audio.polish import polish
from unknot.audio.resample import resample
from unknot.audio.sound import Sound, read_wav
from unknot.engines import bundled
from unknot.engines.bundled import BundledEngine, BundledTake, BundledVoice, read_takes, write_takes
from unknot.engines.engine import Engine, Recorded
from unknot.errors import EngineError
from unknot.levelling import Levelling
from unknot.recording.line import line_id
from unknot.testing import OTHER, PHRASE, EngineContract

THIRD = OTHER.replace("left", "right")


def opus(samples: NDArray[np.float64], *, channels: int = 1, rate: int = bundled.RATE) -> bytes:
    sound = np.repeat(samples[:, None], channels, axis=1)
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format="OGG", subtype="OPUS")
    return file.getvalue()


@cache
def spoken(text: str) -> NDArray[np.float64]:
    return resample(np.asarray(say(text), np.float64), RATE, bundled.RATE)


@cache
def take_of(text: str) -> tuple[bytes, int]:
    """A take's file, and how long it is in a track in ms."""
    samples = spoken(text)
    return opus(samples), len(polish(Sound(samples.astype(np.float32), bundled.RATE))) // 48


def make_voice(folder: Path, *texts: str) -> Path:
    """A bundled voice ``anna`` in ``folder`` with a take of each text."""
    home = folder / "anna"
    home.mkdir(parents=True)
    takes = {}
    for text in texts:
        content, ms = take_of(text)
        (home / f"{line_id(text)}.opus").write_bytes(content)
        digest = sha256(content).hexdigest()
        takes[text] = BundledTake(id=line_id(text), text=text, digest=digest, ms=ms)
    write_takes(home, BundledVoice(
        id="anna", title="Anna", language="en-GB", gender="female", licence="ours",
        live="kokoro:bf_anna", rate=135, takes=takes,
    ))  # fmt: skip
    return folder


def exchange(folder: Path, text: str, content: bytes) -> None:
    """Put ``content`` in the place of a take, and say in takes.json that it is right."""
    voice = read_takes(folder / "anna")
    take = voice.takes[text]
    (folder / "anna" / f"{take.id}.opus").write_bytes(content)
    index = json.loads((folder / "anna" / "takes.json").read_text(encoding="utf-8"))
    for row in index["takes"]:
        if row["text"] == text:
            row["digest"] = sha256(content).hexdigest()
    (folder / "anna" / "takes.json").write_text(json.dumps(index), encoding="utf-8")


@pytest.fixture(scope="module")
def anna(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_voice(tmp_path_factory.mktemp("voices"), PHRASE, OTHER, THIRD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_voice(tmp_path / "voices", PHRASE, OTHER)


class TestBundled(EngineContract):
    fixed_rate = True

    @pytest.fixture(autouse=True)
    def _folder(self, anna: Path) -> None:
        self.folder = anna

    def make_engine(self) -> Engine:
        return BundledEngine(self.folder)


def refused(folder: Path, text: str, to: Path) -> str:
    """Why the take of ``text`` is not played; nothing is left at ``to``."""
    with pytest.raises(EngineError) as caught:
        BundledEngine(folder).synthesise(text, voice="anna", rate=135, to=to / "clip.wav")
    assert caught.value.text == text or not caught.value.text
    assert not (to / "clip.wav").exists()
    return caught.value.reason


def test_a_take_sounds_as_it_was_spoken(folder: Path, tmp_path: Path) -> None:
    engine = BundledEngine(folder)
    assert isinstance(engine, Recorded)
    engine.synthesise(PHRASE, voice="anna", rate=135, to=tmp_path / "clip.wav")
    heard = read_wav(tmp_path / "clip.wav")
    said = spoken(PHRASE)
    assert heard.rate == bundled.RATE
    assert len(heard.samples) == len(said)
    assert np.corrcoef(heard.samples, said)[0, 1] > 0.9
    assert engine.take_ms(PHRASE, "anna") == pytest.approx(len(polish(heard)) // 48, abs=24)


def test_it_knows_which_lines_it_has(folder: Path, tmp_path: Path) -> None:
    engine = BundledEngine(folder)
    assert engine.has(f" {PHRASE}\n", "anna")
    assert not engine.has(THIRD, "anna")
    assert "no take" in refused(folder, THIRD, tmp_path)


@pytest.mark.deep
def test_another_take_changes_its_own_identity_alone(folder: Path) -> None:
    engine = BundledEngine(folder)
    before = [engine.take_identity(text, "anna") for text in (PHRASE, OTHER)]
    whole = engine.identity("anna")
    exchange(folder, PHRASE, opus(0.9 * spoken(PHRASE)))
    engine = BundledEngine(folder)
    after = [engine.take_identity(text, "anna") for text in (PHRASE, OTHER)]
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert engine.identity("anna") != whole


def test_takes_json_has_a_line_for_each_take(folder: Path) -> None:
    """So a diff shows which line changed."""
    lines = (folder / "anna" / "takes.json").read_text(encoding="utf-8").splitlines()
    assert [sum(text in line for line in lines) for text in (PHRASE, OTHER)] == [1, 1]


def test_the_level_of_a_take_is_kept_with_it(folder: Path) -> None:
    voice = read_takes(folder / "anna")
    level = Levelling(0.1 + 0.2, ((7, 1.011582), (90, 0.9)))
    takes = {
        text: replace(take, gain=level.gain, peaks=level.peaks)
        for text, take in voice.takes.items()
    }
    assert BundledEngine(folder).levelling(PHRASE, "anna") is None
    write_takes(folder / "anna", replace(voice, takes=takes))
    assert BundledEngine(folder).levelling(PHRASE, "anna") == level


# --- takes that are not right ---------------------------------------------------------------------


def test_a_damaged_take_is_named(folder: Path, tmp_path: Path) -> None:
    path = folder / "anna" / f"{line_id(PHRASE)}.opus"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert path.name in refused(folder, PHRASE, tmp_path)


def test_a_missing_take_is_named(folder: Path, tmp_path: Path) -> None:
    path = folder / "anna" / f"{line_id(PHRASE)}.opus"
    path.unlink()
    assert path.name in (reason := refused(folder, PHRASE, tmp_path))
    assert "install unknot again" in reason


def test_the_take_of_another_line_is_not_played(folder: Path, tmp_path: Path) -> None:
    takes = read_takes(folder / "anna").takes
    other = (folder / "anna" / f"{takes[OTHER].id}.opus").read_bytes()
    (folder / "anna" / f"{takes[PHRASE].id}.opus").write_bytes(other)
    assert takes[PHRASE].id in refused(folder, PHRASE, tmp_path)


def hours(content: bytes) -> bytes:
    """The same, whose last page says that it is ten hours in; no check sum is right then."""
    last = content.rindex(b"OggS")
    return content[: last + 6] + struct.pack("<q", 36_000 * 48_000) + content[last + 14 :]


NO_TAKES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "ogg": lambda: b"OggS" + bytes(400),
    "riff": lambda: b"RIFF" + bytes(400),
    "short": lambda: opus(np.zeros(bundled.RATE // 10)),
    "long": lambda: opus(np.zeros(bundled.RATE * 90)),
    "stereo": lambda: opus(np.sin(np.arange(bundled.RATE * 3) / 9), channels=2),
    "rate": lambda: opus(np.sin(np.arange(48_000 * 3) / 9), rate=48_000),
    "hours": lambda: hours(opus(np.sin(np.arange(bundled.RATE * 30) / 9))),
    "big": lambda: bytes(2_000_000),
}


@cases("what", NO_TAKES, usual=3)
def test_a_file_that_is_no_take_is_named_whatever_takes_json_says(
    folder: Path, tmp_path: Path, what: str
) -> None:
    exchange(folder, PHRASE, NO_TAKES[what]())
    assert line_id(PHRASE) in refused(folder, PHRASE, tmp_path)


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"3", b'{"version": 9, "takes": []}', b'{"version": 1, "takes": [{}]}',
    b'{"version": 1, "takes": 3}', b'{"version": 1, "title": "A"}',
])  # fmt: skip
def test_a_broken_or_foreign_takes_json_is_named(folder: Path, content: bytes) -> None:
    (folder / "anna" / "takes.json").write_bytes(content)
    with pytest.raises(EngineError, match=r"takes\.json"):
        BundledEngine(folder).has(PHRASE, "anna")


def test_takes_json_cannot_lead_out_of_its_folder(folder: Path, tmp_path: Path) -> None:
    index = json.loads((folder / "anna" / "takes.json").read_text(encoding="utf-8"))
    index["takes"][0]["id"] = "../../secret"
    (folder / "anna" / "takes.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(EngineError, match="no takes"):
        BundledEngine(folder).has(PHRASE, "anna")


def test_a_voice_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="did you mean 'anna'"):
        BundledEngine(folder).has(PHRASE, "ana")
    assert BundledEngine(tmp_path / "none").voices() == ()
    assert BundledEngine(tmp_path / "none").default_voice == ""
