"""Cue sheets of the bundled sessions, as a reviewer reads them in a change."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT, GoldenFile
from unknot.content.library import Library
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.sheet import cue_sheet


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "sessions").glob("*.yaml")))
def test_cue_sheet(name: str, library: Library, golden: GoldenFile) -> None:
    """A one-word content edit is a one-line difference here."""
    timeline = plan(resolve(library.sessions[name], library), estimate(library, 135)).timeline
    golden.check(f"{name}.cues.txt", cue_sheet(timeline))


def test_the_other_side(library: Library, golden: GoldenFile) -> None:
    """--side left turns a one-sided session over: every side word changes, nothing else does."""
    right, left = (
        plan(
            resolve(library.sessions["sore-hip"], library, Overrides(side=side)), lambda cue: 2_880
        ).timeline
        for side in ("right", "left")
    )
    swapped = cue_sheet(left)
    for word, other in (("left", "\1"), ("right", "left"), ("\1", "right")):
        swapped = swapped.replace(word, other)
    assert swapped == cue_sheet(right)
