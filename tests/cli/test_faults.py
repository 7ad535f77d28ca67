"""Bad input and broken surroundings: one message, the right exit code, the old track whole."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.conftest import Run
from tests.usual import cases
from unknot.cli.main import main

SESSION = "title: T\nsummary: S\nroutines:\n  - {muscle: piriformis, side: right}\n"

MISTAKES = [
    (SESSION.replace("piriformis", "piriformes"), "sessions/bad.yaml:4:14", "'piriformis'"),
    (SESSION.replace("right", "rihgt"), "sessions/bad.yaml:4:32", "'right'"),
    (SESSION.replace("side:", "sid:"), "sessions/bad.yaml:4:26", "'side'"),
    (SESSION.replace("right", "right, hold: 45x"), "sessions/bad.yaml:4:45", "45x"),
    (SESSION.replace("right", "right, technique: vibrate"), "sessions/bad.yaml:4:50", "vibration"),
    (SESSION.replace("right", "right, technique: stick"), "sessions/bad.yaml:4:50", "S82"),
    (SESSION.replace("piriformis", "iliopsoas"), "sessions/bad.yaml:4:14", "S71"),
    ("title: T\nsummary: S\nroutines: []\n", "sessions/bad.yaml:3", "routines"),
]


@pytest.mark.parametrize("command", ["check", "build", "show"])
@cases(("text", "place", "hint"), MISTAKES, usual=3)
def test_a_mistake_in_a_session(
    run: Run, here: Path, command: str, text: str, place: str, hint: str
) -> None:
    """Exit code 3; the message has file, line and column, and what would have been right."""
    (here / "sessions").mkdir()
    (here / "sessions/bad.yaml").write_text(text, encoding="utf-8")
    args = [command] if command == "check" else [command, "bad"]
    result = run(*args)
    said = result.stdout if command == "check" else result.stderr
    assert result.exit_code == 3
    assert place in said
    assert hint in said
    assert not (here / "audio").exists()


def test_an_unknown_session_is_answered_with_a_near_one(run: Run) -> None:
    result = run("build", "desk-dya")
    assert result.exit_code == 2
    assert "did you mean 'desk-day'" in result.stderr


def test_a_workspace_that_is_not_there(run: Run) -> None:
    result = run("-C", "nowhere", "build")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_a_workspace_without_content(run: Run, here: Path) -> None:
    (here / "empty").mkdir()
    result = run("-C", "empty", "build")
    assert result.exit_code == 2
    assert "unknot new workspace" in result.stderr


def test_an_engine_that_does_not_exist(run: Run) -> None:
    result = run("build", "starter", "--engine", "pytsx3")
    assert result.exit_code == 1
    assert "pyttsx3" in result.stderr


def test_a_voice_that_does_not_exist(run: Run, here: Path) -> None:
    """Refused before anything is written."""
    result = run("build", "starter", "--voice", "gmw/en-sg")
    assert result.exit_code == 1
    assert "gmw/en-sg" in result.stderr
    assert not (here / "audio").exists()


def test_an_output_folder_that_is_a_file(run: Run, here: Path) -> None:
    """A folder that cannot be made is one message naming it; the cache keeps the clips."""
    (here / "out").write_text("", encoding="utf-8")
    result = run("build", "breathing", "--engine", "tone", "--out", "out/tracks")
    assert result.exit_code == 1
    assert "out/tracks" in result.stderr.replace(os.sep, "/")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_leaves_the_old_track(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write to the track fails with the error that a full disk gives."""
    assert run("build", "breathing", "--engine", "tone").exit_code == 0
    track = here / "audio/tracks/breathing.mp3"
    before = track.read_bytes()
    real = os.fdopen

    def full(handle: int, mode: str) -> object:
        os.close(handle)
        return real(os.open("/dev/full", os.O_WRONLY), mode)

    monkeypatch.setattr("unknot.files.os.fdopen", full)
    result = run("build", "breathing", "--engine", "tone", "--title", "Other")
    assert result.exit_code == 1
    assert "disk is full" in result.stderr
    assert track.read_bytes() == before
    assert [path.name for path in track.parent.iterdir()] == ["breathing.mp3"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@cases("args", [["--help"], ["list", "--json"], ["show", "breathing"]], usual=1)
def test_output_onto_a_full_disk_is_one_message(args: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "unknot", *args], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert ran.returncode == 1
    told = "error: the output cannot be written: No space left on device"
    assert ran.stderr.splitlines()[-2:] == [told, "  free some space, or send it elsewhere"]
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell of its own closes the descriptor")
@cases("args", ["voices --json", "list --json", "list nonsense"], usual=1)
def test_nowhere_to_print_is_no_fault(args: str, tmp_path: Path) -> None:
    """As under a service manager, or pythonw on Windows: there is no stdout, or no stderr."""
    unknot = f"{shlex.quote(sys.executable)} -m unknot {args}"
    fine = 2 if "nonsense" in args else 0
    log = tmp_path / "log"
    for closed in (f"{unknot} >&- 2>{log}", f"{unknot} 2>&- >{log}"):
        assert subprocess.run(closed, shell=True, check=False).returncode == fine
        assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("command", "said", "code"),
    [(["build", "--engine", "tone", "--matrix"], "is not a file", 3),
     (["voices", "add"], "is neither a file nor a folder", 2),
     (["record", "import", ".", "--voice", "m", "--script"], "is not a file", 1),
     (["diary", "export"], "is a device, a pipe or a socket", 1),
     (["card", "breathing", "--out"], "is a device, a pipe or a socket", 1)],
)  # fmt: skip
def test_a_pipe_is_neither_waited_for_nor_replaced(
    command: list[str], said: str, code: int, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    run = CliRunner().invoke(main, [*command, str(pipe)])
    assert said in run.output
    assert run.exit_code == code
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("command", "known"),
    [(("playlist",), "back-and-hip"), (("programme", "show"), "low-back"),
     (("programme", "start"), "low-back"), (("programme", "build"), "low-back"),
     (("new", "muscle"), "piriformis"), (("schema",), "lexicon")],
)  # fmt: skip
def test_what_a_missing_argument_could_be_is_told(
    run: Run, command: tuple[str, ...], known: str
) -> None:
    result = run(*command)
    assert result.exit_code == 2
    assert "Missing argument" in result.output
    assert "There are: " in result.output
    assert known in result.output.partition("There are: ")[2]
    assert max(map(len, result.output.splitlines())) <= 80


def test_a_missing_path_is_no_list(run: Run) -> None:
    result = run("verify")
    assert result.exit_code == 2
    assert "There are" not in result.output


@pytest.mark.parametrize(
    ("args", "hint"),
    [(("verify", "startr.mp3"), "did you mean 'starter.mp3'?"),
     (("verify", "starter"), "did you mean 'starter.mp3'?"),
     (("verify", "desk-day.mp3"), "did you mean 'audio/tracks/desk-day.mp3'?"),
     (("verify", "tracks"), "in 'tracks' there are: one.mp3, two.mp3"),
     (("verify", "x" * 300 + "/" + "y" * 300), "there is no folder 'xxx"),
     (("verify", "nothing.wav"), "there is no .wav file here"),
     (("verify", "trakcs/sub/one.mp3"), "there is no folder 'trakcs'; did you mean 'tracks'?"),
     (("verify", "starter.mp3", "--plan", "plans.json"), "did you mean 'plan.json'?"),
     (("build", "--matrix", "matrx.yaml"), "did you mean 'matrix.yaml'?"),
     (("record", "import", "track", "--voice", "m"), "did you mean 'tracks'?"),
     (("publish", "site", "--tracks", "track"), "did you mean 'tracks'?"),
     (("lint", "track"), "did you mean 'tracks'?"),
     (("lint", "nofile.xml"), "there is no .xml file here"),
     (("voices", "add", "tracks/oen.onnx"), "did you mean 'tracks/one.mp3'?"),
     (("-C", "track", "list"), "did you mean 'tracks'?"),
     (("-C", "plan.json", "list"), "workspace 'plan.json' is not a folder"),
     (("schema", "muscel"), "did you mean 'muscle'?")],
)  # fmt: skip
def test_a_path_that_is_not_there_is_answered_with_a_near_one(
    run: Run, here: Path, args: tuple[str, ...], hint: str
) -> None:
    for name in ("starter.mp3", "plan.json", "matrix.yaml", "audio/tracks/desk-day.mp3",
                 "tracks/one.mp3", "tracks/two.mp3", "tracks/.hidden.mp3"):  # fmt: skip
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).touch()
    result = run(*args)
    assert result.exit_code in (1, 2)
    assert hint in result.output.replace(os.sep * 2, "/").replace(os.sep, "/")
    assert "did you mean 'plan.json'" not in result.output or "--plan" in args
