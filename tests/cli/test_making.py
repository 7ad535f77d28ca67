"""Commands that make tracks, by their parts: what they hand on and tell; nothing is spoken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from tests.cli.conftest import QUIET, Run
from unknot.catalogue.make import Made
from unknot.catalogue.plan import CataloguePlan, Refused, Way
from unknot.cli import build, catalogue, speaking, today
from unknot.cli.main import COMMANDS, Globals, main
from unknot.cli.options import Making
from unknot.clips.store import Store
from unknot.content.library import Library
from unknot.errors import EngineError

pytestmark = pytest.mark.usefixtures("own_voices")


def options_of(command: click.Command, name: str) -> Iterator[tuple[str, click.Option]]:
    for each in command.params:
        if isinstance(each, click.Option):
            yield name, each
    if isinstance(command, click.Group):
        for below, inner in command.commands.items():
            yield from options_of(inner, f"{name} {below}")


def test_what_an_option_is_without_being_given_is_in_its_help() -> None:
    context = click.Context(main)
    silent = []
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command
        for where, option in options_of(command, name):
            own = option.default
            if isinstance(own, str | int | Path) and own is not False and str(own) not in ("", "."):
                shown = option.show_default or "default" in (option.help or "")
                silent += [] if shown else [(where, option.opts[0], own)]
    assert silent == []


def test_what_options_are_without_being_given() -> None:
    context = click.Context(main)
    own: dict[tuple[str, str], object] = {}
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command
        for where, option in options_of(command, name):
            if isinstance(option.default, int | Path) and not isinstance(option.default, bool):
                own[where, option.opts[0]] = option.default
    assert own == {
        ("cache prune", "--days"): 30, ("publish", "--max-size"): 1000, ("serve", "--port"): 8080,
        ("say", "--rate"): 135, ("say", "--to"): Path("say.wav"),
        ("say", "--out"): Path("voices.html"), ("record script", "--out"): Path("script"),
        ("voices pack", "--out"): Path(), ("voices test", "--report"): Path("voice-report.txt"),
    }  # fmt: skip


@pytest.mark.parametrize(("jobs", "wanted"), [(None, 0), (3, 3)])
def test_a_track_is_made_as_it_was_asked_for(
    jobs: int | None, wanted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def made(*given: Any, **how: Any) -> str:
        how.pop("report")
        asked.append((*given, how))
        return "a track"

    monkeypatch.setattr("unknot.make.build", made)
    job, studio = SimpleNamespace(), SimpleNamespace()
    for verify in (False, True):
        how = Making(jobs=jobs, verify=verify)
        track: Any = speaking.make_track(QUIET, job, studio, Path("o"), how)  # type: ignore[arg-type]
        assert track == "a track"
        assert asked.pop() == (job, studio, {"out": Path("o"), "jobs": wanted, "verify": verify})


@pytest.mark.parametrize(("quality", "size"), [("standard", 72), ("compact", 48)])
def test_where_there_are_no_sessions_all_that_there_is_is_hardly_meant(
    quality: str, size: int, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred minutes at 96 kbit/s are 72 MB, and fewer when compact."""
    asked: list[tuple[str, str]] = []
    timeline = SimpleNamespace(length=3_000_000)
    monkeypatch.setattr("unknot.timeline.plan.plan", lambda *_: SimpleNamespace(timeline=timeline))
    monkeypatch.setattr("unknot.timeline.plan.estimate", lambda *_: None)
    monkeypatch.setattr(build, "make_sure", lambda *told: asked.append(told))
    jobs: Any = [SimpleNamespace(library=None, rate=135)] * 2
    build._make_sure(Globals(here, False), jobs, Making(quality=quality))
    told = f"2 tracks, 1:40:00 long, {size} MB"
    ((question, otherwise),) = asked
    assert question == (f"There are no sessions here.\nMake all that unknot brings along: {told}?")
    assert otherwise == (
        f"there are no sessions here; all that unknot brings along would be {told}\n"
        "  name one (unknot list), or ask for --all"
    )
    (here / "sessions").mkdir()
    build._make_sure(Globals(here, False), jobs, Making(quality=quality))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("length", "minutes"), [(0, 0), (1, 1), (60_000, 1), (60_024, 2), (599_999, 10)]
)
def test_minutes_begun_are_told_whole(
    length: int, minutes: int, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline = SimpleNamespace(length=length)
    asked: list[bool] = []

    def planned(job: Any, _: object) -> Any:
        asked.append(job.returning)
        return SimpleNamespace(timeline=timeline)

    monkeypatch.setattr("unknot.timeline.plan.plan", planned)
    for returning in (False, True):
        assert today._minutes(library, "starter", returning=returning) == minutes
    assert asked == [False, True]


def test_a_catalogue_that_breaks_off_leaves_a_true_list(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way(session="starter")
    refused = Refused(way=way, reason="no\n  because")
    plan = CataloguePlan(SimpleNamespace(), refused=[refused])  # type: ignore[arg-type]
    path = here / "o/starter.mp3"
    fails = True

    def making(*_: object, **how: Any) -> Iterator[Made]:
        assert (how["jobs"], how["clips_only"], how["verify"]) == (0, False, True)
        yield Made(way=way, path=path, length_ms=5, bytes=7)
        if fails:
            raise EngineError("tone", "", "is mute")

    @contextmanager
    def studio(*_: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(catalogue, "open_studio", studio)
    monkeypatch.setattr(catalogue, "plan_catalogue", lambda *_: plan)
    monkeypatch.setattr(catalogue, "make_catalogue", making)
    (here / "m.yaml").write_text("sessions: [starter]\n", encoding="utf-8")
    args = ("build", "--matrix", "m.yaml", "--out", str(here / "o"), "--verify")
    broken = run(*args)
    assert (broken.exit_code, broken.stdout) == (1, f"{path}\n")
    assert broken.stderr.endswith("error: engine 'tone': is mute\n")
    kept = json.loads((here / "o/catalogue.json").read_text(encoding="utf-8"))
    assert (kept["complete"], [each["path"] for each in kept["tracks"]]) == (False, ["starter.mp3"])
    assert [each["reason"] for each in kept["refused"]] == ["no\n  because"]
    fails = False
    whole = run(*args)
    assert (whole.exit_code, whole.stdout) == (1, f"{path}\n")
    assert f"  1 track, listed in {here / 'o/catalogue.json'}\n" in whole.stderr
    assert json.loads((here / "o/catalogue.json").read_text(encoding="utf-8"))["complete"]
    data = run(*args, "--json").stdout
    assert json.loads(data)["complete"]
    assert not data.startswith(str(path))


def test_where_the_clips_are_is_data(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path / "cache"))
    root = Store(tmp_path / "cache").root
    assert run("cache", "info").stdout == f"{root}: 0 clips, 0.0 MB\n"
    facts = json.loads(run("cache", "info", "--json").stdout)
    assert (facts["folder"], facts["clips"], facts["bytes"]) == (str(root), 0, 0)
