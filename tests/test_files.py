"""A file that holds the right bytes already is left alone, and that costs little."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace

import pytest

from unknot import files
from unknot.errors import AudioError, EngineError, NoRoomError
from unknot.files import replace_file, replace_files, temporary, update_file
from unknot.segments import Segments

#: As a track's: views of one piece of memory, many of them alike.
DATA = random.Random(0).randbytes(8_000_000)
PARTS = Segments.of(*(memoryview(DATA)[at : at + 9_973] for at in range(0, len(DATA), 9_973)))


def old(path: Path, data: bytes) -> int:
    """Write ``data``, an hour ago; that time in ns."""
    path.write_bytes(data)
    hour_ago = time.time_ns() - 3600 * 10**9
    os.utime(path, ns=(hour_ago, hour_ago))
    return path.stat().st_mtime_ns


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    when = old(tmp_path / "track.mp3", DATA)
    assert not update_file(tmp_path / "track.mp3", PARTS)
    assert (tmp_path / "track.mp3").stat().st_mtime_ns == when


@pytest.mark.parametrize("at", [0, 9_972, 9_973, 4_000_000, len(DATA) - 1])
def test_one_other_bit_is_written(at: int, tmp_path: Path) -> None:
    wrong = bytearray(DATA)
    wrong[at] ^= 1
    old(tmp_path / "track.mp3", bytes(wrong))
    assert update_file(tmp_path / "track.mp3", PARTS)
    assert (tmp_path / "track.mp3").read_bytes() == DATA


@pytest.mark.parametrize("wrong", [b"", DATA[:-1], DATA + b"\0"])
def test_another_length_is_written(wrong: bytes, tmp_path: Path) -> None:
    old(tmp_path / "track.mp3", wrong)
    assert update_file(tmp_path / "track.mp3", PARTS)
    assert (tmp_path / "track.mp3").read_bytes() == DATA


def test_looking_costs_little_more_than_reading(tmp_path: Path) -> None:
    """Views compared element by element would take fifteen times as long."""
    path = tmp_path / "track.mp3"
    old(path, DATA)

    def seconds(looks: bool) -> float:
        start = time.process_time()
        for _ in range(3):
            assert not update_file(path, PARTS) if looks else path.read_bytes() == DATA
        return time.process_time() - start

    pairs = [(seconds(True), seconds(False)) for _ in range(5)]
    assert min(looking for looking, _ in pairs) < 4 * min(reading for _, reading in pairs)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
@pytest.mark.parametrize(
    ("folder", "way"),
    [
        ("cache", "UNKNOT_CACHE"),
        ("voices", "UNKNOT_VOICES"),
        ("mine", "UNKNOT_DATA"),
        ("tracks", "--out"),
        ("tmp/unknot-x", "TMPDIR"),
    ],
)
def test_who_cannot_write_is_told_the_way_to_another_folder(
    code: int, folder: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody moves the cache with --out, or what is built for a moment in a small /tmp."""
    for variable, named in (("CACHE", "cache"), ("VOICES", "voices"), ("DATA", "mine")):
        monkeypatch.setenv(f"UNKNOT_{variable}", str(tmp_path / named))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))

    def refuse(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(AudioError) as caught:
        replace_file(tmp_path / folder / "clips" / "x", [b"x"])
    ways = {"UNKNOT_CACHE", "UNKNOT_VOICES", "UNKNOT_DATA", "TMPDIR", "--out"}
    assert {each for each in ways if each in str(caught.value)} == {way}


def test_on_windows_who_waits_longer_than_ten_seconds_waits_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lock gives up after ten tries of a second; nothing else does."""
    done: list[str] = []

    def locking(_: int, mode: str, size: int) -> None:
        done.append(mode)
        assert size == 1
        if len(done) < 3:
            raise OSError(errno.EDEADLK, "Resource deadlock avoided")

    windows = SimpleNamespace(locking=locking, LK_LOCK="lock", LK_UNLCK="unlock")
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr(files, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with files.one_at_a_time(tmp_path / "site"):
        assert done == ["lock"] * 3
    assert done == ["lock"] * 3 + ["unlock"]


def test_a_lock_that_cannot_be_had_is_an_error_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locking(*_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    windows = SimpleNamespace(locking=locking, LK_LOCK="lock", LK_UNLCK="unlock")
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr(files, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(AudioError, match="cannot be locked"), files.one_at_a_time(tmp_path):
        pytest.fail("it went in")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
@pytest.mark.timeout(60)
@pytest.mark.parametrize("write", [lambda path: replace_file(path, [b"x"]),
                                   lambda path: update_file(path, Segments.of(b"x"))])  # fmt: skip
def test_a_pipe_or_device_is_not_replaced(write: Callable[[Path], object], tmp_path: Path) -> None:
    """Or whoever may do all would lose /dev/zero to a diary."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AudioError, match="is a device, a pipe or a socket"):
        write(tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("blocked", ["page", "table"])
@pytest.mark.parametrize("there", [True, False])
def test_of_files_that_belong_together_all_are_written_or_none(
    blocked: str, there: bool, tmp_path: Path
) -> None:
    """A folder in the way stands for what cannot be replaced, such as a table that is open."""
    pair = {tmp_path / "page": "new page", tmp_path / "table": "new table"}
    (other,) = (path for path in pair if path.name != blocked)
    (tmp_path / blocked).mkdir()
    if there:
        other.write_text("old", encoding="utf-8")
    with pytest.raises(AudioError, match=f"{blocked}: cannot be written"):
        replace_files(pair)
    assert other.exists() == there
    assert not there or other.read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 1 + there
    (tmp_path / blocked).rmdir()
    replace_files(pair)
    assert {path: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == pair


def test_a_killed_runs_temporary_folder_is_deleted_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kill = "import os; from unknot.files import temporary; a = temporary(); f = a.__enter__()"
    kill += "; (f / 'track.mp3').write_bytes(b'x'); os._exit(9)"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", kill], env=environment, check=False)
        assert len(list(tmp_path.iterdir())) == 1
    with temporary() as own, temporary() as other:
        assert sorted(tmp_path.iterdir()) == sorted([own, other])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "inner", [temporary, lambda: files.scratch(Path(tempfile.gettempdir()), "a")]
)
@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "no"), EngineError("x", "Hello.", "cut off\n  a hint of its own")]
)
def test_what_fails_where_nothing_fits_any_more_fails_for_that(
    error: Exception,
    inner: Callable[[], AbstractContextManager[Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told once, with what was said of it, and with the folder that stays."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=12_000))
    with pytest.raises(NoRoomError) as caught, inner() as folder, files.scratch(folder, "b"):
        raise error
    assert caught.value.what == Path(tempfile.gettempdir())
    # Without a number, the name of what was there, and the hint of another fault.
    why = getattr(error, "strerror", str(error).removesuffix("\n  a hint of its own"))
    assert caught.value.reason == f"has room for 12 kB, which was too little: {why}"
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=12_000_000))
    with pytest.raises(type(error)), inner():
        raise error
