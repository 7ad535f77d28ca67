"""Schedule: a programme and the day it starts on to days. Pure; dates are the person's own.

A day holds one session or none, by the calendar alone. So a day that was missed is past: nothing
moves, and nothing is made up for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import dropwhile

from msgspec import Struct

from unknot.content.library import Library
from unknot.content.records.session import REST, Phase, PhaseName, Programme, Task
from unknot.content.treating import treats


class Day(Struct, frozen=True, kw_only=True):
    """One day: ``week`` counts from 0, the week of preparing; ``session`` is None on a rest day.

    ``tasks`` are what to do besides. ``optional``: after the weeks that the programme names.
    ``returning``: the full opening was heard within the last seven days, on the first day of this
    week of the programme with a session that has one (INF).
    """

    date: date
    week: int
    phase: Phase
    session: str | None
    tasks: tuple[Task, ...]
    optional: bool
    returning: bool


class DatedPhase(Struct, frozen=True, kw_only=True):
    """A phase in time: its first day, and the day after its last."""

    phase: Phase
    week: int
    first: date
    end: date


class Schedule(Struct, frozen=True):
    """A programme that starts on ``start``, with the phase ``begin`` (settle-in after a flare).

    ``plain`` are sessions that treat nothing, and so have no safety opening.
    """

    programme: Programme
    start: date
    begin: PhaseName = "prepare"
    plain: frozenset[str] = frozenset()

    def stretches(self) -> tuple[DatedPhase, ...]:
        """The phases in time. Raises OverflowError when they go beyond the year 9999."""
        found, first = [], self.start
        for phase in dropwhile(lambda each: each.phase != self.begin, self.programme.phases):
            week = (first - self.start).days // 7 + (self.begin != "prepare")
            end = first + timedelta(weeks=phase.weeks)
            found.append(DatedPhase(phase=phase, week=week, first=first, end=end))
            first = end
        return tuple(found)

    def days(self) -> Iterator[Day]:
        """Every day from the start to the end of the last phase."""
        for stretch in self.stretches():
            for number in range((stretch.end - stretch.first).days):
                yield self._day(stretch, number)

    def on(self, day: date) -> Day | None:
        """What is due on ``day``; None before the start. The last phase goes on for ever."""
        if day < self.start:
            return None
        stretches = self.stretches()
        stretch = next((each for each in stretches if day < each.end), stretches[-1])
        return self._day(stretch, (day - stretch.first).days)

    def next_session(self, after: date) -> Day:
        """The first day after ``after`` that has a session; there always is one."""
        day = max(after + timedelta(days=1), self.start)
        while (found := self.on(day)) is None or found.session is None:
            day += timedelta(days=1)
        return found

    def _day(self, stretch: DatedPhase, number: int) -> Day:
        """The ``number``-th day of a phase, from 0."""
        phase, week = stretch.phase, number // 7
        what = phase.days[number % len(phase.days)] if phase.days else REST
        return Day(
            date=stretch.first + timedelta(days=number),
            week=stretch.week + week,
            phase=phase,
            session=None if what == REST else what,
            tasks=tuple(each for each in phase.tasks if number % 7 == 0 and _due(each, week)),
            optional=week >= phase.weeks,
            returning=self._opens(what) and any(map(self._opens, _before(phase, number))),
        )

    def _opens(self, what: str) -> bool:
        """Whether a day of ``what`` has a safety opening."""
        return what != REST and what not in self.plain


def scheduled(
    programme: Programme, library: Library, start: date, begin: PhaseName = "prepare"
) -> Schedule:
    """The schedule of a programme of ``library``, which knows what its sessions are."""
    plain = (each for each in programme.sessions if not treats(library.sessions[each], library))
    return Schedule(programme, start, begin, frozenset(plain))


def _before(phase: Phase, number: int) -> list[str]:
    """What the days before the ``number``-th one have, of the week that it is in."""
    week = number - number % 7
    return [phase.days[each % len(phase.days)] for each in range(week, number)]


def _due(task: Task, week: int) -> bool:
    return week % task.every == 0 if task.every else week == 0
