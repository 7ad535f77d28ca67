"""Fitting a session to a length: exact where it can be, honest where it cannot."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import Any

import pytest
from msgspec.structs import replace

from tests.usual import cases
from unknot.content.library import Library
from unknot.content.records.session import Routine, Session
from unknot.content.records.steps import Repeat, SayStep, WaitStep
from unknot.content.yaml.kinds import DURATION
from unknot.errors import ContentError
from unknot.timeline import cues
from unknot.timeline.compose import compose
from unknot.timeline.fitting.fit import fewer_points, fit, more_points, points_of
from unknot.timeline.fitting.stretch import LEAST_WAIT, MOST_WAIT
from unknot.timeline.job import resolve
from unknot.timeline.layout import Measure
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.safety.rule import Passage, passages
from unknot.timeline.timeline import Timeline, line_of

MUSCLES = (
    "erector-spinae", "quadratus-lumborum", "gluteus-maximus", "gluteus-medius",
    "gluteus-minimus", "piriformis", "small-spinal-muscles",
)  # fmt: skip
#: Half a frame: a wait or a hold is rounded to the grid.
ROUNDING = 12


@pytest.fixture(scope="module")
def measure(library: Library) -> Measure:
    return lru_cache(maxsize=None)(estimate(library, 135))


def session(*routines: Routine) -> Session:
    return Session(id="fitted", title="Fitted", summary="", routines=routines)


def some_session(chance: random.Random, library: Library) -> Session:
    """Any muscles, sides, points and holds that the checks allow."""
    routines = []
    for muscle in chance.sample(MUSCLES, chance.randint(1, 4)):
        dose = library.muscles[muscle].dose
        assert dose
        alone = library.muscles[muscle].spot_group is None
        most = dose.points.max if alone else 1
        hold = chance.randint(dose.hold.min, dose.hold.max)
        routines.append(
            Routine(
                muscle=muscle,
                side=chance.choice(("left", "right", "both")),
                points=chance.choice((None, chance.randint(1, most))),
                hold=chance.choice((None, None, hold)),
            )
        )
    return session(*routines)


def possible(error: ContentError) -> tuple[int, int]:
    """The shortest and the longest that a refusal promises, in ms."""
    (problem,) = error.problems
    assert problem.code == "T01"
    shortest, longest = re.findall(r"[\d:]+\d", problem.hint)[:2]
    return DURATION.parse(shortest), DURATION.parse(longest)


@cases(
    "batch",
    [0, *range(5, 10), *(pytest.param(each, marks=pytest.mark.deep) for each in range(1, 5))],
    usual=1,
)
def test_500_random_sessions_and_targets(batch: int, library: Library, measure: Measure) -> None:
    """Either the target to a second, every rule kept and both sides alike, or a refusal whose
    shortest and longest can be had. `plan` holds each against every safety rule."""
    chance = random.Random(batch)
    for _ in range(50):
        asked = some_session(chance, library)
        choices = Overrides(
            target=chance.randint(4 * 60_000, 30 * 60_000),
            pace=chance.choice((None, "slow", "brisk")),
        )
        try:
            made = plan(resolve(asked, library, choices), measure).timeline
        except ContentError as error:
            shortest, longest = possible(error)
            assert choices.target is not None
            assert not shortest - 1000 < choices.target < longest + 1000
            end = chance.choice((shortest, longest))
            made = plan(
                resolve(asked, library, Overrides(target=end, pace=choices.pace)), measure
            ).timeline
            assert abs(made.length - end) <= 1000
        else:
            assert abs(made.length - (choices.target or 0)) <= 1000
        within_the_dose(made, library)
        alike_on_both_sides(made)


def within_the_dose(made: Timeline, library: Library) -> None:
    for passage in passages(made):
        dose = library.muscles[passage.treatment.muscle].dose
        assert dose
        holds = [event.length for event in passage.holds()]
        assert 1 <= len(holds) <= dose.points.max
        assert all(dose.hold.min - ROUNDING <= hold <= dose.hold.max + ROUNDING for hold in holds)


def alike_on_both_sides(made: Timeline) -> None:
    seen: dict[str, list[tuple[str, int]]] = {}
    for passage in passages(made):
        times = searching(passage)
        assert seen.setdefault(passage.treatment.muscle, times) == times


def searching(passage: Passage) -> list[tuple[str, int]]:
    """Waits and holds from the first place on; before it, posture and search decide."""
    lines = [line_of(event) for event in passage.events]
    return [
        (type(event.cue).__name__, event.length)
        for event in passage.events[lines.index("place") :]
        if isinstance(event.cue, cues.Wait | cues.Hold)
    ]


def waits(made: Timeline) -> list[int]:
    return [event.length for event in made.events if isinstance(event.cue, cues.Wait)]


@pytest.mark.parametrize("target", [11, 13, 16, 20])
def test_only_waits_of_techniques_and_holds_move(
    target: int, library: Library, measure: Measure
) -> None:
    """Speech, the opening's and the closing's silences stay; each wait keeps to its range."""
    asked = library.sessions["sore-hip"]
    fitted = plan(resolve(asked, library, Overrides(target=target * 60_000)), measure).timeline
    written = plan(resolve(asked, library), measure).timeline
    if len(waits(fitted)) == len(waits(written)):
        for moved, wait in zip(waits(fitted), waits(written), strict=True):
            assert LEAST_WAIT * wait - 2 * ROUNDING <= moved <= MOST_WAIT * wait + 2 * ROUNDING
    first = passages(written)[0].start
    assert fitted.events[:5] == written.events[:5]
    # But for how long it says that it takes.
    assert abs(passages(fitted)[0].start - first) < 1_000


def test_waits_move_first_then_holds_then_points(library: Library, measure: Measure) -> None:
    """A little longer is longer waits; much longer longer holds; more still another point."""
    asked = session(Routine(muscle="gluteus-maximus", side="right"))
    written = plan(resolve(asked, library), measure).timeline

    def fitted(more_ms: int) -> Timeline:
        return plan(
            resolve(asked, library, Overrides(target=written.length + more_ms)), measure
        ).timeline

    def holds(made: Timeline) -> list[int]:
        return [event.length for event in made.events if isinstance(event.cue, cues.Hold)]

    assert holds(fitted(30_000)) == holds(written) == [30_000]
    (longer,) = holds(fitted(75_000))
    assert 30_000 < longer <= 60_000
    assert len(holds(fitted(150_000))) == 2


def test_points_come_to_those_who_have_fewest_and_go_from_those_who_have_most(
    library: Library,
) -> None:
    """In the session's order when they are equal, both sides alike, within each muscle's cap."""
    asked = session(
        Routine(muscle="gluteus-maximus", side="right"),
        Routine(muscle="gluteus-medius", side="right"),
        Routine(muscle="gluteus-maximus", side="left"),
    )
    added = [points_of(each, library) for each in more_points(asked, library)]
    assert [tuple(points.values()) for points in added] == [(2, 1), (2, 2), (3, 2)]
    *_, most = more_points(asked, library)
    assert [r.points for r in most.routines if isinstance(r, Routine)] == [3, 2, 3]
    dropped = [tuple(points_of(each, library).values()) for each in fewer_points(most, library)]
    assert dropped == [(2, 2), (2, 1), (1, 1)]


def test_muscles_of_one_place_share_their_cap(library: Library) -> None:
    """INV-18: medius and minimus lie at one place, so together they get three points, even if
    a record allowed each of them three."""
    minimus = library.muscles["gluteus-minimus"]
    assert minimus.dose
    dose = replace(minimus.dose, points=replace(minimus.dose.points, max=3))
    library = replace(library, muscles={**library.muscles, minimus.id: replace(minimus, dose=dose)})
    asked = session(
        Routine(muscle="gluteus-minimus", side="left"),
        Routine(muscle="gluteus-medius", side="both"),
    )
    *_, most = more_points(asked, library)
    assert points_of(most, library) == {"gluteus-minimus": 2, "gluteus-medius": 1}


def test_a_refusal_says_what_would_work(library: Library, measure: Measure) -> None:
    with pytest.raises(ContentError) as caught:
        plan(resolve(library.sessions["starter"], library, Overrides(target=60_000)), measure)
    (problem,) = caught.value.problems
    assert str(problem.place) == "--target"
    assert "cannot last 1:00" in problem.message
    assert "shortest possible is" in problem.hint
    assert "longest" in problem.hint


@pytest.mark.parametrize(
    ("name", "asked"),
    [("sweep", {"side": "right"}), ("sore-hip", {"points": 3})],
    ids=["at one point", "at one place"],
)
def test_the_longest_that_is_promised_is_one_that_the_massager_may_run(
    name: str, asked: dict[str, Any], library: Library, measure: Measure
) -> None:
    """INV-14, 17: it runs on while a place is searched with it, and in every hold that is longer.
    What is longer than that is refused as a length, and not as what it would do."""

    def fitted(target: int) -> int:
        job = resolve(library.sessions[name], library, Overrides(target=target, **asked))
        return plan(job, measure).timeline.length

    with pytest.raises(ContentError) as caught:
        fitted(3 * 3_600_000)
    shortest, longest = possible(caught.value)
    for end in (shortest, longest):
        assert abs(fitted(end) - end) <= 1000
    with pytest.raises(ContentError) as caught:
        fitted(longest + 30_000)
    assert possible(caught.value) == (shortest, longest)


def test_lines_that_have_no_room_in_what_is_shorter_are_no_promise(
    library: Library, measure: Measure
) -> None:
    late = WaitStep(wait=60_000, min=10_000, max=90_000, left=(30_000,))
    free = Session(id="free", title="F", summary="", routines=(SayStep(say="Rest."), late))
    with pytest.raises(ContentError) as caught:
        plan(resolve(free, library, Overrides(target=600_000)), measure)
    for end in possible(caught.value):
        assert plan(resolve(free, library, Overrides(target=end)), measure)


def test_all_holds_together_stay_under_the_cap(library: Library, measure: Measure) -> None:
    """INV-17: the longest of the full session is bounded by 15 minutes of vibration."""
    asked = library.sessions["full-low-back"]
    with pytest.raises(ContentError) as caught:
        plan(resolve(asked, library, Overrides(target=5 * 3_600_000)), measure)
    _, longest = possible(caught.value)
    assert (
        plan(resolve(asked, library, Overrides(target=longest)), measure).timeline.hold_ms
        <= 15 * 60_000
    )


def test_an_authors_own_waits_stay_unless_they_say_how_far(
    library: Library, measure: Measure
) -> None:
    """Free steps are somebody's timing: only `min` and `max` let them move, and only so far."""
    steps = (
        SayStep(say="Rest."),
        WaitStep(wait=10_000),
        WaitStep(wait=20_000, min=10_000, max=60_000),
    )
    free = Session(id="free", title="F", summary="", routines=(Repeat(repeat=2, steps=steps),))
    made = plan(resolve(free, library, Overrides(target=90_000)), measure).timeline
    assert abs(made.length - 90_000) <= 1000
    assert [round(wait, -3) for wait in waits(made) if 9_000 < wait < 11_000] == [10_000, 10_000]
    assert len(set(waits(made)[2::2])) == 1
    with pytest.raises(ContentError, match="cannot last 3:00"):
        plan(resolve(free, library, Overrides(target=180_000)), measure)


def test_what_has_one_length_alone_is_refused_with_that(library: Library, measure: Measure) -> None:
    """Not with a shortest that is longer than the longest."""
    steps = SayStep(say="Breathe in slowly."), WaitStep(wait=20_000)
    free = Session(id="free", title="F", summary="", routines=steps)
    with pytest.raises(ContentError) as caught:
        plan(resolve(free, library, Overrides(target=180_000)), measure)
    (problem,) = caught.value.problems
    assert problem.hint == "it always lasts 0:22: a wait with min: or max: may be moved"
    made = plan(resolve(free, library, Overrides(target=22_000)), measure).timeline
    assert abs(made.length - 22_000) <= 1000


def test_it_says_what_it_changed(library: Library, measure: Measure) -> None:
    """A line for the whole, and one for each kind of change; nothing without a target."""
    asked = library.sessions["sore-hip"]
    assert fit(resolve(asked, library), measure).changes == ()
    said = fit(resolve(asked, library, Overrides(target=17 * 60_000)), measure).changes
    assert said[0].startswith("fitted to 17:00; as written it lasts ")
    assert "gluteus-maximus: 2 points a side instead of 1" in said, said
    assert any(line.startswith("waits: 95% longer") for line in said)
    assert any(line.startswith("holds of 45 s last ") for line in said), said
    filled = "another muscle would fill the time better than waiting"
    assert filled in said
    little = fit(resolve(asked, library, Overrides(target=12 * 60_000)), measure).changes
    assert little[1].startswith("waits: "), little
    assert filled not in little


@pytest.mark.parametrize("target", [9, 10, 11, 12])
def test_a_long_target_is_shared_evenly(target: int, library: Library, measure: Measure) -> None:
    """One share of its range for every wait, one for every hold: no silence is odd among its
    neighbours, and each of half a minute is told aloud."""
    asked = session(
        *(Routine(muscle=each, side="right") for each in ("piriformis", "gluteus-medius"))
    )
    fitted = fit(resolve(asked, library, Overrides(target=target * 60_000)), measure)
    points = fitted.job.session
    written = compose(replace(fitted.job, session=replace(points, target=None)))
    shares: dict[type, set[float]] = {cues.Wait: set(), cues.Hold: set()}
    for now, before in zip(fitted.cues, written, strict=True):
        if isinstance(now, cues.Wait | cues.Hold) and isinstance(before, cues.Wait | cues.Hold):
            least, most = before.room or (before.ms, before.ms)
            assert least <= now.ms <= most
            # 90 s: the longest hold of any muscle, that of the piriformis (S81, C1).
            assert most <= (2 * before.ms if isinstance(before, cues.Wait) else 90_000)
            if most > before.ms:
                shares[type(now)].add(round((now.ms - before.ms) / (most - before.ms), 2))
            if isinstance(now, cues.Wait) and now.ms >= 30_000 > before.ms:
                assert now.told is not None
    assert all(len(each) == 1 for each in shares.values()), shares
    assert max(shares[cues.Wait]) >= max(shares[cues.Hold])


def test_a_target_in_the_file_is_the_same_as_on_the_command_line(
    library: Library, measure: Measure
) -> None:
    """So a saved session builds the same bytes."""
    asked = library.sessions["desk-day"]
    choices = Overrides(target=15 * 60_000)
    written = replace(asked, target=15 * 60_000)
    assert (
        plan(resolve(written, library), measure).timeline
        == plan(resolve(asked, library, choices), measure).timeline
    )


def test_a_longer_hold_with_no_room_for_its_words_is_not_chosen(library: Library) -> None:
    """Just over 40 seconds a hold has a fourth line; at 100 words a minute it has no room."""
    routine = Routine(muscle="gluteus-maximus", side="right", points=1, hold=40_000)
    slow = estimate(library, 100)
    asked = Overrides(detail="short", pace="slow", rate=100)
    for target in range(396_000, 412_000, 1_000):
        job = resolve(session(routine), library, replace(asked, target=target))
        assert abs(plan(job, slow).timeline.length - target) <= 1_000
