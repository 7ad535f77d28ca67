"""Each track and each round of making clips: one fit, one plan, and no compose too many."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tracks import bundled, studio
from unknot.clips.store import Store
from unknot.make import build
from unknot.timeline.compose import compose
from unknot.timeline.fitting.fit import fit
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import place

COUNTED = {f.__code__: f.__name__ for f in (compose, fit, place, resolve)}


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """How often each of them is called, whoever calls it."""
    calls = Counter[str]()

    def watch(frame: object, event: str, _: object) -> None:
        name = COUNTED.get(getattr(frame, "f_code", None))  # type: ignore[arg-type]
        if event == "call" and name:
            calls[name] += 1

    sys.setprofile(watch)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        (Overrides(), 1),
        (Overrides(target=13 * 60_000), 2),  # as written, to know its span; then as it is stretched
    ],
)
def test_a_build_fits_and_plans_once_a_round(tmp_path: Path, asked: Overrides, most: int) -> None:
    """Cold there are two rounds, by the estimate and by the clips; warm there is one."""
    made = replace(studio(engine="tone"), store=Store(tmp_path / "cache"))
    job = resolve(bundled().sessions["desk-day"], bundled(), asked)
    for rounds in (2, 1):
        with counting() as calls:
            build(job, made, out=tmp_path, jobs=1)
        assert calls == {"fit": rounds, "place": rounds, "compose": rounds * most}
