"""The facts about a track's clips that travel in it: kept whole, and no nonsense believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from unknot.audio.mp3 import QUALITIES
from unknot.content.records.script import ChimeRecipe, Note
from unknot.errors import AudioError
from unknot.track.facts import ClipFacts, TrackFacts, from_json, to_json

ONE = ClipFacts(key="a" * 64, digest="b" * 32)
OTHER = ClipFacts(key="c" * 64, digest="d" * 32)
BELL = ChimeRecipe(
    id="end", title="end", sources=(),
    notes=(Note(at=0, hz=20, length=1, level=-3.0, overtones=(1.0, 0.5)),
           Note(at=10_000, hz=20_000, length=10_000, level=0.0, overtones=())),
)  # fmt: skip
FACTS = TrackFacts(
    quality=QUALITIES["standard"], plan="e" * 32, clips=(ONE, OTHER, ONE), chimes={"end": BELL},
    body=("f" * 32,),
)  # fmt: skip


def test_what_is_written_is_read_again() -> None:
    assert from_json(to_json(FACTS), "a track") == FACTS


Edit = Callable[[dict[str, Any]], object]


def _note(place: int, value: object) -> Edit:
    return lambda facts: facts["chimes"]["end"][0].__setitem__(place, value)


@pytest.mark.parametrize(
    "edit",
    [
        lambda facts: facts.update(plan="e" * 31),
        lambda facts: facts.update(plan="-" * 32),
        lambda facts: facts.update(plan=5),
        lambda facts: facts["clips"][0].__setitem__(0, "a" * 63),
        lambda facts: facts.update(order=[2]),
        lambda facts: facts.update(order=[-1]),
        lambda facts: facts.update(order=[True]),
        lambda facts: facts.update(quality="best"),
        lambda facts: facts["chimes"].update(end=[]),
        _note(0, -1), _note(0, 10_001), _note(0, 1.5), _note(1, 19), _note(1, 20_001),
        _note(2, 0), _note(2, 10_001), _note(3, "-6"), _note(3, float("nan")), _note(4, [None]),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_the_files_name(edit: Edit) -> None:
    facts = json.loads(to_json(FACTS))
    edit(facts)
    with pytest.raises(
        AudioError, match=r"a track: holds facts about its clips that make no sense"
    ):
        from_json(json.dumps(facts), "a track")


def test_facts_of_another_version_are_told_as_such() -> None:
    facts = json.loads(to_json(FACTS)) | {"schema": "unknot-facts-9"}
    with pytest.raises(AudioError, match="holds 'unknot-facts-9', this version of unknot reads"):
        from_json(json.dumps(facts), "a track")
