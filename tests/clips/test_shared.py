"""The shared store: what one machine made, the others find; what is damaged there is no clip."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.clips.test_store import FRAMES, KEY, MASTER, filled
from tests.conftest import needs_package
from unknot.audio.mp3 import COMPACT, QUALITIES, STANDARD
from unknot.clips.clipfile import ClipKey
from unknot.clips.shared import SharedStore, open_store
from unknot.clips.store import Store
from unknot.errors import AudioError

fsspec = needs_package("fsspec")


@pytest.fixture(params=["memory", "file", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place that many could reach: in memory, a folder, and a real S3 server."""
    name = uuid4().hex
    if request.param == "memory":
        return f"memory://{name}/clips"
    if request.param == "file":
        return f"file://{(tmp_path / 'there').as_posix()}"
    request.getfixturevalue("s3_server")
    import boto3

    boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).create_bucket(Bucket=name)
    return f"s3://{name}/clips"


@pytest.fixture(scope="session")
def _s3_process() -> Iterator[str]:
    needs_package("s3fs")
    server = needs_package("moto.server").ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_server(_s3_process: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by the library's own ways: its environment variables."""
    for name, value in {
        "AWS_ENDPOINT_URL": _s3_process, "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)


def put(store: Store) -> None:
    store.put_master(KEY, MASTER.data)
    for name, quality in QUALITIES.items():
        store.put_frames(KEY, quality, len(MASTER), FRAMES[name])


def test_what_one_machine_made_another_finds(address: str, tmp_path: Path) -> None:
    """With the same bytes, and the second time without asking the shared place."""
    put(SharedStore(tmp_path / "one", address))
    other = SharedStore(tmp_path / "two", address)
    for name, quality in QUALITIES.items():
        clip = other.frames(KEY, quality)
        assert clip is not None
        assert clip.frames == FRAMES[name]
    master = other.master(KEY)
    assert master is not None
    assert bytes(master.cast("B")) == MASTER.tobytes()
    alone = Store(tmp_path / "two")
    assert alone.frames(KEY, STANDARD) == other.frames(KEY, STANDARD)
    assert alone.master(KEY) is not None


def test_what_nobody_made_is_not_there(address: str, tmp_path: Path) -> None:
    store = SharedStore(tmp_path, address)
    assert store.frames(KEY, STANDARD) is None
    assert store.master(KEY) is None
    put(store)
    assert store.frames(KEY, STANDARD) is not None


@pytest.mark.parametrize("spoil", [
    lambda data: data[:-1], lambda data: b"", lambda data: b"<html>hello</html>",
    lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
])  # fmt: skip
def test_what_is_damaged_there_is_made_again(address: str, tmp_path: Path, spoil: Any) -> None:
    put(SharedStore(tmp_path / "one", address))
    files, base = fsspec.core.url_to_fs(address)
    for name in files.find(base):
        files.pipe_file(name, spoil(files.cat_file(name)))
    other = SharedStore(tmp_path / "two", address)
    other.bring([KEY], STANDARD)
    assert other.frames(KEY, STANDARD) is None
    assert other.master(KEY) is None
    put(other)
    assert SharedStore(tmp_path / "three", address).frames(KEY, STANDARD) is not None


def test_the_object_of_another_clip_is_no_hit(address: str, tmp_path: Path) -> None:
    """Whole and sealed, but under another name."""
    put(SharedStore(tmp_path / "one", address))
    files, base = fsspec.core.url_to_fs(address)
    wrong = ClipKey.of({"text": "Lie on your left side."})
    for quality in QUALITIES:
        data = files.cat_file(f"{base}/{KEY[:2]}/{KEY}.{quality}.mp3f")
        if files.protocol == "file" or "file" in files.protocol:
            files.makedirs(f"{base}/{wrong[:2]}", exist_ok=True)
        files.pipe_file(f"{base}/{wrong[:2]}/{wrong}.{quality}.mp3f", data)
    other = SharedStore(tmp_path / "two", address)
    assert other.frames(wrong, STANDARD) is None
    other.bring([wrong], COMPACT)
    assert other.frames(wrong, COMPACT) is None


def test_many_are_brought_at_once(address: str, tmp_path: Path) -> None:
    one = SharedStore(tmp_path / "one", address)
    keys = [ClipKey.of({"n": n}) for n in range(12)]
    for key in keys[:9]:
        one.put_frames(key, STANDARD, len(MASTER), FRAMES["standard"])
    two = SharedStore(tmp_path / "two", address)
    two.bring(keys, STANDARD)
    alone = Store(tmp_path / "two")
    assert [alone.frames(key, STANDARD) is not None for key in keys] == [True] * 9 + [False] * 3
    assert [two.frames(key, STANDARD) is not None for key in keys] == [True] * 9 + [False] * 3


def test_two_machines_may_write_one_clip_at_once(address: str, tmp_path: Path) -> None:
    stores = [SharedStore(tmp_path / str(n), address) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, stores))
    files, base = fsspec.core.url_to_fs(address)
    names = [name.rpartition("/")[2] for name in files.find(base)]
    assert len(names) == 3
    assert not any(name.endswith(".part") for name in names)
    assert SharedStore(tmp_path / "new", address).frames(KEY, COMPACT) is not None


def test_the_environment_names_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path / "folder"))
    assert type(open_store()) is Store
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("UNKNOT_CACHE", f"memory://{uuid4().hex}")
    store = open_store()
    assert isinstance(store, SharedStore)
    assert store.root.is_relative_to(tmp_path)


@pytest.mark.parametrize(("address", "words"), [
    ("gs://clips", "needs a package that is not here: .*gcsfs"),
    ("nonsense://clips", "is no place for clips: .*nonsense"),
])  # fmt: skip
def test_an_address_that_cannot_be_used_says_why(tmp_path: Path, address: str, words: str) -> None:
    with pytest.raises(AudioError, match=words):
        SharedStore(tmp_path, address)


def test_a_bucket_that_refuses_is_told_and_loses_nothing(tmp_path: Path, s3_server: None) -> None:
    """There is no such bucket; what was made stays here."""
    store = SharedStore(tmp_path, f"s3://{uuid4().hex}/clips")
    with pytest.raises(AudioError, match="the shared clips cannot be used") as found:
        put(store)
    assert "testing" not in str(found.value)
    assert Store(tmp_path).master(KEY) is not None


def test_a_store_that_stopped_answering_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SharedStore(tmp_path, f"memory://{uuid4().hex}")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("403 Forbidden")

    monkeypatch.setattr(store._files, "cat_file", refuse)
    with pytest.raises(AudioError, match="403 Forbidden"):
        store.frames(KEY, STANDARD)


def test_without_a_shared_place_nothing_changes(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.bring([KEY], STANDARD)
    assert store.frames(KEY, STANDARD) is not None
