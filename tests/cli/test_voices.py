"""``unknot voices``: what is listed, added, removed and tested."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import Result
from msgspec.structs import replace

from tests.cli.conftest import Run
from tests.conftest import ROOT, needs_package
from unknot.cache import cache_folder
from unknot.cli.voices_add import split
from unknot.clips.store import Store
from unknot.engines.added import AddedVoice, added, find_added, keep_added, voices_folder
from unknot.engines.command.command_voice import command_voice
from unknot.engines.engine import VoiceInfo
from unknot.engines.tone import ToneEngine

#: A tone that swells and dies away, of so many samples.
SPEAKS = """
import math, struct, sys, wave
count = 33000
frames = [round(9000 * math.sin(i * .05) * math.sin(math.pi * i / count)) for i in range(count)]
with wave.open(sys.argv[1], "wb") as file:
    file.setparams((1, 2, 22050, 0, "NONE", ""))
    file.writeframes(struct.pack(f"<{count}h", *frames))
"""


@pytest.fixture(autouse=True)
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    monkeypatch.setattr("unknot.engines.added.packaged", lambda: ())
    return tmp_path / "voices"


@pytest.fixture
def program(here: Path) -> str:
    """A template of a program that speaks, as it is typed."""
    (here / "speaks.py").write_text(SPEAKS, encoding="utf-8")
    return f"'{sys.executable}' speaks.py {{out}} {{text}}"


def names(result: Result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [line.split()[0] for line in result.stdout.splitlines()[1:]]


def kept(name: str, **more: object) -> AddedVoice:
    voice = command_voice([sys.executable, "x", "{out}"], id=name)
    keep_added(replace(voice, **more))
    return voice


# --- list -----------------------------------------------------------------------------------


def test_lists_the_voices_of_every_engine_that_works_here(run: Run) -> None:
    """By the name that --voice takes; English ones, and those whose language is not known."""
    kept("amy", language="en-GB", gender="female", licence="CC0")
    kept("hans", language="de")
    result = run("voices")
    found = names(result)
    assert {"pyttsx3:gmw/en", "command:amy", "tone:plain"} <= set(found)
    assert "command:hans" not in found
    assert "pyttsx3:gmw/de" not in found
    assert "voices of other languages: unknot voices --all" in result.stderr
    (amy,) = [line for line in result.stdout.splitlines() if "amy" in line]
    assert amy.split() == ["command:amy", "en-GB", "female", "-"]
    assert "  licence of command: CC0\n" in result.stderr
    assert result.stderr.count("GPL-3.0-or-later (espeak-ng); what it speaks is yours") == 1


def test_list_is_the_same_by_its_full_name(run: Run) -> None:
    assert names(run("voices", "list", "--engine", "tone")) == ["tone:plain", "tone:high"]
    assert run("voices", "--engine", "tone").stdout == run("voices", "list", "--engine",
                                                           "tone").stdout  # fmt: skip


def test_one_language_or_all(run: Run) -> None:
    kept("hans", language="de")
    kept("sepp", language="de-AT")
    kept("amy", language="en")
    kept("dave", language="den")
    engine = ("--engine", "command")
    assert names(run("voices", *engine, "--language", "de")) == ["command:hans", "command:sepp"]
    assert names(run("voices", *engine, "--language", "de_at")) == ["command:sepp"]
    assert len(names(run("voices", *engine, "--all"))) == 4


@pytest.mark.deep
def test_a_file_that_cannot_be_read_is_told_with_its_line(run: Run, voices: Path) -> None:
    """By the list and by the doctor; the others are there nevertheless."""
    kept("amy")
    kept("mine")
    file = voices / "mine.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "languag: en\n", encoding="utf-8")
    listed = run("-q", "voices", "--engine", "command")
    assert names(listed) == ["command:amy"]
    for told in (listed.stderr, run("doctor").stdout):
        assert "mine.yaml:" in told
        assert "no key 'languag'" in told
        assert "'language'" in told
    assert run("doctor").exit_code == 1


@pytest.mark.parametrize("engine", ["pyttsx3", "piper"])
def test_a_voice_of_another_engine_is_what_was_meant(run: Run, engine: str) -> None:
    """Whoever added a voice calls it by its name, and need not know which engine is asked."""
    kept("amy")
    if engine == "piper":
        needs_package("piper")
    said = run("say", "Rest here.", "--voice", "amy", "--engine", engine)
    assert said.exit_code == 1
    assert "there is no voice 'amy'; did you mean 'command:amy'?" in said.stderr


def test_a_program_may_read_the_list(run: Run) -> None:
    kept("amy", gender="female", title="Amy")
    rows = json.loads(run("voices", "--engine", "command", "--json").stdout)["voices"]
    assert rows == [
        {
            "voice": "command:amy", "name": "Amy", "engine": "command", "language": "en",
            "gender": "female", "licence": "", "speed": None,
        }
    ]  # fmt: skip


def test_speed_is_measured_when_asked_for_and_remembered(
    run: Run, own_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = ("voices", "--engine", "tone", "--json")
    assert [row["speed"] for row in json.loads(run(*ask).stdout)["voices"]] == [None, None]
    assert "unknot voices --measure" in run("voices", "--engine", "tone").stderr
    measured = [row["speed"] for row in json.loads(run(*ask, "--measure").stdout)["voices"]]
    assert all(speed > 1 for speed in measured)
    monkeypatch.setattr(ToneEngine, "synthesise", lambda *_, **__: pytest.fail("it spoke"))
    assert [row["speed"] for row in json.loads(run(*ask).stdout)["voices"]] == measured
    monkeypatch.setattr(ToneEngine, "identity", lambda *_: "another version")
    assert [row["speed"] for row in json.loads(run(*ask).stdout)["voices"]] == [None, None]


def test_an_engine_with_many_voices_is_measured_by_its_usual_one(
    run: Run, own_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(VoiceInfo(id=f"v{n}", name=f"v{n}", language="en") for n in range(40))
    monkeypatch.setattr(ToneEngine, "voices", lambda _: many)
    monkeypatch.setattr(ToneEngine, "default_voice", "v7")
    spoken = set[str]()
    say = ToneEngine.synthesise

    def synthesise(self: ToneEngine, text: str, *, voice: str, rate: int, to: Path) -> None:
        spoken.add(voice)
        say(self, text, voice="plain", rate=rate, to=to)

    monkeypatch.setattr(ToneEngine, "synthesise", synthesise)
    assert run("voices", "--engine", "tone", "--measure").exit_code == 0
    assert spoken == {"v7"}


def test_an_unknown_engine_is_told(run: Run) -> None:
    result = run("voices", "--engine", "tune")
    assert result.exit_code == 1
    assert "did you mean 'tone'" in result.stderr


# --- add ------------------------------------------------------------------------------------


def test_a_program_is_added_by_its_template(run: Run, program: str) -> None:
    result = run("voices", "add", "--command", program, "--name", "mine", "--language", "en-GB",
                 "--gender", "male", "--licence", "CC0", "--ascii")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "command:mine\n"
    assert "licence: CC0" in result.stderr
    voice = find_added("command", "mine")
    assert (voice.language, voice.gender, voice.licence, voice.ascii) == (
        "en-GB", "male", "CC0", True,
    )  # fmt: skip
    assert names(run("voices", "--engine", "command")) == ["command:mine"]


def test_an_unknown_licence_and_a_fixed_pace_are_not_passed_over(run: Run, program: str) -> None:
    result = run("voices", "add", "--command", program, "--name", "mine")
    assert "licence: not known; find out before you publish what it speaks" in result.stderr
    assert "a pace of its own" in result.stderr
    paced = run("voices", "add", "--command", f"{program} {{rate}}", "--name", "paced")
    assert "a pace of its own" not in paced.stderr


@pytest.mark.deep
@pytest.mark.needs("flite")
def test_a_known_program_is_added_by_its_name(run: Run) -> None:
    result = run("voices", "add", "flite:kal16", "--name", "kal")
    assert result.stdout == "command:kal\n"
    assert "Carnegie Mellon" in result.stderr
    assert find_added("command", "kal").gender == "male"
    assert run("say", "Rest here.", "--voice", "command:kal").exit_code == 0


def test_a_file_is_recognised_by_those_who_know_models(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = (kept("one", licence="MIT"), kept("two"))
    for each in found:
        (voices_folder() / f"{each.id}.yaml").unlink()
    monkeypatch.setattr("unknot.engines.neural.recognise", lambda path: found)
    monkeypatch.setattr("unknot.cli.voices_add.try_voice", lambda voice: "")
    (here / "models").mkdir()
    assert run("voices", "add", "models").stdout == "command:one\ncommand:two\n"
    result = run("voices", "add", "models", "--name", "x")
    assert result.exit_code == 2
    assert "--name is for one voice, and there are 2: one, two" in result.stderr


def test_a_voice_that_cannot_speak_is_not_kept(run: Run, here: Path, voices: Path) -> None:
    (here / "mute.py").write_text("import sys; sys.exit('no sound device')", encoding="utf-8")
    result = run("voices", "add", "--command", f"'{sys.executable}' mute.py {{out}}",
                 "--name", "mute")  # fmt: skip
    assert result.exit_code == 1
    assert "no sound device" in result.stderr
    assert "Rest here, and breathe out slowly." in result.stderr
    assert added() == ()
    assert not voices.exists() or list(voices.iterdir()) == []


@pytest.mark.deep
def test_what_is_no_voice_is_not_kept(run: Run, here: Path) -> None:
    """The guard hears it: 18 seconds of tone are not that phrase."""
    (here / "long.py").write_text(SPEAKS.replace("33000", "396900"), encoding="utf-8")
    result = run("voices", "add", "--command", f"'{sys.executable}' long.py {{out}}",
                 "--name", "long")  # fmt: skip
    assert result.exit_code == 1
    assert re.search(r"it lasts 1\d\.\d s, and these words take", result.stderr)
    assert added() == ()


def test_a_voice_of_the_same_name_is_replaced_only_by_its_kind(run: Run, program: str) -> None:
    add = ("voices", "add", "--command", program, "--name", "maria")
    assert run(*add).exit_code == 0
    assert run(*add, "--licence", "CC0").exit_code == 0
    assert find_added("command", "maria").licence == "CC0"
    keep_added(AddedVoice(id="maria", engine="recorded"))
    result = run(*add)
    assert result.exit_code == 2
    assert "there is a voice recorded:maria already" in result.stderr
    assert find_added("recorded", "maria").engine == "recorded"


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        ((), 2, "give a FILE, a FOLDER or a known PROGRAM"),
        (("flite", "--command", "x {out}", "--name", "x"), 2, "or else --command"),
        (("flit",), 2, "no file or folder flit; did you mean 'flite'"),
        (("--command", "x {out}"), 2, "--command needs --name"),
        (("--command", "x '{out}", "--name", "x"), 2, "No closing quotation"),
        (("--command", "nix {out}", "--name", "x"), 1, "'nix' is not installed"),
        (("--command", "nix {aut}", "--name", "x"), 1, "did you mean 'out'"),
        (("flite", "--name", "No Id"), 2, "No Id"),
    ],
)
def test_wrong_usage_is_told(
    run: Run, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    result = run("voices", "add", *arguments)
    assert (result.exit_code, added()) == (code, ())
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("template", "windows", "parts"),
    [
        ("flite -t {text} -o {out}", False, ["flite", "-t", "{text}", "-o", "{out}"]),
        ("'my say' --as=\"a b\" # {out}", False, ["my say", "--as=a b", "#", "{out}"]),
        (r"my\ say {out}", False, ["my say", "{out}"]),
        (r'"C:\My Voices\say.exe" -o {out}', True, [r"C:\My Voices\say.exe", "-o", "{out}"]),
        (r"C:\say.exe --as='a b' {out}", True, [r"C:\say.exe", "--as=a b", "{out}"]),
    ],
)
def test_a_template_is_split_as_a_shell_would(
    template: str, windows: bool, parts: list[str]
) -> None:
    assert split(template, windows=windows) == parts


@pytest.mark.deep
def test_a_program_that_fails_at_one_line_stops_the_build_and_loses_nothing(
    run: Run, here: Path, own_cache: None
) -> None:
    """The line is named, no track is written, and what was spoken is there for the next build."""
    script = here / "tones.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'src')!r})\n"
        "from pathlib import Path\nfrom unknot.engines.tone import ToneEngine\n"
        "if 'dizzy' in sys.argv[2] and not Path(__file__).with_name('better').exists():\n"
        "    sys.exit('a frog in the throat')\n"
        "ToneEngine().synthesise(sys.argv[2], voice='plain', rate=135, to=Path(sys.argv[1]))\n",
        encoding="utf-8",
    )
    template = f"'{sys.executable}' tones.py {{out}} {{text}}"
    added = run("voices", "add", "--command", template, "--name", "tones")
    assert added.exit_code == 0, added.stderr
    build = ("build", "breathing", "--voice", "command:tones", "--jobs", "1")
    result = run(*build)
    assert result.exit_code == 1
    assert "could not speak 'If you feel dizzy" in result.stderr
    assert "a frog in the throat; given up after 3 tries" in result.stderr
    assert list(here.rglob("*.mp3")) == []
    store = Store(cache_folder())
    kept = store.info().clips
    assert kept >= 1
    (here / "better").write_bytes(b"")
    assert run(*build).exit_code == 0
    assert store.info().clips > kept
    assert run("verify", "audio/tracks/breathing.mp3").exit_code == 0


# --- remove ---------------------------------------------------------------------------------


def test_a_voice_is_removed_by_either_name(run: Run) -> None:
    for name in ("amy", "command:amy"):
        kept("amy")
        result = run("voices", "remove", name)
        assert (result.exit_code, added()) == (0, ())
        assert "removed command:amy" in result.stderr


def test_removing_what_is_not_there_tells_what_is(run: Run) -> None:
    kept("amy")
    for name in ("any", "piper:amy"):
        result = run("voices", "remove", name)
        assert result.exit_code == 2
        assert f"no voice '{name}' was added" in result.stderr
        assert "there are: amy" in result.stderr
    assert [voice.id for voice in added()] == ["amy"]


def test_recordings_are_not_removed_by_the_way(run: Run, voices: Path) -> None:
    keep_added(AddedVoice(id="maria", engine="recorded"))
    (voices / "maria").mkdir()
    (voices / "maria" / "take.wav").write_bytes(b"hours of work")
    result = run("voices", "remove", "maria")
    assert result.exit_code == 2
    assert "1 file of" in result.stderr
    assert "--yes" in result.stderr
    assert (voices / "maria" / "take.wav").exists()
    assert run("voices", "remove", "maria", "--yes").exit_code == 0
    assert list(voices.iterdir()) == []


# --- test -----------------------------------------------------------------------------------


@pytest.mark.deep
def test_one_command_makes_a_report_that_can_be_sent(run: Run, here: Path) -> None:
    result = run("voices", "test", "tone:high")
    assert result.exit_code == 0, result.stdout
    report = (here / "voice-report.txt").read_text(encoding="utf-8")
    assert report == result.stdout
    for word in (
        "unknot 0", "voice tone:high", "Python 3.", "times real time", "Facts",
        "ok   same words give the same bytes", "34 clips, 0 samples off", " LUFS, ",
    ):  # fmt: skip
        assert word in report
    assert "FAIL" not in report
    assert str(Path.home()) not in report
    assert str(here) not in report


@pytest.mark.deep
def test_a_fault_is_reported_and_the_exit_code_says_so(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = ToneEngine.synthesise

    def one_rate(self: ToneEngine, text: str, *, voice: str, rate: int, to: Path) -> None:
        say(self, text, voice=voice, rate=135, to=to)

    monkeypatch.setattr(ToneEngine, "synthesise", one_rate)
    result = run("voices", "test", "tone", "--report", "tone.txt")
    assert result.exit_code == 1
    report = (here / "tone.txt").read_text(encoding="utf-8")
    assert "FAIL a higher rate is faster" in report


def test_a_voice_that_is_not_there_is_told(run: Run) -> None:
    kept("amy")
    result = run("voices", "test", "command:any")
    assert result.exit_code == 1
    assert "did you mean 'amy'" in result.stderr


def test_an_engine_that_cannot_speak_at_all_gets_a_report_too(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what a maintainer needs most."""
    from unknot.errors import EngineError

    def mute(self: ToneEngine, text: str, *, voice: str, rate: int, to: Path) -> None:
        raise EngineError("tone", text, "no sound device")

    monkeypatch.setattr(ToneEngine, "synthesise", mute)
    assert run("voices", "test", "tone").exit_code == 1
    report = (here / "voice-report.txt").read_text(encoding="utf-8")
    assert "FAIL it speaks" in report
    assert "no sound device" in report
    assert "FAIL track is spoken, guarded and built" in report


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="has one")
def test_where_there_is_no_system_voice_the_report_says_so(run: Run, here: Path) -> None:
    assert run("voices", "test", "system").exit_code == 1
    report = (here / "voice-report.txt").read_text(encoding="utf-8")
    assert "speaks with the voices of macOS and Windows; this is Linux" in report


# --- who speaks -------------------------------------------------------------------------------


@pytest.mark.deep
def test_the_list_and_the_doctor_tell_who_speaks(run: Run) -> None:
    for told in (run("voices").stderr, run("doctor").stdout):
        assert "unknot's own lines: bundled:emma" in told
        assert "your own words: " in told


@pytest.mark.deep
def test_the_environment_chooses_as_the_option_does(
    run: Run, monkeypatch: pytest.MonkeyPatch, own_cache: None
) -> None:
    """Every line is spoken by it, and nothing is said of another; the option is stronger."""
    monkeypatch.setenv("UNKNOT_BUILD_VOICE", "tone:high")
    chosen = run("build", "breathing", "--json")
    (row,) = json.loads(chosen.stdout)["tracks"]
    assert row["speakers"] == []
    assert (
        run("build", "breathing", "--voice", "tone:high").stderr.count("every clip from the") == 1
    )
    assert run("build", "breathing", "--voice", "tone:plain").stderr.count(" clips new") == 1
    monkeypatch.delenv("UNKNOT_BUILD_VOICE")
    assert "spoken by bundled:emma" in run("build", "breathing").stderr


@pytest.mark.deep
def test_who_speaks_is_told_once_of_tracks_by_one_voice(run: Run, here: Path) -> None:
    """And again for the track that another voice speaks."""
    (here / "sessions").mkdir()
    tea = "title: Tea\nsummary: S\nauthor: Ann\nroutines:\n  - {say: Tea is ready.}\n"
    (here / "sessions/tea.yaml").write_text(tea, encoding="utf-8")
    made = run("build", "breathing", "first-lesson", "tea")
    told = [line for line in made.stderr.splitlines() if "spoken by" in line]
    assert [line.strip() for line in told] == [
        "spoken by bundled:emma",
        "spoken by pyttsx3:gmw/en, as every line is your own",
    ]


def test_a_voice_of_the_environment_that_is_not_there_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_BUILD_VOICE", "piper:nobody")
    failed = run("build", "breathing")
    assert failed.exit_code == 1
    assert "nobody" in failed.stderr or "piper-tts is not installed" in failed.stderr
