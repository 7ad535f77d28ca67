"""Who speaks, chosen on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from tests.cli.conftest import Run
from tests.usual import cases
from unknot.cli import speaking
from unknot.cli.main import Globals
from unknot.cli.options import Making
from unknot.engines.added import AddedVoice, keep_added
from unknot.progress import ClipReady, LeftByWorkers, Planned, TrackReady
from unknot.proof.embedded import plan_from
from unknot.timeline.cues import Say
from unknot.timeline.json import from_json

SHORT = ("desk-day", "--engine", "tone", "--quality", "compact")


def voices(track: Path) -> set[str]:
    cues = (cue for _, cue in plan_from(track).timeline.sounding())
    return {cue.voice for cue in cues if isinstance(cue, Say)}


@pytest.mark.parametrize("role", ["coaching", "safety"])
def test_a_second_voice_is_planned_for_its_lines(run: Run, role: str) -> None:
    """Lines of safety are no coaching, and coaching is no line of safety."""
    shown = run("show", *SHORT[:3], "--voice-for", f"{role}=high", "--json").stdout
    cues = [cue for _, cue in from_json(shown).sounding() if isinstance(cue, Say)]
    by = {voice: {cue.line for cue in cues if cue.voice == voice} for voice in ("", "high")}
    assert by[""] - by["high"]
    assert by["high"]
    assert ("shared/switch-on" in by["high"]) == (role == "safety")


@pytest.mark.deep
def test_a_second_voice_coaches(run: Run, here: Path) -> None:
    """Its lines are in the track, and a playlist's tracks have them too."""
    result = run("build", *SHORT, "--voice-for", "coaching=high", "--out", "out")
    assert result.exit_code == 0, result.output
    assert voices(here / "out/desk-day.mp3") == {"", "high"}
    result = run("playlist", "mine", *SHORT, "--voice-for", "safety=tone:high", "--out", "out")
    assert result.exit_code == 0, result.output
    assert voices(here / "out/mine/01-desk-day.mp3") == {"", "tone:high"}


@pytest.mark.deep
def test_it_is_kept_with_a_session(run: Run, here: Path) -> None:
    result = run("build", *SHORT, "--voice-for", "coaching=high", "--save", "mine", "--dry-run")
    assert result.exit_code == 0, result.output
    result = run("show", "desk-day", "--voice-for", "coaching=gmw/en+f3", "--save", "mine")
    assert result.exit_code == 0, result.output
    text = (here / "sessions/mine.yaml").read_text(encoding="utf-8")
    assert 'coaching: "gmw/en+f3"' in text
    assert run("check").exit_code == 0


@pytest.mark.parametrize("value", ["high", "counting=high", "coaching=", "=high"])
def test_a_role_that_is_none_is_wrong_usage(run: Run, value: str) -> None:
    result = run("show", "desk-day", "--voice-for", value)
    assert result.exit_code == 2
    assert "coaching=VOICE or safety=VOICE" in result.stderr


def test_a_role_that_is_none_is_a_problem_of_the_file(run: Run, here: Path) -> None:
    (here / "sessions").mkdir()
    (here / "sessions/mine.yaml").write_text(
        "title: X\nsummary: Y.\nvoices: {counting: high}\nroutines: [{wait: 1s}]\n",
        encoding="utf-8",
    )
    result = run("check")
    assert result.exit_code == 3
    assert "sessions/mine.yaml:3" in result.stderr + result.stdout


def test_show_goes_by_the_pace_of_whoever_speaks(run: Run) -> None:
    """Tones are asked for so many words a minute that the plan is about that of speech."""
    speech, tones = (
        json.loads(run("show", "desk-day", "--json", *more).stdout)["length_ms"]
        for more in ((), ("--engine", "tone"))
    )
    assert tones != speech
    assert tones == pytest.approx(speech, rel=0.03)


@pytest.mark.deep
def test_a_playlist_s_dry_run_does_too(run: Run) -> None:
    lengths = [
        [
            each["length_ms"]
            for each in json.loads(run(*call, "--dry-run", "--json").stdout)["tracks"]
        ]
        for call in (("playlist", "mine", "desk-day"), ("playlist", "mine", *SHORT))
    ]
    assert lengths[0] != lengths[1]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.03)


def test_a_voice_that_is_not_there_is_told_with_the_nearest(run: Run) -> None:
    result = run("show", "desk-day", "--voice", "tone:hihg")
    assert result.exit_code == 1
    assert "did you mean 'high'?" in result.stderr


@cases(
    "command",
    [
        ("build", "breathing"),
        ("playlist", "mine", "breathing"),
        ("publish", "site", "breathing", "--base-url", "https://example.org"),
    ],
    ids=lambda command: command[0],
    usual=1,
)
def test_whoever_makes_tracks_names_the_lines_of_the_fallback(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """And without one stops, having written nothing."""
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    keep_added(AddedVoice(id="mute", engine="recorded"))
    speaking = (*command, "--engine", "recorded", "--voice", "mute")
    assert "no take of" in run(*speaking).stderr
    result = run(*speaking, "--fallback", "tone:plain")
    assert result.exit_code == 0, result.output
    assert "spoken by tone:plain, for want of a take:" in result.stderr
    assert "    And out." in result.stderr


# --- what is on its way ----------------------------------------------------------------------


def test_a_bar_is_drawn_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each round of clips has a bar of its own; what workers left stands between them."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with speaking.drawn(Globals(None, False)) as report:
        report(Planned(session="nothing-to-speak", clips=3, missing=0))
        report(Planned(session="a-session-with-a-very-long-name", clips=9, missing=2))
        for _ in range(2):
            report(ClipReady(text="x"))
        report(LeftByWorkers(lines=3))
        report(Planned(session="b", clips=9, missing=4))
        report(ClipReady(text="x"))
        report(TrackReady(session="b", path=Path("b.mp3")))
    told = capsys.readouterr()
    assert told.out == ""
    assert "nothing-to-speak" not in told.err
    first, _, second = told.err.partition("\n  no worker spoke 3 lines; this machine speaks now\n")
    assert "speaking a-session-with-a-very-l…  [" in first
    assert "2/2" in first
    assert "speaking b  [" in second
    assert "1/4" in second
    assert "4/4" not in second


def test_nothing_is_drawn_for_who_wants_no_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with speaking.drawn(Globals(None, True)) as report:
        report(Planned(session="a", clips=2, missing=2))
        report(ClipReady(text="x"))
    with speaking.bar(Globals(None, True), "looking", 1) as count:
        count(1)
    assert capsys.readouterr() == ("", "")


def test_a_bar_can_do_without_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for shown in (True, False):
        with speaking.bar(Globals(None, False), "looking", 3, show_pos=shown) as count:
            count(2)
        assert ("2/3" in capsys.readouterr().err) == shown


def test_a_studio_has_what_was_chosen_and_its_workers_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What only measures asks no worker."""
    asked: list[tuple[str, dict[str, Any]]] = []

    @contextmanager
    def opened(engine: str, **how: Any) -> Iterator[Any]:
        asked.append((engine, how))
        workers = SimpleNamespace(told="2 workers at a") if how["workers"] else None
        yield SimpleNamespace(workers=workers)

    monkeypatch.setattr("unknot.clips.studio.open_studio", opened)
    usual = {"fallback": "", "one_voice": False, "quality": "standard", "workers": ""}
    chosen = Making(
        engine="tone", fallback="tone:high", one_voice=True, quality="compact", workers="a"
    )
    words = {"fallback": "tone:high", "one_voice": True, "quality": "compact"}
    with click.Context(click.Command("x"), obj=Globals(None, False)).scope():
        for make in (speaking.open_studio, speaking.measuring):
            with make():
                assert capsys.readouterr().err == ""
            with make(chosen):
                told = "" if make is speaking.measuring else "  2 workers at a\n"
                assert capsys.readouterr().err == told
    assert asked == [
        ("", usual), ("tone", {**words, "workers": "a"}), ("", usual),
        ("tone", {**words, "workers": ""}),
    ]  # fmt: skip
