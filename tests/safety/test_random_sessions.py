"""Random sessions that keep to the records: no rule refuses one, and all sides agree."""

from __future__ import annotations

from random import Random

import pytest

from tests.safety.test_sides import sides_in
from tests.safety.workspace import EVERY, SIDES
from tests.usual import cases
from unknot.content.checks import check
from unknot.content.library import Library
from unknot.content.limits import MOST_POINTS, permission
from unknot.content.records.base import PositionName
from unknot.content.records.muscle import Muscle
from unknot.content.records.session import Detail, Pace, Routine, Session
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.sheet import LONG_MS, cue_sheet, warnings

MOST_VIBRATION_MS, MOST_AT_A_PLACE_MS = 15 * 60_000, 5 * 60_000
#: The longest hold after a search by the massager, which counts as running on the spot (INV-14).
MOST_AFTER_A_SEARCH_MS = 38_000
DETAILS: tuple[Detail, ...] = ("full", "full", "short", "cues")
PACES: tuple[Pace, ...] = ("slow", "normal", "brisk")


def a_session(random: Random, library: Library) -> Session:
    """Any muscles in any order, each with a side, technique, dose and position it allows."""
    base = random.randrange(30, 61) * 1000
    treatable = [muscle for muscle in library.muscles.values() if not muscle.info_only]
    random.shuffle(treatable)
    routines: list[Routine] = []
    used, places, regions = 0, dict[str, int](), dict[str, int]()
    for muscle in treatable[: random.randint(1, len(treatable))]:
        routine = _routine(random, muscle, base, library)
        assert muscle.dose
        points = routine.points or muscle.dose.points.default
        place = muscle.spot_group or muscle.id
        once = points * (muscle.dose.hold.max + 20_000)
        time = once * (2 if routine.side == "both" else 1)
        if used + time > MOST_VIBRATION_MS or places.get(place, 0) + points > MOST_POINTS:
            continue
        if regions.get(muscle.region, 0) + once > MOST_AT_A_PLACE_MS:
            continue
        regions[muscle.region] = regions.get(muscle.region, 0) + once
        used, places[place] = used + time, places.get(place, 0) + points
        routines.append(routine)
    first = routines or [Routine(muscle="gluteus-maximus", side="left")]
    return Session(
        id="any", title="Any", summary="Any session.", hold=base, pace=random.choice(PACES),
        routines=tuple(first), opt_in=EVERY,
    )  # fmt: skip


def _routine(random: Random, muscle: Muscle, base: int, library: Library) -> Routine:
    assert muscle.dose
    assert muscle.position
    usable = [
        technique
        for technique in library.techniques.values()
        if permission(muscle, technique)[0] not in ("forbidden", "none")
    ]
    technique = random.choice(usable)
    least, most = muscle.dose.hold.min, muscle.dose.hold.max
    hold: int | None = random.randrange(least, most + 1, 500)
    if technique.by != "massager" or (least <= base * muscle.dose.factor <= most and _half(random)):
        hold = None
    if technique.id == "vibration-sweep" and (hold or base) > MOST_AFTER_A_SEARCH_MS:
        hold = least if least < MOST_AFTER_A_SEARCH_MS else None
        technique = technique if hold else library.techniques["vibration"]
        hold = hold or least
    if hold is None and not least <= base * muscle.dose.factor <= most:
        technique, hold = library.techniques["vibration"], least
    ways: list[PositionName | None] = [None, *muscle.position.alternatives]
    return Routine(
        muscle=muscle.id,
        side=random.choice(SIDES),
        technique=technique.id,
        points=random.choice([None, *range(1, muscle.dose.points.max + 1)]),
        hold=hold,
        position=random.choice(ways),
    )


def _half(random: Random) -> bool:
    return random.random() < 0.5


def _try(seeds: range, library: Library) -> None:
    # Slower than this, a hold of 41 s has no room for its cue at three quarters, and says so (L01).
    measures = {rate: estimate(library, rate) for rate in (110, 135, 160, 200)}
    for seed in seeds:
        random = Random(seed)
        session = a_session(random, library)
        assert list(check(session, library)) == [], f"seed {seed}: {session}"
        detail = random.choice(DETAILS)
        measure = measures[random.choice(list(measures))]
        timeline = plan(resolve(session, library, Overrides(detail=detail)), measure).timeline
        assert timeline.hold_ms <= MOST_VIBRATION_MS * 2, seed
        assert sides_in(timeline) == [], f"seed {seed}"


@cases("first", range(0, 200, 40), usual=1)
def test_200_random_sessions_are_refused_by_no_rule(first: int, library: Library) -> None:
    _try(range(first, first + 40), library)


@pytest.mark.deep
def test_2000_more_random_sessions_are_refused_by_no_rule(library: Library) -> None:
    _try(range(200, 2_200), library)


def test_a_long_treatment_is_built_with_a_warning(library: Library) -> None:
    """INV-17: over 35 minutes it is said on the cue sheet; below, nothing is."""
    measure = estimate(library, 135)
    session = library.sessions["full-low-back"]
    usual = plan(resolve(session, library), measure).timeline
    long = plan(resolve(session, library, Overrides(pace="slow", hold=45_000)), measure).timeline
    assert usual.length <= LONG_MS < long.length
    assert warnings(usual) == ()
    assert "INV-17" in warnings(long)[0]
    assert warnings(long)[0] in cue_sheet(long)


def test_the_random_sessions_reach_everything(library: Library) -> None:
    """Else none being refused would say little."""
    sessions = [a_session(Random(seed), library) for seed in range(200)]
    routines = [r for s in sessions for r in s.routines if isinstance(r, Routine)]
    treatable = {m.id for m in library.muscles.values() if not m.info_only}
    assert {r.muscle for r in routines} == treatable
    assert {r.side for r in routines} == set(SIDES)
    assert {r.technique for r in routines} == set(library.techniques)
    assert {r.points for r in routines} >= {None, 1, 2, 3}
    assert {r.position for r in routines} >= {None, "side-lying", "supine-on"}
    assert (
        len({tuple(r.muscle for r in s.routines if isinstance(r, Routine)) for s in sessions}) > 50
    )
