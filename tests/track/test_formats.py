"""M4A and Opus beside the MP3: the same plan, decoded by ffmpeg and held against it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, here, own_cache, run  # noqa: F401 - fixtures
from unknot.proof.embedded import plan_from
from unknot.proof.verify import verify_copy

pytest.importorskip("av")
TONE = ("--engine", "tone")


def probed(path: Path) -> dict[str, object]:
    command = ["ffprobe", "-v", "error", "-show_format", "-show_chapters", "-show_streams",
               "-of", "json", str(path)]  # fmt: skip
    said = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, object] = json.loads(said.stdout)
    return found


@pytest.mark.parametrize(("form", "codec"), [("m4a", "aac"), ("opus", "opus")])
def test_it_keeps_the_plan_and_has_its_chapters(form: str, codec: str, run: Run) -> None:  # noqa: F811
    made = run("build", "breathing", "--format", form, "--verify", *TONE, "--json")
    assert made.exit_code == 0, made.stderr
    row = json.loads(made.stdout)["tracks"][0]
    mp3, other = Path(row["path"]), Path(row[form])
    verdict = verify_copy(other, mp3)
    assert verdict.good, verdict.findings
    assert other.stat().st_size < mp3.stat().st_size
    found, timeline = probed(other), plan_from(mp3).timeline
    streams, chapters = found["streams"], found["chapters"]
    assert isinstance(streams, list)
    assert isinstance(chapters, list)
    assert streams[0]["codec_name"] == codec
    titles = [event.cue.title for event, _ in timeline.chapters() if hasattr(event.cue, "title")]
    assert [each["tags"]["title"] for each in chapters] == titles
    starts = [round(float(each["start_time"]) * 1000) for each in chapters]
    assert starts == [event.start for event, _ in timeline.chapters()]
    tags = {**found["format"].get("tags", {}), **streams[0].get("tags", {})}  # type: ignore[attr-defined]
    assert {key.lower(): text for key, text in tags.items()}["title"] == timeline.title


def test_sounds_come_when_they_come_in_the_mp3(run: Run) -> None:  # noqa: F811
    """Within a millisecond, behind ffmpeg, of the first sound and the last."""
    import numpy as np

    made = run("build", "breathing", "--format", "m4a", *TONE, "--json")
    row = json.loads(made.stdout)["tracks"][0]

    def ends(path: str) -> tuple[float, float]:
        command = [
            "ffmpeg",
            "-v",
            "error",
            "-i",
            path,
            "-f",
            "s16le",
            "-ac",
            "1",
            "-ar",
            "48000",
            "-",
        ]
        raw = subprocess.run(command, capture_output=True, check=True).stdout
        loud = np.flatnonzero(np.abs(np.frombuffer(raw, "<i2").astype(int)) > 1_500)
        return loud[0] / 48, loud[-1] / 48

    assert ends(row["m4a"]) == pytest.approx(ends(row["path"]), abs=1.0)


def test_what_fails_leaves_no_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    import sys

    monkeypatch.setitem(sys.modules, "av", None)
    made = run("build", "breathing", "--format", "opus", *TONE)
    assert made.exit_code == 1
    assert "pip install 'unknot[m4a]'" in made.stderr
    assert not list(Path("audio/tracks").glob("*opus*"))
