"""A workspace of one's own: what is made without one being named goes there, and is found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import ROOT

HIP = ("--where", "hip", "--side", "left")
TONE = ("--engine", "tone")


@pytest.fixture
def home(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = here.parent / "Documents" / "unknot"
    monkeypatch.setenv("UNKNOT_HOME", str(folder))
    return folder


@pytest.mark.deep
def test_a_session_goes_there_and_builds_from_anywhere(
    run: Run, here: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = run("new", "session", "stairs", *HIP)
    assert made.stdout == f"{home / 'sessions/stairs.yaml'}\n"
    assert "unknot build stairs" in made.stderr
    assert not list(here.iterdir())
    monkeypatch.chdir(here.parent)
    assert "workspace" in next(
        line for line in run("list").stdout.splitlines() if line.startswith("stairs ")
    )
    built = run("build", "stairs", *TONE)
    assert built.stdout == f"{home / 'audio/tracks/stairs.mp3'}\n"
    assert (home / "audio/tracks/stairs.mp3").exists()


def test_nothing_is_written_into_the_checkout(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the README starts everybody."""
    monkeypatch.chdir(ROOT)
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "sessions").rglob("*")}
    assert run("new", "session", "stairs", *HIP).exit_code == 0
    assert run("build", "hip", "--side", "left", "--save", "mine", "--dry-run").exit_code == 0
    assert run("programme", "new", "--where", "hip", "--side", "left").exit_code == 0
    assert run("new", "muscle", "calf").exit_code == 0
    assert before == {path: path.stat().st_mtime_ns for path in (ROOT / "sessions").rglob("*")}
    assert not (ROOT / "sessions/stairs.yaml").exists()
    assert (home / "sessions/stairs.yaml").exists()
    assert (home / "atlas/muscles/calf.yaml").exists()


def test_without_a_folder_new_workspace_makes_it(run: Run, home: Path) -> None:
    made = run("new", "workspace")
    assert made.stdout == f"{home / 'sessions/my-session.yaml'}\n"
    assert made.stderr == "  unknot build my-session\n"
    assert (home / ".vscode/settings.json").exists()
    assert run("show", "my-session").exit_code == 0
    assert run("new", "workspace").exit_code == 2


def test_another_workspace_is_never_left_for_it(run: Run, here: Path, home: Path) -> None:
    run("new", "workspace", "other")
    assert run("-C", "other", "new", "session", "stairs", *HIP).exit_code == 0
    assert (here / "other/sessions/stairs.yaml").exists()
    assert not home.exists()


@pytest.mark.usefixtures("home")
def test_a_bare_build_is_of_the_sessions_of_the_workspace_alone(run: Run) -> None:
    run("new", "workspace")
    (plan,) = json.loads(run("build", "--dry-run", "--json", *TONE).stdout)["plans"]
    assert plan["session"] == "my-session"


@pytest.mark.deep
def test_a_bare_build_makes_the_sessions_of_the_workspace_alone(run: Run, home: Path) -> None:
    run("new", "workspace")
    assert run("build", *TONE).stdout == f"{home / 'audio/tracks/my-session.mp3'}\n"


@pytest.mark.deep
@pytest.mark.usefixtures("home")
def test_where_there_are_no_sessions_a_bare_build_says_what_it_would_make(
    run: Run, here: Path
) -> None:
    refused = run("build")
    assert refused.exit_code == 2
    count = len(list((ROOT / "sessions").glob("*.yaml")))
    assert f"would be {count} tracks, 3:" in refused.stderr
    assert "--all" in refused.stderr
    assert len(run("build", "--all", "--dry-run").stdout.splitlines()) == count
    assert run("build", "starter", "--all").exit_code == 2
    assert not list(here.iterdir())


@pytest.mark.usefixtures("home")
def test_at_a_terminal_it_asks(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unknot.cli.questions.somebody_is_there", lambda: True)
    asked = run("build")  # and nobody answers
    assert "Make all that unknot brings along: " in asked.stderr
    assert asked.exit_code == 1
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("build", "hipp"), "did you mean 'hip'?"),
        (("build", "--muscle", "hips"), "did you mean the place 'hip'?"),
        (("show", "--muscle", "low-bakc"), "did you mean the place 'low-back'?"),
        (("build", "startr"), "did you mean 'starter'?"),
        (("show", "xyzzy"), "a place: low-back, waist, buttock, hip"),
    ],
)
def test_a_place_may_be_what_was_meant(run: Run, args: tuple[str, ...], said: str) -> None:
    refused = run(*args)
    assert refused.exit_code != 0
    assert said in refused.stderr
    assert all(len(line) < 100 for line in refused.stderr.splitlines())
