"""What a type checker makes of the public API. mypy reads this file; nobody runs it."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import unknot
from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.proof.verify import Verdict
from unknot.timeline.plan import Plan


def check(workspace: Path) -> None:
    library = unknot.load(workspace)
    assert_type(library, Library)
    session = unknot.compose("piriformis", library=library, side="left")
    assert_type(session, unknot.Session)
    overrides = unknot.Overrides(side="right", hold=30_000, rate=120)
    planned = unknot.plan(session, library, overrides)
    assert_type(planned, Plan)
    assert_type(planned.timeline, unknot.Timeline)
    with unknot.open_studio("tone") as studio:
        assert_type(studio, Studio)
    track = unknot.build("starter", library, out="tracks")
    assert_type(track, unknot.Track)
    assert_type(track.path, Path)
    assert_type(unknot.verify(track.path), Verdict)
    unknot.Overrides(side="middle")  # type: ignore[arg-type]
    unknot.build("starter", library)  # type: ignore[call-arg]
    unknot.nothing  # type: ignore[attr-defined]  # noqa: B018
