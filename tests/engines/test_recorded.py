"""The engine that plays takes, put through the contract, and what it promises besides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recording.speech import RATE, say, write
from tests.usual import cases
from unknot.engines.engine import Engine, Recorded
from unknot.engines.recorded import RecordedEngine, index_path, takes_folder
from unknot.errors import EngineError
from unknot.recording.judge import Candidate
from unknot.recording.line import ScriptLine, line_id
from unknot.recording.take import read_take
from unknot.recording.take_store import keep, voice_to_keep
from unknot.testing import OTHER, PHRASE, EngineContract

THIRD = OTHER.replace("left", "right")


def record(name: str, *texts: str, folder: Path, rate: int = 140) -> None:
    """Give the voice ``name`` a take of each text."""
    found = []
    for text in texts:
        path = write(folder / "raw" / f"{line_id(text)}.wav", say(text, rate=rate), RATE)
        taken = read_take(path, path.parent)
        line = ScriptLine(id=line_id(text), text=text)
        found.append(Candidate(line=line, taken=taken, found=path.name))
    keep(voice_to_keep(name, gender="female"), found)


@pytest.fixture(autouse=True)
def _voices(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path_factory.mktemp("voices")))


@pytest.fixture(scope="module")
def maria(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one voice, which no test of the contract changes."""
    folder = tmp_path_factory.mktemp("voices")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNKNOT_VOICES", str(folder))
        record("maria", PHRASE, OTHER, THIRD, folder=tmp_path_factory.mktemp("takes"))
    return folder


class TestRecorded(EngineContract):
    fixed_rate = True

    @pytest.fixture(autouse=True)
    def _takes(self, _voices: None, maria: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("UNKNOT_VOICES", str(maria))

    def make_engine(self) -> Engine:
        return RecordedEngine()


@pytest.fixture
def engine(tmp_path: Path) -> RecordedEngine:
    record("maria", PHRASE, OTHER, folder=tmp_path)
    return RecordedEngine()


def test_is_known_as_an_engine_that_plays_recordings(engine: RecordedEngine) -> None:
    assert isinstance(engine, Recorded)
    (voice,) = engine.voices()
    assert (voice.id, voice.language, voice.gender) == ("maria", "en", "female")


def test_words_match_whatever_their_blanks_and_composition(engine: RecordedEngine) -> None:
    assert engine.has(f"  {PHRASE.replace(' ', '   ')}\n", "maria")
    assert not engine.has(PHRASE.upper(), "maria")
    assert not engine.has(THIRD, "maria")


def test_an_unknown_line_is_named_with_the_command_that_records_it(
    engine: RecordedEngine, tmp_path: Path
) -> None:
    with pytest.raises(EngineError, match="unknot record take --voice maria") as caught:
        engine.synthesise(THIRD, voice="maria", rate=135, to=tmp_path / "clip.wav")
    assert caught.value.text == THIRD


def test_a_line_recorded_again_changes_its_own_identity_alone(
    engine: RecordedEngine, tmp_path: Path
) -> None:
    """So one clip is made anew, and the others stay in the cache."""
    before = [engine.take_identity(text, "maria") for text in (PHRASE, OTHER)]
    whole = engine.identity("maria")
    record("maria", PHRASE, folder=tmp_path / "again", rate=150)
    after = [engine.take_identity(text, "maria") for text in (PHRASE, OTHER)]
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert engine.identity("maria") != whole


@pytest.mark.deep
def test_its_pace_is_that_of_its_takes(engine: RecordedEngine, tmp_path: Path) -> None:
    """A slow reader's lines last longer than planned at 135, and less so at 100 words a minute."""
    record("slow", PHRASE, OTHER, folder=tmp_path / "slow", rate=100)
    assert engine.scale("slow", 135) > 1.15 * engine.scale("maria", 135)
    assert engine.scale("slow", 100) == pytest.approx(engine.scale("slow", 135) / 1.35, rel=0.01)


def test_a_take_that_was_changed_behind_its_back_is_not_played(
    engine: RecordedEngine, tmp_path: Path
) -> None:
    for path in takes_folder("maria").iterdir():
        path.write_bytes(path.read_bytes()[:-2] + b"\1\1")
    with pytest.raises(EngineError, match="not what was imported"):
        engine.synthesise(PHRASE, voice="maria", rate=135, to=tmp_path / "clip.wav")


@cases(
    "content",
    [b"", b"{", b"[]", b'{"version": 9, "takes": []}', b'{"version": 1, "takes": [{}]}',
     b'{"version": 1, "takes": 3}'], usual=2)  # fmt: skip
def test_a_broken_index_is_named(engine: RecordedEngine, content: bytes) -> None:
    index_path("maria").write_bytes(content)
    with pytest.raises(EngineError, match=r"takes\.json|no take"):
        engine.take_identity(PHRASE, "maria")


def test_an_index_cannot_lead_out_of_its_folder(engine: RecordedEngine, tmp_path: Path) -> None:
    outside = tmp_path / "secret.wav"
    outside.write_bytes(b"secret")
    index = json.loads(index_path("maria").read_text(encoding="utf-8"))
    for take in index["takes"]:
        take["file"] = f"../../../{outside.name}"
    index_path("maria").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(EngineError, match="no takes"):
        engine.synthesise(PHRASE, voice="maria", rate=135, to=tmp_path / "clip.wav")
