"""``unknot playlist``: files as players see them, and only what changed made again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.cli.conftest import Run
from tests.usual import cases
from unknot.proof.embedded import plan_from
from unknot.timeline.timeline import Timeline

SHORT = ("one", "two", "three")
TONE = ("--engine", "tone")
TRACKS = ["01-one.mp3", "02-two.mp3", "03-three.mp3"]


@pytest.fixture
def short(here: Path) -> Path:
    """A workspace of three sessions of a second each, and a playlist of them."""
    for name in SHORT:
        _session(here, name, f"{name}.")
    folder = here / "sessions" / "playlists"
    folder.mkdir()
    entries = ", ".join(f"{{session: {name}}}" for name in SHORT)
    text = f"title: Ä mix\nsummary: All three.\ntracks: [{entries}]\n"
    (folder / "mix.yaml").write_text(text, encoding="utf-8")
    return here


def _session(folder: Path, name: str, says: str) -> None:
    path = folder / "sessions" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    text = f"title: Title, {name}\nsummary: x\nroutines: [{{say: {says}}}, {{wait: 500ms}}]\n"
    path.write_text(text, encoding="utf-8")


def made(run: Run, *args: str) -> Any:
    result = run("playlist", *args, *TONE, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def plan_of(path: Path) -> Timeline:
    return plan_from(path).timeline


def test_a_file_becomes_numbered_tracks_and_two_playlists(run: Run, short: Path) -> None:
    result = run("playlist", "mix", *TONE)
    folder = Path("audio", "tracks", "mix")
    assert result.stdout.splitlines() == [
        str(folder / name) for name in (*TRACKS, "mix.m3u8", "mix.xspf")
    ]
    assert sorted(path.name for path in folder.iterdir()) == [*TRACKS, "mix.m3u8", "mix.xspf"]
    assert not (folder.parent / "mix.mp3").exists()


def test_tags_keep_the_order_in_every_player(run: Run, short: Path) -> None:
    """Read by libsndfile, which took no part in writing them."""
    made(run, "mix")
    for number, name in enumerate(TRACKS, 1):
        with soundfile.SoundFile(short / "audio" / "tracks" / "mix" / name) as track:
            facts = track.copy_metadata()
        assert (facts["album"], facts["title"]) == ("Ä mix", f"Title, {SHORT[number - 1]}")
        assert facts["tracknumber"] == f"{number}/3"


def test_only_what_changed_is_built_again(run: Run, short: Path) -> None:
    """The others keep their bytes and their time; so does the playlist, whose lengths are whole
    seconds."""
    made(run, "mix", "--join")
    everything = sorted((short / "audio").rglob("*.*"))
    for path in everything:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    again = made(run, "mix", "--join")
    assert not any(track["changed"] for track in [*again["tracks"], again["joined"]])
    assert all(path.stat().st_mtime == 1_000_000_000 for path in everything)

    _session(short, "two", "Something else.")
    third = made(run, "mix", "--join")
    assert [track["changed"] for track in third["tracks"]] == [False, True, False]
    assert third["joined"]["changed"]
    kept = [path.name for path in everything if path.stat().st_mtime == 1_000_000_000]
    assert {"01-one.mp3", "03-three.mp3"} <= set(kept)
    assert not {"02-two.mp3", "mix.mp3"} & set(kept)


def test_tracks_that_left_the_playlist_go_and_nothing_else(run: Run, short: Path) -> None:
    """A player that plays a folder would play them too."""
    made(run, "mine", "one", "two", "three")
    folder = short / "audio" / "tracks" / "mine"
    (folder / "04-own.mp3").write_bytes(b"not ours")
    shutil.copy(folder / "02-two.mp3", folder / "two.mp3")
    other = short / "audio" / "tracks" / "mix" / "01-one.mp3"
    made(run, "mix")
    shutil.copy(other, folder / "05-of-another.mp3")
    found = made(run, "mine", "one", "three")
    assert sorted(Path(path).name for path in found["removed"]) == ["02-two.mp3", "03-three.mp3"]
    assert sorted(path.name for path in folder.glob("*.mp3")) == [
        "01-one.mp3", "02-three.mp3", "04-own.mp3", "05-of-another.mp3", "two.mp3",
    ]  # fmt: skip


def test_joined_is_the_tracks_one_after_the_other_to_the_sample(run: Run, short: Path) -> None:
    """Spliced, not encoded again: what the one decodes to is what the others decode to."""
    import numpy as np

    found = made(run, "mix", "--join")
    parts = [soundfile.read(track["path"], dtype="int16")[0] for track in found["tracks"]]
    whole, _ = soundfile.read(found["joined"]["path"], dtype="int16")
    assert len(whole) == sum(map(len, parts))
    # Each track begins with silence, so a decoder carries nothing over that would be heard.
    assert np.abs(whole.astype(int) - np.concatenate(parts)).max() <= 1
    chapters = [event.start for event, _ in plan_of(Path(found["joined"]["path"])).chapters()]
    lengths = [track["length_ms"] for track in found["tracks"]]
    assert chapters == [0, lengths[0], lengths[0] + lengths[1]]


@pytest.mark.needs("ffprobe")
def test_ffprobe_lists_a_chapter_for_each_track(run: Run, short: Path) -> None:
    found = made(run, "mix", "--join")
    command = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", found["joined"]["path"]]
    done = subprocess.run(command, capture_output=True, check=True)
    titles = [each["tags"]["title"] for each in json.loads(done.stdout)["chapters"]]
    assert titles == [f"Title, {name}" for name in SHORT]


@pytest.mark.deep
@pytest.mark.needs("mpv")
def test_mpv_plays_the_tracks_in_order(run: Run, short: Path) -> None:
    found = made(run, "mix")
    shown = "--term-playing-msg=at ${playlist-pos-1}/${playlist-count} ${filename}|${media-title}"
    command = [
        "mpv", "--no-config", "--ao=null", "--vo=null", "--length=0.05", shown, found["m3u8"],
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True)
    lines = [line for line in done.stdout.decode().splitlines() if line.startswith("at ")]
    assert lines == [
        f"at {number}/3 {name}|Title, {SHORT[number - 1]}" for number, name in enumerate(TRACKS, 1)
    ]


@pytest.fixture
def for_all() -> Iterator[Path]:
    """A folder that any user can read, for a program that refuses to run as root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.deep
@pytest.mark.needs("cvlc")
@pytest.mark.parametrize("kind", ["m3u8", "xspf"])
def test_vlc_plays_the_tracks_in_order(run: Run, short: Path, kind: str, for_all: Path) -> None:
    found = made(run, "mix")
    folder = shutil.copytree(found["folder"], for_all / "mix")
    as_user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
    command = [
        *as_user, "cvlc", "-I", "dummy", "--no-video", "--aout=dummy", "--play-and-exit", "-vv",
        str(folder / f"mix.{kind}"),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(for_all), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, env=environment, cwd=for_all, timeout=60)
    log = (done.stdout + done.stderr).decode(errors="replace")
    opened = re.findall(r"Creating an input for '(.*)'|`file://\S*/(\S+\.mp3)' gives", log)
    played = [name for _, name in opened if name]
    assert list(dict.fromkeys(played)) == TRACKS
    # Before a file is opened VLC shows what the playlist says; a comma would cut that short.
    assert "Title – two" in log or kind == "xspf"


def test_a_playlist_of_muscles(run: Run, here: Path) -> None:
    muscles = ("--muscle", "piriformis", "--muscle", "gluteus-medius", "--side", "right")
    result = run("playlist", "hips", *muscles, "--dry-run")
    assert "01-piriformis-right" in result.stdout
    assert "02-gluteus-medius-right" in result.stdout
    assert list(here.iterdir()) == []


def test_the_plan_inside_says_which_part_of_which_playlist_it_is(run: Run, short: Path) -> None:
    """So that anybody can see in the file itself whether a short opening was right (INV-21)."""
    found = made(run, "mix")
    parts = [plan_of(Path(track["path"])).part for track in found["tracks"]]
    assert [part and (part.playlist, part.number, part.of) for part in parts] == [
        ("mix", 1, 3), ("mix", 2, 3), ("mix", 3, 3),
    ]  # fmt: skip


@cases(
    ("args", "code", "words"),
    [
        (("nothing",), 2, "name its sessions too"),
        (("back-and-hop",), 2, "did you mean 'back-and-hip'?"),
        (("back-and-hip", "starter"), 2, "is a file"),
        (("Evening", "starter"), 2, "is not an id"),
        (("evening", "startr"), 2, "did you mean 'starter'?"),
        (("evening", "starter", "sore-hip"), 3, "Gluteus maximus, right is treated twice"),
        (("evening", "--muscle", "iliopsoas"), 3, "is never treated"),
        (("evening", "--muscle", "piriforms"), 3, "did you mean 'piriformis'?"),
        (("evening", "starter", "--hold", "70s"), 3, "the nearest allowed is 60s"),
        (("starter", "desk-day", "--join"), 2, "would be named like a session's"),
    ],
    usual=3,
)
def test_a_refusal_says_what_would_work(
    args: tuple[str, ...], code: int, words: str, run: Run, here: Path
) -> None:
    """And makes nothing."""
    result = run("playlist", *args, *TONE)
    assert result.exit_code == code
    assert words in result.stderr
    assert list(here.iterdir()) == []


def test_a_dry_run_as_data(run: Run, here: Path) -> None:
    found = json.loads(run("playlist", "back-and-hip", "--dry-run", "--json").stdout)
    assert [track["file"] for track in found["tracks"]] == ["01-desk-day.mp3", "02-sore-hip.mp3"]
    assert found["length_ms"] == sum(track["length_ms"] for track in found["tracks"])


@pytest.mark.deep
def test_check_finds_a_playlist_that_treats_twice(run: Run, here: Path) -> None:
    folder = here / "sessions" / "playlists"
    folder.mkdir(parents=True)
    text = "title: X\nsummary: x\ntracks: [{session: starter}, {session: sore-hip}]\n"
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    result = run("check")
    assert result.exit_code == 3
    assert "x.yaml:3:30: INV-19" in result.stdout


def test_bundled_playlists_are_listed(run: Run) -> None:
    assert "back-and-hip" in run("list", "playlists").stdout
