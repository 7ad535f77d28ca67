"""What is told of a small track that was spoiled in every way, by its bytes and as a copy.

No line of it takes long: the track lasts half a minute, and nothing but its copies is decoded.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from benchmarks.mutants import at_right_event, by_bytes, by_sound
from benchmarks.mutations import (
    MUTATIONS,
    Mutation,
    Unfit,
    cut_end,
    exchange_chime,
    wrong_plan,
)

from tests.conftest import GoldenFile
from tests.proof.good import short, written
from unknot.proof.verify import verify_copy
from unknot.timeline.json import to_json


def spoiled() -> Iterator[str]:
    """A heading for each mutant, and what is told of it; bytes are not counted, for the tag before
    them may grow."""
    for mutation in MUTATIONS:
        if mutation is wrong_plan:  # which needs another track
            continue
        for seed in range(5):
            try:
                mutant = mutation(short(), random.Random(seed))
            except Unfit:
                yield f"{mutation.__name__} {seed}: not here"
                continue
            yield f"{mutation.__name__} {seed}"
            for each in by_bytes(mutant.data):
                told = re.sub(r"at byte \d+|from byte \d+ on", "at a byte", str(each))
                yield f"  {re.sub(r'header .[0-9a-f ]+.', 'header', told)}"


#: Samples of a compact track.
MILLISECOND = 24


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a decoder makes of the track; it begins where the plan does."""
    path = written(short().data, tmp_path_factory.mktemp("sound"))
    samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    assert rate == 1_000 * MILLISECOND
    return samples[:, 0]


def late(sound: Any, ms: int, slot: int = 0) -> Any:
    """Everything, or all from a slot's sound on, moved by so many ms."""
    at = (short().slots[slot].event.start - 30) * MILLISECOND if slot else 0
    if ms < 0:
        return np.concatenate([sound[: at + ms * MILLISECOND], sound[at:]])
    return np.concatenate([sound[:at], np.zeros(ms * MILLISECOND, np.int16), sound[at:]])


def without(sound: Any, slot: int, share: float = 0.0) -> Any:
    """A slot's sound muted, but for its first ``share``."""
    spoiled, each = sound.copy(), short().slots[slot].event
    start = each.start - 25 + (each.length - 75) * share
    spoiled[round(start * MILLISECOND) : each.end * MILLISECOND] = 0
    return spoiled


def noisy(sound: Any, level: float) -> Any:
    """With a hum of so many dB in the silence after the second sound."""
    spoiled = sound.copy()
    first, second = short().slots[1].event, short().slots[2].event
    at = slice((first.end + 500) * MILLISECOND, (second.start - 500) * MILLISECOND)
    wave = np.sin(np.arange(spoiled[at].size) * 0.05) * 32_768 * 10 ** (level / 20)
    spoiled[at] = wave.astype(np.int16)
    return spoiled


SECOND_LINE = 'say "Halfway through a wait, a second line."'


@pytest.mark.parametrize(
    ("change", "by", "told", "words"),
    [
        (lambda s: late(s // 2, 15), "plan", [], ""),
        (lambda s: late(s, 15)[: -30 * MILLISECOND], "plan", [], ""),
        (
            lambda s: late(s, 45), "track", ["V12 track"],
            "everything is heard [+]4[4-6] ms from its plan",
        ),
        (
            lambda s: late(s, -40, 3), "track",
            ["V12 chime end", "V30 track"], "is heard -(39|40|41) ms from its plan",
        ),
        (lambda s: without(s, 2), "plan", [f"V31 {SECOND_LINE}"], "silence where its sound"),
        (lambda s: without(s, 2, 0.6), "plan", [f"V32 {SECOND_LINE}"], "its end is missing"),
        (lambda s: noisy(s, -45.0), "plan", ["V35 wait"], "of sound .-4[4-6] dBFS. where"),
        (lambda s: noisy(s, -55.0), "plan", [], ""),
        (
            lambda s: s[: 14_000 * MILLISECOND], "plan",
            ["V32 chime end", "V30 track"], "1201[67] ms shorter than its plan",
        ),
        (lambda s: np.pad(s, (0, 250 * MILLISECOND)), "plan", ["V30 track"], "2[45]. ms longer"),
    ],
    ids=["quiet and 15 ms late", "15 ms late and short", "45 ms late", "early from there on",
         "a line muted", "the end of a line muted", "a hum", "what a codec leaves",
         "cut short", "a quarter of a second too long"],
)  # fmt: skip
def test_what_is_told_of_a_copy(
    change: Callable[[Any], Any], by: str, told: list[str], words: str, sound: Any, tmp_path: Path
) -> None:
    """Against the track that it was made from, or against the mere plan."""
    copy, plan = tmp_path / "copy.wav", tmp_path / "plan.json"
    soundfile.write(copy, change(sound), 1_000 * MILLISECOND, subtype="PCM_16")
    if by == "track":
        plan = written(short().data, tmp_path)
    else:
        plan.write_text(to_json(short().timeline), encoding="utf-8")
    verdict = verify_copy(copy, plan)
    assert [f"{each.code} {each.event}" for each in verdict.findings] == told
    assert any(re.search(words, each.message) for each in verdict.findings) or not words
    assert verdict.clips == 7
    loudness = -22.1 if change(sound).max() < 0.6 * sound.max() else -16.1
    assert verdict.loudness == pytest.approx(loudness, abs=0.3)
    assert verdict.peak == pytest.approx(loudness + 7.9, abs=0.4)


@pytest.mark.parametrize("mutation", [cut_end, exchange_chime], ids=lambda e: e.__name__)
def test_the_ear_alone_tells_where_it_was(mutation: Mutation, tmp_path: Path) -> None:
    mutant = mutation(short(), random.Random(5))
    findings = by_sound(short(), mutant, tmp_path / "mutant.mp3")
    assert at_right_event(findings, mutant), findings


def test_what_is_told_of_each_spoiled_track(golden: GoldenFile) -> None:
    golden.check("spoiled.findings.txt", "\n".join(spoiled()) + "\n")
