"""Which session on which day: by the calendar alone, from any day on, and without an end."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import Library
from unknot.content.records.session import PHASES, Phase, Programme, Task
from unknot.programme.schedule import Schedule, scheduled
from unknot.timeline.job import resolve

STARTS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
START = date(2026, 11, 20)
LOW = ["a", "rest", "a", "b", "rest", "b", "rest"]


def programme(**days: list[str]) -> Programme:
    """A short one: a week of preparing, then two of each phase."""
    phases = tuple(
        Phase(
            phase=name,
            title=name,
            weeks=1 if name == "prepare" else 2,
            days=() if name == "prepare" else tuple(days.get(name.replace("-", "_"), LOW)),
            tasks=(Task(task="Look.", about="re-examination", every=int(name == "maintain")),),
        )
        for name in PHASES
    )
    return Programme(id="x", title="X", summary="", phases=phases, sources={})


@given(start=STARTS)
def test_every_day_comes_once_from_any_day_on(start: date) -> None:
    """Also over leap days and the days on which clocks change: a date has no hours."""
    days = list(Schedule(programme(), start).days())
    assert [day.date for day in days] == [start + timedelta(days=n) for n in range(9 * 7)]
    assert Counter(day.phase.phase for day in days) == {
        name: 7 if name == "prepare" else 14 for name in PHASES
    }


@given(start=STARTS, after=st.integers(0, 3_000))
def test_asking_for_one_day_gives_what_the_calendar_gives(start: date, after: int) -> None:
    schedule = Schedule(programme(), start)
    days = list(schedule.days())
    found = schedule.on(start + timedelta(days=after))
    assert found is not None
    if after < len(days):
        assert found == days[after]
    else:
        assert found.phase.phase == "maintain"
        assert found.optional


@given(start=STARTS, asked=st.integers(0, 400))
def test_a_missed_day_moves_nothing_and_doubles_nothing(start: date, asked: int) -> None:
    """The next session is where it was, on another day, whatever happened before."""
    schedule = Schedule(programme(), start)
    today = start + timedelta(days=asked)
    following = schedule.next_session(today)
    assert following.date > today
    assert following == schedule.on(following.date)
    between = (following.date - today).days
    assert all(
        (found := schedule.on(today + timedelta(days=n))) and found.session is None
        for n in range(1, between)
    )


def test_before_the_start_nothing_is_due() -> None:
    start = date(2026, 11, 20)
    schedule = Schedule(programme(), start)
    assert schedule.on(start - timedelta(days=1)) is None
    first = schedule.next_session(start - timedelta(days=100))
    assert (first.date, first.session) == (start + timedelta(days=7), "a")


def test_weeks_begin_on_the_day_of_the_start() -> None:
    """Started on a Friday, the rest day in the second place is a Saturday."""
    days = list(Schedule(programme(), date(2026, 11, 20)).days())
    settling = [day for day in days if day.phase.phase == "settle-in"]
    assert [day.date.strftime("%a") for day in settling[:2]] == ["Fri", "Sat"]
    assert [day.session for day in settling[:7]] == ["a", None, "a", "b", None, "b", None]


def test_two_weeks_of_days_take_turns() -> None:
    two = [*["a"] * 7, *["b"] * 7]
    days = list(Schedule(programme(settle_in=two), date(2026, 11, 20)).days())
    assert [day.session for day in days if day.phase.phase == "settle-in"] == two


def test_all_but_the_first_session_of_a_week_are_for_who_returns() -> None:
    """Also where weeks differ: the full opening is heard on the first day that has any session."""
    two = ["rest", "a", "a", "rest", "a", "rest", "rest", *["rest"] * 4, "b", "b", "rest"]
    days = list(Schedule(programme(settle_in=two, work_through=two[7:]), START).days())
    returning = [n for n, day in enumerate(days[7:35]) if day.returning]
    assert returning == [2, 4, 12, 14 + 5, 21 + 5]
    full = [n for n, day in enumerate(days[7:35]) if day.session and not day.returning]
    assert full == [1, 11, 14 + 4, 21 + 4]


def test_no_session_returns_to_an_opening_that_the_week_did_not_have(library: Library) -> None:
    """A session that treats nothing has none, whether it comes first or later."""
    week = ["breathing", "desk-day", "breathing", "desk-day", "rest", "sore-hip", "breathing"]
    made = programme(**dict.fromkeys(("settle_in", "work_through", "keep_going", "maintain"), week))
    days = list(scheduled(made, library, START, "settle-in").days())
    assert [day.returning for day in days[:7]] == [False, False, False, True, False, True, False]
    assert days[1].session == "desk-day"
    only = programme(**dict.fromkeys(("settle_in", "work_through"), ["breathing"] * 7),
                     keep_going=week, maintain=week)  # fmt: skip
    days = list(scheduled(only, library, START, "settle-in").days())
    assert not any(day.returning for day in days[:28])


def test_tasks_stand_on_the_first_day_and_come_again() -> None:
    schedule = Schedule(programme(), date(2026, 11, 20))
    told = Counter(day.phase.phase for day in schedule.days() if day.tasks)
    assert told == {
        "prepare": 1, "settle-in": 1, "work-through": 1, "keep-going": 1, "maintain": 2,
    }  # fmt: skip


def test_after_a_flare_it_begins_with_settling_in() -> None:
    schedule = Schedule(programme(), date(2026, 11, 20), "settle-in")
    first = next(schedule.days())
    assert (first.phase.phase, first.week, first.session) == ("settle-in", 1, "a")


class TestLowBack:
    """The bundled programme, against section 6 of the guidance it cites."""

    @pytest.fixture
    def low_back(self, library: Library) -> Programme:
        return library.programmes["low-back"]

    def test_it_takes_a_year_in_five_phases(self, low_back: Programme) -> None:
        assert [(each.phase, each.weeks) for each in low_back.phases] == [
            ("prepare", 1), ("settle-in", 2), ("work-through", 6), ("keep-going", 20),
            ("maintain", 23),
        ]  # fmt: skip

    def test_how_many_days_a_week(self, low_back: Programme) -> None:
        """Daily, daily, daily to five days, two days."""
        use = [7 - each.days.count("rest") for each in low_back.phases if each.days]
        assert use == [7, 7, 5, 2]

    def test_settling_in_treats_two_to_four_muscles_for_thirty_seconds_at_one_point(
        self, low_back: Programme, library: Library
    ) -> None:
        from unknot.timeline.cues import Hold
        from unknot.timeline.plan import estimate, plan
        from unknot.timeline.safety.rule import passages

        for name in set(low_back.phases[1].days) - {"rest"}:
            session = library.sessions[name]
            timeline = plan(resolve(session, library), estimate(library, 135)).timeline
            treated = [passage.treatment for passage in passages(timeline)]
            assert 2 <= len({each.muscle for each in treated}) <= 4
            assert {each.points for each in treated} == {1}
            holds = [event.length for event in timeline.events if isinstance(event.cue, Hold)]
            assert all(abs(each - 30_000) <= 12 for each in holds)

    def test_later_every_muscle_is_met_at_least_twice_a_week(
        self, low_back: Programme, library: Library
    ) -> None:
        from unknot.content.records.session import Routine

        def met(days: tuple[str, ...]) -> Counter[tuple[str, str]]:
            found: Counter[tuple[str, str]] = Counter()
            for day in days:
                for item in library.sessions[day].routines if day != "rest" else ():
                    if isinstance(item, Routine):
                        sides = ("left", "right") if item.side == "both" else (item.side,)
                        found.update((item.muscle, side) for side in sides)
            return found

        everything = set(met(("full-low-back",)))
        for phase in low_back.phases[2:]:
            assert set(met(phase.days)) >= everything
            assert min(met(phase.days).values()) >= 2

    def test_every_reminder_belongs_to_the_whole_of_the_care(self, low_back: Programme) -> None:
        """X22, X23, X40: staying active, exercise, and breaks from sitting."""
        for phase in low_back.phases[1:]:
            said = " ".join(phase.remind).lower()
            assert "active" in said or "exercise" in said
            assert "stand up often" in said or "sitting" in said
