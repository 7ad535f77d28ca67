"""What `check` planned, and found good, it plans again only when something of it changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.usual import cases
from unknot.cli import check
from unknot.content import memory
from unknot.content.workspace import bundled_content
from unknot.timeline.job import Job
from unknot.timeline.layout import Measure
from unknot.timeline.plan import Plan, plan

SESSION = "title: T\nsummary: S\nroutines:\n  - {muscle: piriformis, side: right}\n"


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The ids of all sessions that are planned for themselves, with a cache of their own."""
    ids: list[str] = []

    def counting(job: Job, measure: Measure) -> Plan:
        if not job.part:  # playlists are planned every time
            ids.append(job.session.id)
        return plan(job, measure)

    monkeypatch.setattr(check, "plan", counting)
    monkeypatch.setattr(memory, "_FRESH_NS", 0)
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path / "cache"))
    return ids


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.mark.deep
def test_only_an_edited_session_is_planned_again(run: Run, here: Path, planned: list[str]) -> None:
    write(here / "sessions/mine.yaml", SESSION)
    assert run("check").exit_code == 0
    assert planned.count("mine") == 3
    assert planned.count("starter") == 3
    planned.clear()
    assert run("check").exit_code == 0
    assert planned == []
    write(here / "sessions/mine.yaml", SESSION.replace("title: T", "title: U"))
    assert run("check").exit_code == 0
    assert set(planned) == {"mine"}


@pytest.mark.deep
def test_an_edited_muscle_has_all_planned_again(run: Run, here: Path, planned: list[str]) -> None:
    write(here / "sessions/mine.yaml", SESSION)
    run("check")
    planned.clear()
    copy = (bundled_content() / "atlas/muscles/piriformis.yaml").read_text(encoding="utf-8")
    write(here / "atlas/muscles/piriformis.yaml", copy)
    assert run("check").exit_code == 0
    assert {"mine", "starter"} <= set(planned)


@pytest.mark.deep
def test_what_cannot_be_planned_is_told_every_time(
    run: Run, here: Path, planned: list[str]
) -> None:
    """A hold that is too short for the words that somebody put into it."""
    words = " ".join(["Breathe in, and breathe out again, slowly."] * 4)
    hold = f'  - hold: 5s\n    inside:\n      - {{at: 1s, say: "{words}"}}\n'
    write(here / "sessions/long.yaml", "title: T\nsummary: S\nroutines:\n" + hold)
    told = [run("check") for _ in range(2)]
    assert [each.exit_code for each in told] == [3, 3]
    assert told[0].stdout == told[1].stdout
    assert "L01" in told[0].stdout


@pytest.mark.deep
@cases("time", ["10m", "11m", "12m"], usual=1)
def test_what_new_session_writes_is_right_by_whoever_speaks(
    run: Run, here: Path, time: str
) -> None:
    """All the words of its own voice fill it; fewer words, or quicker ones, need not."""
    options = ("--where", "hip", "--side", "right", "--not-first-time", "--time", time)
    made = run("new", "session", "x", *options)
    if made.exit_code == 0:
        assert run("check").exit_code == 0, run("check").stdout
        assert run("build", "x", "--dry-run").exit_code == 0
