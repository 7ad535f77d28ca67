"""The content of a call: what is left out, what is hinted at, what is kept."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from tests.cli.conftest import LOUD, Printed, Run
from unknot.cli import sessions
from unknot.cli.main import Globals
from unknot.content.library import Library
from unknot.counted import counted
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError, LayoutError

pytestmark = pytest.mark.usefixtures("own_voices")


@pytest.mark.parametrize(
    ("file", "draft"),
    [
        ("sessions/mine.yaml", True), ("w/sessions/mine.yml", True),
        ("w/sessions/playlists/mine.yaml", True), ("sessions/a/b/mine.yaml", False),
        ("atlas/muscles/mine.yaml", False), ("sessions/mine.csv", False), ("mine.yaml", False),
    ],
)  # fmt: skip
def test_a_session_with_problems_is_left_out_and_anything_else_stops(
    file: str, draft: bool, library: Library, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    problem = Diagnostic("S01", Place(file, 3, 5), "is wrong")
    for count, words in ((1, "1 problem"), (2, "2 problems")):
        content = SimpleNamespace(library=library, problems=(problem,) * count)
        monkeypatch.setattr(sessions, "read", lambda *_, content=content: content)
        if not draft:
            with pytest.raises(ContentError) as stopped:
                sessions.open_library(LOUD)
            assert stopped.value.problems == content.problems
            continue
        found = sessions.open_library(LOUD)
        assert found.drafts == {PurePosixPath(file).stem: (problem,) * count}
        told = f"  left out: {file} ({words}; see unknot check)\n"
        assert capsys.readouterr() == ("", told)
        assert list(found.sessions) == list(library.sessions)


def test_a_draft_stops_who_asks_for_it_and_who_asks_for_all(library: Library) -> None:
    problem = Diagnostic("S01", Place("sessions/mine.yaml", 3, 5), "is wrong")
    content = replace(library, drafts={"mine": (problem,), "other": (problem, problem)})
    sessions.stop_at_drafts(content, ["starter"])
    for names, count in ((["starter", "mine"], 1), (["other"], 2), (None, 3)):
        with pytest.raises(ContentError) as stopped:
            sessions.stop_at_drafts(content, names)
        assert stopped.value.problems == (problem,) * count
    sessions.stop_at_drafts(library)


@pytest.mark.parametrize(("count", "more"), [(0, 0), (10, 0), (11, 1), (13, 3)])
def test_ten_hints_are_told_and_how_many_more_there_are(
    count: int, more: int, library: Library, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    """Of what came with unknot nothing is told; a picture that is left out comes first."""
    picture = Diagnostic("S57", Place("atlas/calf.yaml", 2, 3), "calf.png is gone")
    hint = Diagnostic("S82", Place("sessions/mine.yaml", 3, 5), "'§' is a symbol")
    monkeypatch.setattr("unknot.pictures.looks.unusable", lambda *_: iter([picture]))
    monkeypatch.setattr("unknot.content.hints.hints", lambda _: iter([hint] * count))
    mine = replace(library.sessions["starter"], id="mine")
    sessions.tell_hints(LOUD, library, mine)
    first, *lines = capsys.readouterr().err.splitlines()
    assert first == "  atlas/calf.yaml:2:3: left out: calf.png is gone"
    told = ["  sessions/mine.yaml:3:5: hint: '§' is a symbol"] * min(count, 10)
    assert lines == told + [f"  and {counted(more, 'more hint')} of that kind"] * bool(more)
    sessions.tell_hints(LOUD, library, library.sessions["starter"])
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_session_is_saved_when_its_plan_has_passed(run: Run, here: Path) -> None:
    """A hold of its own is written into it; what a rule forbids is not kept."""
    shown = run("show", "starter", "--hold", "45s", "--save", "mine", "-C", ".")
    assert shown.exit_code == 2
    (here / "sessions").mkdir()
    would = run("-C", ".", "build", "starter", "--hold", "45s", "--save", "mine", "--dry-run")
    path = Path("sessions/mine.yaml")
    assert f"  would save {path}\n" in would.stderr
    assert not path.exists()
    shown = run("-C", ".", "show", "starter", "--hold", "45s", "--save", "mine")
    assert shown.exit_code == 0, shown.stderr
    assert f"  saved {path}\n" in shown.stderr
    text = path.read_text(encoding="utf-8")
    assert "Try it:  unknot show mine    then:  unknot build mine\n" in text
    assert "hold: 45s" in text
    again = run("-C", ".", "show", "starter", "--save", "mine")
    assert again.exit_code == 2
    assert path.read_text(encoding="utf-8") == text


def test_a_line_that_may_not_fit_is_left_to_the_build(
    library: Library, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    def tight(*_: object) -> None:
        raise LayoutError("starter", "a line", 1, 2)

    (here / "sessions").mkdir()
    monkeypatch.setattr("unknot.timeline.plan.plan", tight)
    job: Any = SimpleNamespace(session=replace(library.sessions["breathing"], id="mine"))
    sessions.keep_session(Globals(here, False), job, lambda _: 1)
    assert capsys.readouterr().err == f"  saved {here / 'sessions/mine.yaml'}\n"
    assert (here / "sessions/mine.yaml").is_file()


def test_what_a_session_rests_on_is_two_lines_each_or_data(run: Run) -> None:
    rows = json.loads(run("show", "starter", "--sources", "--json").stdout)["sources"]
    lines = run("show", "starter", "--sources").stdout.splitlines()
    assert any(row["where"] for row in rows)
    assert lines == [
        line
        for row in rows
        for line in (
            f"{row['id']}: {row['title']}" + f" ({row['where']})" * bool(row["where"]),
            f"    {'; '.join(row['by'])}",
        )
    ]
