"""Span: how short and how long one session can be, and how to move it to a length between."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Play, Say, Wait
from unknot.timeline.fitting.stretch import AS_WRITTEN, Part, Stretching, between
from unknot.timeline.grid import nearest
from unknot.timeline.layout import Measure
from unknot.timeline.safety.dose import MOST_VIBRATION

#: How close a fitted track comes to its target.
TOLERANCE_MS = 1_000
_HALVINGS = 20
#: What switching on and off adds to a hold, at the slowest.
_SWITCHING_MS = 10_000


class Span(Struct, frozen=True):
    """What lengths one choice of points can have: each moving part's least, written and most."""

    fixed: int
    waits: tuple[Part, ...]
    holds: tuple[Part, ...]

    @property
    def shortest(self) -> int:
        return self.length(Stretching(waits=-1, holds=-1))

    @property
    def longest(self) -> int:
        return self.length(Stretching(waits=1, holds=self.most_hold))

    @property
    def written(self) -> int:
        return self.length(AS_WRITTEN)

    @property
    def shortest_holds(self) -> int:
        """With what switching takes."""
        return _total(self.holds, -1) + _SWITCHING_MS * len(self.holds)

    @property
    def most_hold(self) -> float:
        """As far as holds may go before all of them together are over the session's cap."""
        most = MOST_VIBRATION - _SWITCHING_MS * len(self.holds)
        if _total(self.holds, 1) <= most:
            return 1.0
        return _last(-1.0, 1.0, lambda share: _total(self.holds, share) <= most)

    def length(self, stretch: Stretching) -> int:
        return self.fixed + _total(self.waits, stretch.waits) + _total(self.holds, stretch.holds)

    def reaches(self, target: int) -> bool:
        return self.shortest - TOLERANCE_MS <= target <= self.longest + TOLERANCE_MS

    def stretch(self, target: int) -> Stretching:
        """Waits first; holds only when the waits are at their end."""
        holds = min(0.0, self.most_hold)
        if self.length(Stretching(waits=-1, holds=holds)) > target:
            share = self._nearest(target, lambda s: Stretching(waits=-1, holds=s), -1.0, holds)
            return Stretching(waits=-1, holds=share)
        if self.length(Stretching(waits=1, holds=holds)) < target:
            share = self._nearest(
                target, lambda s: Stretching(waits=1, holds=s), holds, self.most_hold
            )
            return Stretching(waits=1, holds=share)
        share = self._nearest(target, lambda s: Stretching(waits=s, holds=holds), -1.0, 1.0)
        return Stretching(waits=share, holds=holds)

    def _nearest(
        self, target: int, at: Callable[[float], Stretching], low: float, high: float
    ) -> float:
        """The share between ``low`` and ``high`` whose length comes nearest to ``target``."""
        under = _last(low, high, lambda share: self.length(at(share)) <= target)
        over = min(under + (high - low) / (1 << _HALVINGS), high)
        return min(under, over, key=lambda share: abs(self.length(at(share)) - target))


def _total(parts: tuple[Part, ...], share: float) -> int:
    return sum(nearest(between(share, *part)) for part in parts)


def _last(low: float, high: float, holds: Callable[[float], bool]) -> float:
    """The largest share from ``low`` on for which ``holds``; ``low`` when there is none."""
    if holds(high):
        return high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def span_of(cues: Iterable[Cue], measure: Measure) -> Span:
    """Of ``cues`` as they are written."""
    fixed = 0
    waits: list[Part] = []
    holds: list[Part] = []
    for cue in cues:
        match cue:
            case Wait() | Hold():
                least, most = cue.room or (cue.ms, cue.ms)
                (waits if isinstance(cue, Wait) else holds).append((least, cue.ms, most))
            case Say() | Chime() | Play():
                fixed += measure(cue)
            case Chapter():
                pass
    return Span(fixed, tuple(waits), tuple(holds))
