"""Good tracks to spoil, built once a run."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from benchmarks.mutations import Good

from tests.tracks import bundled, studio
from unknot.content.records.session import Session
from unknot.content.records.steps import ChapterStep, ChimeStep, SayStep, WaitStep
from unknot.make import build
from unknot.timeline.job import resolve
from unknot.track.id3.read import read_tag

SHORT = Session(
    id="short",
    title="Short",
    summary="Half a minute of everything that free steps can have.",
    routines=(
        ChapterStep(chapter="One"),
        SayStep(say="This is the first line that is said."),
        WaitStep(wait=1_500),
        ChimeStep(chime="start"),
        WaitStep(wait=3_000),
        SayStep(say="Halfway through a wait, a second line."),
        WaitStep(wait=2_000),
        ChimeStep(chime="end"),
        ChapterStep(chapter="Two"),
        SayStep(say="Then a chapter begins, with a line of its own."),
        WaitStep(wait=2_500),
        ChimeStep(chime="half"),
        WaitStep(wait=1_500),
        SayStep(say="This is the last line."),
        WaitStep(wait=1_000),
    ),
    sources={},
)


@cache
def good(quality: str = "standard") -> Good:
    """The starter session by the tone engine, with the tag of another session."""
    other = _built(SHORT, quality)
    return Good(_built(bundled().sessions["starter"], quality), (other[: read_tag(other).size],))


@cache
def short() -> Good:
    return Good(_built(SHORT, "compact"))


def _built(session: Session, quality: str) -> bytes:
    made = studio(quality, "tone")
    with tempfile.TemporaryDirectory() as folder:
        return build(resolve(session, bundled()), made, out=Path(folder)).path.read_bytes()


def written(data: bytes, folder: Path) -> Path:
    path = folder / "track.mp3"
    path.write_bytes(data)
    return path
