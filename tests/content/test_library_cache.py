"""A library is kept only while nothing changes, and what is kept can hold nothing but content."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from unknot.content import library_cache as kept
from unknot.content import load
from unknot.content.library import Library
from unknot.content.workspace import Root, bundled_content, roots
from unknot.errors import ContentError

SESSION = "title: T\nsummary: S\nroutines:\n  - {muscle: piriformis, side: right}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> tuple[Root, ...]:
    """A workspace with one session, an hour old."""
    own = tmp_path / "own"
    (own / "sessions").mkdir(parents=True)
    _write(own / "sessions/mine.yaml", SESSION)
    return roots(own)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every reading of all files."""
    counted: list[int] = []
    real = load.load

    def counting(found: Sequence[Root]) -> Library:
        counted.append(1)
        return real(found)

    monkeypatch.setattr(load, "load", counting)
    # The code may have been edited a second ago; that is not what is tried here.
    monkeypatch.setattr(kept, "_FRESH_NS", 0)
    return counted


def test_the_second_time_nothing_is_read(
    workspace: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    """And what comes back is equal, with its places."""
    first, second = (kept.load(workspace, tmp_path / "cache") for _ in range(2))
    assert first == second
    session = second.sessions["mine"]
    assert session.place("title") == first.sessions["mine"].place("title")
    assert session.place("title").line == 1
    assert len(reads) == 1


CHANGES: list[Callable[[Path], object]] = [
    lambda own: _write(own / "sessions/mine.yaml", SESSION.replace("title: T", "title: U")),
    lambda own: _write(own / "sessions/other.yaml", SESSION),
    lambda own: (own / "sessions/mine.yaml").unlink(),
    lambda own: os.utime(own / "sessions/mine.yaml"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_seen(
    change: Callable[[Path], object],
    workspace: tuple[Root, ...],
    reads: list[int],
    tmp_path: Path,
) -> None:
    """Also one that leaves a file as long as it was."""
    kept.load(workspace, tmp_path / "cache")
    change(tmp_path / "own")
    os.utime(tmp_path / "own/sessions")
    after = kept.load(workspace, tmp_path / "cache")
    assert len(reads) == 2
    assert after == load.load(workspace)


def test_a_library_with_problems_is_told_of_every_time(
    workspace: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    _write(tmp_path / "own/sessions/bad.yaml", SESSION.replace("piriformis", "piriformes"))
    for _ in range(2):
        with pytest.raises(ContentError, match="piriformis"):
            kept.load(workspace, tmp_path / "cache")
    assert len(reads) == 2


def test_a_file_that_just_changed_is_not_trusted(
    workspace: tuple[Root, ...], reads: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could change again within the same tick of the clock."""
    monkeypatch.setattr(kept, "_FRESH_NS", 10**18)
    kept.load(workspace, tmp_path / "cache")
    kept.load(workspace, tmp_path / "cache")
    assert len(reads) == 2


@pytest.mark.parametrize(
    "damage",
    [lambda d: d[:-9], lambda d: d[:200], lambda d: b"", lambda d: d[:64] + b"\x00" + d[65:]],
)
def test_a_damaged_file_is_not_used(
    damage: Callable[[bytes], bytes],
    workspace: tuple[Root, ...],
    reads: list[int],
    tmp_path: Path,
) -> None:
    first = kept.load(workspace, tmp_path / "cache")
    (path,) = (tmp_path / "cache/content").iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert kept.load(workspace, tmp_path / "cache") == first
    assert len(reads) == 2


class Evil:
    """What a foreign file would hold: a call, made while it is read."""

    def __init__(self, target: str) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.target,)


def test_a_foreign_file_does_nothing(
    workspace: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    """Even with the right stamp and checksum, only records of content are made."""
    kept.load(workspace, tmp_path / "cache")
    (path,) = (tmp_path / "cache/content").iterdir()
    body = pickle.dumps(Evil(str(tmp_path / "was-here")))
    path.write_bytes(path.read_bytes()[:32] + sha256(body).digest() + body)
    assert isinstance(kept.load(workspace, tmp_path / "cache"), Library)
    assert not (tmp_path / "was-here").exists()
    assert len(reads) == 2


def test_it_can_be_forgotten(workspace: tuple[Root, ...], reads: list[int], tmp_path: Path) -> None:
    for _ in range(2):
        kept.load(workspace, tmp_path / "cache")
        kept.forget(tmp_path / "cache")
    assert len(reads) == 2


def test_without_a_cache_it_only_takes_longer(reads: list[int], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    found = (Root(bundled_content(), "bundled"),)
    assert kept.load(found, blocked) == load.load(found)
