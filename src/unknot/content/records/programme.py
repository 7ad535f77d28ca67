"""Sessions over days and weeks: sessions/programmes/ID.yaml."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from unknot.content.records.values import FileName, Record, SourceMap, doc
from unknot.content.yaml.kinds import Id

PhaseName = Literal["prepare", "settle-in", "work-through", "keep-going", "maintain"]
#: The order in which every programme takes them.
PHASES: tuple[PhaseName, ...] = get_args(PhaseName)
About = Literal["professional-check", "complete-care", "device", "learning", "re-examination"]
#: Stands in ``days`` where a session could.
REST = "rest"


class Task(Record, frozen=True, kw_only=True):
    """Something to do besides the sessions, on the first day of a phase."""

    task: Annotated[str, doc("What to do, in a sentence or two")]
    about: Annotated[About, doc("What it is about")]
    every: Annotated[int, doc("Again every so many weeks; 0 for once")] = 0
    session: Annotated[Id | None, doc("A session that goes with it, such as a lesson")] = None


class Phase(Record, frozen=True, kw_only=True):
    """A stretch of weeks with the same days."""

    phase: Annotated[PhaseName, doc("Which of the five phases")]
    title: Annotated[str, doc("Its name, for print")]
    weeks: Annotated[int, doc("How many weeks it lasts")]
    days: Annotated[
        tuple[Id, ...],
        doc(
            "A session or `rest` for each day of a week that begins on the day of the start; "
            "two weeks take turns"
        ),
    ] = ()
    until: Annotated[str, doc("What to look for before going on to the next phase")] = ""
    tasks: Annotated[tuple[Task, ...], doc("What to do besides")] = ()
    remind: Annotated[tuple[str, ...], doc("What each reminder says besides the session")] = ()


class Programme(Record, frozen=True, kw_only=True):
    """sessions/programmes/ID.yaml: which session on which day, over weeks."""

    id: FileName
    title: Annotated[str, doc("Its name, for print and calendars")]
    summary: Annotated[str, doc("A sentence about it")]
    phases: Annotated[tuple[Phase, ...], doc("The five phases, in order")]
    sources: Annotated[SourceMap, doc("Who says so")]

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
