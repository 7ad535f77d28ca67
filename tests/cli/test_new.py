"""``unknot new session``: few questions, each of them an option too."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.conftest import Run
from tests.cli.terminal import Terminal
from tests.conftest import ROOT
from tests.usual import cases
from unknot.cli import main
from unknot.content.checks.steps import steps_of
from unknot.content.library import Library
from unknot.content.records.steps import WaitStep
from unknot.errors import AudioError
from unknot.timeline.cues import Wait
from unknot.timeline.json import from_json
from unknot.timeline.safety.rule import passages


@pytest.fixture
def asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """``asked("1\\n...", "new", "session")``: somebody types the answers."""
    monkeypatch.setattr("unknot.cli.questions.somebody_is_there", lambda: True)

    def call(typed: str, *args: str) -> Result:
        result = CliRunner().invoke(main, args, input=typed, prog_name="unknot")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return call


@pytest.mark.deep
def test_the_answers_make_a_session_that_builds(asked: Run, run: Run, here: Path) -> None:
    """Where, side, how long, first time: the file has them, and plans to that length."""
    result = asked("3,4\nright\nno\n15\n", "new", "session", "stairs")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{Path('sessions/stairs.yaml')}\n"
    text = (here / "sessions/stairs.yaml").read_text(encoding="utf-8")
    assert "target: 15m" in text
    assert "pace: slow" in text
    assert run("check").exit_code == 0
    timeline = from_json(run("show", "stairs", "--json").stdout)
    assert abs(timeline.length - 900_000) <= 1000


def test_every_answer_is_an_option_too(asked: Run, run: Run, here: Path) -> None:
    """Asked or scripted, the same file."""
    asked("1\nboth\nno\nyes\n\n", "new", "session", "asked")
    given = run("new", "session", "given", "--where", "low-back", "--side", "both")
    assert given.exit_code == 0, given.stderr
    files = [(here / f"sessions/{name}.yaml").read_text("utf-8") for name in ("asked", "given")]
    assert files[0].replace("asked", "x").replace("Asked", "X") == files[1].replace(
        "given", "x"
    ).replace("Given", "X")


def test_only_what_is_not_known_is_asked(asked: Run, here: Path) -> None:
    result = asked("right\nno\n\n", "new", "session", "--where", "hip")
    assert result.exit_code == 0, result.stderr
    assert "Where does it hurt" not in result.stderr
    assert "Which side" in result.stderr
    assert (here / "sessions/hip-right.yaml").exists()


def test_an_answer_that_cannot_be_is_asked_again(asked: Run, here: Path) -> None:
    """A number that is not there, a side that is none, no word for yes or no, no length of time."""
    typed = "9\n2\nmiddle\nleft\nperhaps\nno\nsoon\n8m\n"
    result = asked(typed, "new", "session", "waist")
    assert result.exit_code == 0, result.stderr
    for said in (
        "'9' is not one of the numbers 1 to 4",
        "'middle' is not left, right or both",
        "invalid input",
        "'soon'",
    ):
        assert said in result.stderr


def test_a_time_that_cannot_be_had_is_answered_with_what_can(asked: Run, here: Path) -> None:
    """The shortest and the longest are told, and the question comes again."""
    result = asked("2\nleft\nno\n1m\n8m\n", "new", "session", "waist")
    assert result.exit_code == 0, result.stderr
    assert "cannot last 1:00" in result.stderr
    assert "the shortest possible is" in result.stderr
    assert "target: 8m" in (here / "sessions/waist.yaml").read_text(encoding="utf-8")


def test_without_anybody_to_ask_it_says_which_options_it_needs(run: Run, here: Path) -> None:
    result = run("new", "session", "mine")
    assert result.exit_code == 2
    for word in ("--where", "--side", "--time", "--first-time", "low-back", "buttock"):
        assert word in result.stderr
    assert not list(here.iterdir())


def test_a_time_that_cannot_be_had_is_refused_in_a_script(run: Run, here: Path) -> None:
    args = ("--where", "waist", "--side", "left", "--time", "1m")
    result = run("new", "session", "mine", *args)
    assert result.exit_code == 3
    assert "--time: T01" in result.stderr
    assert not list(here.iterdir())


def test_the_file_is_commented_and_names_its_schema(run: Run, here: Path) -> None:
    """A comment wherever the listener turns over; the schema lies where the first line says."""
    run("new", "session", "mine", "--where", "low-back", "--where", "hip", "--side", "both")
    lines = (here / "sessions/mine.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../schemas/session.json"
    turns = [line.strip() for line in lines if line.startswith("  #")]
    assert turns == ["# On your front.", "# On your left side.", "# On your right side."]
    committed = (ROOT / "schemas/session.json").read_text(encoding="utf-8")
    assert (here / "schemas/session.json").read_text(encoding="utf-8") == committed


def test_a_first_time_has_few_muscles_and_more_time(run: Run) -> None:
    """One muscle of each place when there are many, at a slow pace (guidance 6, phase 1)."""
    every = ["--where", "low-back", "--where", "buttock", "--where", "hip", "--side", "right"]
    text = run("new", "session", *every, "--first-time", "--dry-run").stdout
    assert text.count("muscle: ") == 3
    assert "pace: slow" in text
    assert run("new", "session", *every, "--dry-run").stdout.count("muscle: ") == 7


@cases("minutes", [6, 8, 10, 13, 18, 25], usual=2)
def test_a_first_time_has_fewer_muscles_and_never_less_time(
    minutes: int, run: Run, library: Library
) -> None:
    """One spot each, and no pause below what the technique's record says."""
    where = ("--where", "low-back", "--side", "right", "--first-time", "--time", f"{minutes}m")
    given = run("new", "session", "few", *where)
    assert given.exit_code == 0, given.stderr
    timeline = from_json(run("show", "few", "--json").stdout)
    assert timeline.length <= minutes * 60_000 + 1_000
    technique = library.techniques["vibration"]
    written = sorted({step.wait for step in steps_of(technique) if isinstance(step, WaitStep)})
    for passage in passages(timeline):
        waits = [event.length for event in passage.events if isinstance(event.cue, Wait)]
        assert min(waits) >= written[0] - 12
        assert len(list(passage.holds())) == 1


def test_a_first_time_and_another_differ(run: Run) -> None:
    where = ("--where", "low-back", "--side", "both", "--time", "11m", "--dry-run")
    first = run("new", "session", *where, "--first-time").stdout
    assert "pace: slow" in first
    assert first.count("muscle: ") < 3
    assert "the shortest possible is" in run("new", "session", *where, "--not-first-time").stderr


def test_whoever_cannot_lie_prone_lies_on_the_side(run: Run) -> None:
    where = ("--where", "low-back", "--side", "left", "--cannot-lie", "prone")
    assert run("new", "session", "side", *where).exit_code == 0
    timeline = from_json(run("show", "side", "--json").stdout)
    assert {p.treatment.position for p in passages(timeline)} == {"side-lying"}


@pytest.mark.deep
def test_the_track_is_offered_and_then_the_phone(asked: Run, here: Path) -> None:
    """The first question that is answered with yes makes it; no answer at all is a no."""
    made = asked("4\nleft\nno\n\ny\n", "new", "session")
    assert made.exit_code == 0, made.stderr
    assert made.stdout.splitlines()[1] == str(Path("audio/tracks/hip-left.mp3"))
    assert (here / "audio/tracks/hip-left.mp3").exists()
    assert "Play it on the phone now? (unknot serve --lan" in made.stderr
    left = asked("4\nright\nno\n\nn\n", "new", "session")
    assert left.exit_code == 0
    assert "phone" not in left.stderr
    assert not (here / "audio/tracks/hip-right.mp3").exists()


@pytest.mark.deep
def test_where_serve_lacks_its_packages_it_says_how_to_get_them(
    asked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.cli.questions.find_spec", lambda name: None)
    made = asked("4\nleft\nno\n\ny\n", "new", "session")
    assert "pip install 'unknot[serve]'" in made.stderr
    assert "Play it" not in made.stderr


def test_in_a_script_nothing_is_offered(run: Run) -> None:
    made = run("new", "session", "--where", "hip", "--side", "left")
    assert "now?" not in made.stderr


def test_a_dry_run_writes_nothing(run: Run, here: Path) -> None:
    result = run("new", "session", "--where", "hip", "--side", "left", "--dry-run")
    assert result.stdout.startswith("# yaml-language-server")
    assert not list(here.iterdir())


def test_names_are_found_when_none_is_given(run: Run, here: Path) -> None:
    for _ in range(2):
        run("new", "session", "--where", "hip", "--side", "left")
    assert sorted(path.stem for path in (here / "sessions").iterdir()) == ["hip-left", "hip-left-2"]


def test_a_new_workspace_that_ended_half_way_is_made_again(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise AudioError(here / "mine", "cannot be written: No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("unknot.cli.new.save_files", full)
        assert run("new", "workspace", "mine").exit_code == 1
    assert run("new", "workspace", "mine").exit_code == 0
    assert run("new", "workspace", "mine").exit_code == 2


@pytest.mark.deep
def test_a_new_workspace_names_its_schema_too(run: Run, here: Path) -> None:
    run("new", "workspace", "mine")
    assert (here / "mine/schemas/session.json").exists()
    assert run("-C", "mine", "check").exit_code == 0


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_in_a_real_terminal_of_80_columns(here: Path) -> None:
    """Questions are asked, nothing is wider than the terminal, and no information is a colour."""
    terminal = Terminal("new", "session", cwd=here)
    for question, answer in (
        ("such as 1,3: ", "3"), ("Which side?", "left"), ("first time?", "n"), ("How long", ""),
    ):  # fmt: skip
        terminal.until(question)
        terminal.type(f"{answer}\n")
    terminal.until("Make it now? [Y/n]")
    terminal.type("n\n")
    assert terminal.end() == 0
    assert "\x1b[3" not in terminal.seen
    assert all(len(line) <= 80 for line in terminal.seen.splitlines())
    assert (here / "sessions/buttock-left.yaml").exists()
