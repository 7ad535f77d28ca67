"""Takes from a sound to a voice, to a pack and back: what each step checks."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.recording.test_folder import LINES
from unknot.audio.sound import wav_bytes
from unknot.engines.added import AddedVoice, keep_added, voices_folder
from unknot.engines.recorded import KeptTake, index_path, read_index, takes_folder
from unknot.errors import AudioError, EngineError
from unknot.recording import voice_pack
from unknot.recording.judge import Candidate
from unknot.recording.pauses import Island
from unknot.recording.take import _without_clicks, make_take
from unknot.recording.take_store import add_takes, keep, voice_to_keep
from unknot.recording.voice_pack import add_pack, pack_voice

RATE = 16_000


def hum(seconds: float = 1.0, hz: float = 200.0, around: float = 0.4) -> Any:
    """Something that lasts as a word does, with silence on both sides; shape (n, 1)."""
    time = np.arange(round(seconds * RATE)) / RATE
    rises = np.minimum(1, 20 * np.minimum(time, seconds - time))
    sound = 0.3 * rises * np.sin(2 * np.pi * hz * time) * (1 + 0.5 * np.sin(2 * np.pi * 5 * time))
    return np.pad(sound, round(around * RATE))[:, None].astype(np.float32)


# --- one take ---------------------------------------------------------------------------------


def test_a_take_is_laid_aside_under_its_digest(tmp_path: Path) -> None:
    taken = make_take(hum(), RATE, "mic", tmp_path)
    content = taken.path.read_bytes()
    assert taken.path == tmp_path / f"{sha256(content).hexdigest()}.wav"
    assert taken.digest == sha256(content).hexdigest()
    assert taken.ms == pytest.approx(1000, abs=120)
    assert (taken.measured.start, taken.measured.seconds) == pytest.approx((0.4, 1.0), abs=0.05)


@pytest.mark.parametrize(
    ("frames", "reason"),
    [(np.zeros((RATE, 1), np.float32), "nobody can be heard in it"),
     (np.full((RATE, 1), np.nan, np.float32), "holds values that are not numbers"),
     (np.full((RATE, 1), np.inf, np.float32), "holds values that are not numbers")],
)  # fmt: skip
def test_what_holds_no_voice_is_no_take(frames: Any, reason: str, tmp_path: Path) -> None:
    with pytest.raises(AudioError) as told:
        make_take(frames, RATE, "mic", tmp_path)
    assert (told.value.path, told.value.reason) == ("mic", reason)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("islands", "left"),
    [
        ([(0, 1)], [(0, 1)]),
        ([(0, 0.1)], [(0, 0.1)]),
        ([(0, 0.15), (0.45, 2)], [(0.45, 2)]),
        ([(0, 0.16), (0.5, 2)], [(0, 0.16), (0.5, 2)]),
        ([(0, 0.1), (0.39, 2)], [(0, 0.1), (0.39, 2)]),
        ([(0, 1), (1.5, 1.6)], [(0, 1)]),
        ([(0, 1), (1.2, 1.3)], [(0, 1), (1.2, 1.3)]),
        ([(0, 0.1), (1, 1.1), (2, 4), (5, 5.1), (6, 6.1)], [(2, 4)]),
        ([(0, 0.1), (1, 1.1)], [(1, 1.1)]),
        ([(0, 1), (2, 2.1), (3, 4)], [(0, 1), (2, 2.1), (3, 4)]),
    ],
)
def test_the_key_that_started_or_stopped_a_recording_is_no_word(
    islands: list[tuple[float, float]], left: list[tuple[float, float]]
) -> None:
    found = _without_clicks(tuple(Island(start, stop) for start, stop in islands))
    assert [(each.start, each.stop) for each in found] == left


# --- into a voice -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    folder = tmp_path_factory.mktemp("takes")
    return [
        Candidate(line=line, taken=make_take(hum(hz=hz), RATE, "mic", folder), found=f"{hz}.wav")
        for line, hz in zip(LINES, (200, 250, 300), strict=True)
    ]


@pytest.fixture
def maria(takes: list[Candidate], voices: Path) -> AddedVoice:
    made = voice_to_keep("maria", language="en-GB", gender="female", title="M", licence="CC0")
    assert keep(made, takes[:2]) == 2
    return made


def test_takes_are_added_to_those_that_a_voice_has(
    maria: AddedVoice, takes: list[Candidate]
) -> None:
    assert keep(maria, takes[2:]) == 3
    kept = read_index("maria").takes
    assert kept == {each.line.text: each.to_keep() for each in takes}
    folder = takes_folder("maria")
    for each in takes:
        assert (folder / f"{each.taken.digest}.wav").read_bytes() == each.taken.path.read_bytes()


def test_a_take_that_was_recorded_again_replaces_the_old_one(
    maria: AddedVoice, takes: list[Candidate]
) -> None:
    """Whose file goes; what is no take of anybody's stays."""
    folder = takes_folder("maria")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    again = Candidate(line=takes[0].line, taken=takes[2].taken, found="again.wav")
    assert keep(maria, [again]) == 2
    left = {path.name for path in folder.iterdir() if path.suffix == ".wav"}
    assert left == {f"{each.taken.digest}.wav" for each in takes[1:]}
    assert (folder / "notes.txt").exists()


def test_a_sound_that_is_gone_leaves_the_voice_as_it_was(
    maria: AddedVoice, takes: list[Candidate], tmp_path: Path
) -> None:
    before = index_path("maria").read_bytes()
    files = set(takes_folder("maria").iterdir())
    good = (takes[2].to_keep(), takes[2].taken.path)
    gone = (KeptTake(id="x", text="X.", file="0" * 64 + ".wav", digest="0" * 64, ms=1),
            tmp_path / "gone.wav")  # fmt: skip
    with pytest.raises(AudioError, match="cannot be read: No such file") as told:
        add_takes(maria, [good, gone])
    assert told.value.path == tmp_path / "gone.wav"
    assert index_path("maria").read_bytes() == before
    assert set(takes_folder("maria").iterdir()) == files


def test_a_voice_is_kept_as_it_was_with_what_is_given_changed(maria: AddedVoice) -> None:
    same = voice_to_keep("maria")
    facts = ("language", "gender", "title", "licence", "engine", "id")
    assert [getattr(same, each) for each in facts] == [getattr(maria, each) for each in facts]
    other = voice_to_keep("maria", language="de", gender="male", title="N", licence="MIT")
    assert [getattr(other, each) for each in facts[:4]] == ["de", "male", "N", "MIT"]
    new = voice_to_keep("new")
    assert (new.id, new.engine, new.language) == ("new", "recorded", "en")


@pytest.mark.parametrize("language", ["english", "EN", "de-", "e n", "x" * 99])
def test_a_language_that_is_no_code_is_refused(language: str, voices: Path) -> None:
    """No program would be found that reads its lines, to tell one take from another."""
    with pytest.raises(EngineError, match="is no language code; write one such as en or en-GB"):
        voice_to_keep("maria", language=language)
    assert voice_to_keep("maria", language="en_GB").language == "en-GB"


def test_a_voice_that_cannot_be_read_or_is_another_engine_s_is_refused(voices: Path) -> None:
    keep_added(AddedVoice(id="amy", engine="command", command=("say", "{text}", "{out}")))
    with pytest.raises(EngineError) as told:
        voice_to_keep("amy")
    assert told.value.reason == (
        "there is a voice 'amy' of command already; choose another --voice"
    )
    (voices_folder() / "bad.yaml").write_text("engine: [", encoding="utf-8")
    with pytest.raises(EngineError, match=r"bad\.yaml"):
        voice_to_keep("bad")


# --- into a pack ------------------------------------------------------------------------------


@pytest.fixture
def pack(maria: AddedVoice, tmp_path: Path) -> Path:
    return pack_voice(maria, "Maria R.", tmp_path)


def test_a_pack_says_whose_voice_it_is_and_holds_its_takes(
    pack: Path, takes: list[Candidate]
) -> None:
    with zipfile.ZipFile(pack) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}
    index = files.pop("voice.json")
    assert pack.name == f"maria-{sha256(index).hexdigest()[:12]}.zip"
    facts = json.loads(index)
    listed = facts.pop("takes")
    assert facts == {
        "version": 1, "id": "maria", "title": "M", "language": "en-GB", "gender": "female",
        "licence": "CC0", "author": "Maria R.",
    }  # fmt: skip
    assert [each["id"] for each in listed] == sorted(each.line.id for each in takes[:2])
    assert not any(each["source"] for each in listed), "files of the person's own are named"
    assert files == {
        f"takes/{each.taken.digest}.wav": each.taken.path.read_bytes() for each in takes[:2]
    }


def test_a_pack_becomes_a_voice_of_its_own_or_of_another_name(
    pack: Path, takes: list[Candidate]
) -> None:
    added = add_pack(pack, "anna")
    assert (added.author, added.voice.id, added.voice.title) == ("Maria R.", "anna", "M")
    assert (added.voice.language, added.voice.gender) == ("en-GB", "female")
    assert added.voice.licence == "CC0, by Maria R."
    assert set(added.takes) == {each.line.text for each in takes[:2]}
    assert read_index("anna").takes == added.takes
    assert add_pack(pack).voice.id == "maria"


def test_a_take_that_was_changed_since_is_not_packed(maria: AddedVoice, tmp_path: Path) -> None:
    path = takes_folder("maria") / next(iter(read_index("maria").takes.values())).file
    path.write_bytes(path.read_bytes() + b"\0\0")
    for _ in range(2):
        with pytest.raises(AudioError) as told:
            pack_voice(maria, "M", tmp_path / "packs")
        assert (told.value.path, told.value.reason, told.value.hint) == (
            path, "is not the take that was imported", "record it again",
        )  # fmt: skip
        path.unlink(missing_ok=True)
    assert not (tmp_path / "packs").exists()


def _words(index: dict[str, Any], **change: Any) -> None:
    index["takes"][0].update(change)


Change = Callable[[dict[str, Any], dict[str, bytes]], object]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda index, _: index.update(version=2), "is of version 2; this is 1"),
        (lambda index, _: index.pop("version"), "is of version None; this is 1"),
        (lambda index, _: index.pop("author"), "its voice.json cannot be read: "),
        (lambda index, _: index.update(title="x" * 501), "its voice.json cannot be read: "),
        (lambda index, _: index.update(takes=[]), "its voice.json cannot be read: "),
        (lambda index, _: index.update(id="../x"), "the voice's name '../x' "),
        (lambda index, _: _words(index, digest="A" * 64), "names takes that are none"),
        (lambda index, _: _words(index, file="x.wav"), "names takes that are none"),
        (lambda index, _: _words(index, text="Lie  down now."), "names takes that are none"),
        (lambda index, _: _words(index, text=""), "names takes that are none"),
        (lambda index, _: _words(index, text="Take pills."), "names takes that are none"),
        (lambda index, _: _words(index, id="x-aaaaaa"), "names takes that are none"),
        (lambda index, _: _words(index, source="her own/1.wav"), "names takes that are none"),
        (lambda index, _: _words(index, ms=5), " ms, not 5"),
        (lambda _, files: files.update({"x" * 99: b""}),
         f"holds '{'x' * 80}', which is no take"),
        (lambda _, files: files.pop(min(files)), "cannot be read: "),
        (lambda _, files: files.update({min(files): b"RIFF"}), "is not what its name says"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_pack_is_told_and_nothing_added(
    change: Change, reason: str, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = _changed(pack, change)
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "elsewhere"))
    with pytest.raises(AudioError) as told:
        add_pack(bad)
    assert told.value.path == bad
    assert told.value.reason.startswith("is no voice pack: ")
    assert reason in told.value.reason
    assert told.value.hint == "nothing was added"
    left = (tmp_path / "elsewhere").rglob("*")
    assert not [path for path in left if path.suffix in (".wav", ".yaml", ".json")]


def _changed(pack: Path, change: Change) -> Path:
    with zipfile.ZipFile(pack) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    index = json.loads(files.pop("voice.json"))
    change(index, files)
    bad = pack.with_name("bad.zip")
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("voice.json", json.dumps(index))
        for name, content in files.items():
            archive.writestr(name, content)
    return bad


def test_a_take_that_is_no_sound_is_told_by_its_name(pack: Path) -> None:
    for content in (b"words", wav_bytes(np.zeros(RATE, np.int16), RATE)):
        digest = sha256(content).hexdigest()

        def change(
            index: dict[str, Any], files: dict[str, bytes],
            content: bytes = content, digest: str = digest,
        ) -> None:  # fmt: skip
            files.pop(f"takes/{index['takes'][0]['file']}")
            _words(index, digest=digest, file=f"{digest}.wav")
            files[f"takes/{digest}.wav"] = content

        with pytest.raises(AudioError, match=r"the take [a-z2-7-]+ is no sound: "):
            add_pack(_changed(pack, change))


def test_no_more_is_read_of_a_member_than_it_may_have(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(pack) as archive:
        most = max(info.file_size for info in archive.infolist())
    monkeypatch.setattr(voice_pack, "_MOST_TAKE", most)
    add_pack(pack)
    monkeypatch.setattr(voice_pack, "_MOST_TAKE", most - 1)
    with pytest.raises(AudioError, match=r"is larger than 0 MB"):
        add_pack(pack)
    monkeypatch.setattr(voice_pack, "_MOST_INDEX", 10)
    with pytest.raises(AudioError, match=r"voice\.json is larger than 0 MB"):
        add_pack(pack)


def test_a_voice_without_takes_cannot_be_packed(voices: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as told:
        pack_voice(voice_to_keep("nobody"), "N", tmp_path)
    assert told.value.reason == "the voice 'nobody' has no takes to pack"
