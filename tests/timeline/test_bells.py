"""Bells in a long wait, the time left in words, a bell struck twice, a lead-in, softer chimes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.content.workspaces import BRIEF, changed, problems
from tests.tracks import loaded
from tests.usual import cases
from unknot.content.workspace import roots
from unknot.proof.verify import verify
from unknot.timeline.bells import time_left
from unknot.timeline.cues import Chime, Say, Wait
from unknot.timeline.job import resolve
from unknot.timeline.json import from_json, to_json
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Timeline

HEAD = "title: T\nsummary: S.\nauthor: A. Tester\n"


def planned(folder: Path, steps: str, asked: Overrides | None = None, head: str = "") -> Timeline:
    (folder / "sessions").mkdir(exist_ok=True)
    text = f"{HEAD}{head}routines:\n  - say: Sit down, and let go.\n{steps}"
    (folder / "sessions" / "x.yaml").write_text(text, encoding="utf-8")
    library = loaded(*roots(folder))
    job = resolve(library.sessions["x"], library, asked)
    return plan(job, estimate(library, 135)).timeline


def heard(timeline: Timeline) -> list[tuple[int, str]]:
    """(ms from the end of the first sentence, what) of all that sounds after it."""
    first = next(event for event, cue in timeline.sounding() if isinstance(cue, Say))
    return [
        (event.start - first.end, cue.text if isinstance(cue, Say) else cue.kind)
        for event, cue in timeline.sounding()
        if event is not first and isinstance(cue, Say | Chime)
    ]


def test_a_long_silence_with_bells_is_one_step(tmp_path: Path) -> None:
    timeline = planned(tmp_path, "  - {wait: 25m, every: 5m}\n  - {chime: end}\n")
    at = [(minute * 300_000, "bell") for minute in range(1, 5)]
    assert heard(timeline) == [*at, (1_500_000, "end")]
    assert from_json(to_json(timeline)) == timeline


def test_a_bell_of_ones_own_rings_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "audio" / "chimes").mkdir(parents=True)
    bowl = "title: Bowl\nnotes: [{at: 0s, hz: 220, length: 3s}]\nsources: [INF]\n"
    (tmp_path / "audio" / "chimes" / "bowl.yaml").write_text(bowl, encoding="utf-8")
    timeline = planned(
        tmp_path, "  - {wait: 60s, every: 20s, chime: bowl}\n  - {chime: bowl, times: 2}\n"
    )
    assert heard(timeline)[:3] == [(20_000 - 20_000 % 24 + 0, "bowl"), *heard(timeline)[1:3]]
    assert [kind for _, kind in heard(timeline)] == ["bowl"] * 4
    twice = [event for event, cue in timeline.sounding() if isinstance(cue, Chime)][-2:]
    assert twice[0].end == twice[1].start


def test_a_tick_gives_way_to_what_is_said(tmp_path: Path) -> None:
    steps = "  - wait: 12s\n    every: 1s\n    chime: tick\n    left: [10s]\n    inside:\n"
    timeline = planned(tmp_path, steps + "      - {at: 5500ms, say: Half of it is over now.}\n")
    what = [kind for _, kind in heard(timeline)]
    assert "Half of it is over now." in what
    assert "Ten seconds left." in what
    under = next(cue for _, cue in timeline.sounding() if isinstance(cue, Say) and cue.chime)
    assert (under.text, under.chime) == ("Ten seconds left.", "tick")
    assert 4 <= what.count("tick") < 10
    ends = [(event.start, event.end) for event, _ in timeline.sounding()]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_the_wait_lasts_what_it_says_whatever_is_in_it(tmp_path: Path) -> None:
    steps = "  - {wait: 2m, every: 30s, left: [1m, 10s]}\n  - {chime: end}\n"
    assert heard(planned(tmp_path, steps))[-1] == (120_000, "end")
    bare = planned(tmp_path, "  - {wait: 2m}\n  - {chime: end}\n")
    assert heard(bare)[-1] == (120_000, "end")


def test_time_left_is_said_in_a_hold_too(tmp_path: Path) -> None:
    timeline = planned(tmp_path, "  - {hold: 40s, left: [20s]}\n", head="detail: full\n")
    hold = next(event for event in timeline.events if event.inside)
    said = next(event for event in hold.inside if isinstance(event.cue, Say))
    assert isinstance(said.cue, Say)
    assert said.cue.text == "Twenty seconds left."
    assert abs(hold.end - said.start - 20_000) <= 24


@pytest.mark.parametrize(
    ("ms", "words"),
    [(1_000, "One second left."), (10_000, "Ten seconds left."),
     (45_000, "Forty-five seconds left."),
     (60_000, "One minute left."), (1_200_000, "Twenty minutes left."),
     (3_600_000, "Sixty minutes left.")],
)  # fmt: skip
def test_it_is_said_in_words(ms: int, words: str) -> None:
    assert time_left(ms) == words


@pytest.mark.parametrize("asked", [None, Overrides(lead_in=20_000)])
def test_a_lead_in_is_silent_and_a_bell_ends_it(tmp_path: Path, asked: Overrides | None) -> None:
    head = "" if asked else "lead-in: 20s\n"
    timeline = planned(tmp_path, "  - {wait: 5s}\n", asked, head)
    first, second, third = timeline.events[:3]
    assert (first.start, first.length) == (0, 0)  # the chapter, so that players can list it
    assert second.cue == Wait(ms=20_000)
    assert third.cue == Chime(kind="bell")


@cases(
    ("steps", "code"),
    [
        ("{wait: 11m}", "S14"), ("{wait: 185m, every: 5m}", "S14"), 
        ("{wait: 25m, every: 11m}", "S14"),
        ("{wait: 5s, every: 100ms}", "S14"),
        ("{wait: 60s, every: 20s, chime: gong}", "S50"), ("{wait: 60s, chime: bell}", "S14"),
        ("{chime: gong}", "S50"),
        ("{chime: bell, times: 13}", "S14"), ("{chime: bell, times: 0}", "S14"),
        ("{wait: 60s, left: [60s]}", "S16"), ("{wait: 5m, left: [90s]}", "S16"),
        ("{wait: 5s, left: [1500ms]}", "S16"),
        ("{wait: 5s, inside: [{at: 6s, say: Now it is.}]}", "S16"),
        ("{wait: 5s, inside: [{at: 1s}]}", "S16"), ("{wait: 3h, every: 500ms}", "S13"),
    ], usual=6)  # fmt: skip
def test_what_cannot_be_is_told_where_it_stands(steps: str, code: str, tmp_path: Path) -> None:
    text = changed(BRIEF, f"routines: [{steps}]")
    found = problems(tmp_path, {"sessions/x.yaml": text})
    assert code in {each.code for each in found}, found


@pytest.mark.parametrize(
    ("line", "code"),
    [("lead-in: 11m", "S55"), ("lead-in: 0s", "S55"), ("chime-level: 1", "S53"),
     ("chime-level: -13", "S53"), ("language: de", "S39")],
)  # fmt: skip
def test_so_is_a_session_s(line: str, code: str, tmp_path: Path) -> None:
    text = changed(BRIEF, "routines: [{wait: 5s, left: [2s]}]") + line + "\n"
    found = problems(tmp_path, {"sessions/x.yaml": text})
    assert {each.code for each in found} == {code}, found
    key = "left" if code == "S39" else line.partition(":")[0]
    for each in found:  # at its own line and column
        row = text.splitlines()[each.place.line - 1]
        assert row[: each.place.column - 1].endswith(f"{key}: "), each


@cases("quality", ["standard", "compact"], usual=1)
@cases("level", [0, -6, -12], usual=1)
def test_all_of_it_is_proved(level: int, quality: str, tmp_path: Path) -> None:
    """Built by bytes, then by what a decoder hears; the softer chimes are as soft as they say."""
    from click.testing import CliRunner

    from unknot.cli import main

    steps = "  - {wait: 12s, every: 1s, chime: tick, left: [5s]}\n  - {chime: bell, times: 2}\n"
    planned(tmp_path, steps, head="lead-in: 2s\n")
    built = CliRunner().invoke(
        main,
        ["-C", str(tmp_path), "build", "x", "--engine", "tone", "--verify", "--quality", quality,
         *([f"--chime-level={level}"] if level else []), "--json"],
    )  # fmt: skip
    assert built.exit_code == 0, built.output
    verdict = verify(Path(json.loads(built.stdout)["tracks"][0]["path"]))
    assert verdict.good, verdict.findings
    assert verdict.timeline is not None
    assert verdict.timeline.chime_level == level


def test_chimes_of_another_level_than_planned_are_heard(tmp_path: Path) -> None:
    from click.testing import CliRunner
    from msgspec.structs import replace

    from unknot.cli import main

    planned(tmp_path, "  - {chime: bell}\n  - {wait: 2s}\n")
    run = CliRunner().invoke(main, ["-C", str(tmp_path), "build", "x", "--engine", "tone"])
    track = tmp_path / "audio" / "tracks" / "x.mp3"
    assert run.exit_code == 0, run.output
    timeline = verify(track).timeline
    assert timeline is not None
    other = tmp_path / "plan.json"
    other.write_text(to_json(replace(timeline, chime_level=-6)), encoding="utf-8")
    assert any("LUFS, not -22" in str(each) for each in verify(track, plan=other).findings)
