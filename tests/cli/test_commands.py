"""The command line as a user meets it: data on stdout, words on stderr, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from tests.cli.conftest import Run
from tests.conftest import ROOT
from unknot.cli import main
from unknot.cli.main import COMMANDS, Group
from unknot.content.discovery import KINDS
from unknot.proof.embedded import plan_from
from unknot.timeline.json import from_json

BUILD = ("build", "starter", "--engine", "tone", "--detail", "short")


def test_help_names_every_command(run: Run) -> None:
    """The table that --help prints is the table of commands, with each command's own words."""
    text = run("--help").stdout
    for name, words in COMMANDS.items():
        own = run(name, "--help")
        assert own.exit_code == 0
        assert "Examples:" in own.stdout, name
        assert f"  {name} " in text
        assert words in " ".join(text.split())


@pytest.mark.parametrize("group", ["programme", "diary", "voices", "record", "new", "cache"])
def test_each_command_of_a_group_has_an_example_of_its_own(group: str, run: Run) -> None:
    below = Group().get_command(click.Context(main), group)
    assert isinstance(below, click.Group)
    for name in below.commands:
        _, _, examples = run(group, name, "--help").stdout.partition("Examples:\n")
        assert f" {group} {name} " in examples.replace("\n", " "), name


def test_help_loads_no_stage() -> None:
    """--help stays quick because a command's module is imported when it is called."""
    code = (
        "import sys; from unknot.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print([m for m in sys.modules if m.startswith('unknot')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = run.stdout.splitlines()[-1]
    assert "unknot.cli.main" in loaded
    assert "unknot.content.library" not in loaded
    assert "unknot.cli.build" not in loaded


def test_a_wrong_command_is_answered_with_the_right_one(run: Run) -> None:
    result = run("biuld")
    assert result.exit_code == 2
    assert "did you mean 'build'" in result.stderr


@pytest.mark.parametrize("kind", ["sessions", "muscles", "techniques", "engines", "voices"])
def test_list(run: Run, kind: str) -> None:
    """Each kind, as a table and as JSON with the same ids; a muscle has lines of its own below."""
    args = ["list", kind, *(["--engine", "tone"] if kind == "voices" else [])]
    rows = json.loads(run(*args, "--json").stdout)["records"]
    assert rows
    table = run(*args).stdout.splitlines()
    heads = [line for line in table if kind != "muscles" or (line and not line.startswith(" "))]
    assert [line.split()[0].removesuffix(":") for line in heads] == [row["id"] for row in rows]


def test_list_says_where_a_session_comes_from(run: Run, here: Path) -> None:
    """A workspace's own session stands beside the bundled ones, or before one of the same name."""
    run("new", "session", "starter", "--where", "waist", "--side", "right")
    run("new", "session", "mine", "--where", "waist", "--side", "right")
    origins = {
        row["id"]: row["from"] for row in json.loads(run("list", "--json").stdout)["records"]
    }
    assert origins["desk-day"] == "bundled"
    assert origins["mine"] == "workspace"
    assert origins["starter"] == "workspace, shadows bundled"


def test_show_in_full_prints_sheet_time_and_kit(run: Run) -> None:
    text = run("show", "desk-day", "--full").stdout
    head = text.splitlines()[:3]
    assert head[0] == "Desk day (desk-day, en)"
    assert head[1].startswith("total ")
    assert head[2].startswith("kit   ")
    assert "hold    point 1" in text
    for shown in (text, run("show", "desk-day").stdout):
        assert shown == f"{shown.rstrip()}\n"


@pytest.mark.parametrize("session", ["full-low-back", "breathing", "helper"])
@pytest.mark.parametrize("more", [(), ("--country", "AU", "--detail", "short", "--pace", "slow")])
def test_show_is_one_screen(run: Run, session: str, more: tuple[str, ...]) -> None:
    """With all that is told of it, and the line that was typed."""
    shown = run("show", session, *more)
    lines = [*shown.stdout.splitlines(), *shown.stderr.splitlines()]
    assert len(lines) <= 23
    assert all(len(line) <= 80 for line in lines)
    assert "--full" in lines[-1] or "--full" in shown.stderr


def test_show_json_is_the_timeline(run: Run) -> None:
    timeline = from_json(run("show", "starter", "--json").stdout)
    assert timeline.session == "starter"


def test_options_change_the_plan(run: Run) -> None:
    """--hold lengthens holds, --side turns them over; the piriformis keeps its factor."""
    timeline = from_json(
        run("show", "sore-hip", "--hold", "40s", "--side", "left", "--json").stdout
    )
    sides = {e.cue.treatment.side for e, _ in timeline.chapters() if getattr(e.cue, "treatment", 0)}  # type: ignore[union-attr]
    assert sides == {"left"}
    assert max(e.length for e in timeline.events if hasattr(e.cue, "point")) == 60_000


@pytest.mark.parametrize("hold", ["29s", "61s", "0s"])
def test_a_hold_outside_the_dose_is_refused_with_the_nearest(run: Run, hold: str) -> None:
    result = run("show", "starter", "--hold", hold)
    assert result.exit_code == 3
    assert "30 to 60 s" in result.stderr
    assert "nearest allowed" in result.stderr


@pytest.mark.usefixtures("filled")
def test_build_prints_the_path_and_makes_the_file(run: Run, here: Path) -> None:
    """stdout has the path alone, so that a program can take it."""
    result = run("build", "breathing", "--engine", "tone")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{Path('audio/tracks/breathing.mp3')}\n"
    timeline = plan_from(here / "audio/tracks/breathing.mp3").timeline
    assert timeline.session == "breathing"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the first build of a session says, in a cache of its own that later tests copy."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("UNKNOT_CACHE", str(folder / "cache"))
        monkeypatch.chdir(folder)
        made = CliRunner().invoke(main, (*BUILD, "--json", "--out", str(folder)))
    assert made.exit_code == 0, made.stderr
    (row,) = json.loads(made.stdout)["tracks"]
    return {**row, "cache": folder / "cache"}


@pytest.fixture
def filled(first: dict[str, Any], own_cache: None) -> None:
    """A cache that has every clip of the session, for this test alone."""
    shutil.copytree(first["cache"], os.environ["UNKNOT_CACHE"], dirs_exist_ok=True)


@pytest.mark.usefixtures("filled")
def test_a_second_build_makes_no_clip(run: Run, here: Path, first: dict[str, Any]) -> None:
    """--json counts clips; what is in the cache is not made again, and the bytes are the same."""
    (second,) = json.loads(run(*BUILD, "--json").stdout)["tracks"]
    assert first["made"] == first["clips"] > 20
    assert second["made"] == 0
    assert Path(second["path"]).read_bytes() == Path(first["path"]).read_bytes()


@pytest.mark.deep
@pytest.mark.usefixtures("filled")
def test_a_changed_line_is_one_new_clip(run: Run, here: Path) -> None:
    """One word of one line of one muscle: one clip is spoken, all others come from the cache.

    The first own word brings two sentences besides, which tell that there are some.
    """
    run("new", "muscle", "gluteus-maximus")
    script = here / "scripts/en/gluteus-maximus.yaml"
    text = script.read_text(encoding="utf-8")
    assert text.count("Let your top leg feel heavy.") == 1
    for word, clips in (("grow", 3), ("turn", 1)):
        script.write_text(text.replace("feel heavy", f"{word} heavy"), encoding="utf-8")
        (row,) = json.loads(run(*BUILD, "--json").stdout)["tracks"]
        assert row["made"] == clips


@pytest.mark.deep
@pytest.mark.usefixtures("own_cache")
def test_jobs_do_not_change_the_bytes(run: Run, here: Path) -> None:
    """One, two or four clips at once: the same track."""
    tracks = set()
    for jobs in ("1", "2", "4"):
        run("cache", "clear")
        args = ("build", "starter", "--engine", "tone", "--jobs", jobs, "--out", jobs)
        assert run(*args).exit_code == 0
        tracks.add(Path(jobs, "starter.mp3").read_bytes())
    assert len(tracks) == 1


def test_new_workspace_is_right_at_once(run: Run) -> None:
    run("new", "workspace", "mine")
    assert run("-C", "mine", "check").exit_code == 0
    assert run("-C", "mine", "build", "my-session", "--dry-run").exit_code == 0


@pytest.mark.deep
def test_new_workspace_builds_at_once(run: Run) -> None:
    run("new", "workspace", "mine")
    assert run("-C", "mine", "build", "my-session", "--engine", "tone").exit_code == 0
    assert Path("mine/audio/tracks/my-session.mp3").exists()


def test_new_never_writes_over_a_file(run: Run, here: Path) -> None:
    run("new", "session", "mine", "--where", "hip", "--side", "left")
    mine = here / "sessions/mine.yaml"
    mine.write_text("# mine\n", encoding="utf-8")
    assert run("new", "session", "mine").exit_code == 2
    assert mine.read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize("name", ["../mine", "/tmp/mine", "Mine", "a b", "con"])
def test_new_refuses_what_is_no_id(run: Run, here: Path, name: str) -> None:
    assert run("new", "session", name).exit_code == 2
    assert not list(here.rglob("*.yaml"))


@pytest.mark.parametrize("kind", KINDS)
def test_schema(run: Run, kind: str) -> None:
    """What is committed is what the command prints."""
    committed = (ROOT / "schemas" / f"{kind}.json").read_text(encoding="utf-8")
    assert run("schema", kind).stdout == committed


def test_say_writes_a_wav(run: Run, here: Path) -> None:
    result = run("say", "Halfway.", "--engine", "tone", "--to", "half.wav")
    assert (result.exit_code, result.stdout) == (0, "half.wav\n")
    data = (here / "half.wav").read_bytes()
    assert data[:4] == b"RIFF"
    assert result.stderr == f"  {(len(data) - 44) / 2 / 48_000:.1f} s\n"


def test_doctor_proves_speech_and_encoding(run: Run) -> None:
    result = run("doctor", "--json")
    assert result.exit_code == 0, result.stdout
    found = {row["what"]: row for row in json.loads(result.stdout)["parts"]}
    for what in ("content", "cache", "encoder", "engine pyttsx3", "engine tone"):
        assert found[what]["ok"], found[what]
    assert "LUFS" in found["engine pyttsx3"]["says"]


@pytest.mark.usefixtures("filled")
def test_cache_is_counted_and_cleared(run: Run, first: dict[str, Any]) -> None:
    assert json.loads(run("cache", "info", "--json").stdout)["clips"] == first["clips"]
    run("cache", "clear")
    assert json.loads(run("cache", "info", "--json").stdout)["clips"] == 0


def test_the_checkout_needs_no_installation(here: Path) -> None:
    """python cli.py does what unknot does."""
    command = [sys.executable, str(ROOT / "cli.py"), "list", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "desk-day" in run.stdout
