"""What real players make of a tag, in front of real MP3 frames."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest
import soundfile

from tests.usual import cases
from unknot.timeline.json import to_json
from unknot.timeline.timeline import Timeline
from unknot.track.tag import tag

from .timelines import silent_mp3, starts_and_ends, with_chapters

TITLES = {
    "plain": ["Long back muscles, left", "Long back muscles, right", "Closing"],
    "non-latin": ["Ягодица, справа", "腰の筋肉", "العضلة", "Épaule – gauche", "🦴"],
    "over 127 bytes": ["A long title" * 20, "腰の筋肉" * 40, "Closing"],
    "300": [f"Step {number}" for number in range(300)],
}
every_case = cases("titles", TITLES.values(), ids=TITLES, usual=2)


def track(folder: Path, titles: list[str]) -> tuple[Path, Timeline]:
    made = with_chapters(titles, frames=5, title=f"{titles[0]} …")
    path = folder / "track.mp3"
    head = tag(made, artist="unknot", album="Low back", plan_json=to_json(made))
    path.write_bytes(head + silent_mp3(made.length))
    return path, made


@every_case
@pytest.mark.needs("ffprobe")
def test_ffprobe_lists_every_chapter(tmp_path: Path, titles: list[str]) -> None:
    path, made = track(tmp_path, titles)
    command = ["ffprobe", "-v", "warning", "-show_chapters", "-show_format", "-of", "json"]
    done = subprocess.run([*command, str(path)], capture_output=True, check=True)
    found = json.loads(done.stdout)
    times = [
        (round(float(each["start_time"]) * 1000), round(float(each["end_time"]) * 1000))
        for each in found["chapters"]
    ]
    assert times == starts_and_ends(made)
    assert [each["tags"]["title"] for each in found["chapters"]] == titles
    assert found["format"]["tags"]["title"] == made.title
    assert found["format"]["tags"]["language"] == "eng"
    assert not [line for line in done.stderr.decode().splitlines() if "duration" not in line]


@every_case
@pytest.mark.needs("mpv")
def test_mpv_lists_every_chapter(tmp_path: Path, titles: list[str]) -> None:
    path, made = track(tmp_path, titles)
    entries = "\n".join(
        f"chapter ${{=chapter-list/{number}/time}} ${{chapter-list/{number}/title}}"
        for number in range(len(titles))
    )
    done = subprocess.run(
        [
            "mpv", "--no-config", "--ao=null", "--vo=null", "--length=0.05",
            f"--term-playing-msg=count ${{chapter-list/count}}\n{entries}", str(path),
        ],
        capture_output=True,
        check=True,
    )  # fmt: skip
    lines = done.stdout.decode().splitlines()
    found = [line.split(" ", 2)[1:] for line in lines if line.startswith("chapter ")]
    assert f"count {len(titles)}" in lines
    starts = [start for start, _ in starts_and_ends(made)]
    assert [(round(float(time) * 1000), title) for time, title in found] == list(
        zip(starts, titles, strict=True)
    )


def test_the_tag_does_not_change_what_is_heard(tmp_path: Path) -> None:
    """libsndfile decodes the same samples with the tag and without it."""
    made = with_chapters(["One", "Two"])
    sound = silent_mp3(made.length)
    head = tag(made, artist="unknot", album="Low back", plan_json=to_json(made))
    bare, rate = soundfile.read(io.BytesIO(sound), dtype="int16")
    tagged, tagged_rate = soundfile.read(io.BytesIO(head + sound), dtype="int16")
    assert (tagged.tobytes(), tagged_rate) == (bare.tobytes(), rate)
    assert len(bare) >= made.length * rate // 1000
