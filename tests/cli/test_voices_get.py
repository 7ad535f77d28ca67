"""``unknot voices get``: what is downloaded, asked, kept, and what never counts as a voice."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5, sha256
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tests.cli.conftest import Run
from tests.engines.neural.models import write_piper
from tests.files_server import FilesServer, breaking_off, send
from unknot.cli import main, voices_get
from unknot.engines.added import AddedVoice, added, find_added
from unknot.engines.catalogue.offers import offers, piper_collection, piper_offers
from unknot.engines.registry import open_engine
from unknot.errors import DownloadError, EngineError
from unknot.files import one_at_a_time

NAME = "en_GB-tiny-medium"
PLACE = "en/en_GB/tiny/medium"
#: Whether a model can be made and heard here; in CI it must be.
REAL = bool(os.environ.get("UNKNOT_CI")) or all(map(find_spec, ("piper", "onnx")))


@pytest.fixture(autouse=True)
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    monkeypatch.setattr("unknot.engines.added.packaged", lambda: ())
    return tmp_path / "voices"


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Piper's package a model is what is called like one, and nobody hears it."""
    if not REAL:
        engine = SimpleNamespace(close=lambda: None)
        monkeypatch.setattr(voices_get, "open_engine", lambda _: engine)
        monkeypatch.setattr(voices_get, "try_voice", lambda _: None)
        monkeypatch.setattr("unknot.engines.neural.recognise", recognised)


def recognised(folder: Path) -> tuple[AddedVoice, ...]:
    files = {"model": folder / f"{NAME}.onnx", "config": folder / f"{NAME}.onnx.json"}
    digests = {use: sha256(path.read_bytes()).hexdigest() for use, path in files.items()}
    card = (folder / "MODEL_CARD").read_text(encoding="utf-8")
    return (
        AddedVoice(
            id="other", engine="piper", language="en-GB", licence=card.split(": ")[1].strip(),
            files={use: str(path) for use, path in files.items()}, digests=digests,
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small Piper voice with its card, by its places in a collection, and the index."""
    folder = tmp_path_factory.mktemp("tiny")
    if REAL:
        write_piper(folder, NAME)
    else:
        (folder / f"{NAME}.onnx").write_bytes(b"in the place of a model" * 200)
        (folder / f"{NAME}.onnx.json").write_text("{}", encoding="utf-8")
    (folder / "MODEL_CARD").write_text("* License: CC0\n", encoding="utf-8")
    files = {f"{PLACE}/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}
    index = {
        NAME: {
            "name": "tiny",
            "language": {"code": "en_GB"},
            "files": {
                name: {"size_bytes": len(content), "md5_digest": md5(content).hexdigest()}
                for name, content in files.items()
            },
        }
    }
    return {**files, "voices.json": json.dumps(index).encode()}


@pytest.fixture
def server(tiny: dict[str, bytes]) -> Iterator[FilesServer]:
    with FilesServer() as running:
        running.files = {f"/{name}": content for name, content in tiny.items()}
        yield running


# --- the catalogue ----------------------------------------------------------------------------


def test_every_file_of_the_catalogue_can_be_checked() -> None:
    """No digest, no offer."""
    assert [each.id for each in offers()] == ["kokoro"]
    for file in (file for each in offers() for file in each.files):
        assert len(bytes.fromhex(file.digest)) == 32
        assert file.size > 1_000_000
        assert file.url.startswith("https://")
        assert file.url.endswith(f"/{file.name}")
    assert piper_collection().startswith("https://")


@pytest.mark.parametrize(
    "index",
    [
        b"<html>",
        b"[]",
        b'{"x": {}}',
        b'{"en_GB-a-low": {"name": "a", "language": {"code": "en_GB"},'
        b' "files": {"../a.onnx": {"size_bytes": 1, "md5_digest": "00"}}}}',
        b'{"en_GB-a-low": {"name": "a", "language": {"code": "en_GB"},'
        b' "files": {"a.onnx": {"size_bytes": 1, "md5_digest": ""}}}}',
    ],
)
def test_an_index_that_cannot_be_trusted_is_refused(index: bytes) -> None:
    with pytest.raises(DownloadError, match="is no index of Piper voices"):
        piper_offers(index, "https://example.org/")


def test_without_a_name_it_lists(run: Run) -> None:
    shown = run("voices", "get")
    assert "kokoro" in shown.stdout
    assert "121 MB" in shown.stdout
    assert "Apache-2.0" in shown.stdout


def test_a_language_lists_the_collection(run: Run, server: FilesServer) -> None:
    shown = run("voices", "get", "--language", "en", "--from", server.url)
    assert shown.stdout.split()[:2] == [NAME, "en-GB"]
    assert run("voices", "get", "--language", "de", "--from", server.url).stdout == ""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kokro", "no voice 'kokro' to get; did you mean 'kokoro'?"),
        ("en_GB-tini-medium", "has no voice 'en_GB-tini-medium'; did you mean 'en_GB-tiny-medium'"),
    ],
)
def test_a_slip_in_a_name(name: str, message: str, run: Run, server: FilesServer) -> None:
    shown = run("voices", "get", name, "--from", server.url)
    assert shown.exit_code == 2
    assert message in shown.stderr


# --- getting one ------------------------------------------------------------------------------


def test_a_voice_is_got_heard_and_kept(run: Run, server: FilesServer, voices: Path) -> None:
    """Its files have digests of their own from then on."""
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert (shown.exit_code, shown.stdout) == (0, "piper:tiny\n"), shown.stderr
    assert "licence: CC0" in shown.stderr
    kept = find_added("piper", "tiny")
    (model,) = (voices / "tiny").glob(f"*/{NAME}.onnx")
    assert kept.files["model"] == str(model)
    assert kept.digests["model"] == sha256(model.read_bytes()).hexdigest()
    assert sorted(each.name for each in voices.iterdir()) == ["tiny", "tiny.yaml"]
    if REAL:
        assert run("say", "Three.", "--voice", "piper:tiny", "--to", "a.wav").exit_code == 0


def test_it_asks_first(run: Run, server: FilesServer, voices: Path) -> None:
    """With nobody to ask nothing is downloaded."""
    shown = run("voices", "get", NAME, "--from", server.url)
    assert shown.exit_code == 2
    assert "--yes agrees to that" in shown.stderr
    assert "en-GB" in shown.stderr
    assert not voices.exists()


def test_what_broke_off_is_no_voice_and_is_gone_on_with(
    run: Run, server: FilesServer, voices: Path
) -> None:
    """Broken off in the second file, for good; then well again."""
    calls: list[str] = []

    def later(request: object, content: bytes) -> None:
        calls.append("")
        if len(calls) == 1:
            breaking_off(request, content)  # type: ignore[arg-type]
        else:
            send(request, b"", status=503)  # type: ignore[arg-type]

    index = server.files["/voices.json"]
    server.fault = lambda request, content: (
        send(request, content) if content == index else later(request, content)
    )
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert shown.exit_code == 1
    assert "what came is kept" in shown.stderr
    assert added() == ()
    server.fault = None
    server.ranges.clear()
    assert run("voices", "get", NAME, "--from", server.url, "--yes").exit_code == 0
    assert any(each.endswith("-") for each in server.ranges)
    assert [each.id for each in added()] == ["tiny"]


def test_another_file_never_counts(run: Run, server: FilesServer) -> None:
    model = f"/{PLACE}/{NAME}.onnx"
    server.files[model] = server.files[model][:-1] + b"?"
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert "its digest differs" in shown.stderr
    assert added() == ()


def test_a_voice_that_cannot_speak_is_not_kept(
    run: Run, server: FilesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mute(*_: object, **__: object) -> None:
        raise EngineError("piper", "", "the model gave silence")

    monkeypatch.setattr("unknot.speech.speak.speak", mute)
    if not REAL:
        monkeypatch.setattr(voices_get, "try_voice", mute)
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert "the model gave silence" in shown.stderr
    assert added() == ()


@pytest.mark.parametrize("nested", [False, True])
def test_a_folder_may_stand_in_for_the_web(
    nested: bool, run: Run, tiny: dict[str, bytes], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    for name, content in tiny.items():
        path = stick / (name if nested else Path(name).name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shown = run("voices", "get", NAME, "--from", str(stick), "--name", "bea", "--yes")
    assert shown.stdout == "piper:bea\n", shown.stderr
    (stick / "voices.json").unlink()
    shown = run("voices", "get", NAME, "--from", str(stick), "--yes")
    assert "files without an index cannot be checked: unknot voices add" in shown.stderr


def test_nothing_is_downloaded_for_an_engine_that_is_not_here(
    run: Run, server: FilesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.engines.neural.engine.find_spec", lambda _: None)
    monkeypatch.setattr(voices_get, "open_engine", open_engine)
    shown = run("voices", "get", "kokoro", "--from", server.url, "--yes")
    assert "kokoro-onnx is not installed" in shown.stderr
    assert "pip install 'unknot[kokoro]'" in shown.stderr
    assert not server.ranges


def test_plain_http_is_not_asked(run: Run) -> None:
    shown = run("voices", "get", NAME, "--from", "http://example.org/voices", "--yes")
    assert "is not an https address" in shown.stderr


def test_a_voice_that_was_got_again_has_the_new_files_and_nothing_of_the_old(
    run: Run, server: FilesServer, voices: Path
) -> None:
    """And what began to come of another is gone; nobody is asked whether it may come again."""
    left = voices / ".tiny.part"
    (left / "deeper").mkdir(parents=True)
    (left / "other.onnx").write_bytes(b"half of another")
    assert run("voices", "get", NAME, "--from", server.url, "--yes").exit_code == 0
    (old,) = (voices / "tiny").iterdir()
    assert sorted(each.name for each in old.iterdir()) == [
        "MODEL_CARD", f"{NAME}.onnx", f"{NAME}.onnx.json",
    ]  # fmt: skip
    card = f"/{PLACE}/MODEL_CARD"
    server.files[card] = b"* License: CC-BY\n"
    index = json.loads(server.files["/voices.json"])
    facts = index[NAME]["files"][card[1:]]
    facts |= {"size_bytes": 17, "md5_digest": md5(server.files[card]).hexdigest()}
    server.files["/voices.json"] = json.dumps(index).encode()
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert shown.exit_code == 0, shown.stderr
    (new,) = (voices / "tiny").iterdir()
    assert new != old
    assert (new / "MODEL_CARD").read_bytes() == b"* License: CC-BY\n"
    assert find_added("piper", "tiny").licence == "CC-BY"


def test_two_at_once_have_one_download(
    run: Run, server: FilesServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds, when its turn comes, that all of it is there."""
    begun: list[str] = []
    turn = one_at_a_time

    @contextmanager
    def waits(folder: Path) -> Iterator[None]:
        if not begun:
            begun.append("the other comes first")
            assert run("voices", "get", NAME, "--from", server.url, "--yes").exit_code == 0
        with turn(folder):
            yield

    monkeypatch.setattr("unknot.cli.voices_get.one_at_a_time", waits)
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert (shown.exit_code, shown.stdout) == (0, "piper:tiny\n"), shown.stderr
    assert len(server.ranges) == 2 + 3  # the index for each, and each file once
    assert len(list((voices / "tiny").iterdir())) == 1


def test_a_disk_without_room_is_told_before_anything_comes(
    run: Run, server: FilesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(free=3_000)
    monkeypatch.setattr("unknot.cli.voices_get.shutil.disk_usage", lambda _: usage)
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert shown.exit_code == 1
    assert re.search(r"has room for 3 kB; \d+ kB are needed", shown.stderr)
    assert len(server.ranges) == 1  # the index


def test_what_is_to_come_is_told_and_a_no_is_no(
    here: Path, server: FilesServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.cli.questions.somebody_is_there", lambda: True)
    args = ("voices", "get", f"piper:{NAME}", "--from", server.url)
    shown = CliRunner().invoke(main, args, prog_name="unknot", input="n\n")
    assert shown.exit_code == 1
    assert f"piper:tiny  {NAME}\n  en-GB, " in shown.stderr
    assert f"licence: see its model card\n  from {server.url}/\n" in shown.stderr
    assert "Download it? [y/N]" in shown.stderr
    assert added() == ()


def test_quiet_and_agreed_to_it_says_nothing_before(run: Run, server: FilesServer) -> None:
    shown = run("-q", "voices", "get", NAME, "--from", server.url, "--yes")
    assert shown.stdout == "piper:tiny\n"
    assert "en-GB" not in shown.stderr


def test_a_disk_that_fails_is_told(
    run: Run, server: FilesServer, voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(voices_get, "keep_added", full)
    shown = run("voices", "get", NAME, "--from", server.url, "--yes")
    assert shown.exit_code == 1
    assert f"{voices}: cannot be written: No space left on device" in shown.stderr
    assert shown.stdout == ""
