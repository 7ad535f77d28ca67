"""Whatever a person chooses together, the track proves itself: bytes, plan and what is heard."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.proof.combinations import CHOICES, Chosen, bilingual, made, pairwise
from tests.tracks import bundled
from tests.usual import cases
from unknot.proof.verify import verify
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import PlaylistPart, line_of

#: Of each kind: a nerve, a hand, no treatment at all.
FEW = ("piriformis-left", "forearm-lesson", "breathing")
ROWS = pairwise((FEW, *CHOICES.values()))
EVERY = pairwise((tuple(sorted(bundled().sessions)), *CHOICES.values()))


def _proves_itself(session: str, chosen: Chosen, folder: Path, returning: bool = False) -> None:
    if session == "breathing" and chosen[0] == "cues":
        chosen = ("short", *chosen[1:])  # it has neither a chime nor a line of safety
    verdict = verify(made(session, chosen, folder, returning))
    assert verdict.findings == (), f"{session} {chosen}"
    assert verdict.timeline
    assert verdict.timeline.language == chosen[-1]
    assert verdict.timeline.detail == chosen[0]


def test_each_pair_of_choices_is_in_some_row() -> None:
    factors = (FEW, *CHOICES.values())
    for one, other in product(range(len(factors)), repeat=2):
        if one < other:
            met = {(row[one], row[other]) for row in ROWS}
            assert met == set(product(factors[one], factors[other]))
    assert len(ROWS) <= 12


@cases("row", ROWS, usual=1, ids="-".join)
def test_a_track_of_each_pair_proves_itself(row: Chosen, tmp_path: Path) -> None:
    """With the short opening where there can be one: what is published has the full one."""
    _proves_itself(row[0], row[1:], tmp_path, returning="built" in row)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("session", FEW)
def test_who_heard_the_opening_before_has_a_short_one_in_any_language(
    session: str, language: str
) -> None:
    """For a returning listener, and in a playlist's later tracks."""
    library = bilingual() if language == "de" else bundled()
    later = PlaylistPart(playlist="p", title="P", number=2, of=2, opening="short")
    for asked in (Overrides(returning=True), Overrides(part=later)):
        job = resolve(library.sessions[session], library, replace(asked, language=language))
        said = {line_of(each) for each in plan(job, estimate(library, job.rate)).timeline.events}
        assert ("closing-short" in said) is (session != "breathing")
        assert "closing" not in said


@pytest.mark.deep
@pytest.mark.parametrize("row", EVERY, ids="-".join)
def test_so_does_each_session_in_each_pair(row: Chosen, tmp_path: Path) -> None:
    _proves_itself(row[0], row[1:], tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("chosen", list(product(*CHOICES.values())), ids="-".join)
def test_so_does_every_combination_of_one(chosen: Chosen, tmp_path: Path) -> None:
    _proves_itself("piriformis-left", chosen, tmp_path)
