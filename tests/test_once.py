"""Each track and each round of making clips: one fit, one plan, and no compose too many."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from tests.tracks import bundled, studio
from tests.usual import cases
from unknot.clips.store import Store
from unknot.make import build
from unknot.speech.cast import Cast
from unknot.timeline import compose as composing
from unknot.timeline.fitting.fit import fit
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import place

COUNTED = {f.__code__: f.__name__ for f in (fit, place, resolve)}
COUNTED[composing._Composer.__init__.__code__] = "compose"


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


@cases("engine", ["tone", ""], usual=1)
@cases("target", [4 * 60_000, None], usual=1)
def test_a_build_fits_and_plans_once_a_round(
    tmp_path: Path, target: int | None, engine: str
) -> None:
    """To a target there is a second round where clips last otherwise than estimated, as takes never
    do; without one there is a single. What was estimated is planned before anything is spoken.

    A job is composed once, also when it is asked whose words are in it; and once more for each
    stretch to a target.
    """
    made = replace(studio(engine="tone"), store=Store(tmp_path / "cache"))
    if not engine:
        made = replace(made, cast=Cast(None, tmp_path / "voices"))
    rounds = 2 if target and engine else 1
    for places in (2, 1):
        with counting() as calls:
            asked = Overrides(target=target, detail="cues", returning=True)
            job = resolve(bundled().sessions["starter"], bundled(), asked)
            build(job, made, out=tmp_path, jobs=1)
        assert calls.pop("compose") <= 1 + (rounds if target else 0)
        assert calls == {"resolve": 1, "fit": rounds, "place": places}
