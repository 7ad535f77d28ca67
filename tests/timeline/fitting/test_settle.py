"""A job is fitted by its own clips, whatever else a store happens to hold."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from zlib import crc32

import pytest
from msgspec.structs import replace

from tests.tracks import bundled, studio
from tests.usual import cases
from unknot.clips.maker import Sounding
from unknot.clips.store import Store
from unknot.make import build
from unknot.timeline.fitting.fit import RoundLengths, fit, settle
from unknot.timeline.job import Job, resolve
from unknot.timeline.layout import Measure
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan

TARGETS = [425_000, 462_000, 536_000, 610_000, 684_000, 832_000]


def job(target: int | None) -> Job:
    return resolve(bundled().sessions["starter"], bundled(), Overrides(target=target))


def true_of(guess: Measure) -> Measure:
    """A voice that lasts up to a fifth longer or shorter than was thought, by whole frames."""
    return lambda cue: guess(cue) * (80 + crc32(repr(cue).encode()) % 41) // 100 // 24 * 24


def after_building(job: Job, kept: dict[Sounding, int], true: Measure, guess: Measure) -> Measure:
    """What a build knows in the end that speaks what each round asks for into ``kept``."""
    lengths = RoundLengths(guess, lambda cue: kept.get(cue, guess(cue)))
    while True:
        fitted = fit(job, lengths)
        kept |= {cue: true(cue) for cue in fitted.sounding()}
        if not lengths.ask(fitted.sounding()):
            return lengths


@cases("target", TARGETS, usual=3)
def test_what_others_left_in_a_store_moves_nothing(target: int) -> None:
    guess = estimate(bundled(), 135)
    true, asked = true_of(guess), job(target)
    alone: dict[Sounding, int] = {}
    after = after_building(asked, alone, true, guess)
    built = plan(asked, after).timeline
    assert abs(built.length - target) <= 1_000
    # Whoever only plans, over the same store or over one that holds every line there is.
    for kept in (lambda cue: alone.get(cue, guess(cue)), true):
        assert plan(asked, RoundLengths(guess, kept)).timeline == built
    assert settle(asked, true).cues != fit(asked, guess).cues


def test_without_a_target_nothing_is_fitted_again() -> None:
    guess = estimate(bundled(), 135)
    lengths = RoundLengths(guess, true_of(guess))
    fitted = settle(job(None), lengths)
    assert lengths.asked == set(fitted.sounding())
    assert plan(job(None), lengths).timeline.length != plan(job(None), guess).timeline.length


@pytest.mark.deep
def test_a_track_has_the_same_bytes_whatever_was_built_before(tmp_path: Path) -> None:
    """In 25 of 28 targets it had not: another line of another track was known, and counted."""

    def digest(target: int, store: str) -> str:
        made = replace(studio(engine="tone"), store=Store(tmp_path / store))
        track = build(job(target), made, out=tmp_path / "out", jobs=1)
        return sha256(track.path.read_bytes()).hexdigest()

    first = {target: digest(target, str(target)) for target in TARGETS}
    for target in reversed(TARGETS):
        digest(target, "shared")
    assert {target: digest(target, "shared") for target in TARGETS} == first
