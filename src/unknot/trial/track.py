"""A short track in the voice: every clip guarded, then the track decoded and held to its plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from unknot.audio.clips import VOICES, Store
from unknot.audio.mp3 import QUALITIES
from unknot.build import Track, build
from unknot.clipmaker import ClipMaker
from unknot.content import values
from unknot.content.library import Library
from unknot.content.values import Session
from unknot.errors import Error
from unknot.timeline.cues import Say
from unknot.timeline.plan import plan
from unknot.timeline.treatments import Choices
from unknot.trial.contract import Outcome
from unknot.verify.verify import verify
from unknot.voice.cast import Cast
from unknot.voice.engine import Engine

LINES = (
    "Lie on your left side, knees bent, with a pillow between them.",
    "Rest the massager on that middle spot, on soft muscle and away from bone.",
    "Halfway. Breathe out slowly.",
    "Five more seconds.",
    "If your leg tingles or goes numb, lift the massager away.",
    "Gluteus maximus, quadratus lumborum, erector spinae, piriformis.",
)
RATE = 135
#: An estimate may be off by this share of what is spoken, with every voice.
_WITHIN = 0.05
_WAIT_MS = 2_000


def track(make: Callable[[], Engine], voice: str, library: Library) -> Iterator[Outcome]:
    """Build and prove it in a folder of its own, with a cache of its own."""
    with TemporaryDirectory(prefix="unknot-") as name:
        store = Store(Path(name) / "cache")
        start = time.monotonic()
        try:
            with closing(Cast(make(), store.root / VOICES)) as cast:
                maker = ClipMaker(
                    library=library, language="en", store=store, cast=cast, voice=voice,
                    rate=RATE, quality=QUALITIES["standard"],
                )  # fmt: skip
                made = build(session(), maker, choices=Choices(), out=Path(name), jobs=1)
                planned = plan(session(), library, Choices(), maker.measure()).length
        except Error as error:
            said = " ".join(str(error).split()).replace(name, "FOLDER")
            yield _outcome("track is spoken, guarded and built", False, said, start)
            return
        yield _outcome(
            "track is spoken, guarded and built",
            True,
            f"{made.clips} clips, {made.timeline.length / 1000:.1f} s",
            start,
        )
        yield _estimate(made, planned)
        yield from _proof(made, store)


def session() -> Session:
    """LINES, with a chime and silence between them."""
    steps: list[values.Step] = []
    for line in LINES:
        steps += [values.Say(say=line), values.Wait(wait=_WAIT_MS), values.Chime(chime="half")]
    return Session(id="trial", title="Trial", summary="A voice on trial.", routines=tuple(steps))


def _estimate(made: Track, planned: int) -> Outcome:
    spoken = sum(
        event.end - event.start for event, cue in made.timeline.sounding() if isinstance(cue, Say)
    )
    off = (made.timeline.length - planned) / spoken
    return Outcome(
        title=f"estimate is within {_WITHIN:.0%}",
        passed=abs(off) <= _WITHIN,
        reason=f"speech lasts {off:+.1%} of what was planned",
    )


def _proof(made: Track, store: Store) -> Iterator[Outcome]:
    start = time.monotonic()
    verdict = verify(made.path, store=store)
    said = "; ".join(f"{each.code} {each.message}" for each in verdict.findings)
    yield _outcome("every clip is at its planned sample", verdict.good, said, start)
    if verdict.loudness is not None and verdict.peak is not None:
        yield Outcome(
            title="loudness is -16 LUFS, 0.5 LU either way",
            passed=abs(verdict.loudness + 16) <= 0.5,
            reason=f"{verdict.loudness:.2f} LUFS, {verdict.peak:.1f} dBTP",
        )


def _outcome(title: str, passed: bool, reason: str, start: float) -> Outcome:
    return Outcome(title=title, passed=passed, reason=reason, seconds=time.monotonic() - start)
