"""A library is kept only while nothing changes, and what is kept can hold nothing but content."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b, sha256
from pathlib import Path

import pytest

from tests.content.workspaces import BUNDLED, write
from tests.usual import cases
from unknot.cache import user_key
from unknot.content import library_cache as kept
from unknot.content import load, memory
from unknot.content.checks import check
from unknot.content.library import Library
from unknot.content.memory import ContentMemory
from unknot.content.records.base import Record
from unknot.content.workspace import Root, bundled_content, roots
from unknot.content.yaml.document import Document, read_document
from unknot.content.yaml.problems import ProblemLog
from unknot.diagnostic import Diagnostic
from unknot.engines.recording import Recording, to_wav
from unknot.errors import ContentError

SESSION = "title: T\nsummary: S\nroutines:\n  - {muscle: piriformis, side: right}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> tuple[Root, ...]:
    """A workspace with one session, an hour old."""
    own = tmp_path / "own"
    (own / "sessions").mkdir(parents=True)
    _write(own / "sessions/mine.yaml", SESSION)
    return roots(own)


@pytest.fixture
def small(workspace: tuple[Root, ...], tmp_path: Path) -> tuple[Root, ...]:
    """The same over a few records only, which are soon read."""
    files = {name.replace("/gluteus.", "/piriformis."): text for name, text in BUNDLED.items()}
    del files["sessions/sore-hip.yaml"]
    return (workspace[0], Root(write(tmp_path / "bundled", files), "bundled"))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every reading of content that is not kept as a whole."""
    counted: list[int] = []
    real = load.read

    def counting(found: Sequence[Root], memory: ContentMemory | None = None) -> object:
        if memory:
            counted.append(1)
        return real(found, memory)

    monkeypatch.setattr(load, "read", counting)
    # The code may have been edited a second ago; that is not what is tried here.
    monkeypatch.setattr(memory, "_FRESH_NS", 0)
    return counted


@pytest.fixture
def read_files(reads: list[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all files whose text is read."""
    names: list[str] = []

    def counting(path: Path, name: str, findings: ProblemLog) -> Document | None:
        names.append(path.name)
        return read_document(path, name, findings)

    monkeypatch.setattr("unknot.content.load.read_document", counting)
    return names


@pytest.fixture
def judged(reads: list[int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of all records that are checked."""
    ids: list[str] = []

    def counting(record: Record, library: Library) -> Iterator[Diagnostic]:
        ids.append(getattr(record, "id", ""))
        yield from check(record, library)

    monkeypatch.setattr("unknot.content.load.check", counting)
    return ids


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


@cases("change", CHANGES, usual=1)
def test_any_change_is_seen(
    change: Callable[[Path], object],
    small: tuple[Root, ...],
    reads: list[int],
    tmp_path: Path,
) -> None:
    """Also one that leaves a file as long as it was."""
    kept.load(small, tmp_path / "cache")
    change(tmp_path / "own")
    os.utime(tmp_path / "own/sessions")
    after = kept.load(small, tmp_path / "cache")
    assert len(reads) == 2
    assert after == load.load(small)


def test_a_library_with_problems_is_told_of_every_time(
    small: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    _write(tmp_path / "own/sessions/bad.yaml", SESSION.replace("piriformis", "piriformes"))
    for _ in range(2):
        with pytest.raises(ContentError, match="piriformis"):
            kept.load(small, tmp_path / "cache")
    assert len(reads) == 2


def test_a_file_that_just_changed_is_not_trusted(
    small: tuple[Root, ...], reads: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could change again within the same tick of the clock."""
    monkeypatch.setattr(memory, "_FRESH_NS", 10**18)
    kept.load(small, tmp_path / "cache")
    kept.load(small, tmp_path / "cache")
    assert len(reads) == 2


@cases(
    "damage",
    [
        lambda d: d[:-9],
        lambda d: d[:200],
        lambda d: b"",
        lambda d: d[:64] + bytes([d[64] ^ 255]) + d[65:],
    ],
    usual=2,
)
def test_a_damaged_file_is_not_used(
    damage: Callable[[bytes], bytes],
    small: tuple[Root, ...],
    reads: list[int],
    tmp_path: Path,
) -> None:
    first = kept.load(small, tmp_path / "cache")
    (path,) = (tmp_path / "cache/content").iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert kept.load(small, tmp_path / "cache") == first
    assert len(reads) == 2


class Evil:
    """What a foreign file would hold: a call, made while it is read."""

    def __init__(self, target: str) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.target,)


@pytest.mark.deep
def test_a_foreign_file_does_nothing(
    workspace: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    """Even with the right seal, only records of content are made."""
    kept.load(workspace, tmp_path / "cache")
    sealed(tmp_path, pickle.dumps(Evil(str(tmp_path / "was-here"))))
    assert isinstance(kept.load(workspace, tmp_path / "cache"), Library)
    assert not (tmp_path / "was-here").exists()
    assert len(reads) == 2


def sealed(folder: Path, body: bytes, key: bytes | None = None) -> None:
    """Put ``body`` where the library is kept, sealed with the user's key or another."""
    (path,) = (folder / "cache/content").iterdir()
    key = key or user_key() or b""
    path.write_bytes(blake2b(body, key=key, digest_size=32).digest() + body)


@cases("seal", [b"k" * 32, b""], usual=1)
def test_words_that_another_user_changed_are_not_taken(
    seal: bytes, small: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    """Whoever can write into the cache can make a good file, but for the seal."""
    first = kept.load(small, tmp_path / "cache")
    (path,) = (tmp_path / "cache/content").iterdir()
    body = path.read_bytes()[32:].replace(b"softer", b"harder")
    assert body != path.read_bytes()[32:]
    if seal:
        sealed(tmp_path, body, seal)
    else:
        path.write_bytes(sha256(body).digest() + body)
    assert kept.load(small, tmp_path / "cache") == first
    assert len(reads) == 2


@cases(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x80\x05\x96\xff\xff\xff\xff\xff\xff\xff\x7f.", id="too much memory"),
        pytest.param(b"cunknot.content.gone\nGone\n.", id="no such module"),
        pytest.param(b"cunknot.content.library\nLibrary\n.", id="a class"),
        pytest.param(b"N.", id="None"),
        pytest.param(pickle.dumps((b"", 1, 2, 3, 4)), id="other values"),
        pytest.param(b"\x80\x05" + b"(" * 100_000 + b".", id="nested"),
        pytest.param(b"\x80\x05cunknot.content.library\nLibrary\n)\x81.", id="no fields"),
    ],
    usual=2,
)
def test_whatever_is_kept_there_is_no_traceback(
    body: bytes, small: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    first = kept.load(small, tmp_path / "cache")
    sealed(tmp_path, body)
    assert kept.load(small, tmp_path / "cache") == first
    assert len(reads) == 2


def test_a_key_that_others_can_read_is_not_used(
    small: tuple[Root, ...], reads: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    key = user_key()
    assert key == user_key()
    assert key != b"\0" * 32
    if os.name != "posix":
        return
    assert (tmp_path / "data/cache.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "data/cache.key").chmod(0o644)
    assert user_key() is None
    for _ in range(2):
        kept.load(small, tmp_path / "cache")
    assert len(reads) == 2


def test_a_key_that_was_cut_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a full disk, or when the power went."""
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path))
    old = user_key() or b""
    (tmp_path / "cache.key").write_bytes(old[:9])
    assert user_key() not in (None, old, old[:9])
    assert user_key() == (tmp_path / "cache.key").read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["cache.key"]


def test_an_edited_file_is_the_only_one_that_is_read(
    workspace: tuple[Root, ...], read_files: list[str], judged: list[str], tmp_path: Path
) -> None:
    """And the only one that is checked, but for those that name sessions."""
    _write(tmp_path / "own/sessions/other.yaml", SESSION)
    kept.load(workspace, tmp_path / "cache")
    assert len(read_files) > 60
    read_files.clear()
    judged.clear()
    _write(tmp_path / "own/sessions/mine.yaml", SESSION.replace("title: T", "title: U"))
    after = kept.load(workspace, tmp_path / "cache")
    assert read_files == ["mine.yaml"]
    assert set(judged) == {"mine", *after.playlists, *after.programmes}
    assert after == load.load(workspace)


@pytest.mark.deep
def test_of_a_new_workspace_only_its_own_files_are_read(
    workspace: tuple[Root, ...], read_files: list[str], judged: list[str], tmp_path: Path
) -> None:
    """What unknot brings along is known from the runs before, while no record lies over it."""
    kept.load(workspace[-1:], tmp_path / "cache")
    read_files.clear()
    judged.clear()
    after = kept.load(workspace, tmp_path / "cache")
    assert read_files == ["mine.yaml"]
    assert set(judged) == {"mine", *after.playlists, *after.programmes}
    assert after == load.load(workspace)


@pytest.mark.deep
def test_a_record_over_what_is_known_has_all_judged_again(
    workspace: tuple[Root, ...], judged: list[str], tmp_path: Path
) -> None:
    kept.load(workspace[-1:], tmp_path / "cache")
    copy = (bundled_content() / "atlas/muscles/piriformis.yaml").read_text(encoding="utf-8")
    (tmp_path / "own/atlas/muscles").mkdir(parents=True)
    _write(tmp_path / "own/atlas/muscles/piriformis.yaml", copy.replace("max: 90s", "max: 70s"))
    judged.clear()
    after = kept.load(workspace, tmp_path / "cache")
    assert {*after.sessions, *after.muscles, *after.techniques} <= set(judged)
    assert after == load.load(workspace)


@pytest.mark.deep
def test_a_workspace_without_a_file_is_no_bundled_library(reads: list[int], tmp_path: Path) -> None:
    (tmp_path / "own/sessions").mkdir(parents=True)
    found = roots(tmp_path / "own")
    kept.load(found[-1:], tmp_path / "cache")
    after = kept.load(found, tmp_path / "cache")
    assert after.beneath is not None
    assert after == load.load(found)


@pytest.mark.deep
def test_in_another_folder_it_is_known_and_its_files_are_called_as_from_there(
    workspace: tuple[Root, ...], reads: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (tmp_path, tmp_path / "own", bundled_content(), bundled_content() / "sessions"):
        monkeypatch.chdir(folder)
        library = kept.load(workspace[-1:], tmp_path / "cache")
        name = library.sessions["starter"].place("title").file
        assert Path(name).is_absolute() is (folder != bundled_content())
        assert Path(name).name == "starter.yaml"
    assert len(reads) == 2


@pytest.mark.deep
def test_what_an_edit_breaks_elsewhere_is_told_with_its_line(
    workspace: tuple[Root, ...], read_files: list[str], tmp_path: Path
) -> None:
    """The session stands as it was; the muscle that it names has changed."""
    copy = (bundled_content() / "atlas/muscles/piriformis.yaml").read_text(encoding="utf-8")
    (tmp_path / "own/atlas/muscles").mkdir(parents=True)
    _write(tmp_path / "own/atlas/muscles/piriformis.yaml", copy)
    _write(tmp_path / "own/sessions/mine.yaml", SESSION.replace("right}", "right, hold: 80s}"))
    kept.load(workspace, tmp_path / "cache")
    read_files.clear()
    _write(tmp_path / "own/atlas/muscles/piriformis.yaml", copy.replace("max: 90s", "max: 70s"))
    with pytest.raises(ContentError) as told:
        kept.load(workspace, tmp_path / "cache")
    (problem,) = told.value.problems
    assert (problem.code, problem.place.line) == ("S05", 4)
    assert "hold: 80s" in problem.source
    assert problem.width == len("80s")
    assert read_files == ["piriformis.yaml", "mine.yaml"]
    with pytest.raises(ContentError) as again:
        load.load(workspace)
    assert again.value.problems == told.value.problems


def test_a_sound_that_has_gone_is_told(
    small: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    """No YAML file says whether it is there."""
    (tmp_path / "own/audio").mkdir()
    (tmp_path / "own/audio/bell.wav").write_bytes(
        to_wav([Recording(rate=48_000, channels=1, data=bytes(96_000))])
    )
    _write(
        tmp_path / "own/sessions/mine.yaml",
        "title: T\nsummary: S\nroutines:\n  - play: bell.wav\n  - wait: 1s\n",
    )
    kept.load(small, tmp_path / "cache")
    (tmp_path / "own/audio/bell.wav").unlink()
    _write(tmp_path / "own/sessions/other.yaml", SESSION)
    with pytest.raises(ContentError, match=r"bell\.wav"):
        kept.load(small, tmp_path / "cache")


@pytest.mark.deep
def test_it_can_be_forgotten(workspace: tuple[Root, ...], reads: list[int], tmp_path: Path) -> None:
    for _ in range(2):
        kept.load(workspace, tmp_path / "cache")
        kept.forget(tmp_path / "cache")
    assert len(reads) == 2


@pytest.mark.deep
def test_without_a_cache_it_only_takes_longer(reads: list[int], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    found = (Root(bundled_content(), "bundled"),)
    assert kept.load(found, blocked) == load.load(found)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@cases("name", ["sessions/other.yaml", "channel.yaml", "channel.yml"], usual=1)
@pytest.mark.parametrize("to", ["itself", "nowhere"])
def test_a_link_to_nothing_is_a_change(
    small: tuple[Root, ...], reads: list[int], tmp_path: Path, name: str, to: str
) -> None:
    kept.load(small, tmp_path / "cache")
    link = small[0].path / name
    link.symlink_to(link if to == "itself" else tmp_path / "nowhere.yaml")
    for _ in range(2):
        with pytest.raises(ContentError, match="Y23"):
            kept.load(small, tmp_path / "cache")


@pytest.mark.parametrize(
    "name", ["sessions/hips/left.yaml", "sessions/left.yaml.txt", "Atlas/x.yaml", "Channel.yaml"]
)
def test_what_is_not_read_is_told_also_when_all_else_is_kept(
    name: str, small: tuple[Root, ...], reads: list[int], tmp_path: Path
) -> None:
    kept.load(small, tmp_path / "cache")
    assert kept.read(small, tmp_path / "cache").problems == ()
    write(small[0].path, {name: SESSION})
    found = kept.read(small, tmp_path / "cache").problems
    assert [each.code for each in found] == ["Y26"]
