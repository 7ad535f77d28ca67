"""The commands: a script out, takes in, a track with the very takes in it, and the microphone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from tests.conftest import needs_package
from tests.recording.speech import HELLO, RATE, likeness, say, takes, write
from unknot.audio.sound import Frames
from unknot.cli import main
from unknot.engines.recorded import read_index, takes_folder
from unknot.errors import AudioError
from unknot.proof.embedded import plan_from
from unknot.recording import microphone
from unknot.recording.script_files import read_csv
from unknot.timeline.cues import Say


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of its own with one short session, and no voice yet."""
    folder = tmp_path / "here"
    (folder / "sessions").mkdir(parents=True)
    (folder / "sessions" / "hello.yaml").write_text(HELLO, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    return folder


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=input, catch_exceptions=False)


def recorded(here: Path) -> None:
    """The voice maria with a take of every line of hello."""
    assert run("record", "script", "hello").exit_code == 0
    takes(here / "takes", read_csv(here / "script" / "script.csv"))
    made = run("record", "import", "takes", "--voice", "maria", "--script", "script/script.csv")
    assert made.exit_code == 0, made.output


def test_script_writes_a_page_and_a_table(here: Path) -> None:
    made = run("record", "script", "hello", "--out", "to-read")
    assert made.stdout.split() == [str(Path("to-read", name)) for name in
                                   ("script.html", "script.csv")]  # fmt: skip
    assert "5 lines" in made.stderr
    assert "Let your shoulders sink" in (here / "to-read" / "script.html").read_text("utf-8")
    assert len(read_csv(here / "to-read" / "script.csv")) == 5


@pytest.mark.parametrize(("asked", "language"), [((), "en"), (("--language", "de"), "de")])
def test_the_lines_of_the_page_are_in_the_language_that_is_asked_for(
    asked: tuple[str, ...], language: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def page(*_: object, title: str, language: str) -> str:
        seen.append(f"{title} ({language})")
        return ""

    monkeypatch.setattr("unknot.cli.record._lines", lambda *_, **__: ())
    monkeypatch.setattr("unknot.cli.record.script_page", page)
    assert run("record", "script", "hello", *asked).exit_code == 0
    assert run("record", "script", "--all", *asked).exit_code == 0
    assert seen == [f"To be recorded: hello ({language})", f"To be recorded ({language})"]


@pytest.mark.parametrize("blocked", ["script.html", "script.csv"])
def test_a_script_is_both_its_files_or_as_it_was(blocked: str, here: Path) -> None:
    (here / "script" / blocked).mkdir(parents=True)
    made = run("record", "script", "hello")
    assert made.exit_code == 1
    assert f"{blocked}: cannot be written" in made.stderr
    assert made.stdout == ""
    assert [each.name for each in (here / "script").iterdir()] == [blocked]


def test_script_as_data(here: Path) -> None:
    rows = json.loads(run("record", "script", "hello", "--json").stdout)["lines"]
    assert {"id", "text", "context", "seconds", "pronunciation", "group"} == set(rows[0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("script",), "name a SESSION, or give --all"),
        (("script", "hello", "--missing"), "--missing and --voice go together"),
        (("script", "helo"), "did you mean 'hello'?"),
        (("import", "sessions", "--voice", "Maria!"), "is not an id"),
    ],
)
def test_wrong_usage_is_named(arguments: tuple[str, ...], words: str, here: Path) -> None:
    made = run("record", *arguments)
    assert made.exit_code == 2
    assert words in made.stderr


@pytest.mark.deep
def test_a_track_has_the_very_takes_at_their_planned_samples(here: Path) -> None:
    """Recorded, imported, built and decoded: every clip correlates with what was recorded."""
    recorded(here)
    made = run(
        "build", "hello", "--engine", "recorded", "--voice", "maria", "--out", "out", "--verify"
    )
    assert made.exit_code == 0, made.output
    track, rate = soundfile.read(here / "out" / "hello.mp3")
    assert rate == 48_000
    timeline = plan_from(here / "out" / "hello.mp3").timeline
    index = read_index("maria").takes
    found = [(event, cue) for event, cue in timeline.sounding() if isinstance(cue, Say)]
    assert len(found) == 5
    for event, cue in found:
        take, hz = soundfile.read(takes_folder("maria") / index[cue.text].file)
        stretched = np.interp(np.arange(0, len(take), hz / rate), range(len(take)), take)
        start = event.start * rate // 1000
        heard = track[start : start + len(stretched)]
        assert likeness(heard, stretched[: len(heard)]) > 0.8, cue.text
        before = track[start - rate // 20 : start]
        assert np.abs(before).max() < 1e-3, "the silence before it is not silent"


@pytest.mark.deep
def test_a_line_recorded_again_makes_one_new_clip(here: Path) -> None:
    recorded(here)
    build = ("build", "hello", "--engine", "recorded", "--voice", "maria", "--out", "out")
    assert run(*build).exit_code == 0
    assert "every clip from the cache" in run(*build).stderr
    line = read_csv(here / "script" / "script.csv")[1]
    write(here / "again" / f"{line.id}.wav", say(line.text, rate=150))
    script = ("--script", "script/script.csv")
    assert run("record", "import", "again", "--voice", "maria", *script).exit_code == 0
    assert "1 of 6 clips new" in run(*build).stderr


@pytest.mark.deep
def test_missing_lines_become_a_script_of_their_own(here: Path) -> None:
    recorded(here)
    text = HELLO.replace("your shoulders", "both shoulders")
    (here / "sessions" / "hello.yaml").write_text(text, encoding="utf-8")
    made = run("record", "script", "hello", "--voice", "maria", "--missing", "--out", "rest")
    assert made.exit_code == 0
    assert [line.text for line in read_csv(here / "rest" / "script.csv")] == [
        "Let both shoulders sink, and breathe out slowly."
    ]
    (here / "sessions" / "hello.yaml").write_text(HELLO, encoding="utf-8")
    made = run("record", "script", "hello", "--voice", "maria", "--missing", "--out", "none")
    assert "maria has a take of every line" in made.stderr
    assert made.stdout == ""
    assert not (here / "none").exists()
    made = run("record", "script", "hello", "--voice", "maria", "--missing", "--json")
    assert json.loads(made.stdout)["lines"] == []


@pytest.mark.deep
def test_import_reports_each_line_and_fails_when_one_is_refused(here: Path) -> None:
    recorded(here)
    lines = read_csv(here / "script" / "script.csv")
    write(here / "takes" / f"{lines[0].id}.wav", np.clip(say(lines[0].text) * 9, -0.9, 0.9))
    (here / "takes" / "script.csv").write_bytes((here / "script" / "script.csv").read_bytes())
    made = run("record", "import", "takes", "--voice", "maria")
    assert made.exit_code == 1
    assert "clipped: " in made.stdout
    assert "maria has takes of 5 lines" in made.stderr
    rows = json.loads(run("record", "import", "takes", "--voice", "maria", "--json").stdout)
    assert (rows["kept"], rows["refused"], rows["missing"]) == (4, 1, 0)
    assert rows["rows"][0]["verdict"] == "refused"


def test_an_empty_folder_is_named(here: Path) -> None:
    (here / "empty").mkdir()
    made = run("record", "import", "empty", "--voice", "maria")
    assert made.exit_code == 1
    assert "has no sound file in it" in made.stderr


# --- the microphone ---------------------------------------------------------------------------


class SpokenInto:
    """Stands in for a microphone, which no test machine has: it hears a program read each line in
    turn. That a real one is asked for in the right way, sounddevice alone can show."""

    rate = RATE

    def __init__(self, heard: list[str]) -> None:
        self.heard, self.played, self.closed = heard, 0, False

    def start(self) -> None:
        pass

    def stop(self) -> Frames:
        text = self.heard.pop(0)
        samples = say(text) if text else np.zeros(RATE)
        return samples[:, None].astype(np.float32)

    def play(self, frames: Frames) -> None:
        assert len(frames)
        self.played += 1

    def close(self) -> None:
        self.closed = True


def sitting(
    monkeypatch: pytest.MonkeyPatch, heard: list[str], keys: list[str], *options: str
) -> tuple[Result, SpokenInto]:
    standin = SpokenInto(heard)
    monkeypatch.setattr(microphone, "open_microphone", lambda: standin)
    made = run(
        "record", "take", "hello", "--voice", "maria", *options, input="\n".join(keys) + "\n"
    )
    return made, standin


@pytest.mark.deep
def test_lines_are_recorded_one_by_one_and_kept(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("record", "script", "hello")
    texts = [line.text for line in read_csv(here / "script" / "script.csv")]
    made, standin = sitting(monkeypatch, list(texts), ["", "", ""] * 5)
    assert made.exit_code == 0, made.output
    assert "5 lines recorded" in made.stderr
    assert read_index("maria").takes.keys() == set(texts)
    assert standin.closed
    for text in texts:
        assert text in made.stdout


@pytest.mark.deep
def test_a_take_can_be_heard_repeated_and_skipped_and_what_is_kept_stays(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("record", "script", "hello")
    texts = [line.text for line in read_csv(here / "script" / "script.csv")]
    keys = [
        "", "", "p", "r", "", "", "",  # the first: heard, recorded again, kept
        "s",  # the second is skipped
        "", "", "", "", "",  # the third: silence first, then well
        "q",
    ]  # fmt: skip
    heard = [texts[0], texts[0], "", texts[2]]
    made, standin = sitting(monkeypatch, heard, keys)
    assert made.exit_code == 0, made.output
    assert "nobody can be heard in it" in made.stdout
    assert standin.played == 1
    assert read_index("maria").takes.keys() == {texts[0], texts[2]}


@pytest.mark.deep
def test_a_bad_take_cannot_be_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another, much longer text was read; Enter records it again."""
    long = "This is by no means what stands there. " * 4
    made, _ = sitting(monkeypatch, [long], ["", "", "", "q"])
    assert "too long" in made.stdout
    assert not read_index("maria").takes


@pytest.mark.deep
def test_only_missing_lines_are_asked_for(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(here)
    made, _ = sitting(monkeypatch, [], [], "--missing")
    assert "maria has a take of every line" in made.stderr


def test_without_sounddevice_the_command_says_how_to_install_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    made = run("record", "take", "hello", "--voice", "maria")
    assert made.exit_code == 1
    assert "pip install 'unknot[microphone]'" in made.stderr


def test_without_a_microphone_the_command_says_so(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sounddevice itself, on a machine that has nothing to record from."""
    sounddevice = needs_package("sounddevice")
    if any(device["max_input_channels"] for device in sounddevice.query_devices()):
        pytest.skip("there is a microphone here")
    made = run("record", "take", "hello", "--voice", "maria")
    assert made.exit_code == 1
    assert "there is none to record from" in made.stderr
    assert "unknot record import" in made.stderr


def test_a_microphone_that_fails_is_an_error_and_no_traceback(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(SpokenInto):
        def start(self) -> None:
            raise AudioError("microphone", "cannot be recorded from: it was unplugged")

    broken = Broken([])
    monkeypatch.setattr(microphone, "open_microphone", lambda: broken)
    made = run("record", "take", "hello", "--voice", "maria", input="\n")
    assert made.exit_code == 1
    assert "unplugged" in made.stderr
    assert broken.closed


def test_where_nothing_is_missing_only_data_is_printed_and_only_when_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.cli.record.leave_out_taken", lambda voice, lines: ())
    asked = ("record", "script", "hello", "--voice", "maria", "--missing")
    made = run(*asked)
    assert (made.exit_code, made.stdout) == (0, "")
    assert "maria has a take of every line" in made.stderr
    assert json.loads(run(*asked, "--json").stdout)["lines"] == []
