"""Sessions over days and weeks: sessions/programmes/ID.yaml."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from unknot.content.records.values import Record, SourceMap, doc, file_name
from unknot.content.yaml.kinds import Id

PhaseName = Literal["prepare", "settle-in", "work-through", "keep-going", "maintain"]
#: The order in which every programme takes them.
PHASES: tuple[PhaseName, ...] = get_args(PhaseName)
About = Literal["professional-check", "complete-care", "device", "learning", "re-examination"]
#: Stands in ``days`` where a session could.
REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """Something to do besides the sessions, on the first day of a phase."""

    task: str = doc("What to do, in a sentence or two")
    about: About = doc("What it is about")
    every: int = doc("Again every so many weeks; 0 for once", default=0)
    session: Id | None = doc("A session that goes with it, such as a lesson", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Record):
    """A stretch of weeks with the same days."""

    phase: PhaseName = doc("Which of the five phases")
    title: str = doc("Its name, for print")
    weeks: int = doc("How many weeks it lasts")
    days: tuple[Id, ...] = doc(
        "A session or `rest` for each day of a week that begins on the day of the start; two weeks "
        "take turns",
        default=(),
    )
    until: str = doc("What to look for before going on to the next phase", default="")
    tasks: tuple[Task, ...] = doc("What to do besides", default=())
    remind: tuple[str, ...] = doc("What each reminder says besides the session", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Record):
    """sessions/programmes/ID.yaml: which session on which day, over weeks."""

    id: Id = file_name()
    title: str = doc("Its name, for print and calendars")
    summary: str = doc("A sentence about it")
    phases: tuple[Phase, ...] = doc("The five phases, in order")
    sources: SourceMap = doc("Who says so")

    @property
    def sessions(self) -> tuple[str, ...]:
        """The distinct sessions, in the order of their phases; a phase's tasks come first."""
        every = (
            name
            for phase in self.phases
            for name in (*(task.session for task in phase.tasks), *phase.days)
            if name and name != REST
        )
        return tuple(dict.fromkeys(every))
