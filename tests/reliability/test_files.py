"""Killed, starved, raced and set back in time: the track is the old good one or the new one."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.reliability.running import OLD, SESSION, Place, fill, remount
from unknot.files import replace_file
from unknot.left_over import PART, mark, sweep

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="looks for processes in /proc"
    ),
]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def kill_at_random(place: Place, kills: int, seed: int) -> None:
    """``kill -9`` at so many moments; after each the track is whole, and in the end nothing of
    what was started or half written is left."""
    place.write(OLD)
    old = place.build()
    whole = place.track.read_bytes()
    place.write(SESSION)
    start = time.monotonic()
    new = place.build()
    seconds = time.monotonic() - start
    assert old != new
    chance = random.Random(seed)
    for number in range(kills):
        place.track.write_bytes(whole)
        if number % 3 == 0:
            assert place.still_running() == []
            shutil.rmtree(place.cache, ignore_errors=True)
        run = place.start()
        time.sleep(chance.uniform(0, seconds * 1.1))
        run.kill()
        place.finish(run)
        assert place.digest() in (old, new)
    assert place.still_running() == []
    assert place.build() == new
    assert place.left_over() == []


def test_killed_at_any_moment(place: Place) -> None:
    kill_at_random(place, 2, seed=1)


@pytest.mark.deep
def test_killed_at_a_hundred_moments(place: Place) -> None:
    kill_at_random(place, 100, seed=2)


def dead_process() -> int:
    run = subprocess.Popen([sys.executable, "-c", ""])
    run.wait()
    return run.pid


@pytest.mark.parametrize("folder", [False, True])
def test_left_overs_of_the_dead_are_swept_and_those_of_the_living_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: bool
) -> None:
    """Also when the clock has gone back since, and never a file that somebody else calls so."""

    def made_by(pid: int) -> Path:
        monkeypatch.setattr("unknot.files.os.getpid", lambda: pid)
        path = tmp_path / f"{mark('x.mp3')}abc{PART}"
        monkeypatch.undo()
        path.mkdir() if folder else path.write_bytes(b"half")
        os.utime(path, (2**32, 2**32))
        return path

    dead, alive, own = made_by(dead_process()), made_by(os.getppid()), made_by(os.getpid())
    foreign = tmp_path / f".download{PART}"
    foreign.write_bytes(b"")
    elsewhere = tmp_path / f".x.mp3.00000000-{dead_process()}.abc{PART}"
    elsewhere.write_bytes(b"")
    sweep(tmp_path)
    assert not dead.exists()
    assert all(path.exists() for path in (alive, own, foreign, elsewhere))


def test_temporary_names_are_of_the_kind_that_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What replace_file leaves when it is killed before the rename."""
    pid = dead_process()
    monkeypatch.setattr("unknot.files.os.getpid", lambda: pid)
    with pytest.raises(KeyboardInterrupt):
        replace_file(tmp_path / "x.mp3", [b"new"], check=lambda path: kept(path, tmp_path))
    monkeypatch.undo()
    assert [path.suffix for path in tmp_path.iterdir()] == [PART]
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def kept(path: Path, folder: Path) -> None:
    """As if nothing after this moment ran: a copy stays under the temporary name."""
    data, name = path.read_bytes(), path.name
    path.unlink()
    path.with_name(name.replace(".x.", ".y.", 1)).write_bytes(data)
    raise KeyboardInterrupt


def test_two_builds_over_one_cache_make_one_and_the_same_track(place: Place) -> None:
    place.engine = "tone"
    runs = [place.start() for _ in range(2)]
    for run in runs:
        code, told = place.finish(run)
        assert code == 0, told
    both = place.digest()
    shutil.rmtree(place.cache)
    assert place.build() == both
    assert place.left_over() == []


def test_a_cache_deleted_in_the_middle_costs_time_at_most(place: Place) -> None:
    """The track is whole, or the build says what is wrong and the next one makes it."""
    place.engine = "tone"
    good = place.build()
    place.track.unlink()
    shutil.rmtree(place.cache)
    run = place.start()
    ended = threading.Event()

    def delete() -> None:
        while not ended.wait(0.2):
            shutil.rmtree(place.cache, ignore_errors=True)

    thread = threading.Thread(target=delete)
    thread.start()
    code, told = place.finish(run)
    ended.set()
    thread.join()
    assert code in (0, 1), told
    assert "Traceback" not in told
    assert (code == 0) == place.track.exists()
    assert place.build() == good
    assert place.left_over() == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes anywhere")
@pytest.mark.parametrize("which", ["out", "cache"])
def test_a_read_only_folder_is_one_message(place: Place, which: str) -> None:
    place.engine = "tone"
    folder = place.out if which == "out" else place.cache
    folder.mkdir()
    folder.chmod(0o555)
    code, told = place.finish(place.start())
    folder.chmod(0o755)
    assert code == 1
    assert folder.name in told
    assert "Traceback" not in told
    assert not place.track.exists()


def test_a_full_disk_under_the_tracks(place: Place, mounted: Path) -> None:
    """A real one, of which a little is left: enough for a name, and not for a track."""
    place.engine = "tone"
    place.build()
    old = place.track.read_bytes()
    shutil.move(place.out, mounted / "tracks")
    place.out.symlink_to(mounted / "tracks")
    fill(mounted / "fill")
    place.write(OLD)
    code, told = place.finish(place.start())
    assert code == 1
    assert "disk is full" in told
    assert "Traceback" not in told
    assert place.track.read_bytes() == old
    assert place.left_over() == []
    (mounted / "fill").unlink()
    place.build()


def test_a_full_disk_under_the_cache(place: Place, mounted: Path) -> None:
    place.more = {"UNKNOT_CACHE": str(mounted / "cache")}
    (mounted / "fill").write_bytes(bytes(900_000))
    code, told = place.finish(place.start())
    assert code == 1
    assert "space" in told or "full" in told
    assert "Traceback" not in told
    assert not place.track.exists()
    assert place.still_running() == []


def test_a_read_only_file_system(place: Place, mounted: Path) -> None:
    place.engine = "tone"
    place.more = {"UNKNOT_CACHE": str(mounted / "cache")}
    remount(mounted, read_only=True)
    code, told = place.finish(place.start())
    assert code == 1
    assert "Read-only" in told
    assert "Traceback" not in told


@pytest.mark.needs("faketime")
@pytest.mark.parametrize("when", ["2001-01-01 00:00:00", "2037-01-01 00:00:00"])
def test_a_clock_that_jumps_changes_nothing(place: Place, when: str) -> None:
    """Built today, built again years before or after: same bytes, and what is cached stays."""
    place.engine = "tone"
    good = place.build()
    clips = {path.name for path in place.cache.rglob("*.mp3f")}
    place.track.unlink()
    code, told = place.finish(place.start(command=("faketime", when)))
    assert code == 0, told
    assert "every clip from the cache" in told
    assert place.digest() == good
    assert {path.name for path in place.cache.rglob("*.mp3f")} == clips
