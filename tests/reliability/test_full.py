"""A disk that is full, or that cannot be written: one line says so, and nothing is half there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from tests.conftest import needs_package
from tests.recording.speech import HELLO, takes
from tests.reliability.running import MAIN, Place, fill, remount
from unknot.cli import main
from unknot.recording.script_files import read_csv

pytestmark = pytest.mark.deep

PUBLISH = ("publish", "DISK/site", "hello", "--engine", "tone", "--base-url")
IMPORT = ("record", "import", "takes", "--voice", "maria", "--script", "script/script.csv")
#: The command, and what it fails to write of the disk.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "a site published again": (*PUBLISH, "https://example.org/b"),
    "a card": ("card", "starter", "--out", "DISK/card.pdf"),
    "a comparison": ("say", "--compare", "--voice", "tone:plain", "--out", "DISK/page.html"),
    "a picture": ("verify", "hello.mp3", "--picture", "DISK/hello.png"),
    "takes": IMPORT,
    "a pack": ("voices", "add", "pack.zip"),
    "a diary": ("diary", "before", "3"),
    "an export": ("diary", "export", "DISK/days.csv"),
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def here(tmp_path: Path, mounted: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with recordings, a pack and a track, beside a small disk for all that is kept."""
    folder = tmp_path / "here"
    (folder / "sessions").mkdir(parents=True)
    (folder / "sessions" / "hello.yaml").write_text(f"author: Ann\n{HELLO}", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    assert run("record", "script", "hello").exit_code == 0
    takes(folder / "takes", read_csv(folder / "script" / "script.csv"))
    assert run(*IMPORT).exit_code == 0
    packed = run("voices", "pack", "maria", "--author", "Ann", "--licence", "CC0")
    Path(packed.stdout.strip()).rename("pack.zip")
    assert run("build", "hello", "--engine", "tone", "--out", ".").exit_code == 0
    monkeypatch.setenv("UNKNOT_VOICES", str(mounted / "voices"))
    monkeypatch.setenv("UNKNOT_DATA", str(mounted / "data"))
    (mounted / "data").mkdir()
    (mounted / "voices").mkdir()
    return folder


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.name != "cache.key"}  # fmt: skip


@pytest.mark.parametrize("room", [0, 8_000])
@pytest.mark.parametrize("what", COMMANDS)
def test_a_full_disk_is_one_line_and_leaves_what_was(
    what: str, room: int, here: Path, mounted: Path
) -> None:
    """Neither an empty picture, nor takes that no list names; and the line knows what to do."""
    if what == "a picture":
        needs_package("matplotlib")
    if what.startswith("a site"):
        assert run(*(each.replace("DISK", str(mounted)) for each in PUBLISH),
                   "https://example.org/a").exit_code == 0  # fmt: skip
    if what == "a diary":
        assert run("diary", "before", "5", "--date", "2020-11-01").exit_code == 0
    fill(mounted / "fill", room if "diary" not in what else 0)
    before = content(mounted)
    made = run(*(each.replace("DISK", str(mounted)) for each in COMMANDS[what]))
    told = [line for line in made.stderr.splitlines() if line.startswith("error:")]
    if made.exit_code == 0 and what == "an export":  # a few bytes have room
        assert room
        return
    assert made.exit_code == 1, made.output
    assert len(told) == 1
    assert str(mounted) in made.stderr
    assert "No space left on device" in " ".join(made.stderr.split())
    ways = {"takes": "UNKNOT_VOICES", "a pack": "UNKNOT_VOICES", "a diary": "UNKNOT_DATA"}
    assert ways.get(what, "") in made.stderr
    assert content(mounted) == before


@pytest.mark.parametrize(
    "command",
    [
        ("diary", "before", "3"),
        ("diary", "delete", "--all"),
        ("programme", "stop"),
        ("voices", "remove", "maria", "--yes"),
        ("verify", "hello.mp3", "--picture", "DISK/hello.png"),
    ],
)
def test_a_read_only_disk_is_one_line(command: tuple[str, ...], here: Path, mounted: Path) -> None:
    needs_package("matplotlib")
    assert run("diary", "before", "5").exit_code == 0
    assert run("programme", "start", "low-back").exit_code == 0
    shutil.copy(here.parent / "voices" / "maria.yaml", mounted / "voices")
    remount(mounted, read_only=True)
    made = run(*(each.replace("DISK", str(mounted)) for each in command))
    remount(mounted, read_only=False)
    assert made.exit_code == 1
    assert f"error: {mounted}" in made.stderr
    assert "Read-only file system" in made.stderr
    assert not list(here.rglob("*.part"))


def test_the_first_word_of_a_diary_on_a_read_only_disk(
    here: Path, mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(mounted / "new"))
    remount(mounted, read_only=True)
    made = run("diary", "before", "3")
    remount(mounted, read_only=False)
    assert made.exit_code == 1
    assert "the folder is read-only; choose another by UNKNOT_DATA" in made.stderr


#: A program that writes what it says somewhere first, and does not look whether that went well.
CARELESS = """\
#!/bin/sh
made=$(mktemp); espeak-ng -w "$made" "$1"; cp "$made" "$2"; rm "$made"; exit 0
"""


@pytest.mark.needs("espeak-ng", "ffmpeg")
@pytest.mark.parametrize("who", ["a program", "unknot", "ffmpeg"])
def test_who_is_cut_short_by_a_full_temporary_folder(
    who: str, tmp_path: Path, mounted: Path
) -> None:
    """Said as that, not as the sound that came of it."""
    voices = tmp_path / "voices"
    place = Place(tmp_path, more={"UNKNOT_VOICES": str(voices)})
    say = ("say", "Breathe in slowly, and let go of the floor.")
    if who == "a program":
        careless = tmp_path / "careless"
        careless.write_text(CARELESS, encoding="utf-8")
        careless.chmod(0o755)
        template = f"{careless} {{text}} {{out}}"
        assert started(place, "voices", "add", "--command", template, "--name", "c")[0] == 0
        command: tuple[str, ...] = (*say, "--voice", "command:c")
    elif who == "unknot":
        command = (*say, "--engine", "pyttsx3")
    else:
        time = np.arange(5 * 48_000) / 48_000
        soundfile.write(tmp_path / "a.wav", np.sin(2000 * time) / 4, 48_000)
        recorded = tmp_path / "takes" / "lie-on-your-back-and-eb55ll.m4a"
        recorded.parent.mkdir()
        subprocess.run(["ffmpeg", "-v", "error", "-i", tmp_path / "a.wav", recorded], check=True)
        script = ("record", "script", "short", "--out", str(tmp_path / "script"))
        assert started(place, "-C", str(tmp_path / "work"), *script)[0] == 0
        command = ("record", "import", str(recorded.parent), "--voice", "maria", "--script",
                   str(tmp_path / "script" / "script.csv"))  # fmt: skip
    place.more = {**place.more, "TMPDIR": str(mounted)}
    fill(mounted / "fill", 20_000)
    code, told = started(place, *command)
    assert code == 1
    assert f"error: {mounted}: has room for " in told
    assert "choose another folder by TMPDIR" in told
    assert told.count("error:") == 1
    assert [path.name for path in mounted.iterdir()] == ["fill"]
    shutil.rmtree(voices, ignore_errors=True)


def started(place: Place, *arguments: str) -> tuple[int, str]:
    """In a process of its own, since Python looks for its temporary folder once."""
    made = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments], env=place.environment(), cwd=place.folder,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return made.returncode, " ".join(made.stderr.split())
