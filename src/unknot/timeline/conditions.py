"""When a technique's step is taken: the state a composer keeps, and what each condition means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from unknot.content.records.values import Condition, Detail, OptIn, Tool
from unknot.timeline.cues import Treatment

#: Holds longer than this get quarter cues too. INV-26 asks for them over 45 s; from 40 s on they
#: also keep every silence in a hold under its 20 s, however fast the voice.
LONG_HOLD_MS = 40_000


@dataclass(slots=True)
class Progress:
    """How far a session has come, as the listener knows it."""

    before: Treatment | None = None
    now: Treatment | None = None
    hold_ms: int = 0
    point: int = 1
    massager_on: bool = False
    was_on: bool = False
    rechecks: int = 0
    treated: set[str] = field(default_factory=set)
    opt_in: tuple[OptIn, ...] = ()
    tools: frozenset[Tool] = frozenset()
    detail: Detail = "full"
    turns: Counter[str] = field(default_factory=Counter)

    def begin(self, treatment: Treatment, hold_ms: int) -> None:
        self.before, self.now, self.hold_ms, self.point = self.now, treatment, hold_ms, 1
        self.was_on = self.massager_on
        if _lying(self.before) != _lying(self.now) or treatment.by != "massager":
            self.massager_on = False

    def end(self) -> None:
        if self.now:
            self.treated.add(self.now.muscle)

    def holds(self, when: Condition | None) -> bool:
        return when is None or CONDITIONS[when](self)


def _lying(treatment: Treatment | None) -> tuple[str, str | None] | None:
    return (treatment.position, treatment.lie_on) if treatment else None


def _moved(p: Progress) -> bool:
    return p.before is not None and _lying(p.before) != _lying(p.now)


def _swapped(p: Progress) -> bool:
    both = (p.before.lie_on if p.before else None, p.now.lie_on if p.now else None)
    return None not in both and both[0] != both[1]


def _opted(opt_in: OptIn) -> Callable[[Progress], bool]:
    return lambda p: opt_in in p.opt_in


def _with(tool: Tool) -> Callable[[Progress], bool]:
    return lambda p: tool in p.tools


def _with_massager(p: Progress) -> bool:
    """A track that only opens a playlist has no tool of its own; those after it vibrate."""
    return "massager" in p.tools or not p.tools


CONDITIONS: Mapping[Condition, Callable[[Progress], bool]] = {
    "first-side": lambda p: p.now is not None and p.now.muscle not in p.treated,
    "first-point": lambda p: p.point == 1,
    "next-point": lambda p: p.point > 1,
    "settling": lambda p: p.before is None,
    "turning": _moved,
    "swapping": _swapped,
    "staying": lambda p: p.before is not None and not _moved(p),
    "massager-off": lambda p: not p.massager_on,
    "switching-off": lambda p: p.before is not None and p.was_on and not p.massager_on,
    "first-recheck": lambda p: p.rechecks <= 1,
    "long-hold": lambda p: p.hold_ms > LONG_HOLD_MS,
    "lying": lambda p: p.now is None or p.now.position != "seated",
    "sitting": lambda p: p.now is not None and p.now.position == "seated",
    "with-massager": _with_massager,
    "without-massager": lambda p: not _with_massager(p),
    "with-hand": _with("hand"),
    "with-stick": _with("stick"),
    "chimes-only": lambda p: p.detail == "cues",
    "experienced": _opted("experienced"),
    "shown-by-professional": _opted("shown-by-professional"),
    "helper": _opted("helper"),
    "discouraged": _opted("discouraged"),
    "body-weight": _opted("body-weight"),
    "calf": _opted("calf"),
}
