"""The clip store: what is there is whole, what is not whole is not there."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from unknot import files
from unknot.audio.mp3 import COMPACT, QUALITIES, STANDARD, silent_frame
from unknot.audio.sound import Pcm, read_wav
from unknot.audio.versions import ENCODE_VERSION
from unknot.cache import read_sealed, seal
from unknot.clips import clipfile
from unknot.clips import store as clips
from unknot.clips.clipfile import ClipKey
from unknot.clips.store import Store
from unknot.errors import AudioError

KEY = ClipKey.of({"text": "Half way."})
MASTER = np.arange(1152 * 10, dtype=np.int16)
FRAMES = {name: silent_frame(quality) * 13 for name, quality in QUALITIES.items()}


def filled(root: Path, key: ClipKey = KEY, master: Pcm = MASTER) -> Store:
    store = Store(root)
    store.put_master(key, master.data)
    for name, quality in QUALITIES.items():
        store.put_frames(key, quality, len(master), FRAMES[name])
    return store


def found(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".TAG")


def age(store: Store, key: ClipKey, days: float) -> None:
    then = time.time() - days * 86_400
    for path in store.root.rglob(f"{key}*"):
        os.utime(path, (then, then))


def test_a_key_covers_everything_and_nothing_else() -> None:
    """The order of facts says nothing; every fact counts, its type too."""
    facts = {"text": "Stop.", "rate": 135, "voice": "en-gb", "chime": None}
    assert ClipKey.of(facts) == ClipKey.of(dict(reversed(facts.items())))
    others = [{**facts, name: value} for name in facts for value in ("other", 136)]
    others.append({**facts, "rate": "135"})
    keys = {ClipKey.of(other) for other in others}
    assert len(keys) == len(others)
    assert ClipKey.of(facts) not in keys
    assert all(len(key) == 64 for key in keys)


def length_ms(store: Store, key: ClipKey) -> float | None:
    """Of the master that is kept; None where there is none."""
    master = store.master(key)
    return None if master is None else len(master) / 48


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    store = filled(tmp_path / "new" / "cache")
    assert length_ms(store, KEY) == 240
    master = store.master(KEY)
    assert master is not None
    assert np.asarray(master).dtype == np.int16
    assert (np.asarray(master) == MASTER).all()
    for name, quality in QUALITIES.items():
        clip = store.frames(KEY, quality)
        assert clip is not None
        assert (clip.key, clip.sound_ms, clip.room_ms) == (KEY, 240, 312)
        assert clip.frames == FRAMES[name]


def test_put_frames_returns_what_frames_would(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.put_frames(KEY, STANDARD, 11_520, FRAMES["standard"]) == store.frames(
        KEY, STANDARD
    )


def test_a_master_is_a_wav_file_that_anything_opens(tmp_path: Path) -> None:
    filled(tmp_path)
    (path,) = tmp_path.rglob("*.wav")
    assert path == tmp_path / KEY[:2] / f"{KEY}.wav"
    sound = read_wav(path)
    assert sound.rate == 48_000
    assert (sound.samples * 32768 == MASTER).all()


def test_what_was_never_kept_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    assert length_ms(store, KEY) is None
    assert store.master(KEY) is None
    assert store.frames(KEY, STANDARD) is None
    assert store.info().clips == 0
    assert store.prune(0).clips == store.clear().clips == 0
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("ending", [".wav", ".standard.mp3f", ".compact.mp3f"])
def test_a_damaged_file_is_a_miss_and_goes(tmp_path: Path, ending: str) -> None:
    """One byte changed anywhere, or any number of bytes lost."""
    store = filled(tmp_path)
    path = tmp_path / KEY[:2] / f"{KEY}{ending}"
    whole = path.read_bytes()
    flips = [*range(0, len(whole), 97), len(whole) - 1]
    damaged = [whole[:n] + bytes([whole[n] ^ 4]) + whole[n + 1 :] for n in flips]
    damaged += [whole[:n] for n in range(1, len(whole), 997)] + [whole + b"\0", b"{}\n", b"[]\n"]
    for data in damaged:
        path.write_bytes(data)
        got = (
            store.master(KEY)
            if ending == ".wav"
            else store.frames(KEY, QUALITIES[ending.split(".")[1]])
        )
        assert got is None
        assert not path.exists()
    path.write_bytes(whole)
    assert store.master(KEY) is not None
    assert all(store.frames(KEY, quality) for quality in QUALITIES.values())


def test_frames_of_another_quality_or_of_an_older_encoder_are_a_miss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    folder = tmp_path / KEY[:2]
    shutil.copy(folder / f"{KEY}.standard.mp3f", folder / f"{KEY}.compact.mp3f")
    assert store.frames(KEY, COMPACT) is None
    monkeypatch.setattr(clipfile, "ENCODE_VERSION", ENCODE_VERSION + 1)
    assert store.frames(KEY, STANDARD) is None
    assert store.master(KEY) is not None


def test_an_incomplete_master_is_none(tmp_path: Path) -> None:
    store = filled(tmp_path)
    path = tmp_path / KEY[:2] / f"{KEY}.wav"
    path.write_bytes(path.read_bytes()[:-2])
    assert length_ms(store, KEY) is None


def test_a_cache_deleted_in_the_middle_of_a_build_is_only_a_miss(tmp_path: Path) -> None:
    store = filled(tmp_path / "cache")
    shutil.rmtree(tmp_path / "cache")
    assert store.frames(KEY, STANDARD) is None
    assert store.master(KEY) is None
    store.put_master(KEY, MASTER.data)
    assert length_ms(store, KEY) == 240


def test_a_cache_cleared_while_a_clip_is_written_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the making of its folder and its use; a second try then finds it made."""
    store = filled(tmp_path)
    write, tries = files.replace_file, []

    def cleared_once(path: Path, parts: list[bytes | memoryview], *, sync: bool) -> int:
        tries.append(path)
        if len(tries) == 1:
            shutil.rmtree(tmp_path)
            raise AudioError(path, "cannot be written: No such file or directory")
        return write(path, parts, sync=sync)

    monkeypatch.setattr(clips, "replace_file", cleared_once)
    store.put_master(KEY, MASTER.data)
    assert length_ms(store, KEY) == 240


def test_backups_are_told_to_leave_it_out(tmp_path: Path) -> None:
    """CACHEDIR.TAG, whose first line is fixed by its specification."""
    filled(tmp_path)
    first = (tmp_path / "CACHEDIR.TAG").read_text().splitlines()[0]
    assert first == "Signature: 8a477f597d28d172789f06886806bc55"


def test_info_counts_clips_files_and_bytes(tmp_path: Path) -> None:
    store = filled(tmp_path)
    filled(tmp_path, ClipKey.of({"text": "Stop."}))
    usage = store.info()
    assert (usage.clips, usage.files) == (2, 6)
    assert usage.bytes == sum(path.stat().st_size for path in found(tmp_path))
    assert str(usage) == "2 clips, 0.1 MB"


def test_prune_removes_whole_clips_that_were_not_used_lately(tmp_path: Path) -> None:
    store = filled(tmp_path)
    old = ClipKey.of({"text": "old"})
    filled(tmp_path, old)
    age(store, old, 31)
    age(store, KEY, 29)
    removed = store.prune(30)
    assert (removed.clips, removed.files) == (1, 3)
    assert length_ms(store, old) is None
    assert length_ms(store, KEY) == 240


def test_reading_a_clip_counts_as_using_it(tmp_path: Path) -> None:
    store = filled(tmp_path)
    age(store, KEY, 31)
    assert store.frames(KEY, STANDARD)
    assert store.prune(30).clips == 0
    assert store.master(KEY) is not None


def test_clear_removes_clips_and_nothing_else(tmp_path: Path) -> None:
    """UNKNOT_CACHE may point at a folder with other things in it."""
    store = filled(tmp_path)
    mine = [tmp_path / "notes.wav", tmp_path / KEY[:2] / "song.wav", tmp_path / "photos" / "a.jpg"]
    for path in mine:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"mine")
    assert store.clear().clips == 1
    assert found(tmp_path) == sorted(mine)


def test_what_killed_runs_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    """Not sooner: another run may be writing it now."""
    folder = tmp_path / "ab"
    folder.mkdir()
    old, new = folder / ".x.1.part", folder / ".x.2.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 3700,) * 2)
    filled(tmp_path)
    assert not old.exists()
    assert new.exists()
    Store(tmp_path).clear()
    assert not new.exists()


@pytest.mark.deep
def test_many_threads_may_write_and_read_one_clip(tmp_path: Path) -> None:
    def once(_: int) -> bool:
        store = filled(tmp_path)
        clip = store.frames(KEY, STANDARD)
        return clip is not None and store.master(KEY) is not None

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(once, range(100)))
    assert len(found(tmp_path)) == 3


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_clips_have_the_mode_of_any_new_file(tmp_path: Path) -> None:
    """Temporary files are private; what they become is not."""
    filled(tmp_path)
    plain = tmp_path / "plain"
    plain.touch()
    assert {path.stat().st_mode for path in found(tmp_path)} == {plain.stat().st_mode}


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = Store(tmp_path / "file" / "cache")
    with pytest.raises(AudioError, match="cannot be written") as caught:
        store.put_master(KEY, MASTER.data)
    assert "clips are kept there" in str(caught.value)
    assert store.frames(KEY, STANDARD) is None


def test_a_full_disk_under_the_cache_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And how another folder is named; nothing is wrong with its permissions."""

    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path))
    monkeypatch.setattr("unknot.files.tempfile.mkstemp", full)
    with pytest.raises(AudioError) as caught:
        Store(tmp_path).put_master(KEY, MASTER.data)
    assert caught.value.hint == (
        "the disk is full; free some space or choose another folder by UNKNOT_CACHE, where clips"
        " are kept"
    )


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _vast(path: Path) -> None:
    os.truncate(path, 8 << 30)  # sparse


@pytest.mark.timeout(60)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
@pytest.mark.parametrize("put", [_pipe, _folder, _loop, _vast])
def test_what_others_put_into_a_cache_is_neither_waited_for_nor_read(
    put: Callable[[Path], None], tmp_path: Path
) -> None:
    store = filled(tmp_path)
    for path in found(tmp_path):
        put(path)
    assert store.master(KEY) is None
    assert store.frames(KEY, STANDARD) is None
    if put in (_loop, _vast):  # which a new file may replace
        store.put_master(KEY, MASTER.data)
        assert store.master(KEY) is not None
    else:
        with pytest.raises(AudioError) as caught:
            store.put_master(KEY, MASTER.data)
        assert "remove what is in its place" in caught.value.hint


def test_what_is_sealed_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(whole := seal(b"what was learned"))
    assert read_sealed(path) == b"what was learned"
    bits = (bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]) for at in range(len(whole)))
    for damaged in (*bits, *(whole[:size] for size in range(len(whole))), whole + b"."):
        path.write_bytes(damaged)
        with pytest.raises(OSError, match="is damaged"):
            read_sealed(path)
