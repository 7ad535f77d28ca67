"""Tracks of every detail, quality and chime prove themselves, as built and as published."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tracks import bundled, studio
from unknot.cli.main import main
from unknot.content.records.session import Session
from unknot.content.records.steps import ChimeStep, SayStep, WaitStep
from unknot.make import build
from unknot.proof.verify import verify
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

pytestmark = pytest.mark.deep


@pytest.mark.parametrize("quality", ["standard", "compact"])
@pytest.mark.parametrize("detail", ["full", "short", "cues"])
def test_a_track_of_every_detail_is_good(detail: str, quality: str, tmp_path: Path) -> None:
    job = resolve(bundled().sessions["starter"], bundled(), Overrides(detail=detail))  # type: ignore[arg-type]
    made = build(job, studio(quality, "tone"), out=tmp_path, verify=True)
    assert verify(made.path).findings == ()


@pytest.mark.parametrize("quality", ["standard", "compact"])
def test_every_chime_may_stand_alone(quality: str, tmp_path: Path) -> None:
    """Each ends as its own recipe does; "last-five" rings to 2 ms before its clip's end."""
    steps: list[SayStep | WaitStep | ChimeStep] = [SayStep(say="A line."), WaitStep(wait=1_000)]
    for kind in bundled().chimes:
        steps += [ChimeStep(chime=kind), WaitStep(wait=1_000)]
    session = Session(
        id="chimes", title="Chimes", summary="Every chime.", routines=tuple(steps), sources={}
    )
    made = build(resolve(session, bundled()), studio(quality, "tone"), out=tmp_path)
    assert verify(made.path).findings == ()


def test_a_published_track_proves_itself(tmp_path: Path) -> None:
    command = ["publish", str(tmp_path / "site"), "starter", "breathing", "--engine", "tone"]
    run = CliRunner().invoke(main, [*command, "--base-url", "https://pod.example/show"])
    assert run.exit_code == 0, run.output
    tracks = sorted((tmp_path / "site" / "audio").glob("*.mp3"))
    assert len(tracks) == 2
    for track in tracks:
        verdict = verify(track)
        assert (verdict.findings, verdict.notes) == ((), ())
        assert verdict.timeline
