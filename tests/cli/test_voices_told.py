"""Voices, packs and recordings, by what is handed on and told; nothing is spoken or heard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import LOUD, Printed, Run
from unknot.cli import voices, voices_test
from unknot.engines.added import AddedVoice
from unknot.errors import EngineError
from unknot.recording.judge import ImportReport, TakeRow
from unknot.recording.line import ScriptLine
from unknot.voicetest.contract import Outcome
from unknot.voicetest.report import Section

pytestmark = pytest.mark.usefixtures("own_voices")


def test_damaged_voices_and_a_damaged_order_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setattr(voices, "broken_voices", lambda: ["a.yaml is empty"])
    assert "  a voice that was added cannot be read: a.yaml is empty\n" in (
        run("voices", "--engine", "tone").stderr
    )

    def damaged() -> tuple[str, ...]:
        raise EngineError("bundled", "", "is damaged")

    monkeypatch.setattr("unknot.speech.who.told_order", damaged)
    assert "  engine 'bundled': is damaged\n" in run("voices").stderr
    assert "is damaged" not in run("voices", "--engine", "tone").stderr
    voices._tell_order(LOUD)
    assert capsys.readouterr() == ("", "  engine 'bundled': is damaged\n")


@pytest.mark.parametrize(
    ("platform", "engine"), [("darwin", "system"), ("win32", "system"), ("linux", "pyttsx3")]
)
def test_the_voice_that_is_tried_is_the_usual_one_here(
    platform: str, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert voices_test._usual() == engine
    assert voices_test._named("tone") == ("tone", "")
    assert voices_test._named("tone:high") == ("tone", "high")
    assert voices_test._named("gmw/en") == ("pyttsx3", "gmw/en")


@pytest.mark.parametrize(
    ("engine", "command", "fixed"),
    [("command", ("say", "{out}"), True), ("command", ("say", "{rate}", "{out}"), False),
     ("tone", (), False)],
)  # fmt: skip
def test_a_program_that_takes_no_rate_has_a_pace_of_its_own(
    engine: str, command: tuple[str, ...], fixed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = AddedVoice(id="x", engine="command", command=command)
    monkeypatch.setattr(voices_test, "find_added", lambda *_: voice)
    assert voices_test._fixed_rate(engine, "x") == fixed


def test_a_pack_and_a_known_program_are_added(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = AddedVoice(id="maria", engine="recorded", licence="CC0")
    asked: list[Any] = []

    def added(path: Path, name: str) -> Any:
        asked.append((path, name))
        return SimpleNamespace(voice=voice, takes={"a": 1, "b": 2})

    monkeypatch.setattr("unknot.recording.voice_pack.add_pack", added)
    (here / "m.zip").write_bytes(b"PK")
    result = run("voices", "add", "m.zip", "--name", "m")
    assert (result.exit_code, result.stdout) == (0, "recorded:maria\n")
    assert result.stderr == "  2 takes; licence: CC0\n"
    assert asked == [(Path("m.zip"), "m")]


def test_a_pack_is_of_a_recorded_voice_or_of_one_that_speaks_first(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (ScriptLine(id="one", text="One."), ScriptLine(id="two", text="Two."))
    asked: list[Any] = []
    part: Any = SimpleNamespace(recorded=None, voice="plain")

    @contextmanager
    def studio() -> Iterator[Any]:
        yield SimpleNamespace(cast=SimpleNamespace(part=cast))

    def cast(*given: Any) -> Any:
        asked.append(given)
        return part

    def packed_to(voice: AddedVoice, author: str, out: Path) -> Path:
        asked.append((voice.licence, author, out))
        return out / "p.zip"

    def spoken(todo: Any, by: Any, lexicon: Any, folder: Path, *, jobs: int, said: Any) -> str:
        assert (todo, by, jobs > 0, folder.is_dir()) == (lines[1:], part, True, True)
        said()
        return "takes"

    def left(name: str, found: Any) -> Any:
        assert (name, found) == ("reader", lines)
        return found[1:]

    monkeypatch.setattr("unknot.recording.every_line.every_line", lambda *_: lines)
    monkeypatch.setattr("unknot.recording.line.leave_out_taken", left)
    monkeypatch.setattr("unknot.recording.speak_takes.speak_takes", spoken)
    monkeypatch.setattr("unknot.recording.take_store.keep", lambda *kept: asked.append(kept))
    monkeypatch.setattr("unknot.recording.voice_pack.pack_voice", packed_to)
    monkeypatch.setattr("unknot.cli.voices_pack.open_studio", studio)
    args = ("voices", "pack", "tone:plain", "--name", "reader", "--author", "A", "--licence", "B")
    result = run(*args, "--out", "o")
    assert (result.exit_code, result.stdout) == (0, f"{Path('o/p.zip')}\n"), result.output
    (voice, rate), (kept, takes), packed = asked
    assert (voice, rate, kept.id, takes) == ("tone:plain", 135, "reader", "takes")
    assert packed == ("B", "A", Path("o"))
    part.recorded, part.voice = SimpleNamespace(), "maria"
    result = run(*args)
    assert result.exit_code == 2
    assert "tone:plain is recorded already: unknot voices pack maria\n" in result.stderr


@pytest.fixture
def taken(here: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What recordings are asked to be taken in, and how."""
    asked: list[Any] = []
    row = TakeRow(id="one", text="One.", verdict="good", found="one.wav", seconds=1, expected=1)

    def made(paths: Any, lines: Any, voice: AddedVoice, **how: Any) -> ImportReport:
        asked.append((paths, lines, voice, how))
        return ImportReport(voice=voice.id, rows=(row,), takes=1, lines=1)

    monkeypatch.setattr("unknot.recording.import_folder.import_files", made)
    monkeypatch.setattr("unknot.cli.record._lines", lambda *_, **how: how)
    (here / "takes").mkdir()
    (here / "takes/one.wav").write_bytes(b"")
    return asked


def test_recordings_are_taken_in_as_lines_of_the_script_beside_them(
    run: Run, here: Path, taken: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a script they may be any line there is, in full or short."""
    monkeypatch.setattr("unknot.cli.record.read_csv", lambda path: path)
    source = ("record", "import", "takes", "--voice", "maria")
    result = run(*source)
    assert result.exit_code == 0, result.output
    assert result.stderr == (
        "  listening to every take; a minute of speech takes some seconds\n"
        "  maria has takes of 1 line\n"
    )
    paths, lines, voice, how = taken.pop()
    assert paths == (Path("takes/one.wav"),)
    assert lines == {"every": True, "language": "en", "details": ("full", "short")}
    assert (voice.id, how) == ("maria", {"script": False, "anyway": False, "dry_run": False})
    result = run(*source[:2], "takes/one.wav", *source[3:], "--language", "de", "--dry-run")
    assert "maria would have takes of 1 line\n" in result.stderr
    paths, lines, voice, how = taken.pop()
    assert (paths, lines["language"], how["dry_run"]) == ((Path("takes/one.wav"),), "de", True)
    script = here / "takes/script.csv"
    script.write_text("", encoding="utf-8")
    for given in ("takes", "takes/one.wav"):
        data = run(*source[:2], given, *source[3:], "--anyway", "--gender", "female", "--json")
        assert json.loads(data.stdout)["kept"] == 1
        _, lines, voice, how = taken.pop()
        assert (lines, how["script"], how["anyway"]) == (Path("takes/script.csv"), True, True)
        assert voice.gender == "female"


def test_where_every_line_has_a_take_no_microphone_is_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def lines(*_: Any, **how: Any) -> tuple[str, ...]:
        asked.append(how)
        return ("a",)

    monkeypatch.setattr("unknot.cli.record._lines", lines)
    monkeypatch.setattr("unknot.cli.record.leave_out_taken", lambda voice, lines: ())
    for more, every in (((), True), (("starter",), False), (("starter", "--all"), True)):
        result = run("record", "take", *more, "--voice", "maria", "--missing")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "  maria has a take of every line\n"
        assert asked.pop()["every"] == every


def test_what_is_tried_of_a_voice_is_printed_and_reported(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same lines in both; one that failed is the command's own failure."""
    good = Outcome(title="speaks", passed=True, reason="1.00 s", seconds=0.5)
    bad = Outcome(title="keeps its pace", passed=False, reason="twice as fast", seconds=0.25)
    monkeypatch.setattr(voices_test, "_first_words", lambda *_: ("plain", 9.0, None))
    for outcomes in ((good,), (good, bad)):
        sections = (Section(title="Engine contract", outcomes=iter(outcomes)),)
        monkeypatch.setattr("unknot.voicetest.report.sections", lambda *_, s=sections, **__: s)
        shown = run("voices", "test", "tone:plain", "--report", "r.txt")
        assert shown.exit_code == (bad in outcomes), shown.stderr
        assert "\nEngine contract\nok   speaks (0.50 s): 1.00 s\n" in shown.stdout
        assert ("FAIL keeps its pace (0.25 s): twice as fast\n" in shown.stdout) == (
            bad in outcomes
        )
        assert shown.stdout.endswith(f"\n1 of {len(outcomes)} passed\n")
        assert (here / "r.txt").read_text(encoding="utf-8") == shown.stdout
        assert shown.stderr == "  report: r.txt\n"
