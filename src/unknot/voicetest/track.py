"""A short track in the voice: every clip guarded, then the track decoded and held to its plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from unknot.audio.mp3 import QUALITIES
from unknot.clips.maker import ClipMaker, Studio
from unknot.clips.store import VOICES, Store
from unknot.content.library import Library
from unknot.content.load import read_one
from unknot.content.records.session import Session
from unknot.counted import counted
from unknot.engines.engine import Engine
from unknot.errors import Error
from unknot.files import temporary
from unknot.make import Track, build
from unknot.proof.verify import verify
from unknot.speech.cast import Cast
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import plan
from unknot.voicetest.contract import Outcome
from unknot.web import one_line

#: Lines as a track has them, with a chime and silence between them.
_TRIAL = Path(__file__).with_name("trial.yaml")
#: The estimate that `show` prints may be off by this share of the track.
_WITHIN = 0.05
#: How far around its place a clip is looked for, in ms, and how alike it is when it was found: what
#: encoding changes is less.
_REACH_MS, _FOUND = 30, 0.95


def try_track(make: Callable[[], Engine], voice: str, library: Library) -> Iterator[Outcome]:
    """Build and prove it in a folder of its own, with a cache of its own."""
    with temporary() as name:
        store = Store(name / "cache")
        start = time.monotonic()
        try:
            with closing(Cast(make(), store.root / VOICES)) as cast:
                studio = Studio(store=store, cast=cast, quality=QUALITIES["standard"])
                trial = read_one(_TRIAL, _TRIAL.name, Session)
                job = resolve(trial, library, Overrides(voice=voice))
                maker = studio.maker(job)
                made = build(job, studio, out=name, jobs=1)
                planned = plan(job, maker.estimate()).timeline.length
                masters = _masters(made, maker)
        except Error as error:
            said = one_line(str(error).replace(str(name), "FOLDER"), 500)
            yield _outcome("track is spoken, guarded and built", False, said, start)
            return
        said = f"{counted(made.clips, 'clip')}, {made.timeline.length / 1000:.1f} s"
        yield _outcome("track is spoken, guarded and built", True, said, start)
        yield _estimate(made, planned)
        yield _placed(made, masters)
        yield from _proof(made, store)


def _estimate(made: Track, planned: int) -> Outcome:
    off = made.timeline.length / planned - 1
    return Outcome(
        title=f"its estimate is within {_WITHIN:.0%}",
        passed=abs(off) <= _WITHIN,
        reason=f"planned {planned / 1000:.1f} s, built {off:+.1%}",
    )


def _masters(made: Track, maker: ClipMaker) -> list[tuple[int, memoryview | None]]:
    """Where each spoken clip was planned to be, in ms, and its sound before it was encoded."""
    said = [(event.start, cue) for event, cue in made.timeline.sounding() if isinstance(cue, Say)]
    keys = maker.keys(cue for _, cue in said)
    return [(start, maker.store.master(keys[cue])) for start, cue in said]


def _placed(made: Track, masters: Sequence[tuple[int, memoryview | None]]) -> Outcome:
    """Decode the track and find every clip in it by matched filter."""
    import numpy as np

    from unknot.proof.decode import decoded
    from unknot.proof.match import best_match

    start, wrong = time.monotonic(), []
    with decoded(made.path) as heard:
        reach = heard.at(_REACH_MS)
        for at_ms, master in masters:
            if master is None:
                wrong.append(f"the clip at {at_ms} ms is not in the cache")
                continue
            sound, at = np.asarray(master) / 32768, heard.at(at_ms)
            alike, place = best_match(heard.piece(at - reach, at + len(sound) + reach), sound)
            if alike < _FOUND or place != reach:
                wrong.append(f"at {at_ms} ms: {place - reach} samples off, {alike:.2f} alike")
    reason = "; ".join(wrong) or f"{counted(len(masters), 'clip')}, 0 samples off"
    return _outcome("every clip is at its planned sample", not wrong, reason, start)


def _proof(made: Track, store: Store) -> Iterator[Outcome]:
    from unknot.audio.level import TARGET_LUFS
    from unknot.proof.listen import LOUDNESS_LU

    start = time.monotonic()
    verdict = verify(made.path, store=store)
    said = "; ".join(f"{each.code} {each.message}" for each in verdict.findings)
    yield _outcome("unknot verify finds nothing", verdict.good, said, start)
    if verdict.loudness is not None and verdict.peak is not None:
        yield Outcome(
            title=f"loudness is {TARGET_LUFS:g} LUFS, {LOUDNESS_LU} LU either way",
            passed=abs(verdict.loudness - TARGET_LUFS) <= LOUDNESS_LU,
            reason=f"{verdict.loudness:.2f} LUFS, {verdict.peak:.1f} dBTP",
        )


def _outcome(title: str, passed: bool, reason: str, start: float) -> Outcome:
    return Outcome(title=title, passed=passed, reason=reason, seconds=time.monotonic() - start)
