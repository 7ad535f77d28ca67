"""Each way to spoil a track is seen, and seen at its event. benchmarks/mutants.py tries more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from benchmarks.mutants import at_right_event, by_bytes, by_sound
from benchmarks.mutations import (
    MUTATIONS,
    Mutation,
    cut_end,
    exchange_chime,
    longer_hold,
    noise_in_hold,
    quieter,
    remove_chime,
    silence_for_speech,
)

from .good import good, short

pytestmark = pytest.mark.deep

#: What somebody lying there would notice; the last two need a hold, and so a long track.
AUDIBLE = (silence_for_speech, quieter, cut_end, remove_chime, exchange_chime)
IN_A_HOLD = (noise_in_hold, longer_hold)


@pytest.mark.parametrize("quality", ["standard", "compact"])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.__name__)
def test_the_bytes_give_every_mutant_away_at_its_event(mutation: Mutation, quality: str) -> None:
    mutant = mutation(good(quality), random.Random(1))
    findings = by_bytes(mutant.data)
    assert at_right_event(findings, mutant), "\n".join(map(str, findings))


@pytest.mark.parametrize("mutation", [*AUDIBLE, *IN_A_HOLD], ids=lambda each: each.__name__)
def test_the_ear_alone_gives_a_mutant_away_at_its_event(mutation: Mutation, tmp_path: Path) -> None:
    """Decoded, with no digest and no cache: what a fault in the making of a track would need."""
    one = good("compact") if mutation in IN_A_HOLD else short()
    mutant = mutation(one, random.Random(5))
    findings = by_sound(one, mutant, tmp_path / "mutant.mp3")
    assert at_right_event(findings, mutant), "\n".join(map(str, findings))


def test_a_move_is_told_once() -> None:
    """A longer hold moves all that follows; the later events are not told one by one."""
    mutant = longer_hold(good(), random.Random(1))
    assert len(by_bytes(mutant.data)) == 1 + 2  # and the two counts of the Info frame


@pytest.mark.parametrize("quality", ["standard", "compact"])
def test_a_good_track_has_no_finding(quality: str) -> None:
    assert by_bytes(good(quality).data) == ()
