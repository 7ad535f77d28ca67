"""Limits: each number by itself, just inside and just beyond."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from unknot.content import limits
from unknot.content.checks.muscles import doses_within_limits
from unknot.content.checks.playlists import base_holds_in_range
from unknot.content.checks.rule import Breach
from unknot.content.checks.sessions import base_hold_in_range, holds_in_range, points_of_a_place
from unknot.content.library import Library
from unknot.content.records.muscle import Muscle, Permission
from unknot.content.records.session import Playlist, PlaylistEntry, Session
from unknot.content.speech import abbreviations, claims, long_sentences, pressing
from unknot.errors import ContentError
from unknot.timeline.overrides import Overrides
from unknot.timeline.treatments import hold_ms


def with_dose(muscle: Muscle, least: int, most: int, points: int = 1) -> Muscle:
    assert muscle.dose
    hold = replace(muscle.dose.hold, min=least, max=most)
    allowed = replace(muscle.dose.points, default=1, max=points)
    return replace(muscle, dose=replace(muscle.dose, hold=hold, points=allowed))


@pytest.mark.parametrize(
    ("muscle", "least", "most", "points", "fine"),
    [
        ("gluteus-maximus", 30_000, 60_000, 3, True),
        ("gluteus-maximus", 29_999, 60_000, 3, False),
        ("gluteus-maximus", 30_000, 60_001, 3, False),
        ("gluteus-maximus", 30_000, 60_000, 4, False),
        ("piriformis", 30_000, 90_000, 1, True),
        ("piriformis", 30_000, 90_001, 1, False),
    ],
)
def test_doses_of_a_record(
    library: Library, muscle: str, least: int, most: int, points: int, fine: bool
) -> None:
    record = with_dose(library.muscles[muscle], least, most, points)
    assert (not list(doses_within_limits.check(record, library))) is fine


@pytest.mark.parametrize(
    ("ms", "fine"), [(29_999, False), (30_000, True), (60_000, True), (60_001, False)]
)
def test_base_holds_wherever_they_are_asked_for(library: Library, ms: int, fine: bool) -> None:
    session = replace(library.sessions["starter"], hold=ms)
    assert (not list(base_hold_in_range.check(session, library))) is fine
    entry = PlaylistEntry(places={}, session="starter", hold=ms)
    playlist = Playlist(places={}, id="x", title="X", summary="X", tracks=(entry,))
    assert (not list(base_holds_in_range.check(playlist, library))) is fine
    if fine:
        assert Overrides(hold=ms).hold == ms
        return
    with pytest.raises(ContentError, match="outside 30 to 60 s"):
        Overrides(hold=ms)


@pytest.mark.parametrize(("points", "fine"), [(0, False), (1, True), (3, True), (4, False)])
def test_points_that_are_asked_for(points: int, fine: bool) -> None:
    if fine:
        assert Overrides(points=points).points == points
        return
    with pytest.raises(ContentError, match="1 to 3 a muscle and side"):
        Overrides(points=points)


def test_three_points_at_one_place_and_not_four(library: Library) -> None:
    one = library.sessions["gluteus-medius-left"].routines_only[0]
    other = library.sessions["gluteus-minimus-left"].routines_only[0]
    groups = {library.muscles[each.muscle].spot_group for each in (one, other)}
    assert len(groups) == 1
    assert None not in groups

    def told(points: int) -> list[Breach]:
        routines = (replace(one, points=points), replace(other, points=1))
        session = replace(library.sessions["gluteus-medius-left"], routines=routines)
        return list(points_of_a_place.check(session, library))

    assert told(2) == []
    (found,) = told(3)
    assert found[1].startswith("4 points at one place")
    assert found[1].endswith("3 are allowed")


def test_a_hold_that_nobody_chose_is_thirty_seconds(library: Library) -> None:
    """Also where what was chosen is none: the muscle's own range is judged from it."""
    session: Session = library.sessions["gluteus-maximus-left"]
    (routine,) = session.routines_only
    assert session.hold is routine.hold is None
    assert hold_ms(routine, library.muscles[routine.muscle], session) == 30_000

    def told(least: int, most: int) -> bool:
        muscle = with_dose(library.muscles[routine.muscle], least, most)
        changed = replace(library, muscles={**library.muscles, muscle.id: muscle})
        return bool(list(holds_in_range.check(session, changed)))

    assert not told(30_000, 30_000)
    assert told(30_001, 60_000)
    assert told(29_000, 29_999)


OPEN, ASKED, SHUT = {"default", "ok"}, {"discouraged", "needs-shown", "helper-only"}, {""}


def test_how_far_each_permission_is_open() -> None:
    """What is discouraged is no better and no worse than what needs to be shown: it is another."""
    shut = SHUT | {"forbidden", "none"}
    every = {*get_args(Permission), ""}
    assert every == OPEN | ASKED | shut
    for now, before in product(every, every):
        looser = (
            (now in OPEN and before not in OPEN)
            or (now in ASKED and before in shut)
            or (now in ASKED and before in ASKED and now != before)
        )
        assert limits.is_looser(now, before) is looser, (now, before)


def test_a_long_sentence_is_told_by_its_first_two_words() -> None:
    (found,) = long_sentences("Now rest " + "and rest " * 10)
    assert found.words == "Now rest"
    assert "22 words; 20 are" in found.message


def test_two_capitals_are_an_abbreviation_and_one_is_none() -> None:
    assert [each.words for each in abbreviations("The QL, and I.")] == ["QL"]


def test_a_denial_reaches_four_words_and_no_further() -> None:
    assert list(pressing("Do not in any way ever press.")) == []
    assert len(list(pressing("Do not in any way at all press."))) == 1


@pytest.mark.parametrize(("text", "count"), [("100 % safe", 1), ("99 % safe", 0), ("101% safe", 0)])
def test_a_hundred_percent_is_a_promise(text: str, count: int) -> None:
    assert len(list(claims(text))) == count
