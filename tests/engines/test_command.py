"""Programs as voices: those of Debian through the contract, and bad ones of every kind."""

from __future__ import annotations

import os
import re
import sys
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.tracks import RATE, bundled, by_soundfile
from tests.usual import cases
from unknot.audio.loudness import lufs
from unknot.audio.mp3 import QUALITIES
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.engines.added import AddedVoice, find_added, keep_added
from unknot.engines.command import subprocess_runner as program
from unknot.engines.command.command_voice import command_voice, from_preset
from unknot.engines.command.engine import CommandEngine, fill_command, has_rate
from unknot.engines.command.presets import presets
from unknot.engines.engine import Engine
from unknot.engines.fault import Failed
from unknot.errors import EngineError
from unknot.make import build
from unknot.proof.match import best_match
from unknot.speech.cast import Cast
from unknot.speech.speak import speak
from unknot.testing import PHRASE, EngineContract
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

#: A program that speaks: a tone of half a second for the words it is given.
SPEAKS = """
import math, struct, sys, wave
def tone(path, seconds=0.5, hz=22050, channels=1):
    frames = [round(9000 * math.sin(i * 0.05) * (1 - i / (seconds * hz))) for i in
              range(int(seconds * hz))] + [0] * (hz // 5)
    with wave.open(path, "wb") as file:
        file.setparams((channels, 2, hz, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", f) * channels for f in frames))
"""
Make = Callable[..., AddedVoice]


@pytest.fixture(autouse=True)
def voices(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("voices")
    monkeypatch.setenv("UNKNOT_VOICES", str(folder))
    return folder


@pytest.fixture
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """``make("tone(sys.argv[1])", "{out}")``: a Python program as a voice that is kept."""

    def made(source: str, *arguments: str, name: str = "odd", **more: object) -> AddedVoice:
        script = tmp_path_factory.mktemp("program") / "odd_program.py"
        script.write_text(SPEAKS + source, encoding="utf-8")
        voice = command_voice([sys.executable, str(script), *arguments], id=name, **more)  # type: ignore[arg-type]
        keep_added(voice)
        return voice

    return made


@pytest.fixture
def engine() -> Iterator[CommandEngine]:
    with closing(CommandEngine(patience=5.0, tries=2)) as opened:
        yield opened


def said(engine: Engine, text: str, to: Path, voice: str = "odd", rate: int = RATE) -> bytes:
    engine.synthesise(text, voice=voice, rate=rate, to=to)
    return to.read_bytes()


# --- real programs, through the contract ----------------------------------------------------


class _Preset(EngineContract):
    preset: str
    variant = ""

    @pytest.fixture(autouse=True)
    def _added(self, voices: Path) -> None:
        keep_added(from_preset(self.preset, self.variant))

    def make_engine(self) -> Engine:
        return CommandEngine()


@pytest.mark.deep
@pytest.mark.needs("espeak-ng")
class TestEspeakNg(_Preset):
    preset = "espeak-ng"


@pytest.mark.deep
@pytest.mark.needs("flite")
class TestFliteDiphones(_Preset):
    preset, variant = "flite", "kal16"


@pytest.mark.deep
@pytest.mark.needs("flite")
class TestFlite(_Preset):
    preset = "flite"


@pytest.mark.deep
@pytest.mark.needs("festival")
class TestFestival(_Preset):
    preset = "festival"


@pytest.mark.deep
@pytest.mark.needs("flite")
class TestProgramWithoutARate(_Preset):
    fixed_rate = True

    @pytest.fixture(autouse=True)
    def _added(self, voices: Path) -> None:
        template = ["flite", "-voice", "kal16", "-f", "{text_file}", "-o", "{out}"]
        assert not has_rate(template)
        keep_added(command_voice(template, id="fixed", ascii=True))


@pytest.mark.deep
@pytest.mark.parametrize(
    ("preset", "variant"),
    [
        pytest.param("espeak-ng", "", marks=pytest.mark.needs("espeak-ng")),
        pytest.param("flite", "kal16", marks=pytest.mark.needs("flite")),
        pytest.param("flite", "slt", marks=pytest.mark.needs("flite")),
        pytest.param("festival", "", marks=pytest.mark.needs("festival")),
    ],
)
def test_a_whole_track_keeps_its_plan(preset: str, variant: str, tmp_path: Path) -> None:
    """Decoded by libsndfile: every clip on its planned sample, the whole at -16 LUFS."""
    voice = from_preset(preset, variant)
    keep_added(voice)
    store = Store(tmp_path / "cache")
    with closing(Cast(CommandEngine(), store.root / VOICES)) as cast:
        studio = Studio(store=store, cast=cast, quality=QUALITIES["standard"])
        job = resolve(bundled().sessions["breathing"], bundled(), Overrides(voice=voice.id))
        track = build(job, studio, out=tmp_path)
        heard = by_soundfile(track.path) / 32768
        spoken = [(e.start, c) for e, c in track.timeline.sounding() if isinstance(c, Say)]
        keys = studio.maker(job).keys(cue for _, cue in spoken)
    assert len(spoken) > 10
    for start_ms, cue in spoken:
        master = store.master(keys[cue])
        assert master is not None
        sound, at, reach = np.asarray(master) / 32768, start_ms * 48, 1000
        alike, place = best_match(heard[at - reach : at + len(sound) + reach], sound)
        assert (place, alike > 0.97) == (reach, True), cue.text
    assert abs(lufs(heard, 48_000) + 16) < 0.5


# --- templates ------------------------------------------------------------------------------


def test_every_place_is_filled_once(make: Make, tmp_path: Path) -> None:
    """Words that look like a place stay words; rates come in four forms."""
    voice = make("", "{voice}", "{rate}|{speed}|{stretch}|{percent}", "{text}", "{out}")
    path = tmp_path / "clip.wav"
    command = fill_command(voice, "prog", text="{out} {rate}", text_file=path, out=path, rate=270)
    assert command[2:] == ["odd", "270|2.0000|0.5000|200", "{out} {rate}", str(path)]


@pytest.mark.parametrize("places", [("{text}",), ("{text_file}",), ()])
def test_the_words_arrive_whole(
    places: tuple[str, ...], make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    """As an argument, in a file or on stdin: no shell sees them."""
    read = {
        ("{text}",): "sys.argv[2]",
        ("{text_file}",): "open(sys.argv[2], encoding='utf-8').read()",
        (): "sys.stdin.buffer.read().decode()",
    }[places]
    seen = tmp_path / "seen.txt"
    make(
        f"tone(sys.argv[1])\nopen({str(seen)!r}, 'w', encoding='utf-8').write({read})",
        "{out}", *places,
    )  # fmt: skip
    words = "It’s $HOME; `id` && \"quoted\" 'too' | 100 % | ünïcode \\ *"
    said(engine, words, tmp_path / "clip.wav")
    assert seen.read_text(encoding="utf-8").strip() == words


def test_words_like_an_option_do_not_become_one(
    make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    make("assert not sys.argv[2].startswith('-')\ntone(sys.argv[1])", "{out}", "{text}")
    assert said(engine, "--help", tmp_path / "clip.wav")


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        (["flite", "-t", "{text}"], r"no \{out\}"),
        (["flite", "{txt}", "{out}"], r"\{txt\} is none of .*did you mean 'text'"),
        ([], "names no program"),
        (["{voice}", "{out}"], "program itself stands fast"),
        (["no-such-program-here", "{out}"], "not installed, or not on the PATH"),
        (["pico2wave", "{out}"], "libttspico-utils"),
    ],
)
def test_what_cannot_be_a_template_is_refused(template: list[str], complaint: str) -> None:
    if template[:1] == ["pico2wave"] and program.find_program("pico2wave"):
        pytest.skip("pico2wave is here")
    with pytest.raises(EngineError, match=complaint):
        command_voice(template, id="x")


def test_a_batch_file_never_gets_words_as_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows would run it through its shell, which reads them."""
    bat = str(tmp_path / "say.BAT")
    monkeypatch.setattr("unknot.engines.command.command_voice.find_program", lambda _: bat)
    with pytest.raises(EngineError, match="batch file"):
        command_voice(["say", "{text}", "{out}"], id="x")


def test_an_argument_that_names_a_file_gets_its_full_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "voice.model").write_bytes(b"model")
    monkeypatch.chdir(tmp_path)
    voice = command_voice([sys.executable, "voice.model", "{out}"], id="x")
    assert voice.command[1] == str(tmp_path / "voice.model")
    assert set(voice.digests) == {"program", "argument-1"}


# --- what it is known by --------------------------------------------------------------------


def test_identity_starts_nothing_and_follows_template_program_and_version(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("tone(sys.argv[1])", "{out}", name="one")
    make("tone(sys.argv[1])", "{out}", "-x", name="two")
    make("tone(sys.argv[1], 0.6)", "{out}", name="three")
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("it started a program"))
    with closing(CommandEngine()) as engine:
        known = {name: engine.identity(name) for name in ("one", "two", "three")}
    assert len(set(known.values())) == 3


def test_a_program_that_changed_is_not_taken_for_the_one_that_was_added(
    make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    script = Path(make("tone(sys.argv[1])", "{out}").command[1])
    script.write_text(SPEAKS + "tone(sys.argv[1], 0.9)", encoding="utf-8")
    with pytest.raises(EngineError, match=r"has changed since it was added(.|\n)*voices add"):
        said(engine, PHRASE, tmp_path / "clip.wav")


def test_a_program_of_another_version_is_not_either(
    make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    """Its file may be the same: what speaks is often in a library beside it."""
    answers = tmp_path / "version.txt"
    answers.write_text("1.0", encoding="utf-8")
    asks = [sys.executable, "-c", f"print(open({str(answers)!r}).read())"]
    make("tone(sys.argv[1])", "{out}", release=asks)
    said(engine, PHRASE, tmp_path / "clip.wav")
    answers.write_text("2.0", encoding="utf-8")
    with (
        closing(CommandEngine()) as another,
        pytest.raises(EngineError, match=r"added from '1.0'; now it is '2.0'"),
    ):
        said(another, PHRASE, tmp_path / "clip.wav")


def test_a_program_that_is_gone_is_named(
    make: Make, engine: CommandEngine, tmp_path: Path, voices: Path
) -> None:
    make("tone(sys.argv[1])", "{out}")
    kept = find_added("command", "odd")
    changed = {"files": {**kept.files, "program": "/no/such/flite"}, "command": ("flite", "{out}")}
    keep_added(AddedVoice(id="odd", engine="command", digests=kept.digests, **changed))  # type: ignore[arg-type]
    with pytest.raises(EngineError, match=r"'flite', .* is not there any more: /no/such/flite"):
        said(engine, PHRASE, tmp_path / "clip.wav")


def test_without_any_voice_it_says_how_to_add_one(engine: CommandEngine) -> None:
    assert engine.voices() == ()
    with pytest.raises(EngineError, match="unknot voices add flite"):
        _ = engine.default_voice


def test_programs_that_read_english_letters_only_get_no_others(
    make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    """flite and festival drop such letters without a word, and the sentence with them."""
    seen = tmp_path / "seen.txt"
    make(
        f"tone(sys.argv[1])\nopen({str(seen)!r}, 'w').write(sys.argv[2])", "{out}", "{text}",
        ascii=True,
    )  # fmt: skip
    said(engine, "It’s “fine” — a café… 5–10", tmp_path / "clip.wav")
    assert seen.read_text() == 'It\'s "fine", a cafe... 5 to 10'
    with pytest.raises(EngineError, match="'放'; this voice reads English letters only"):
        said(engine, "Rest 放松.", tmp_path / "clip.wav")


@pytest.mark.needs("flite")
def test_a_preset_knows_which_voices_are_here() -> None:
    """flite itself falls back on another voice without a word."""
    with pytest.raises(EngineError, match=r"no voice 'sltt' here; did you mean 'slt'"):
        from_preset("flite", "sltt")
    assert from_preset("flite").gender == "female"


@pytest.mark.needs("espeak-ng")
def test_a_preset_takes_any_voice_that_the_program_lists() -> None:
    assert from_preset("espeak-ng", "de").language == "de"


@pytest.mark.parametrize("name", presets())
def test_presets_are_templates(name: str) -> None:
    preset = presets()[name]
    places = set(re.findall(r"{(\w+)}", " ".join(preset.command)))
    assert {"out", "variant"} <= places
    assert has_rate(preset.command)
    assert preset.licence
    assert preset.how


# --- files of every form --------------------------------------------------------------------

SOUND = 0.3 * np.sin(np.arange(11025) * 0.07) * np.linspace(1, 0, 11025)


@pytest.mark.parametrize("kind", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@cases("form", ["WAV", "WAVEX"], usual=1)
def test_wav_of_any_width_becomes_16_bits(
    kind: str, form: str, make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    source = tmp_path / "source.wav"
    soundfile.write(source, SOUND, 22050, subtype=kind, format=form)
    make(f"import shutil; shutil.copy({str(source)!r}, sys.argv[1])", "{out}")
    said(engine, "Three.", tmp_path / "clip.wav")
    with wave.open(str(tmp_path / "clip.wav")) as file:
        assert (file.getsampwidth(), file.getframerate()) == (2, 22050)
    heard, _ = soundfile.read(tmp_path / "clip.wav")
    wanted, _ = soundfile.read(source)
    assert np.abs(heard - wanted).max() < 1e-4


def test_a_wide_file_that_is_cut_short_is_refused(
    make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    source = tmp_path / "source.wav"
    soundfile.write(source, SOUND, 22050, subtype="PCM_24")
    source.write_bytes(source.read_bytes()[:-300])
    make(f"import shutil; shutil.copy({str(source)!r}, sys.argv[1])", "{out}")
    with pytest.raises(EngineError, match="cut short: 32776 of 33075 bytes"):
        said(engine, "Three.", tmp_path / "clip.wav")


def test_a_breath_is_no_speech(make: Make, engine: CommandEngine, tmp_path: Path) -> None:
    """What flite makes of letters that it does not know. Quiet speech is speech."""
    source = tmp_path / "source.wav"
    make(f"import shutil; shutil.copy({str(source)!r}, sys.argv[1])", "{out}")
    soundfile.write(source, SOUND / 20, 22050)
    said(engine, "Three.", tmp_path / "clip.wav")
    soundfile.write(source, SOUND / 40, 22050)
    with pytest.raises(EngineError, match="nothing can be heard"):
        said(engine, "Three.", tmp_path / "clip.wav")


def test_the_aiff_that_macos_writes_is_read(
    make: Make, engine: CommandEngine, tmp_path: Path
) -> None:
    """Whatever the file is called."""
    source = tmp_path / "source.aiff"
    soundfile.write(source, SOUND, 22050, format="AIFF")
    make(f"import shutil; shutil.copy({str(source)!r}, sys.argv[1])", "{out}")
    said(engine, "Three.", tmp_path / "clip.wav")
    heard, _ = soundfile.read(tmp_path / "clip.wav")
    assert np.abs(heard - SOUND).max() < 1e-4


def test_stereo_at_8_khz_is_taken(make: Make, engine: CommandEngine, tmp_path: Path) -> None:
    make("tone(sys.argv[1], 0.6, 8000, 2)", "{out}")
    speak(engine, "Three.", voice="odd", rate=RATE, to=tmp_path / "clip.wav")
    with wave.open(str(tmp_path / "clip.wav")) as file:
        assert (file.getframerate(), file.getnchannels()) == (8000, 2)


def test_noise_on_its_streams_goes_nowhere(
    make: Make, engine: CommandEngine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A megabyte on each: nobody waits for a full pipe."""
    make(
        "sys.stdout.write('x' * 1_000_000)\nsys.stderr.write('y' * 1_000_000)\ntone(sys.argv[1])",
        "{out}",
    )
    assert said(engine, "Three.", tmp_path / "clip.wav")
    assert capfd.readouterr() == ("", "")


def test_a_fault_that_passes_is_got_over(make: Make, engine: CommandEngine, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    make(
        f"import os\nif os.path.exists({str(flag)!r}): tone(sys.argv[1])\n"
        f"else: open({str(flag)!r}, 'w'); sys.exit(3)",
        "{out}",
    )
    assert said(engine, "Three.", tmp_path / "clip.wav")


# --- bad programs ---------------------------------------------------------------------------

BAD = {
    "exits with 1": (
        "print('no licence left', file=sys.stderr); sys.exit(1)",
        r"ended with exit code 1: no licence left; given up after 2 tries",
    ),
    "writes nothing": ("print('all fine?', file=sys.stderr)", r"wrote no file .*: all fine\?"),
    "writes an empty file": ("open(sys.argv[1], 'w')", "the file is empty"),
    "writes a header only": ("tone(sys.argv[1], 0, 22050, 1)\nopen(sys.argv[1], 'r+b')"
                             ".truncate(44)", "cut short"),
    "writes half a header": ("tone(sys.argv[1])\nopen(sys.argv[1], 'r+b').truncate(20)",
                             "cut short: it ends in its header"),
    "is cut short": ("tone(sys.argv[1])\nopen(sys.argv[1], 'r+b').truncate(9000)", "cut short"),
    "writes no sound file": ("open(sys.argv[1], 'w').write('hello ' * 99)", "not a sound"),
    "writes MP3 in WAV": (
        "open(sys.argv[1], 'wb').write(b'RIFF\\0\\0\\0\\0WAVEfmt \\x10\\0\\0\\0'"
        " + struct.pack('<HHIIHH', 85, 1, 22050, 0, 1, 0) + b'data\\4\\0\\0\\0abcd')",
        "not a sound that can be read",
    ),
    "is silent": (
        "tone(sys.argv[1])\ndata = open(sys.argv[1], 'rb').read()\n"
        "open(sys.argv[1], 'wb').write(data[:44] + bytes(len(data) - 44))",
        "silent from end to end",
    ),
    "is all but silent": (
        "tone(sys.argv[1])\ndata = open(sys.argv[1], 'rb').read()\n"
        "open(sys.argv[1], 'wb').write(data[:44] + b'\\x10\\0' * ((len(data) - 44) // 2))",
        "nothing can be heard",
    ),
    "hangs": ("import time; time.sleep(600)", r"did not end within \d+ s"),
    "hangs with a child": (
        "import subprocess, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', __file__])\n"
        "time.sleep(600)",
        r"did not end within \d+ s",
    ),
    "leaves a child behind": (
        "import subprocess\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', __file__])\n"
        "sys.exit(1)",
        "ended with exit code 1",
    ),
    "crashes": ("import os; os.abort()", "SIGABRT|exit code 3"),
    "writes elsewhere": ("tone('elsewhere.wav')", "wrote no file where it was told to"),
    "writes for ten minutes": (
        "tone(sys.argv[1], 1, 8000)\n"
        "with wave.open(sys.argv[1]) as file: one = file.readframes(8000)\n"
        "with wave.open(sys.argv[1], 'wb') as file:\n"
        "    file.setparams((1, 2, 8000, 0, 'NONE', ''))\n"
        "    file.writeframes(one * 600 + bytes(4000))",
        r"it lasts \d{3}\.\d s",
    ),
    "writes without end": (
        "file = open(sys.argv[1], 'wb')\nwhile True: file.write(bytes(1_000_000)); file.flush()",
        r"wrote more than \d+ MB",
    ),
    "writes numbers that are none": (
        "open(sys.argv[1], 'wb').write(b'RIFF\\0\\0\\0\\0WAVEfmt \\x10\\0\\0\\0'"
        " + struct.pack('<HHIIHH', 3, 1, 22050, 88200, 4, 32)"
        " + b'data' + struct.pack('<I', 40000) + struct.pack('<f', float('nan')) * 10000)",
        "not numbers",
    ),
}  # fmt: skip


def running(script: str) -> list[str]:
    """Command lines of processes that have to do with ``script`` (Linux)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if script in line:
            found.append(line)
    return found


@pytest.mark.deep
@pytest.mark.parametrize("what", BAD)
def test_a_bad_program_is_told_and_leaves_nothing(
    what: str, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that names phrase and fault; nothing cached, no file, no process."""
    monkeypatch.setattr(program, "LARGEST", 30_000_000)
    source, complaint = BAD[what]
    voice = make(source, "{out}")
    folder, memory = tmp_path / "clips", tmp_path / "memory"
    folder.mkdir()
    memory.mkdir()
    with (
        closing(CommandEngine(patience=0.3 if "hangs" in what else 5.0, tries=2)) as engine,
        pytest.raises(EngineError, match=complaint) as caught,
    ):
        speak(engine, "Three.", voice="odd", rate=RATE, to=folder / "clip.wav", memory=memory)
    assert caught.value.text == "Three."
    assert list(folder.iterdir()) == []
    assert not any(path.stat().st_size for path in memory.iterdir())
    if sys.platform == "linux":
        end = time.monotonic() + 5
        while (stray := running(voice.command[1])) and time.monotonic() < end:
            time.sleep(0.02)
        assert stray == []


def test_a_closed_engine_ends_what_speaks(make: Make, tmp_path: Path) -> None:
    """Ctrl-C in a build closes the engine, while other threads wait for their programs."""
    from concurrent.futures import ThreadPoolExecutor

    started = tmp_path / "started"
    make(f"open({str(started)!r}, 'w')\nimport time; time.sleep(600)", "{out}")
    engine = CommandEngine(patience=600, tries=3)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(said, engine, "Three.", tmp_path / "clip.wav")
        while not started.exists():
            time.sleep(0.01)
        engine.close()
        with pytest.raises(EngineError, match="closed"):
            waiting.result(30)
    with pytest.raises(EngineError, match="closed"):
        said(engine, "Three.", tmp_path / "clip.wav")


def test_long_text_is_spoken_in_pieces(make: Make, engine: CommandEngine, tmp_path: Path) -> None:
    """So that a program that fails costs a sentence, and its time limit fits."""
    seen = tmp_path / "seen.txt"
    make(
        f"tone(sys.argv[1])\nopen({str(seen)!r}, 'a').write(sys.argv[2] + chr(10))",
        "{out}", "{text}",
    )  # fmt: skip
    sentence = "Rest the massager on the sorest spot, and let it do the work."
    said(engine, " ".join([sentence] * 20), tmp_path / "clip.wav")
    lines = seen.read_text().splitlines()
    assert len(lines) > 1
    assert " ".join(lines) == " ".join([sentence] * 20)
    assert all(len(line) <= 400 for line in lines)


def test_a_clip_s_path_may_hold_blanks_and_umlauts(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "Ünknot clips"
    folder.mkdir()
    make("tone(sys.argv[1])", "{out}")
    with closing(CommandEngine()) as engine:
        assert said(engine, "Three.", folder / "clip ü.wav")
    assert [path.name for path in folder.iterdir()] == ["clip ü.wav"]


@pytest.mark.skipif(os.name != "posix", reason="asks a shell, and by signal 0")
def test_a_program_that_hangs_is_ended_and_not_left_behind(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", "echo $$ > pid; exec sleep 600"]
    with pytest.raises(Failed, match="did not end within"):
        program.Programs().run(command, words=None, out=tmp_path / "clip.wav", seconds=3)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
