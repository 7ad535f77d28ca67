"""What cannot be asked together, or of what is not there: one sentence and what would work."""

from __future__ import annotations

import gc
import json
import locale
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import Run, year_of
from tests.tracks import bundled
from unknot import __main__ as program
from unknot.cli import build, card, completing, options, publish_tracks
from unknot.cli.main import Globals
from unknot.errors import ContentError, LayoutError, ProofError, SiteError
from unknot.timeline.overrides import Overrides


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No programme, diary or voice; what is kept of the content is that of all tests."""
    for module in ("programme.started", "diary.days"):
        monkeypatch.setattr(f"unknot.{module}.data_folder", lambda: tmp_path / "data")
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))


_NO_CODE = " is no language code; use one such as de, en-GB or pt-BR"
_NOT_WITH_MATRIX = "does not go with --matrix, which names its sessions in the file"
_OF_MATRIX = (
    "--matrix names its sessions in the file; leave out SESSION, --muscle, --save, --page and"
    " --format"
)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ("build starter --all", "name a SESSION, give --muscle, or ask for --all"),
        ("build --muscle calf --all", "name a SESSION, give --muscle, or ask for --all"),
        ("card starter --all", "name a SESSION, or give --muscle, or --all"),
        ("card", "name a SESSION, or give --muscle, or --all"),
        ("playlist My/Mix starter", "'My/Mix' is not an id; use a name such as my-evening"),
        ("diary delete", "Say --date DATE, or --all."),
        ("diary delete --all --date 2026-11-20", "Say --date DATE, or --all."),
        ("new language x/y", f"Invalid value for 'CODE': 'x/y'{_NO_CODE}"),
        ("build starter --clips-only", "--clips-only goes with --matrix"),
        ("build starter --matrix m.yaml", _OF_MATRIX), ("build --page --matrix m.yaml", _OF_MATRIX),
        ("build --format m4a --matrix m.yaml", _OF_MATRIX),
        ("build --save x --matrix m.yaml", _OF_MATRIX),
        ("build --all --matrix m.yaml", f"--all {_NOT_WITH_MATRIX}"),
        ("build --keep-order --matrix m.yaml", f"--keep-order {_NOT_WITH_MATRIX}"),
        ("build starter --muscle calf", "name a SESSION or give --muscle, not both"),
        ("build starter --keep-order", "--technique and --keep-order go with --muscle"),
        ("build starter desk-day --save x",
         "--save keeps one session: name one, or compose it with --muscle"),
        ("show", "name a SESSION, or compose one with --muscle"),
        ("playlist mine starter --split --target 12m",
         "--target is for whole sessions; --split takes them apart"),
        ("playlist back-and-hip starter",
         "the playlist 'back-and-hip' is a file; give only its name, or choose another name"),
        ("playlist Mine starter", "'Mine' is not an id; use a name such as my-evening"),
        ("voices test recorded:maria",
         "a recorded voice says only what was recorded: unknot record"),
        ("voices pack tone:plain --author A --licence B",
         "what is to be spoken needs --name ID, such as --name emma-takes"),
        ("new language xx_yy", f"Invalid value for 'CODE': 'xx_yy'{_NO_CODE}"),
        ("voices pack maria --licence B", "Missing option '--author'."),
        ("voices pack maria --author A", "Missing option '--licence'."),
        ("record import .", "Missing option '--voice'."),
        ("record take", "Missing option '--voice'."),
        ("programme new --where hip",
         "Missing option '--side'. Choose from:\n\tleft,\n\tright,\n\tboth"),
        ("record script", "name a SESSION, or give --all"),
        ("record script starter --missing", "--missing and --voice go together"),
        ("record script starter --voice maria", "--missing and --voice go together"),
        ("verify m.yaml --transcoded",
         "--transcoded needs --plan: the track that the copy was made from"),
        ("verify m.yaml m.yaml --picture p.png", "--picture draws one track"),
    ],
)  # fmt: skip
def test_wrong_usage_is_answered_with_what_would_be_right(
    args: str, told: str, run: Run, here: Path
) -> None:
    (here / "m.yaml").write_text("", encoding="utf-8")
    result = run(*args.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.partition("\n\n")[2] == f"Error: {told}\n"
    assert [each.name for each in here.iterdir()] == ["m.yaml"]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        ("playlist back-and-hp", 2, "no playlist 'back-and-hp'\n  did you mean 'back-and-hip'?"),
        ("playlist zzzzz", 2, "no playlist 'zzzzz'\n"
         "  name its sessions too, as in: unknot playlist zzzzz desk-day sore-hip"),
        ("programme start low-back --again", 2,
         "no programme is under way that could be taken up again\n"
         "  begin with preparing: unknot programme start low-back"),
        ("today", 2, "no programme is under way\n"
         "  begin one with: unknot programme start ID; there are: low-back"),
        ("today --programme low-back", 2,
         "low-back has not been started\n  unknot programme start low-back"),
        ("voices pack nobody --author A --licence B", 1,
         "engine 'recorded': there is no voice 'nobody'\n"
         "  no recorded voice was added yet; unknot voices add --help tells how to add one"),
        ("publish site --tracks . --base-url https://a.example", 1,
         ".: holds no track\n  make some with: unknot build"),
        ("publish site starter --tracks . --base-url https://a.example", 1,
         ".: holds no track of starter\n  unknot build them"),
        ("build --muscle hpi", 2, "no muscle 'hpi'\n  did you mean the place 'hip'?"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named_with_what_is(
    args: str, code: int, told: str, run: Run, here: Path
) -> None:
    result = run(*args.split())
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr == f"error: {told}\n"
    assert not list(here.iterdir())


def test_a_playlist_of_a_muscle_that_is_not_there_has_its_problem(run: Run) -> None:
    result = run("playlist", "mine", "starter", "--muscle", "nope")
    assert result.exit_code == 3
    head, known, count = result.stderr.splitlines()
    assert head == "unknot playlist mine: S63 unknown muscle 'nope'"
    assert known.startswith("  known: calf, ")
    assert count == "1 problem"


def test_one_programme_at_a_time_and_it_may_be_taken_up_again(run: Run, here: Path) -> None:
    (here / "sessions/programmes").mkdir(parents=True)
    days = "starter, rest, rest, rest, rest, rest, rest"
    (here / "sessions/programmes/small.yaml").write_text(year_of(days), encoding="utf-8")
    begun = run("programme", "start", "small", "--on", "2026-11-20")
    assert begun.stdout == "Small starts on Friday 20 November 2026.\n"
    assert begun.stderr.startswith("  kept in ")
    assert begun.stderr.endswith("programme.json: the day and the name, nothing else\n")
    other = run("programme", "start", "small")
    assert (other.exit_code, other.stdout) == (2, "")
    assert other.stderr == (
        "error: small is under way since Friday 20 November 2026\n"
        "  one at a time; end it with: unknot programme stop\n"
    )
    again = run("programme", "start", "small", "--again", "--on", "2026-12-01")
    assert again.stdout == "Small starts on Tuesday 1 December 2026.\n"
    assert run("-q", "programme", "stop").stderr == ""
    assert run("programme", "stop").stderr == "no programme was under way\n"
    run("programme", "start", "small")
    assert run("programme", "stop").stderr == "forgotten\n"
    shown = run("diary", "delete", "--date", "2026-11-20")
    assert "nothing was written down for Friday 20 November 2026" in shown.stderr


def test_a_day_of_the_diary_goes_and_is_told(run: Run) -> None:
    assert run("diary", "before", "4", "--date", "2020-11-20").exit_code == 0
    assert "deleted" in run("diary", "delete", "--date", "2020-11-20").stderr
    assert "Nothing is written down yet" in run("diary").stdout


def test_a_programme_is_for_a_place_that_is_named(run: Run) -> None:
    result = run("programme", "new", "--side", "left")
    assert (result.exit_code, result.stdout) == (2, "")
    told = result.stderr.partition("Error: ")[2]
    assert told.split()[:4] == ["Missing", "option", "'--where'.", "Choose"]
    assert "hip" in told.replace(",", " ").split()


def test_several_sessions_are_a_line_each_with_the_time_they_take(run: Run, here: Path) -> None:
    args = ("build", "starter", "desk-day", "--dry-run", "--engine", "tone", "--out", "o")
    plans = json.loads(run(*args, "--json").stdout)["plans"]
    lines = run(*args).stdout.splitlines()
    assert [line.split()[1] for line in lines] == [each["path"] for each in plans]
    assert [Path(each["path"]) for each in plans] == [
        Path("o/starter.mp3"), Path("o/desk-day.mp3"),
    ]  # fmt: skip
    for line, plan in zip(lines, plans, strict=True):
        minutes, seconds = map(int, line.split()[0].split(":"))
        assert abs((minutes * 60 + seconds) * 1000 - plan["length_ms"]) < 1000
        assert line.index(":") == 4
    assert not list(here.iterdir())


def test_what_a_new_programme_would_be_is_printed_and_not_written(run: Run, here: Path) -> None:
    args = ("-C", ".", "programme", "new", "mine", "--where", "hip", "--side", "left")
    (here / "sessions").mkdir()
    shown = run(*args, "--dry-run")
    assert shown.exit_code == 0, shown.stderr
    assert not list((here / "sessions").iterdir())
    made = run(*args)
    assert made.exit_code == 0, made.stderr
    paths = made.stdout.splitlines()
    assert len(paths) == 3
    texts = ((path, Path(path).read_text(encoding="utf-8")) for path in paths)
    assert shown.stdout == "".join(f"# {path}\n{text}\n" for path, text in texts)
    assert made.stderr == "  See it:  unknot -C . programme show mine\n"
    assert 'title: "Side of the hip, to begin with"\n' in shown.stdout
    assert 'title: "Side of the hip, all of it"\n' in shown.stdout


def test_a_new_programme_whose_sessions_cannot_be_planned_is_not_written(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LayoutError("x", "say", 5, 9)

    monkeypatch.setattr("unknot.timeline.plan.plan", refuse)
    (here / "sessions").mkdir()
    refused = run("-C", ".", "programme", "new", "mine", "--where", "hip", "--side", "left")
    assert refused.exit_code == 3
    assert str(LayoutError("x", "say", 5, 9)) in refused.stderr
    assert not list((here / "sessions").iterdir())


# --- the program's first lines --------------------------------------------------------------------


def test_ctrl_c_before_anything_was_begun_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    frozen: list[str] = []
    monkeypatch.setattr("unknot.cli.main", stopped)
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(program, "heed_endings", lambda: None)
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append("once"))
    with pytest.raises(SystemExit) as ended:
        program.run()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "\nstopped before anything was begun\n"
    assert frozen == ["once"]


def test_a_closed_window_is_a_ctrl_c_unless_it_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what speaks would go on without anybody to hear it."""
    handled: dict[int, object] = {1: signal.SIG_IGN, 15: signal.SIG_DFL}
    monkeypatch.setattr(signal, "SIGHUP", 1, raising=False)
    monkeypatch.setattr(signal, "getsignal", handled.get)
    monkeypatch.setattr(signal, "signal", handled.__setitem__)
    program.heed_endings()
    assert handled == {1: signal.SIG_IGN, 15: signal.default_int_handler}


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


@pytest.mark.parametrize(
    ("named", "listed", "asked"),
    [([], (), None), ([], ("tea", "soup"), ["tea", "soup"]), (["cake"], ("tea",), ["cake"])],
)
def test_only_drafts_that_would_be_published_stop_it(
    named: list[str], listed: tuple[str, ...], asked: object, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seen: list[object] = []

    def stopped(_: object, names: object) -> None:
        seen.append(names)
        raise ContentError([])

    monkeypatch.setattr(publish_tracks, "stop_at_drafts", stopped)
    channel = SimpleNamespace(seasons=[SimpleNamespace(sessions=listed)] * bool(listed))
    content: Any = SimpleNamespace(channel=channel)
    nothing: Any = None
    asking = publish_tracks.sources(
        Globals(None, quiet=True), content, named, tmp_path, nothing, nothing, nothing
    )
    with pytest.raises(ContentError), asking:
        raise AssertionError
    assert seen == [asked]


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
