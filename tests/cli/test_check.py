"""What `check` planned, and found good, it plans again only when something of it changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from tests.cli.conftest import Run
from tests.usual import cases
from unknot.cli import check
from unknot.content import memory
from unknot.content.library import Library
from unknot.content.records.session import Playlist, PlaylistEntry, Session
from unknot.content.records.steps import HoldStep, MarkStep, SayStep
from unknot.content.workspace import Root, bundled_content
from unknot.content.yaml.kinds import Moment
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError, EngineError, LayoutError
from unknot.timeline.job import Job, resolve
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


# --- what cannot be planned ------------------------------------------------------------------

AT = {"": Place("sessions/mine.yaml", 1, 1), "say": Place("sessions/mine.yaml", 7, 9)}
FREE = Session(id="mine", title="M", summary="", places=AT, routines=(SayStep(say="Breathe."),))
WORDS = "Breathe in slowly, and breathe out again more slowly still."
LONG = replace(
    FREE,
    routines=(
        HoldStep(hold=5_000, inside=(MarkStep(at=Moment(ms=1_500), chime="half"),
                                     MarkStep(at=Moment(ms=3_000), say=WORDS, places=AT))),
    ),
)  # fmt: skip


class Kept:
    """What was found good before, and what is noted now."""

    def __init__(self, *good: str) -> None:
        self.good, self.noted = set(good), list[str]()

    def is_good(self, judgement: str, path: str) -> bool:
        assert judgement == "plan"
        return path in self.good

    def note_good(self, judgement: str, path: str) -> None:
        assert judgement == "plan"
        self.noted.append(path)


def content_of(
    library: Library, sessions: Sequence[Session], playlists: Sequence[Playlist] = (), *good: str
) -> Any:
    alone = replace(
        library,
        sessions={each.id: each for each in sessions},
        playlists={each.id: each for each in playlists},
        origins={("session", each.id): SimpleNamespace(path=each.id) for each in sessions},
    )
    return SimpleNamespace(library=alone, memory=Kept(*good))


def unmeasured(_: Job) -> Measure:
    raise AssertionError


def test_what_does_not_fit_its_hold_is_told_where_it_was_written(library: Library) -> None:
    content = content_of(library, [LONG])
    (problem,) = check.find_unplannable(content, unmeasured)
    what, hint = str(problem).split("\n")
    needs = f"sessions/mine.yaml:7:9: L01 session 'mine': {WORDS!r} needs "
    assert what.startswith(needs)
    assert what.endswith(" s, but only 2.0 s are free there")
    assert hint == "  shorten the line, lengthen the hold or speak faster (--rate)"
    assert content.memory.noted == []


def test_a_line_of_no_mark_is_told_where_the_plan_says() -> None:
    error = LayoutError("mine", "'Another line.'", 1, 2)
    assert check._place_of(LONG, error) == AT[""]
    error.place = Place("scripts/en/calf.yaml", 3, 4)
    assert check._place_of(LONG, error) == error.place


@pytest.mark.parametrize(
    ("asked", "code", "about"),
    [
        ({"detail": "cues"}, "L02", "no chime"),
        ({"detail": "short", "target": 60_000}, "T01", "1:00"),
    ],
    ids=["nothing heard", "a length"],
)
def test_a_session_of_free_steps_is_planned_at_its_own_detail(
    asked: dict[str, Any], code: str, about: str, library: Library
) -> None:
    content = content_of(library, [replace(FREE, **asked)])
    (problem,) = check.find_unplannable(content, lambda _: lambda _: 240)
    assert problem.code == code
    assert about in problem.message


RULE = Diagnostic("INV-19", Place("sessions/playlists/p.yaml", 4, 5), "is treated twice")


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [(ContentError([RULE]), "INV-19", 4), (LayoutError("mine", "a line", 1, 2), "L01", 1)],
    ids=["a rule", "a line that does not fit"],
)
def test_a_playlist_that_cannot_be_planned_is_a_problem_of_its_own(
    error: Exception, code: str, line: int, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless a session of it has one already."""

    def refused(*_: object) -> None:
        raise error

    monkeypatch.setattr(check, "plan_all", refused)
    place = Place("sessions/playlists/p.yaml", 1, 1)
    entry = PlaylistEntry(session="mine")
    made = Playlist(id="p", title="P", summary="", tracks=(entry,), places={"": place})
    (problem,) = check.find_unplannable(content_of(library, [FREE], [made]), unmeasured)
    assert (problem.code, problem.place.line) == (code, line)
    assert problem.place.file == place.file
    broken = check.find_unplannable(content_of(library, [LONG], [made]), unmeasured)
    assert [each.place for each in broken] == [AT["say"]]


def test_what_was_good_as_it_stands_is_not_planned_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is it kept from its playlists; what depends on who speaks is planned each time."""
    asked: list[str] = []
    monkeypatch.setattr(check, "plan_all", lambda made, *_: asked.append(made.id))
    entry = PlaylistEntry(session="mine")
    made = Playlist(id="p", title="P", summary="", tracks=(entry,))
    content = content_of(library, [FREE], [made])
    assert list(check.find_unplannable(content, unmeasured)) == []
    assert (content.memory.noted, asked) == (["mine"], ["p"])
    content = content_of(library, [LONG], [made], "mine")
    assert list(check.find_unplannable(content, unmeasured)) == []
    assert (content.memory.noted, asked) == ([], ["p", "p"])
    voiced = content_of(library, [replace(FREE, voices={"coaching": "high"})])
    assert list(check.find_unplannable(voiced, lambda _: lambda _: 240)) == []
    assert voiced.memory.noted == []


def test_a_voice_that_cannot_speak_here_says_nothing_of_the_content(library: Library) -> None:
    job = resolve(FREE, library)
    asked: list[int] = []

    def usual(_: object) -> int:
        return 7

    def silent(_: Job) -> Measure:
        raise EngineError("piper", "", "is not installed")

    def mute(_: object) -> int:
        asked.append(1)
        raise EngineError("recorded", "", "no take")

    cue: Any = None
    for measures, first, rest in (
        (silent, 7, 7), (lambda _: mute, 7, 7), (lambda _: lambda _: 9, 9, 9),
    ):  # fmt: skip
        measure = check._by_voice(job, measures, usual)
        assert [measure(cue), measure(cue)] == [first, rest]
    assert asked == [1]


@pytest.mark.parametrize(("asked", "wanted"), [((), [None]), (("a", "b"), [Path("a"), Path("b")])])
def test_watch_looks_at_each_workspace_that_is_named(
    asked: tuple[str, ...], wanted: list[Path | None], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def watch(watched: Sequence[Sequence[Root]], look: Callable[[], bool]) -> None:
        seen.extend(watched)
        seen.append(look())

    monkeypatch.setattr(check, "roots", lambda folder: folder)
    monkeypatch.setattr(check, "_look", lambda *_: True)
    monkeypatch.setattr(check, "_watch", watch)
    assert run("check", *asked, "--watch").exit_code == 0
    assert seen == [*wanted, True]
    assert run("check", *asked).exit_code == 3
