"""Data goes to stdout and words to stderr; -q leaves words out; what ends a command says so.

Commands are called with little to do, or by their parts.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from tests.cli.conftest import LOUD, QUIET, Printed, Run
from unknot.cli import (
    check,
    playlist,
    programme_calendar,
    say,
    stop,
    today,
    voices,
    voices_add,
)
from unknot.cli.main import _explain
from unknot.content.library import Library
from unknot.diagnostic import Diagnostic, Place
from unknot.engines.added import AddedVoice
from unknot.errors import AudioError, ContentError, EngineError
from unknot.lint.rule import SiteFinding
from unknot.programme.schedule import Schedule

# --- whole commands --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ("list",), ("show", "starter"), ("check", "--rules"),
        ("playlist", "p", "breathing", "--dry-run", "--country", "AU", "--engine", "tone"),
        ("voices", "--engine", "tone"), ("diary",),
        ("new", "session", "x", "--where", "hip", "--side", "left", "--dry-run"),
        ("today", "--programme", "low-back", "--start", "2026-11-20", "--date", "2026-11-21"),
    ],
)  # fmt: skip
def test_quiet_takes_no_data_away_and_leaves_no_word(
    args: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    loud, quiet = run(*args), run(*args, "--quiet")
    assert (loud.exit_code, loud.stdout) == (0, quiet.stdout), loud.output
    assert quiet.stderr == ""
    assert quiet.stdout.strip()


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("cache", "prune"), "removed "), (("cache", "clear"), "removed "),
        (("programme", "stop"), "no programme was under way"),
        (("new", "muscle", "side-hip", "--from", "gluteus-medius"), "unknot check tells"),
        (("new", "language", "fr"), "unknot check --language fr"),
        (("new", "workspace", "w"), "unknot -C w build my-session"),
        (("card", "starter"), "page, A4"), (("serve", "--revoke", "all"), "forgotten: all"),
        (("diary", "before", "3"), "before 3, for "),
    ],
)  # fmt: skip
def test_what_is_said_of_it_is_no_data(
    args: tuple[str, ...], words: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("unknot.cli.serve.forget", lambda name: [name])
    result = run(*args)
    assert result.exit_code == 0, result.output
    assert words in result.stderr
    assert all(Path(line).is_file() for line in result.stdout.splitlines())


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(
    "args",
    [
        ("cache", "prune"), ("cache", "clear"), ("programme", "stop"),
        ("programme", "show", "low-back", "--ics", "year.ics"),
        ("new", "muscle", "side-hip", "--from", "gluteus-medius"),
        ("new", "language", "fr"), ("new", "workspace", "w"), ("serve", "--revoke", "lan"),
        ("card", "starter"),
    ],
)  # fmt: skip
def test_quiet_leaves_no_word_of_what_was_made(
    args: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("unknot.cli.serve.forget", lambda name: [name])
    result = run("-q", *args)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_calendar_that_is_written_is_told(run: Run) -> None:
    told = run("programme", "show", "low-back", "--ics", "year.ics").stderr
    assert told == "wrote year.ics; open it with your calendar\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there it is quoted as its shell has it")
@pytest.mark.parametrize(
    ("args", "typed"),
    [
        (("new", "workspace", "my sessions"), "unknot -C 'my sessions' build my-session"),
        (("-C", "my own", "new", "language", "fr"), "unknot -C 'my own' check --language fr"),
        (("-C", "my own", "new", "session", "x", "--where", "hip", "--side", "left"),
         "unknot -C 'my own' build x"),
        (("-C", "my own", "new", "muscle", "side-hip", "--from", "gluteus-medius"),
         "unknot -C 'my own' check"),
        (("-C", "my own", "programme", "new", "p", "--where", "hip", "--side", "left"),
         "unknot -C 'my own' programme show p"),
    ],
)  # fmt: skip
def test_what_to_type_next_can_be_copied(args: tuple[str, ...], typed: str, run: Run) -> None:
    run("new", "workspace", "my own")
    assert typed in run(*args).stderr


# --- check -----------------------------------------------------------------------------------


def test_watch_looks_at_each_change_until_ctrl_c(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    stamps = iter([b"1", b"1", b"2"])
    looked: list[int] = []
    monkeypatch.setattr(check, "stamp_of", lambda _: next(stamps))
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", sleep)

    def look() -> bool:
        looked.append(1)
        return False

    check._watch([()], look)
    assert (len(looked), slept) == (2, [0.5] * 3)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("looking again; Ctrl-C ends\n") == 2
    assert told.err.endswith("\n\n")


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no problem"), (1, "1 problem"), (2, "2 problems")]
)
def test_problems_are_data_and_their_number_is_told(
    count: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    problem = Diagnostic("S01", Place("x.yaml", 3, 5), "is wrong", "mend it")
    library = SimpleNamespace(sessions={}, muscles={"a": 1}, techniques={"b": 1, "c": 2})
    content = SimpleNamespace(problems=(problem,) * count, library=library, keep=lambda: None)
    monkeypatch.setattr(check, "read", lambda *_: content)
    monkeypatch.setattr(check, "roots", lambda _: ())
    monkeypatch.setattr("unknot.cli.check.find_unplannable", lambda *_: ())
    monkeypatch.setattr("unknot.pictures.looks.unusable", lambda *_: ())
    with click.Context(click.Command("check")).scope():
        assert check._look(LOUD, (), None, False) == bool(count)
        told = capsys.readouterr()
        assert told.out == f"{problem}\n" * count
        assert told.err == f"{words} in 0 sessions, 1 muscle, 2 techniques\n"
        check._look(QUIET, (Path("a"), Path("b")), None, True)
        told = capsys.readouterr()
        assert told.err == ""
        rows = json.loads(told.out)["problems"]
        assert [(each["line"], each["column"]) for each in rows] == [(3, 5)] * count * 2


# --- errors, and the end ---------------------------------------------------------------------


def test_errors_are_told_on_stderr(capsys: Printed) -> None:
    problem = Diagnostic("S01", Place("x.yaml", 3, 5), "is wrong")
    for count, words in ((1, "1 problem\n"), (2, "2 problems\n")):
        _explain(ContentError([problem] * count))
        assert capsys.readouterr() == ("", f"{problem}\n" * count + words)
    _explain(AudioError("a.wav", "is gone", "put it back"))
    told = capsys.readouterr()
    assert (told.out, told.err.splitlines()) == ("", ["error: a.wav: is gone", "  put it back"])


def test_ctrl_c_says_that_nothing_is_lost(monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    handled: list[Any] = []
    monkeypatch.setattr(signal, "signal", lambda *given: handled.append(given))
    with pytest.raises(SystemExit) as end:
        stop.stop("build")
    assert end.value.code == 130
    assert handled == [(signal.SIGINT, signal.SIG_IGN)]
    told = capsys.readouterr()
    assert told.out == ""
    assert "what was made so far is kept" in told.err


def test_nobody_waits_for_an_engine_that_still_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[Any] = []
    waited: list[float] = []

    class Clip:
        def __init__(self, name: str, alive: bool) -> None:
            self.name, self.alive = name, alive

        def join(self, most: float) -> None:
            waited.append(most)

        def is_alive(self) -> bool:
            return self.alive

    monkeypatch.setattr("os._exit", ended.append)
    for threads, gone in (
        ([Clip("clip-1", True), Clip("main", True)], [7]),
        ([Clip("clip-1", False)], []),
    ):
        monkeypatch.setattr(threading, "enumerate", lambda threads=threads: threads)
        ended.clear()
        with pytest.raises(SystemExit) as end:
            stop.leave(7)
        assert (end.value.code, ended) == (7, gone)
    assert len(waited) == 2
    assert all(0 <= each <= 0.6 for each in waited)


# --- lint, playlists, calendars --------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "strict", "code", "words"),
    [
        ((), True, 0, "nothing to mend; "), (("SHOULD",), False, 0, "0 MUST, 1 SHOULD; "),
        (("SHOULD",), True, 1, "0 MUST, 1 SHOULD; "),
        (("MUST", "SHOULD", "SHOULD"), False, 1, "1 MUST, 2 SHOULD; "),
    ],
)  # fmt: skip
def test_what_lint_finds_is_data(
    levels: tuple[Any, ...], strict: bool, code: int, words: str, run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    found = [
        SiteFinding(
            rule=SimpleNamespace(id="C01", level=each, fix="mend", source="Apple"),  # type: ignore[arg-type]
            where="feed", message="is wrong",
        )
        for each in levels
    ]  # fmt: skip
    monkeypatch.setattr("unknot.lint.lint.lint", lambda *_: tuple(found))
    result = run("lint", "site", *["--strict"] * strict)
    assert (result.exit_code, result.stdout) == (code, "".join(f"{each}\n" for each in found))
    assert words in result.stderr
    assert run("-q", "lint", "site").stderr == ""
    rows = json.loads(run("lint", "site", "--json").stdout)["findings"]
    assert [each["level"] for each in rows] == list(levels)


def test_a_playlists_plan_adds_up(capsys: Printed) -> None:
    tracks: Any = [
        SimpleNamespace(stem="01-a", title="A", length=61_000, hold_ms=30_000),
        SimpleNamespace(stem="02-long", title="B", length=120_000, hold_ms=31_000),
    ]
    made: Any = SimpleNamespace(title="Mine", id="mine")
    playlist._show(made, tracks, False)
    assert capsys.readouterr().out.splitlines() == [
        "Mine (mine)", "    1:01  01-a     A", "    2:00  02-long  B",
        "    3:01  in all, 1:01 of it in holds",
    ]  # fmt: skip
    playlist._show(made, tracks, True)
    found = json.loads(capsys.readouterr().out)
    assert (found["length_ms"], found["tracks"][0]["file"]) == (181_000, "01-a.mp3")


def test_a_playlists_files_are_data_and_what_left_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setattr(playlist, "tell_track", lambda *_: None)
    made: Any = SimpleNamespace(
        tracks=[SimpleNamespace(path=Path("1.mp3"))], joined=SimpleNamespace(path=Path("all.mp3")),
        m3u8=Path("p.m3u8"), xspf=Path("p.xspf"), removed=[Path("old.mp3")],
    )  # fmt: skip
    playlist._tell(LOUD, made, "")
    told = capsys.readouterr()
    assert told.out == "1.mp3\nall.mp3\np.m3u8\np.xspf\n"
    assert told.err == "removed old.mp3, which is no longer in the playlist\n"
    made.joined = None
    playlist._tell(LOUD, made, "")
    assert "all.mp3" not in capsys.readouterr().out


def test_a_calendar_is_written_for_the_hour_and_the_time_that_is_set(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    asked: list[Any] = []

    def ics(*given: Any, **more: Any) -> bytes:
        asked.append((given[1:], more))
        return b"calendar"

    monkeypatch.setattr(programme_calendar, "ics", ics)
    to = tmp_path / "c.ics"
    plan: Any = None
    for epoch, now in (("", None), ("5", datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        programme_calendar.write_calendar(plan, library, {"starter": 9}, to, time(7, 30))
        title = library.sessions["starter"].title
        assert asked.pop() == (
            ({"starter": title}, {"starter": 9}),
            {"at": time(7, 30), "now": now},
        )
    assert to.read_bytes() == b"calendar"
    assert capsys.readouterr() == ("", "")


# --- today -----------------------------------------------------------------------------------


def due(library: Library, day: date, folder: Path) -> list[str]:
    schedule = Schedule(library.programmes["low-back"], date(2026, 11, 20))
    return list(today._due(schedule, library, day, folder))


def test_what_is_due_is_told_by_the_day(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "_minutes", lambda *_, returning: 5 if returning else 9)
    early = due(library, date(2026, 11, 1), tmp_path)
    assert [line.partition(" starts on ")[2] for line in early] == ["Friday 20 November 2026."]
    first = due(library, date(2026, 11, 20), tmp_path)
    assert first[0].endswith(": prepare, week 0")
    assert first[1] == "Today: no session"
    assert any(line.startswith("To do: ") for line in first)
    treated = due(library, date(2026, 11, 27), tmp_path)
    session = library.programmes["low-back"].phases[1].days[0]
    title = library.sessions[session].title
    assert f"Today: {title}, 9 min" in treated
    assert f"  to make it: unknot build {session}" in treated
    assert treated[-1] == "A day that was missed is past: never do two in a day."
    assert treated[-2].startswith("Next: ")
    again = due(library, date(2026, 11, 28), tmp_path)
    short = any(line.endswith("--returning") for line in again)
    assert short == any("with the short check" in line for line in again)
    assert any(f"{title}, {5 if short else 9} min" in line for line in again)
    late = due(library, date(2031, 1, 1), tmp_path)
    assert late[0].endswith(", for as long as you like")
    rest = [due(library, date(2027, 11, 20 + each), tmp_path) for each in range(7)]
    assert sum("Today: no session, a rest day" in lines for lines in rest) == 5


@pytest.mark.parametrize(
    ("there", "returning", "wanted"),
    [
        ((), False, "x.mp3"), ((), True, "x-returning.mp3"), (("x.mp3",), True, "x.mp3"),
        (("x.mp3", "x-returning.mp3"), True, "x-returning.mp3"),
        (("x-returning.mp3",), False, "x.mp3"),
    ],
)  # fmt: skip
def test_the_short_check_is_taken_where_it_is_there(
    there: tuple[str, ...], returning: bool, wanted: str, tmp_path: Path
) -> None:
    for each in there:
        (tmp_path / each).touch()
    track = today._track("x", tmp_path, returning)
    assert track == tmp_path / wanted
    told = today._where("x", tmp_path, returning=returning)
    asked = f"  to make it: unknot build x{' --returning' * returning}"
    assert told == (f"  {track}" if wanted in there else asked)


# --- voices ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"licence": "CC0"}, ["licence: CC0"]),
        ({}, ["licence: not known; find out before you publish what it speaks"]),
        ({"command": ("say", "{out}")}, ["a pace of its own: --rate changes nothing"]),
        ({"server": "http://h", "away": True}, ["every line it speaks is sent to http://h"]),
    ],
)
def test_what_is_good_to_know_of_a_new_voice(
    facts: dict[str, Any], words: list[str], capsys: Printed
) -> None:
    voice = AddedVoice(id="amy", engine="piper", **facts)
    voices_add.tell_added(LOUD, voice)
    told = capsys.readouterr()
    assert told.out == "piper:amy\n"
    for each in words:
        assert each in told.err
    assert ("pace of its own" in told.err) == ("command" in facts)
    assert ("is sent to" in told.err) == ("away" in facts)
    assert told.err.endswith("--voice piper:amy\n")
    voices_add.tell_added(QUIET, voice)
    assert capsys.readouterr() == ("piper:amy\n", "")


def test_engines_that_are_not_here_are_told_of(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    def status(name: str, ok: bool) -> Any:
        return SimpleNamespace(name=name, ok=ok, reason=f"no {name}\nmore")

    rows = [status("tone", True), status("piper", False), status("system", False)]
    monkeypatch.setattr(voices, "statuses", lambda: rows)
    assert [each.name for each in voices._engines(LOUD, None)] == ["tone"]
    assert capsys.readouterr() == ("", "  piper is not here: no piper\n")
    assert [each.name for each in voices._engines(QUIET, None)] == ["tone"]
    assert [each.name for each in voices._engines(LOUD, "tone")] == ["tone"]
    assert capsys.readouterr().err == ""

    class Mute:
        name = "mute"

        def voices(self) -> Any:
            raise EngineError("mute", "", "no voice\nmore")

    assert voices._voices(LOUD, Mute()) == ()  # type: ignore[arg-type]
    assert "mute has none: no voice\n" in capsys.readouterr().err


def test_a_name_that_another_kind_of_voice_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices_add, "added", lambda: [AddedVoice(id="amy", engine="recorded")])
    voices_add.refuse_taken_name("amy", "recorded")
    voices_add.refuse_taken_name("bob", "piper")
    with pytest.raises(Exception, match="there is a voice recorded:amy already"):
        voices_add.refuse_taken_name("amy", "piper")


def test_voices_are_compared_and_those_that_fail_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Printed
) -> None:
    heard: dict[str, Any] = {
        "a": SimpleNamespace(name="tone:a", failed=False, ms=12_400),
        "b": SimpleNamespace(name="tone:b", failed=True, fault="", heard=[
            SimpleNamespace(fault=""), SimpleNamespace(fault="is mute")]),
    }  # fmt: skip
    monkeypatch.setattr(
        "unknot.voicetest.audition.audition", lambda maker, *_: heard[maker.speakers.voice]
    )
    monkeypatch.setattr(
        "unknot.voicetest.comparison.comparison_page", lambda *_, rate: f"at {rate}"
    )
    out = tmp_path / "v.html"
    empty: Any = SimpleNamespace()
    say._compare(LOUD, empty, (), ("tone:a", "tone:a"), "", 150, out)
    assert out.read_text() == "at 150"
    assert capsys.readouterr() == (f"{out}\n", "  tone:a: 12 s of samples\n")
    with pytest.raises(SystemExit) as end:
        say._compare(LOUD, empty, (), ("tone:b", "tone:a"), "", 150, out)
    assert end.value.code == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == (
        f"{out}\n", "  tone:b failed: is mute\n  tone:a: 12 s of samples\n",
    )  # fmt: skip


def test_a_language_that_somebody_has_begun_is_left_alone(run: Run, here: Path) -> None:
    (here / "scripts/fr").mkdir(parents=True)
    (here / "scripts/fr/notes.txt").touch()
    result = run("new", "language", "fr")
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert "see what it lacks: unknot check --language fr" in result.stderr
    assert [each.name for each in (here / "scripts/fr").iterdir()] == ["notes.txt"]
