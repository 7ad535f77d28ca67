"""A sitting at the microphone: what each key does, and which takes are kept; nothing is heard."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from unknot.audio.sound import Frames
from unknot.cli import record, sitting
from unknot.cli.main import Globals
from unknot.counted import counted
from unknot.errors import AudioError
from unknot.recording.judge import ImportReport, TakeRow
from unknot.recording.line import ScriptLine

LINES = [
    ScriptLine(id="one", text="Sit down.", context="starter", expected_ms=1_500),
    ScriptLine(id="two", text="Stand up.", context="starter", expected_ms=900, pronunciation="up"),
]


class Silent:
    """A microphone that counts; ``fails`` at what it is told to."""

    rate = 100

    def __init__(self, fails: str = "") -> None:
        self.calls: list[str] = []
        self.fails = fails

    def _do(self, what: str) -> None:
        self.calls.append(what)
        if what == self.fails:
            raise AudioError("loudspeaker", "is unplugged")

    def start(self) -> None:
        self._do("start")

    def stop(self) -> Frames:
        self._do("stop")
        return np.zeros((5, 1), np.float32)

    def play(self, frames: Frames) -> None:
        assert len(frames) == 5
        self._do("play")

    def close(self) -> None:
        self._do("close")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of kept takes; a take is as good as ``verdicts`` says, good when it has no more."""
    found: list[str] = []
    monkeypatch.setattr(
        sitting, "keep", lambda _, takes: found.extend(each.line.id for each in takes)
    )
    monkeypatch.setattr(sitting, "read_index", lambda _: SimpleNamespace(takes={}))
    monkeypatch.setattr(sitting, "make_take", lambda *_: object())
    return found


def sit(
    keys: list[str], patch: pytest.MonkeyPatch, verdicts: tuple[str, ...] = (), fails: str = ""
) -> tuple[Result, Silent]:
    rest, heard = list(verdicts), Silent(fails)

    def judged(candidates: Any, _: object) -> list[TakeRow]:
        verdict: Any = rest.pop(0) if rest else "good"
        notes = ("too long",) if verdict == "refused" else ()
        (only,) = candidates
        return [TakeRow(id=only.line.id, text="", verdict=verdict, seconds=1.24, notes=notes)]

    patch.setattr(sitting, "judge_takes", judged)
    voice: Any = SimpleNamespace(id="maria")
    command = click.Command("sit", callback=lambda: sitting.sit(LINES, voice, cast(Any, heard)))
    return CliRunner().invoke(command, input="\n".join(keys) + "\n"), heard


@pytest.mark.parametrize(
    ("keys", "verdicts", "ids", "calls"),
    [
        (["", "", ""] * 2, (), ["one", "two"], ["start", "stop"] * 2),
        (["s", "", "", ""], (), ["two"], ["start", "stop"]),
        (["q"], (), [], []),
        (["", "", "", "q"], (), ["one"], ["start", "stop"]),
        (["", "", "p", "", "q"], (), ["one"], ["start", "stop", "play"]),
        (["", "", "R", "", "", "", "s"], (), ["one"], ["start", "stop"] * 2),
        (["", "", "s", "s"], (), [], ["start", "stop"]),
        (["", "", "q"], (), [], ["start", "stop"]),
        # One that is refused cannot be kept: Enter records it again.
        (["", "", "", "", "", "", "s"], ("refused",), ["one"], ["start", "stop"] * 2),
        (["", "", "s", "s"], ("refused",), [], ["start", "stop"]),
        # Letters that mean nothing are asked for again; none ends a recording but Enter.
        (["x", "r", "", "q", "s", "", "", "s"], (), ["one"], ["start", "stop"]),
    ],
)
def test_what_each_key_does(
    keys: list[str], verdicts: tuple[str, ...], ids: list[str], calls: list[str], kept: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made, heard = sit(keys, monkeypatch, verdicts)
    assert made.exception is None, made.output
    assert (kept, heard.calls) == (ids, calls)
    assert made.stderr == f"{counted(len(ids), 'line')} recorded\n"


def test_what_is_to_be_said_and_how_it_was(
    kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = sit(["", "", "", "", "", "", "", "", ""], monkeypatch, ("good", "refused"))
    lines = [line.strip() for line in made.stdout.splitlines()]
    for wanted in ("1 of 2  one", "starter; about 1.5 s", "Sit down.", "2 of 2  two",
                   "starter; about 0.9 s", "say: up", "good: 1.2 s", "too long"):  # fmt: skip
        assert wanted in lines, wanted
    assert lines.count("say: up") == 1
    assert made.stdout.count("p plays it, r again") == 2
    assert made.stdout.count("Enter records it again") == 1


def test_a_take_that_cannot_be_used_is_recorded_again(
    kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    takes: list[object] = [AudioError("take", "nobody can be heard in it"), object()]

    def make(*_: object) -> object:
        if isinstance(found := takes.pop(0), Exception):
            raise found
        return found

    monkeypatch.setattr(sitting, "make_take", make)
    made, heard = sit(["", "", "", "", "", "q"], monkeypatch)
    assert "  nobody can be heard in it\n" in made.stdout
    assert (kept, heard.calls) == (["one"], ["start", "stop"] * 2)


def test_without_a_loudspeaker_the_take_is_there_all_the_same(
    kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = sit(["", "", "p", "", "q"], monkeypatch, fails="play")
    assert "is unplugged" in made.stdout
    assert kept == ["one"]


# --- what came of takes ----------------------------------------------------------------------


def report(*verdicts: Any, **facts: Any) -> ImportReport:
    rows = tuple(
        TakeRow(id=f"l{n}", text="", verdict=each, found="f.wav", seconds=n * 1.5, expected=2.0,
                notes=(f"note of {each}",))
        for n, each in enumerate(verdicts)
    )  # fmt: skip
    return ImportReport(voice="maria", rows=rows, **facts)


@pytest.mark.parametrize(
    ("made", "dry_run", "code", "words"),
    [
        (report("good", takes=1), False, 0, "maria has takes of 1 line"),
        (report("good", takes=1), True, 0, "maria would have takes of 1 line"),
        (report("doubtful"), False, 0, "maria has takes of 0 lines"),
        (report("good", "refused"), False, 1, "maria has"),
        (report("good", "doubled"), False, 1, "maria has"),
        (report("missing"), False, 1, "maria has"),
        (
            report("good", "missing", takes=1, lines=5, missing=4), False, 0,
            "maria has takes of 1 line; 4 of the script's 5 are still missing",
        ),
        (report("good", takes=1, lines=5, missing=4), False, 0, "maria has takes of 1 line\n"),
    ],
)  # fmt: skip
def test_what_came_of_takes_is_told(
    made: ImportReport, dry_run: bool, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = 0
    try:
        record._show(Globals(None, False), made, dry_run=dry_run, as_json=False)
    except SystemExit as end:
        ended = int(end.code or 0)
    assert ended == code
    assert words in capsys.readouterr().err


def test_takes_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    record._table(report("missing", "good", "refused", strays=("x.wav: no line",)))
    assert capsys.readouterr().out.splitlines() == [
        "l0        – of  2.0 s  missing   f.wav",
        "l1    1.5 s of  2.0 s  good      f.wav",
        "    note of good",
        "l2    3.0 s of  2.0 s  refused   f.wav",
        "    note of refused",
        "not used: x.wav: no line",
    ]


def test_every_session_means_every_side_and_playlist(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def listed(sessions: Any, content: object, overrides: Any, **more: Any) -> tuple[()]:
        asked.update(more, sessions=[each.id for each in sessions], overrides=overrides)
        return ()

    monkeypatch.setattr("unknot.recording.script.list_lines", listed)
    content: Any = SimpleNamespace(
        sessions={each: SimpleNamespace(id=each, routines=()) for each in ("a", "b")}, drafts={}
    )
    record._lines(content, (), every=True, language="de")
    assert (asked["sides"], asked["details"]) == ((None, "left", "right", "both"), (None,))
    assert (asked["playlists"], asked["sessions"]) == (True, ["a", "b"])
    assert asked["overrides"].language == "de"
    record._lines(content, ("b",), every=False, language=None, details=("cues",))
    assert (asked["sides"], asked["details"], asked["playlists"]) == ((None,), ("cues",), False)
    assert asked["sessions"] == ["b"]
    record._lines(content, (), every=True, language=None, side="left", country="AU")
    assert (asked["sides"], asked["overrides"].side) == ((None,), "left")
    assert asked["overrides"].country == "AU"
