"""What the environment sets and that cannot be: told by its name, with what would do."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run

COMMANDS = {
    "UNKNOT_CACHE": (("cache", "info"), ("build", "breathing", "--engine", "tone")),
    "UNKNOT_DATA": (("today",), ("diary",), ("programme", "start", "low-back")),
    "UNKNOT_VOICES": (("voices",), ("say", "Rest here.", "--voice", "command:amy")),
    "UNKNOT_HOME": (("list",), ("new", "session", "a", "--where", "hip", "--side", "left")),
}


@pytest.mark.parametrize("below", ["", "/sub/deep"])
@pytest.mark.parametrize("variable", COMMANDS)
def test_a_file_in_the_place_of_a_folder(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, variable: str, below: str
) -> None:
    file = here / "file"
    file.write_text("mine", encoding="utf-8")
    monkeypatch.setenv(variable, f"{file}{below}")
    for command in COMMANDS[variable]:
        result = run(*command)
        assert result.exit_code == 2, command
        assert f"error: {variable}={file}{below} " in result.stderr
        state = f"cannot be one: {file} is a file" if below else "is not a folder"
        assert state in result.stderr
        assert f"name another folder by {variable}, or leave it unset" in result.stderr
    assert [each.name for each in here.iterdir()] == ["file"]
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.deep
def test_a_home_folder_written_short_is_that_of_the_user(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No shell has replaced it in a service's file; a folder of that name would be a surprise."""
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(here / "me"))
    monkeypatch.setenv("UNKNOT_CACHE", "~/clips")
    assert run("build", "breathing", "--engine", "tone").exit_code == 0
    assert (here / "me" / "clips").is_dir()
    assert not (here / "~").exists()


def test_a_blank_is_as_if_it_were_not_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in COMMANDS:
        monkeypatch.setenv(variable, " ")
    assert run("list").exit_code == 0
    assert "no programme is under way" in run("today").stderr
    assert not Path(" ").exists()


def test_a_file_in_the_place_of_the_folder_for_tracks(run: Run, here: Path) -> None:
    (here / "out").touch()
    result = run("build", "breathing", "--engine", "tone", "--out", "out/tracks")
    assert result.exit_code == 1
    assert "out is not a folder; name another (--out" in result.stderr


@pytest.mark.parametrize("command", [("card", "starter"), ("programme", "show", "low-back", "--ics",
                                     "x.ics", "--start", "2026-11-27")])  # fmt: skip
def test_a_time_that_is_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    result = run(*command)
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH is 'yesterday', not a number of seconds" in result.stderr


def test_an_option_that_the_environment_sets_is_told_as_its_own(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_BUILD_RATE", "fast")
    result = run("build", "breathing")
    assert result.exit_code == 2
    assert "'--rate'" in result.stderr
    assert "it is the environment's UNKNOT_BUILD_RATE" in result.stderr
    assert "UNKNOT_BUILD_RATE" not in run("build", "breathing", "--rate", "fast").stderr


@pytest.mark.parametrize(("name", "value"), [("UNKNOT_QUIET", "maybe"), ("UNKNOT_VERBOSE", "x")])
def test_so_is_one_that_stands_before_the_command(
    name: str, value: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    result = run("list")
    assert (result.exit_code, result.stderr.endswith(f"environment's {name}\n")) == (2, True)


def test_nowhere_for_temporary_files(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that can only be read."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere/at/all"])
    result = run("say", "Rest a while now.", "--engine", "pyttsx3", "--to", "x.wav")
    assert result.exit_code == 1
    assert "error: temporary files: have no folder that can be written to" in result.stderr
    assert "name one by TMPDIR" in result.stderr


SAY = ("say", "Rest a while now.", "--engine", "tone", "--to", "x.wav")


@pytest.mark.parametrize("below", ["", "/sub"])
def test_a_file_in_the_place_of_the_temporary_folder(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    """Python would silently take another."""
    (here / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", f"{here / 'file'}{below}")
    result = run(*SAY)
    assert result.exit_code == 2
    assert f"error: TMPDIR={here / 'file'}{below} " in result.stderr
    assert "name another folder by TMPDIR, or leave it unset" in result.stderr
    found = next(line for line in run("doctor").stdout.splitlines() if "temporary files" in line)
    assert found.startswith("no ")
    assert "TMPDIR" in found


def test_a_temporary_folder_that_is_passed_over_is_told_once(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(here / "none"))
    for _ in range(2):
        assert run(*SAY).exit_code == 0
    told = [each.getMessage() for each in caplog.records if each.name == "unknot"]
    assert told == [
        f"TMPDIR={here / 'none'}: No such file or directory; {tempfile.gettempdir()} is used"
    ]
