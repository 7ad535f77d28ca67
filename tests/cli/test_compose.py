"""Composing on the command line, fitting, saving, and sounds of one's own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Run
from tests.cli.terminal import Terminal
from tests.conftest import needs_package
from tests.usual import cases
from unknot.timeline.grid import nearest
from unknot.timeline.json import from_json

HIP = ("--muscle", "piriformis", "--muscle", "gluteus-medius", "--side", "right")
TONE = ("--engine", "tone")


@pytest.mark.deep
def test_muscles_become_a_track_without_a_file(run: Run, here: Path) -> None:
    """The command of the README: each option is kept as far as each record allows."""
    result = run("build", *HIP, "--hold", "45s", "--points", "2", *TONE)
    assert result.exit_code == 0, result.stderr
    assert Path(result.stdout.strip()).exists()
    assert "piriformis: 1 a side is the most its record allows" in result.stderr
    assert not (here / "sessions").exists()


@pytest.mark.deep
@pytest.mark.parametrize(
    "options",
    [
        ("--hold", "45s", "--points", "2"),
        ("--target", "12m", "--title", "Yes: mine, #1"),
        ("--detail", "short", "--pace", "brisk"),
    ],
)
def test_a_saved_session_builds_the_same_bytes(
    run: Run, here: Path, options: tuple[str, ...]
) -> None:
    first = run("build", *HIP, *options, "--save", "mine", *TONE)
    assert first.exit_code == 0, first.stderr
    track = here / "audio/tracks/mine.mp3"
    data = track.read_bytes()
    track.unlink()
    again = run("build", "mine", *TONE)
    assert again.exit_code == 0, again.stderr
    assert track.read_bytes() == data


@pytest.mark.deep
def test_voice_and_rate_are_saved_too(run: Run, here: Path) -> None:
    (here / "sessions").mkdir()
    tea = "title: Tea\nsummary: S\nroutines:\n  - {say: Tea is ready.}\n"
    (here / "sessions/tea.yaml").write_text(tea, encoding="utf-8")
    voice = json.loads(run("list", "voices", *TONE, "--json").stdout)["records"][-1]["id"]
    run("build", "tea", *TONE, "--out", "plain")
    run("build", "tea", "--voice", voice, "--rate", "180", "--save", "quick", *TONE)
    data = (here / "audio/tracks/quick.mp3").read_bytes()
    assert len(data) < (here / "plain/tea.mp3").stat().st_size
    run("build", "quick", *TONE)
    assert (here / "audio/tracks/quick.mp3").read_bytes() == data


@pytest.mark.deep
def test_a_named_session_with_options_can_be_saved_too(run: Run, here: Path) -> None:
    short = ("--detail", "short", *TONE)
    run("build", "sore-hip", "--side", "left", "--hold", "40s", "--save", "left-hip", *short)
    data = (here / "audio/tracks/left-hip.mp3").read_bytes()
    run("build", "left-hip", *TONE)
    assert (here / "audio/tracks/left-hip.mp3").read_bytes() == data
    text = (here / "sessions/left-hip.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schemas/session.json\n")
    assert (here / "schemas/session.json").exists()


def test_saving_never_writes_over_a_file(run: Run, here: Path) -> None:
    (here / "sessions").mkdir()
    mine = here / "sessions/mine.yaml"
    run("new", "session", "mine", "--where", "hip", "--side", "left")
    text = mine.read_text(encoding="utf-8")
    result = run("build", *HIP, "--save", "mine", *TONE)
    assert result.exit_code == 2
    assert "there already" in result.stderr
    assert mine.read_text(encoding="utf-8") == text
    assert not (here / "audio").exists()


def test_what_is_refused_is_not_saved(run: Run, here: Path) -> None:
    result = run("build", *HIP, "--target", "1m", "--save", "mine", *TONE)
    assert result.exit_code == 3
    assert not (here / "sessions").exists()


REFUSED = [
    (("--muscle", "pirifomis"), "--muscle: S01", "did you mean 'piriformis'?"),
    (("--muscle", "iliopsoas"), "--muscle: S02", "S71"),
    (("--muscle", "piriformis", "--technique", "stick"), "--technique: S03", "S82"),
    (("--muscle", "piriformis", "--points", "2"), "--points: S07", "the nearest allowed is 1"),
    (("--muscle", "piriformis", "--points", "9"), "--points: INV-18", "the nearest allowed is 3"),
    (("--muscle", "piriformis", "--hold", "2m"), "--hold: INV-11", "the nearest allowed is 60s"),
    (("--muscle", "piriformis", "--target", "20s"), "--target: T01", "the shortest possible is"),
    (("full-low-back", "--points", "3", "--hold", "45s"), "INV-17", "the nearest allowed is"),
    (("desk-day", "--title", "\u202e"), "--title", "cannot be seen"),
]


@cases(("args", "reason", "help"), REFUSED, usual=4)
def test_what_is_refused_says_why_and_what_would_work(
    run: Run, here: Path, args: tuple[str, ...], reason: str, help: str
) -> None:
    """Named session or composed: the same words, and nothing written."""
    result = run("build", *args)
    assert result.exit_code == 3
    assert reason in result.stderr
    assert help in result.stderr
    assert not list(here.rglob("*"))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("build", "starter", "--muscle", "piriformis"), "not both"),
        (("build", "--keep-order"), "go with --muscle"),
        (("build", "--save", "mine"), "--save keeps one session"),
        (("build", "--muscle", "piriformis", "--save", "../mine"), "is not an id"),
        (("show",), "compose one with --muscle"),
    ],
)
def test_options_that_do_not_go_together(run: Run, args: tuple[str, ...], said: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_show_fits_before_anything_is_spoken(run: Run) -> None:
    """The sheet has the target's length; what was changed is told apart from it."""
    result = run("show", "sore-hip", "--target", "12m")
    assert result.stdout.splitlines()[1].startswith("12:00 long")
    assert "fitted to 12:00; as written it lasts" in result.stderr
    timeline = from_json(run("show", "sore-hip", "--target", "12m", "--json").stdout)
    assert abs(timeline.length - 720_000) <= 1000


@pytest.mark.deep
@cases("target", ["7m", "13m"], usual=1)
def test_the_track_hits_the_target_by_its_own_clips(run: Run, here: Path, target: str) -> None:
    """The tone engine is far off the estimate, so this is solved again after speaking."""
    short = ("--detail", "short", "--returning", *TONE, "--json")
    (row,) = json.loads(run("build", "sore-hip", "--target", target, *short).stdout)["tracks"]
    assert abs(row["length_ms"] - int(target[:-1]) * 60_000) <= 1000
    assert row["changes"][0].startswith(f"fitted to {target[:-1]}:0")


@pytest.mark.deep
def test_a_dry_run_speaks_and_writes_nothing(run: Run, here: Path) -> None:
    result = run("build", *HIP, "--save", "mine", "--dry-run")
    assert result.exit_code == 0
    assert "2 holds, massager on for" in result.stdout
    assert "would save" in result.stderr
    assert "would make" in result.stderr
    every = run("build", "--dry-run")
    assert any(line.endswith("starter.mp3") for line in every.stdout.splitlines())
    (row,) = json.loads(run("build", "starter", "--dry-run", "--json").stdout)["plans"]
    assert row["length_ms"] > 0
    assert not list(here.rglob("*"))


def test_order_follows_posture_unless_it_is_kept(run: Run) -> None:
    args = ("show", "--muscle", "piriformis", "--muscle", "erector-spinae", "--side", "left")

    def chapters(*more: str) -> list[str]:
        lines = run(*args, "--full", *more).stdout.splitlines()
        return [line.split("chapter ")[1] for line in lines if "chapter " in line][1:-1]

    assert chapters()[0].startswith("Long back muscles")
    assert chapters("--keep-order")[0].startswith("Deep muscles in the middle")


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.usefixtures("own_cache")
def test_progress_keeps_to_one_line_of_80_columns(here: Path) -> None:
    """Even for the longest name that a session can have."""
    name = "x" * 60
    (here / "sessions").mkdir()
    steps = "".join(f"  - {{say: This is sentence {word}.}}\n" for word in ("one", "two", "three"))
    text = f"title: T\nsummary: S\nroutines:\n{steps}"
    (here / f"sessions/{name}.yaml").write_text(text, encoding="utf-8")
    terminal = Terminal("build", name, *TONE, cwd=here)
    assert terminal.end() == 0
    drawn = [part for part in re.split(r"[\r\n]", terminal.seen) if "speaking" in part]
    assert any("3/3" in part for part in drawn)
    assert max(len(re.sub(r"\x1b\[[?\d]*[a-zA-Z]", "", part)) for part in drawn) <= 80


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.usefixtures("own_cache")
def test_workers_show_how_long_they_will_take(here: Path) -> None:
    needs_package("distributed")
    (here / "sessions").mkdir()
    steps = "".join(f"  - {{say: Now count to {n}.}}\n" for n in range(60))
    text = f"title: T\nsummary: S\nroutines:\n{steps}"
    (here / "sessions/count.yaml").write_text(text, encoding="utf-8")
    terminal = Terminal("build", "count", *TONE, "--workers", "local:1", cwd=here)
    assert terminal.end() == 0
    drawn = [part for part in re.split(r"[\r\n]", terminal.seen) if "speaking" in part]
    assert any(re.search(r"\d+/60 +00:00:\d\d", part) for part in drawn), drawn


# --- free sessions and sounds of one's own --------------------------------------------------

FREE = """\
title: Tea
summary: Three minutes.
routines:
  - play: {file}
  - say: Wait for the tea.
  - wait: 10s
  - play: {file}
"""


def bell(path: Path, ms: int, level: float = 0.05) -> None:
    """A quiet stereo file of 44.1 kHz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    at = np.arange(44_100 * ms // 1000) / 44_100
    tone = (np.sin(2 * np.pi * 880 * at) * np.exp(-3 * at) * level * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(np.repeat(tone, 2).tobytes())


def free(here: Path, file: str = "bell.wav") -> None:
    (here / "sessions").mkdir(exist_ok=True)
    (here / "sessions/tea.yaml").write_text(FREE.format(file=file), encoding="utf-8")


@pytest.mark.deep
def test_a_sound_of_ones_own_is_heard_at_the_level_of_the_rest(run: Run, here: Path) -> None:
    """Planned to the frame before it is read; in the track 30 dB louder than in its file."""
    import soundfile

    bell(here / "audio/bell.wav", 1_500)
    free(here)
    planned = from_json(run("show", "tea", "--json").stdout)
    assert run("build", "tea", *TONE).exit_code == 0
    samples, rate = soundfile.read(here / "audio/tracks/tea.mp3")
    first = next(event for event in planned.events if event.cue.__class__.__name__ == "Play")
    assert first.length == 1584  # 1.5 s in 63 frames, and 3 frames for the encoder
    played = samples[first.start * rate // 1000 :][: rate * 3 // 2]
    assert np.abs(played).max() > 0.3
    sheet = run("show", "tea", "--full").stdout
    assert "play    bell.wav" in sheet


@pytest.mark.deep
@pytest.mark.usefixtures("own_cache")
def test_a_changed_sound_is_one_new_clip(run: Run, here: Path) -> None:
    """The key covers the file's content, not its name or date."""
    bell(here / "audio/bell.wav", 1_500)
    free(here)
    run("build", "tea", *TONE)
    bell(here / "audio/bell.wav", 1_500)
    (same,) = json.loads(run("build", "tea", *TONE, "--json").stdout)["tracks"]
    bell(here / "audio/bell.wav", 1_600)
    (other,) = json.loads(run("build", "tea", *TONE, "--json").stdout)["tracks"]
    assert (same["made"], other["made"]) == (0, 1)


@cases(
    ("file", "said"),
    [
        ("gong.wav", "there is no file audio/gong.wav"),
        ("../sessions/tea.yaml", "leads out of audio/"),
        ("/etc/hostname", "leads out of audio/"),
        ("text.wav", "is not a sound"),
        ("cut.wav", "is cut short"),
        ("link.wav", "leads out of the workspace"),
        ("long.wav", "up to 60 are allowed"),
        ("folder", "audio/folder is not a file"),
    ],
    usual=3,
)
def test_a_sound_that_cannot_be_played_is_a_problem_with_its_place(
    run: Run, here: Path, tmp_path: Path, file: str, said: str
) -> None:
    audio = here / "audio"
    (audio / "folder").mkdir(parents=True)
    (audio / "text.wav").write_text("not a sound at all", encoding="utf-8")
    (audio / "cut.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    bell(tmp_path / "outside.wav", 500)
    (audio / "link.wav").symlink_to(tmp_path / "outside.wav")
    bell(audio / "long.wav", 61_000)
    free(here, file)
    result = run("build", "tea")
    assert result.exit_code == 3
    assert "sessions/tea.yaml:4:11: S17" in result.stderr
    assert said in result.stderr


def test_a_sound_that_turns_out_damaged_is_told_where_it_was_named(run: Run, here: Path) -> None:
    """Its header promises a sound; what follows is none. The track is not written."""
    (here / "audio").mkdir()
    head = (
        b"fLaC\x00\x00\x00\x22" + bytes(10) + (44_100 << 44 | 1 << 36 | 44_100).to_bytes(8, "big")
    )
    (here / "audio/bell.flac").write_bytes(head + bytes(500))
    free(here, "bell.flac")
    result = run("build", "tea", *TONE)
    assert result.exit_code == 3
    assert "sessions/tea.yaml:4:11: S17 audio/bell.flac" in result.stderr
    assert not (here / "audio/tracks").exists()


@pytest.mark.needs("ffmpeg")
@cases("ending", ["mp3", "ogg", "flac", "m4a", "aiff", "opus"], usual=1)
def test_the_header_tells_how_long_any_common_format_lasts(
    run: Run, here: Path, ending: str
) -> None:
    """Planned by the header alone, within a frame or two of what is decoded."""
    bell(here / "bell.wav", 2_500)
    (here / "audio").mkdir()
    target = here / f"audio/bell.{ending}"
    ffmpeg = shutil.which("ffmpeg") or ""
    subprocess.run([ffmpeg, "-v", "error", "-i", here / "bell.wav", target], check=True)
    free(here, target.name)
    planned = from_json(run("show", "tea", "--json").stdout)
    first = next(event for event in planned.events if event.cue.__class__.__name__ == "Play")
    assert abs(first.length - 2_572) <= 100
    assert run("build", "tea", *TONE).exit_code == 0


@pytest.mark.deep
def test_the_breathing_exercise_treats_nothing_and_builds(run: Run, here: Path) -> None:
    """Free steps alone: no safety opening, no kit, no hold; its rhythm is exact."""
    result = run("build", "breathing", *TONE)
    assert result.exit_code == 0, result.stderr
    timeline = from_json(run("show", "breathing", "--json").stdout)
    assert timeline.kit == ()
    assert timeline.hold_ms == 0
    waits = [e.length for e in timeline.events if e.cue.__class__.__name__ == "Wait"]
    assert waits.count(nearest(4_000)) == 17
    text = run("show", "breathing").stdout.lower()
    for claim in ("cure", "heal", "proven", "treat", "therapy", "anxiety", "blood pressure"):
        assert claim not in text


def test_free_steps_stand_around_routines(run: Run, here: Path) -> None:
    (here / "sessions").mkdir()
    (here / "sessions/mixed.yaml").write_text(
        "title: Mixed\nsummary: Both.\nroutines:\n"
        "  - {say: Put the kettle on.}\n"
        "  - {muscle: piriformis, side: left}\n"
        "  - chapter: Tea\n  - {say: Tea is ready.}\n",
        encoding="utf-8",
    )
    sheet = run("show", "mixed", "--full").stdout
    assert sheet.index("Put the kettle on.") < sheet.index("chapter Deep muscles")
    assert sheet.index("Hello. This session") < sheet.index("Put the kettle on.")
    assert sheet.index("Tea is ready.") < sheet.index("Switch the massager off and put it aside")


@pytest.mark.parametrize(
    "command",
    [
        ("card", "hip"),
        ("playlist", "evening", "hip"),
        ("publish", "out", "hip", "--base-url", "https://a.example"),
    ],
)
def test_a_place_where_only_a_session_counts_is_told_with_what_makes_one(
    run: Run, command: tuple[str, ...]
) -> None:
    result = run(*command)
    assert result.exit_code != 0
    assert "for a session of it: unknot build hip --save my-hip" in result.stderr
    assert run("build", "hip", "--save", "my-hip", "--dry-run", *TONE).exit_code == 0
