"""What cannot be asked together, or of what is not there: one sentence and what would work."""

from __future__ import annotations

import errno
import gc
import locale
import logging
import os
import signal
import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner

from tests.cli.conftest import Run, year_of
from tests.tracks import bundled
from unknot import __main__ as program
from unknot.cli import build, card, completing, folding, options, publish_tracks, speaking
from unknot.cli.main import Globals, main
from unknot.errors import ProofError, SiteError
from unknot.progress import ClipReady, LeftByWorkers, Planned, Progress, TrackReady
from unknot.timeline.overrides import Overrides

pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.mark.parametrize(("command", "told"), [
    ("build starter --all", "name a SESSION, give --muscle, or ask for --all"),
    ("build starter --clips-only", "--clips-only goes with --matrix"),
    ("card starter --all", "name a SESSION, or give --muscle, or --all"),
    ("card", "name a SESSION, or give --muscle, or --all"),
    ("new language x/y", "'x/y' "),
    ("playlist mine starter --split --target 12m",
     "--target is for whole sessions; --split takes them apart"),
    ("playlist My/Mix starter", "use a name such as my-evening"),
    ("playlist nothing", "name its sessions too, as in: unknot playlist nothing desk-day"),
    ("programme start low-back --again", "no programme is under way that could be taken up again"),
    ("voices test recorded:maria", "a recorded voice says only what was recorded"),
    ("diary delete", "Say --date DATE, or --all."),
    ("diary delete --all --date 2026-11-20", "Say --date DATE, or --all."),
])  # fmt: skip
def test_it_is_told_in_a_sentence_and_nothing_is_written(
    command: str, told: str, run: Run, here: Path
) -> None:
    result = run(*command.split())
    assert result.exit_code == 2, result.output
    assert told in " ".join(result.stderr.split())
    assert not list(here.iterdir())


def test_one_programme_at_a_time_and_it_may_be_taken_up_again(run: Run, here: Path) -> None:
    (here / "sessions/programmes").mkdir(parents=True)
    days = "starter, rest, rest, rest, rest, rest, rest"
    (here / "sessions/programmes/small.yaml").write_text(year_of(days), encoding="utf-8")
    assert run("programme", "start", "small", "--on", "2026-11-20").exit_code == 0
    other = run("programme", "start", "small")
    assert "small is under way since Friday 20 November 2026" in other.stderr
    assert "unknot programme stop" in other.stderr
    assert run("programme", "start", "small", "--again", "--on", "2026-12-01").exit_code == 0
    shown = run("diary", "delete", "--date", "2026-11-20")
    assert "nothing was written down for Friday 20 November 2026" in shown.stderr


def test_a_day_of_the_diary_goes_and_is_told(run: Run) -> None:
    assert run("diary", "before", "4", "--date", "2026-11-20").exit_code == 0
    assert "deleted" in run("diary", "delete", "--date", "2026-11-20").stderr
    assert "Nothing is written down yet" in run("diary").stdout


# --- what a command does when the system fails it -------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (BrokenPipeError(), 0, ""),
        (OSError(errno.ENOSPC, "No space left on device", "/there/a.mp3"), 1, "/there/a.mp3: "),
        (FileNotFoundError("No usable temporary directory found in [...]"), 1,
         "temporary files: have no folder that can be written to"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
    ids=["a reader that left", "a full disk", "no temporary folder", "Ctrl-C"],
)  # fmt: skip
def test_it_ends_with_a_word_and_a_status(
    error: BaseException, code: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("unknot.cli.schema.command.callback", fail)
    result = CliRunner().invoke(main, ["schema", "session"], prog_name="unknot")
    assert result.exit_code == code, result.output
    assert told in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("error", [OSError(errno.EDOM, "odd", "/there"), OSError("odd"),
                                   FileNotFoundError(errno.ENOENT, "no", None)])  # fmt: skip
def test_what_is_no_fault_of_the_system_is_ours_and_is_shown_whole(
    error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("unknot.cli.schema.command.callback", fail)
    result = CliRunner().invoke(main, ["schema", "session"], prog_name="unknot")
    assert result.exception is error


@pytest.mark.parametrize(("more", "level"), [("-v", logging.INFO), ("-vv", logging.DEBUG)])
def test_more_words_are_asked_for_by_v(
    more: str, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[object] = []
    monkeypatch.setattr(logging, "basicConfig", lambda **how: found.append(how["level"]))
    CliRunner().invoke(main, [more, "schema", "session"], prog_name="unknot")
    CliRunner().invoke(main, ["schema", "session"], prog_name="unknot")
    assert found == [level]


def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[object] = []

    def look(*_: object, **__: object) -> None:
        found.append(click.get_current_context().find_root().color)

    monkeypatch.setattr("unknot.cli.schema.command.callback", look)
    for value in ("1", ""):
        monkeypatch.setenv("NO_COLOR", value)
        CliRunner().invoke(main, ["schema", "session"], prog_name="unknot")
    assert found == [False, None]


# --- the program's first lines --------------------------------------------------------------------


def test_ctrl_c_before_anything_was_begun_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    frozen: list[str] = []
    monkeypatch.setattr("unknot.cli.main", stopped)
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append("once"))
    with pytest.raises(SystemExit) as ended:
        program.run()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "\nstopped before anything was begun\n"
    assert frozen == ["once"]


def test_a_ctrl_c_that_python_dropped_comes_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []

    class Timer:
        daemon = False

        def __init__(self, seconds: float, what: Any) -> None:
            self.seconds, self.what = seconds, what

        def start(self) -> None:
            begun.append(self)

    sent: list[int] = []
    shown: list[object] = []
    monkeypatch.setattr("threading.Timer", Timer)
    monkeypatch.setattr(signal, "pthread_kill", lambda _, number: sent.append(number))
    monkeypatch.setattr(sys, "__unraisablehook__", shown.append)
    other: Any = SimpleNamespace(exc_type=ValueError)
    program._hear_a_dropped_interrupt(other)
    assert (shown, begun) == ([other], [])
    dropped: Any = SimpleNamespace(exc_type=KeyboardInterrupt)
    program._hear_a_dropped_interrupt(dropped)
    (timer,) = begun
    assert (timer.daemon, timer.seconds, shown) == (True, 0.05, [other])
    timer.what()
    assert sent == [signal.SIGINT]


# --- small parts of commands ----------------------------------------------------------------------


def test_a_line_is_folded_where_a_terminal_is_too_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "40")
    lines = ["Short.", "One line of more than forty characters, which is folded."]
    assert list(folding.folded_for(Terminal(), lines)) == [
        "  Short.", "  One line of more than forty", "    characters, which is folded.",
    ]  # fmt: skip
    assert list(folding.folded_for(StringIO(), lines)) == [f"  {each}" for each in lines]
    for asked, wide in (("20", 40), ("77", 77), ("300", 100)):
        monkeypatch.setenv("COLUMNS", asked)
        assert folding.columns() == wide


@pytest.mark.parametrize(
    ("names", "system", "country"),
    [
        ({"LANG": "en_AU.UTF-8"}, None, "AU"),
        ({"LC_ALL": "de_DE", "LANG": "en_AU.UTF-8"}, None, "DE"),
        ({"LC_ALL": "C", "LANG": "en_AU.UTF-8"}, None, None),
        ({}, "en_NZ", "NZ"), ({}, None, None),
    ],
)  # fmt: skip
def test_the_country_is_that_of_the_computer(
    names: dict[str, str], system: str | None, country: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(locale, "getlocale", lambda: (system, "UTF-8"))
    assert options.country_of_locale() == country


def test_a_role_is_completed_and_then_its_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: Any = None
    assert "safety=" in completing.role_and_voice(nothing, nothing, "saf")
    monkeypatch.setattr(completing, "voices", lambda *args: [f"{args[-1]}:plain"])
    assert completing.role_and_voice(nothing, nothing, "safety=to") == ["safety=to:plain"]


def test_what_treats_is_published_first_and_the_shortest_of_it() -> None:
    order = publish_tracks._in_order(bundled())
    treats = [bool(bundled().sessions[id].routines_only) for id in order]
    assert treats == sorted(treats, reverse=True)
    weights = [len(bundled().sessions[id].routines_only) for id in order if treats[order.index(id)]]
    assert weights == sorted(weights)


@pytest.mark.parametrize(("wanted", "told"), [
    (("tea", "soup"), "holds no track of tea, soup"), ((), "holds no track"),
])  # fmt: skip
def test_a_folder_without_the_tracks_says_which(
    wanted: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    content: Any = bundled()
    nothing: Any = None
    named = list(wanted)
    asked = publish_tracks.sources(
        Globals(None, quiet=True), content, named, tmp_path, nothing, nothing, nothing
    )
    with pytest.raises(SiteError, match=told), asked:
        raise AssertionError


def test_a_copy_that_fails_its_proof_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without being asked to, it is not proved."""
    monkeypatch.setattr("unknot.make.clips_of", lambda *_: [])
    monkeypatch.setattr(
        "unknot.track.formats.write_as", lambda form, path, *_: path.write_bytes(form.encode())
    )
    verdict = SimpleNamespace(good=False, findings=["V09 a word is lost"])
    monkeypatch.setattr("unknot.proof.verify.verify_copy", lambda *_: verdict)
    track: Any = SimpleNamespace(path=tmp_path / "a.mp3", timeline=None)
    job: Any = SimpleNamespace(library=None)
    studio: Any = SimpleNamespace(store=None)
    assert build._beside(track, job, studio, "m4a", verify=False).read_bytes() == b"m4a"
    with pytest.raises(ProofError, match="a word is lost"):
        build._beside(track, job, studio, "m4a", verify=True)
    assert not (tmp_path / "a.m4a").exists()
    verdict.good = True
    assert build._beside(track, job, studio, "m4a", verify=True).exists()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Bars that somebody would see: begun, counted on, ended."""
    seen: list[Any] = []

    class Bar:
        def __init__(self, **how: Any) -> None:
            seen.append((how["label"], how["length"]))

        def __enter__(self) -> Any:
            return SimpleNamespace(update=seen.append)

        def __exit__(self, *_: object) -> None:
            seen.append("end")

    monkeypatch.setattr(click, "progressbar", Bar)
    return seen


def test_a_bar_counts_what_is_missing_and_a_second_one_follows_the_first(
    watched: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    steps: list[Progress] = [
        Planned(session="tea", clips=9, missing=2), ClipReady(text="a"), ClipReady(text="b"),
        Planned(session="tea", clips=9, missing=0), LeftByWorkers(lines=3),
        Planned(session="tea", clips=9, missing=1), ClipReady(text="c"),
        TrackReady(session="tea", path=Path("tea.mp3")),
    ]  # fmt: skip
    with speaking.drawn(Globals(None, quiet=False)) as report:
        for each in steps:
            report(each)
    assert watched == [("speaking tea", 2), 1, 1, "end", ("speaking tea", 1), 1, "end"]
    assert capsys.readouterr().err == "\n  no worker spoke 3 lines; they are spoken here now\n"
    with speaking.drawn(Globals(None, quiet=True)) as report:
        for each in steps:
            report(each)
    assert len(watched) == 7


def test_a_card_of_a_muscle_bears_its_name_and_needs_no_session() -> None:
    """What is never treated is told all the same; what needs a yes has it, for a card treats
    nobody."""
    explained = next(each for each in bundled().muscles.values() if each.position is None)
    made = card._of_muscle(explained.id, bundled(), Overrides(language="en"), "https://e.org")
    assert made.muscle is explained
    assert (made.entries, made.length, made.language) == ((), 0, "en")
    assert made.link == "https://e.org"
    asked = next(each for each in bundled().muscles.values() if each.needs and each.position)
    shown = card._of_muscle(asked.id, bundled(), Overrides(side="left"), "")
    assert shown.title == asked.spoken[:1].upper() + asked.spoken[1:]
    assert {each.subject.side for each in shown.entries} == {"left"}
    assert os.sep not in shown.title
