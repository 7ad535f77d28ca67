"""When a programme is over and goes on for whoever likes."""

from __future__ import annotations

from datetime import date, timedelta

from unknot.content.library import Library
from unknot.programme.schedule import Schedule


def test_days_after_the_last_phase_are_optional_and_none_before(library: Library) -> None:
    schedule = Schedule(library.programmes["low-back"], date(2026, 11, 20))
    end = schedule.stretches()[-1].end
    last, first = schedule.on(end - timedelta(days=1)), schedule.on(end)
    assert last
    assert first
    assert (last.optional, first.optional) == (False, True)
    assert first.week == last.week + 1
    assert not any(day.optional for day in schedule.days())
