"""When a technique's step is taken: the state a composer keeps, and what each condition means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import get_args

from msgspec import Struct, field

from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.session import Detail, Side
from unknot.content.records.steps import Condition, Tool
from unknot.timeline.cues import Treatment

#: Holds longer than this get quarter cues too. INV-26 asks for them over 45 s; from 40 s on they
#: also keep every silence in a hold under its 20 s, however fast the voice.
LONG_HOLD_MS = 40_000


class Progress(Struct):
    """How far a session has come, as the listener knows it.

    ``hand`` is the one that held the massager last; ``lying`` says whether any routine is done
    lying down, ``last_side`` whether this is the last side of the routine.
    """

    before: Treatment | None = None
    now: Treatment | None = None
    hold_ms: int = 0
    point: int = 1
    last_side: bool = True
    hand: Side | None = None
    rechecks: int = 0
    treated: set[str] = field(default_factory=set)
    opt_in: tuple[OptIn, ...] = ()
    tools: frozenset[Tool] = frozenset()
    lying: bool = True
    detail: Detail = "full"
    turns: Counter[str] = field(default_factory=Counter)

    def begin(self, treatment: Treatment, hold_ms: int, *, last_side: bool) -> None:
        self.before, self.now, self.hold_ms, self.point = self.now, treatment, hold_ms, 1
        self.last_side = last_side

    def end(self) -> None:
        if self.now:
            self.treated.add(self.now.muscle)
            self.hand = self.now.hand if self.now.by == "massager" else self.hand

    @property
    def first_side(self) -> bool:
        """Nothing of this muscle has been treated yet."""
        return self.now is not None and self.now.muscle not in self.treated

    @property
    def again(self) -> bool:
        """The listener has heard the words for this muscle: another side, or another point."""
        return self.now is not None and (not self.first_side or self.point > 1)

    def holds(self, when: Condition | None) -> bool:
        return when is None or CONDITIONS[when](self)


def _lying(treatment: Treatment | None) -> tuple[str, str | None] | None:
    return (treatment.position, treatment.lie_on) if treatment else None


def _moved(p: Progress) -> bool:
    return p.before is not None and _lying(p.before) != _lying(p.now)


def _swapped(p: Progress) -> bool:
    both = (p.before.lie_on if p.before else None, p.now.lie_on if p.now else None)
    return None not in both and both[0] != both[1]


def _searching(p: Progress) -> bool:
    """What no finger can feel is looked for by moving, once for both sides."""
    return p.point == 1 and (p.first_side or (p.now is not None and p.now.recheck != "move"))


def _changing_hands(p: Progress) -> bool:
    """A helper sees which side is meant."""
    return p.now is not None and p.hand not in (None, p.now.hand) and "helper" not in p.opt_in


def _in(*positions: PositionName) -> Callable[[Progress], bool]:
    return lambda p: p.now is not None and p.now.position in positions


def _opted(opt_in: OptIn) -> Callable[[Progress], bool]:
    return lambda p: opt_in in p.opt_in


def _with(*tools: Tool) -> Callable[[Progress], bool]:
    return lambda p: not p.tools.isdisjoint(tools)


def _with_massager(p: Progress) -> bool:
    """A track that only opens a playlist has no tool of its own; those after it vibrate."""
    return "massager" in p.tools or not p.tools


CONDITIONS: Mapping[Condition, Callable[[Progress], bool]] = {
    "first-side": lambda p: p.first_side,
    "last-side": lambda p: p.last_side,
    "first-point": lambda p: p.point == 1,
    "next-point": lambda p: p.point > 1,
    "searching": _searching,
    "settling": lambda p: p.before is None,
    "turning": _moved,
    "swapping": _swapped,
    "staying": lambda p: p.before is not None and not _moved(p),
    "first-hand": lambda p: p.hand is None,
    "changing-hands": _changing_hands,
    "first-recheck": lambda p: p.rechecks <= 1,
    "later-recheck": lambda p: p.rechecks > 1,
    "long-hold": lambda p: p.hold_ms > LONG_HOLD_MS,
    "lying-flat": lambda p: p.now is None or p.now.position in ("prone", "supine-on"),
    "on-side": _in("side-lying"),
    "sitting": _in("seated"),
    "with-massager": _with_massager,
    "without-massager": lambda p: not _with_massager(p),
    "with-hand": _with("hand"),
    "with-stick": _with("stick"),
    "with-pressure": _with("hand", "stick"),
    "with-pillows": lambda p: p.lying,
    "in-full": lambda p: p.detail == "full" and not p.again,
    "chimes-only": lambda p: p.detail == "cues",
    **{each: _opted(each) for each in get_args(OptIn)},
}
