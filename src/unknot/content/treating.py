"""Treating: which sessions treat somebody, and so begin and end as every such track does.

A session of free steps may be any timed guidance. It treats if it holds, speaks a line that a
technique speaks, or names in its own words a tool or what is done with one. The last is a hint: it
reads words and not meaning.
"""

from __future__ import annotations

import re

from unknot.content.disguise import seen
from unknot.content.library import Library
from unknot.content.records.session import Routine, Session
from unknot.content.records.steps import HoldStep, Repeat, SayStep, Step, WaitStep
from unknot.content.yaml.kinds import NAME

#: Words that only a treatment needs.
_HINTS = re.compile(
    r"\b(?:massag\w*|vibrat\w*|trigger points?|acupressure|percuss\w*|knead\w*"
    r"|long(?:-handled)? sticks?|(?:foam|massage) rollers?|(?:tennis|golf|lacrosse|massage|spiky)"
    r" balls?|tender (?:spots?|points?|lumps?)|sore spots?)\b",
    re.IGNORECASE,
)


def treats(session: Session, library: Library) -> bool:
    """Whether a track of ``session`` begins with the safety opening and ends with the closing."""
    return any(isinstance(item, Routine) or _brings(item, library) for item in session.routines)


def _brings(step: Step, library: Library) -> bool:
    match step:
        case Repeat():
            return any(_brings(each, library) for each in step.steps)
        case HoldStep():
            return True
        case SayStep():
            return _speaks(step.say, library)
        case WaitStep():
            return any(mark.say and _speaks(mark.say, library) for mark in step.inside)
    return False


def _speaks(say: str, library: Library) -> bool:
    """Whether a line's name or words of one's own are those of a treatment."""
    if NAME.fullmatch(say):
        return any(say in script.lines for script in library.scripts.get("en", {}).values())
    return _HINTS.search(seen(say)) is not None
