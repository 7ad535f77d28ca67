"""Voice packs: the same takes elsewhere, and nothing from an archive that is made to deceive."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.usual import cases
from unknot.content.library import Library
from unknot.engines.recorded import read_index, takes_folder
from unknot.engines.registry import open_engine
from unknot.errors import AudioError, EngineError
from unknot.recording.line import ScriptLine
from unknot.recording.speak_takes import speak_takes
from unknot.recording.take_store import keep, voice_to_keep
from unknot.recording.voice_pack import add_pack, pack_voice
from unknot.speech.cast import Cast


@pytest.fixture(scope="module")
def spoken(
    lines: tuple[ScriptLine, ...], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """The folder of a voice whose takes espeak spoke, and a pack of it."""
    folder = tmp_path_factory.mktemp("maria")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNKNOT_VOICES", str(folder / "voices"))
        maria = voice_to_keep("maria", language="en-GB", licence="CC0")
        (folder / "spoken").mkdir()
        with closing(Cast(open_engine("pyttsx3"), folder / "memory")) as cast:
            part = cast.part("gmw/en", 135)
            takes = speak_takes(lines[:2], part, None, folder / "spoken", jobs=2, said=lambda: None)
            keep(maria, takes)
        return folder / "voices", pack_voice(maria, "Maria R.", folder)


@pytest.fixture
def pack(spoken: tuple[Path, Path], voices: Path, tmp_path: Path) -> Path:
    """A pack of a voice that is here too."""
    folder, made = spoken
    shutil.copytree(folder, voices)
    return Path(shutil.copy(made, tmp_path))


def test_the_takes_are_the_same_elsewhere(
    pack: Path, lines: tuple[ScriptLine, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = read_index("maria").takes
    assert len(here) == 2
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "elsewhere"))
    added = add_pack(pack)
    assert added.voice.licence == "CC0, by Maria R."
    there = read_index("maria").takes
    assert {text: take.digest for text, take in there.items()} == {
        text: take.digest for text, take in here.items()
    }
    engine = open_engine("recorded")
    engine.synthesise(lines[0].text, voice="maria", rate=135, to=tmp_path / "out.wav")
    assert (tmp_path / "out.wav").stat().st_size > 10_000
    assert pack_voice(added.voice, "Maria R.", tmp_path / "again").exists()


def test_the_same_takes_give_the_same_file(pack: Path, tmp_path: Path) -> None:
    again = pack_voice(voice_to_keep("maria"), "Maria R.", tmp_path / "again")
    assert again.name == pack.name
    assert again.read_bytes() == pack.read_bytes()


def test_a_voice_without_takes_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no takes"):
        pack_voice(voice_to_keep("nobody"), "N", tmp_path)


Change = Callable[[dict[str, Any], dict[str, bytes]], None]


def _traversal(index: dict[str, Any], files: dict[str, bytes]) -> None:
    files["../../evil.wav"] = b"evil"


def _named_outside(index: dict[str, Any], files: dict[str, bytes]) -> None:
    index["takes"][0]["file"] = "../../evil.wav"
    files["takes/../../evil.wav"] = b"evil"


def _id_outside(index: dict[str, Any], files: dict[str, bytes]) -> None:
    index["id"] = "../evil"


def _other_words(index: dict[str, Any], files: dict[str, bytes]) -> None:
    index["takes"][0]["text"] = "Take ten pills."


def _other_sound(index: dict[str, Any], files: dict[str, bytes]) -> None:
    name = f"takes/{index['takes'][0]['file']}"
    files[name] = files[f"takes/{index['takes'][1]['file']}"]


def _missing(index: dict[str, Any], files: dict[str, bytes]) -> None:
    del files[f"takes/{index['takes'][0]['file']}"]


def _bomb(index: dict[str, Any], files: dict[str, bytes]) -> None:
    files[f"takes/{index['takes'][0]['file']}"] = bytes(60_000_000)


def _longer(index: dict[str, Any], files: dict[str, bytes]) -> None:
    index["takes"][0]["ms"] += 24


def _deep(index: dict[str, Any], files: dict[str, bytes]) -> None:
    files["voice.json"] = b"[" * 200_000


def _newer(index: dict[str, Any], files: dict[str, bytes]) -> None:
    index["version"] = 99


def _unsigned(index: dict[str, Any], files: dict[str, bytes]) -> None:
    del index["author"]


@cases(
    "change",
    [_traversal, _named_outside, _id_outside, _other_words, _other_sound, _missing, _bomb, _longer,
     _deep, _newer, _unsigned], usual=5)  # fmt: skip
def test_an_archive_that_deceives_is_refused_whole(
    change: Change, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(pack) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    index = json.loads(files.pop("voice.json"))
    change(index, files)
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("voice.json", files.pop("voice.json", json.dumps(index).encode()))
        for name, content in files.items():
            archive.writestr(name, content)
    elsewhere = tmp_path / "a" / "b" / "elsewhere"
    monkeypatch.setenv("UNKNOT_VOICES", str(elsewhere))
    with pytest.raises(AudioError, match="is no voice pack"):
        add_pack(bad)
    assert not list((tmp_path / "a").rglob("*.wav"))
    assert not list((tmp_path / "a").rglob("*.yaml"))
    assert not list((tmp_path / "a").rglob("*.json"))


def test_a_link_is_no_take(pack: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            if name.endswith(".wav"):
                info.external_attr = 0o120777 << 16
                content = b"/etc/passwd"
            archive.writestr(info, content)
    with pytest.raises(AudioError, match="is not what its name says"):
        add_pack(bad, "other")
    assert not takes_folder("other").exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(content)
    with pytest.raises(AudioError, match="is no voice pack"):
        add_pack(tmp_path / "bad.zip")


def test_a_pack_that_is_not_there_or_a_pipe_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(AudioError) as told:
        add_pack(tmp_path / "gone.zip")
    assert told.value.reason == "cannot be read: No such file or directory"
    with pytest.raises(AudioError, match="is not a file"):
        add_pack(tmp_path)


def test_another_kind_of_voice_keeps_its_name(pack: Path, own_library: Library) -> None:
    from unknot.engines.added import AddedVoice, keep_added

    keep_added(AddedVoice(places={}, id="amy", engine="command", command=("say", "{text}")))
    with pytest.raises(EngineError, match="already"):
        add_pack(pack, "amy")
