"""Copies that others encoded again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from unknot.proof.embedded import plan_from
from unknot.proof.verify import verify_copy
from unknot.timeline.json import to_json

from .good import short, written

pytestmark = pytest.mark.deep

CODECS = {
    "opus": ("copy.opus", "-c:a", "libopus", "-b:a", "24k"),
    "aac": ("copy.m4a", "-c:a", "aac", "-b:a", "64k"),
    "mp3": ("copy.mp3", "-c:a", "libmp3lame", "-b:a", "64k", "-ar", "44100", "-map_metadata", "-1"),
}


def encoded(track: Path, name: str, *options: str) -> Path:
    to = track.with_name(name)
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(track), "-map", "0:a", *options, str(to)]
    subprocess.run(command, check=True, capture_output=True)
    return to


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("codec", ["opus", "aac", pytest.param("mp3", marks=pytest.mark.deep)])
def test_a_copy_keeps_the_plan(codec: str, tmp_path: Path) -> None:
    """Against the track that it was made from, and against the mere plan."""
    track = written(short().data, tmp_path)
    plan = tmp_path / "plan.json"
    plan.write_text(to_json(plan_from(track).timeline), encoding="utf-8")
    copy = encoded(track, *CODECS[codec])
    for by in (track, plan):
        verdict = verify_copy(copy, by)
        assert verdict.findings == (), by
        assert verdict.clips == len(short().slots)


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize(
    ("filters", "code"),
    [
        pytest.param("atempo=1.02", "V12", id="played faster"),
        pytest.param("adelay=60", "V12", id="late as a whole"),
        pytest.param("volume=0:enable='between(t,{line})'", "V31", id="a line muted"),
        pytest.param("atrim=end=14", "V30", id="cut short"),
    ],
)
def test_a_copy_that_lost_the_plan_is_told(filters: str, code: str, tmp_path: Path) -> None:
    track = written(short().data, tmp_path)
    line = short().slots[2].event
    filters = filters.replace("{line}", f"{line.start / 1000 - 0.02},{line.end / 1000}")
    copy = encoded(track, "copy.opus", "-af", filters, "-c:a", "libopus", "-b:a", "32k")
    assert code in {each.code for each in verify_copy(copy, track).findings}


def test_what_cannot_be_decoded_here_says_what_would_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    track = written(short().data, tmp_path)
    copy = tmp_path / "copy.m4a"
    copy.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(1000))
    (finding,) = verify_copy(copy, track).findings
    assert finding.code == "V01"
    assert "cannot be decoded here" in finding.message
    assert "ffmpeg" in finding.message
