"""Folders from somebody else: nothing is written through their links, nor their pipes awaited."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from tests.usual import cases
from unknot.cli.main import main

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")

_SESSION = "title: T\nsummary: S.\nauthor: Ann\nroutines: [{say: Breathe out.}]\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "ws" / "sessions").mkdir(parents=True)
    (tmp_path / "ws" / "audio").mkdir()
    (tmp_path / "ws" / "sessions" / "x.yaml").write_text(_SESSION, encoding="utf-8")
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "x.mp3").write_text("precious", encoding="utf-8")
    return tmp_path / "ws"


def _run(workspace: Path, *arguments: str) -> tuple[int, str]:
    run = CliRunner().invoke(main, ["-C", str(workspace), *arguments])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run.exit_code, run.output


def _untouched(workspace: Path) -> None:
    music = workspace.parent / "music"
    assert [each.name for each in music.iterdir()] == ["x.mp3"]
    assert (music / "x.mp3").read_text("utf-8") == "precious"


@pytest.mark.parametrize("link", ["audio/tracks", "audio"])
def test_a_link_does_not_lead_a_track_away(link: str, workspace: Path) -> None:
    (workspace / "audio").rmdir() if link == "audio" else None
    (workspace / link).symlink_to(workspace.parent / "music")
    code, said = _run(workspace, "build", "x", "--engine", "tone")
    assert code == 1
    assert "through a link" in said
    assert "--out" in said
    _untouched(workspace)


def test_a_link_does_not_lead_a_playlist_away(workspace: Path) -> None:
    (workspace / "audio" / "tracks").mkdir()
    (workspace / "audio" / "tracks" / "p").symlink_to(workspace.parent / "music")
    code, said = _run(workspace, "playlist", "p", "x", "--engine", "tone")
    assert code == 1, said
    _untouched(workspace)


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        ("sessions", ["build", "--muscle", "piriformis", "--side", "left", "--save", "x2"]),
        ("atlas", ["new", "muscle", "piriformis"]),
        ("scripts", ["new", "muscle", "piriformis"]),
    ],
)
def test_a_link_does_not_lead_a_new_file_away(
    folder: str, command: list[str], workspace: Path
) -> None:
    if folder == "sessions":
        (workspace / "sessions" / "x.yaml").unlink()
        (workspace / "sessions").rmdir()
    (workspace / folder).symlink_to(workspace.parent / "music")
    assert _run(workspace, *command)[0] != 0
    _untouched(workspace)


def test_a_pipe_is_no_sound(workspace: Path) -> None:
    os.mkfifo(workspace / "audio" / "s.wav")
    text = _SESSION.replace("]", ", {play: s.wav}]")
    (workspace / "sessions" / "x.yaml").write_text(text, encoding="utf-8")
    code, said = _run(workspace, "check")
    assert code == 3
    assert "is not a file" in said


def test_a_sparse_sound_is_not_read(workspace: Path) -> None:
    (workspace / "audio" / "s.wav").touch()
    os.truncate(workspace / "audio" / "s.wav", 8 << 30)
    text = _SESSION.replace("]", ", {play: s.wav}]")
    (workspace / "sessions" / "x.yaml").write_text(text, encoding="utf-8")
    assert "up to 40 are allowed" in _run(workspace, "check")[1]


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 8 << 30)


def _cut(path: Path) -> None:
    Image.effect_noise((1400, 1400), 3).convert("RGB").save(path, "JPEG", quality=20)
    path.write_bytes(path.read_bytes()[:20_000])


@cases("make", [_pipe, _sparse, _cut], usual=1)
def test_a_cover_that_is_none_is_told(make: object, workspace: Path) -> None:
    make(workspace / "c.jpg")  # type: ignore[operator]
    (workspace / "channel.yaml").write_text("title: T\ncover: c.jpg\n", encoding="utf-8")
    site = workspace.parent / "site"
    code, said = _run(
        workspace, "publish", str(site), "x", "--engine", "tone", "--base-url", "https://a.example"
    )
    assert code in (1, 3), said
    assert "c.jpg" in said
    assert not site.exists()


@pytest.mark.deep
def test_several_publish_one_folder_at_once(workspace: Path) -> None:
    command = [
        sys.executable, "-m", "unknot", "-C", str(workspace), "publish",
        str(workspace.parent / "site"), "x", "--engine", "tone",
        "--base-url", "https://a.example",
    ]  # fmt: skip
    codes: list[int] = []

    def publish() -> None:
        run = subprocess.run(command, capture_output=True, check=False)
        codes.append(run.returncode)

    threads = [threading.Thread(target=publish) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert codes == [0, 0, 0, 0]
    assert not list(workspace.parent.glob(".site*"))
