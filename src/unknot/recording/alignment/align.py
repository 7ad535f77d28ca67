"""Which stretch of a long recording is which line: by order, by length and by the pauses.

The lines are read in order, but a reader pauses inside a line, reads one again, leaves one out,
coughs. So every way of cutting the recording into lines has a cost, and the cheapest is found by
dynamic programming over lines and islands. A line may take some islands that follow each other;
islands may belong to nothing; a line may have none, or be read several times, of which the last
counts. Costs are squares of what deviates, in units of what is usual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from unknot.recording.pauses import Island, gaps

#: Most islands that one line may be made of.
MOST_PARTS = 14
#: How much a line's length deviates: by this share, and by so many seconds.
_SHARE, _SLACK_S = 0.16, 0.25
_MOST_MISFIT = 30.0
#: Pauses inside a line are shorter than the one, between lines longer than the other; by seconds.
_INSIDE_S, _BETWEEN_S, _PAUSE_SPREAD_S = 0.9, 1.3, 0.25
_MOST_PAUSE = 12.0
#: To leave a line out, to read one again, and to pass over an island and each second of it.
_LEFT_OUT, _AGAIN, _PASSED, _PASSED_S = 9.0, 5.0, 2.0, 2.5
#: What is so short, and so far from all else, is rather a cough than a word.
_COUGH_S, _ALONE_S, _COUGHED, _COUGH = 0.45, 0.65, 0.5, 2.5
#: Another cut that costs no more than this besides is about as likely.
_SURE = 6.0
_ROUNDS = 4
_PACES = (0.7, 1.0, 1.4)

Costs = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placement:
    """Islands ``first`` to ``last`` (with it) are the line. ``sure``: no other cut is about as
    likely."""

    first: int
    last: int
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """``places``: for each line where it is, None when it was left out; ``again``: by line, the
    earlier tries at it; ``passed``: islands of no line; ``pace``: times the expected length."""

    places: tuple[Placement | None, ...]
    again: dict[int, tuple[Placement, ...]] = field(default_factory=dict)
    passed: tuple[int, ...] = ()
    pace: float = 1.0
    cost: float = 0.0


def align(
    expected: Sequence[float], found: Sequence[Island], *, words: Costs | None = None
) -> Alignment:
    """Lay lines of ``expected`` seconds over the islands ``found``.

    The reader's pace is found with it: from several beginnings, each round by the lengths that the
    round before made out. ``words``: what it costs besides that islands first to first + n are a
    line, ``[first, n, line]``, from what is heard in them.
    """
    tries = [_settled(expected, found, pace, words) for pace in _PACES]
    return min(tries, key=lambda each: each.cost)


def _settled(
    expected: Sequence[float], found: Sequence[Island], pace: float, words: Costs | None
) -> Alignment:
    best = _cheapest(expected, found, pace, words)
    for _ in range(_ROUNDS):
        shares = [
            (found[place.last].stop - found[place.first].start) / expected[line]
            for line, place in enumerate(best.places)
            if place and expected[line] > 1
        ]
        now = float(np.clip(np.median(shares), 0.5, 2.0)) if shares else pace
        if abs(now - pace) < 0.01:
            break
        pace = now
        best = _cheapest(expected, found, pace, words)
    return best


def _cheapest(
    expected: Sequence[float], found: Sequence[Island], pace: float, words: Costs | None
) -> Alignment:
    """``least[j, i]``: the least cost of the first j islands with the first i lines done."""
    lines, count = len(expected), len(found)
    steps = _Steps(np.array(expected) * pace, found)
    if words is not None:
        steps.fits += words
    least = np.full((count + 1, lines + 1), np.inf)
    come = np.zeros((count + 1, lines + 1, 2), np.int32)  # how many islands, and the step's kind
    least[0, 0] = 0.0

    def offer(j: int, parts: int, kind: int, cost: Costs) -> None:
        better = cost < least[j]
        least[j][better] = cost[better]
        come[j][better] = (parts, kind)

    for j in range(count + 1):
        if j:
            offer(j, 1, _PASS, least[j - 1] + steps.passed[j - 1])
        for parts in range(1, min(MOST_PARTS, j) + 1):
            fit = steps.fits[j - parts, parts - 1]
            offer(j, parts, _NEXT, _later(least[j - parts, :-1] + fit))
            offer(j, parts, _REPEAT, _later(least[j - parts, 1:] + fit + _AGAIN))
        for i in range(1, lines + 1):
            if least[j, i - 1] + _LEFT_OUT < least[j, i]:
                least[j, i] = least[j, i - 1] + _LEFT_OUT
                come[j, i] = (0, _SKIP)
    made = _traced(come, lines, count)
    sure = _sure(least, steps, made.places)
    places = tuple(
        place and Placement(place.first, place.last, bool(certain))
        for place, certain in zip(made.places, sure, strict=True)
    )
    return replace(made, places=places, pace=pace, cost=float(least[count, lines]))


_PASS, _NEXT, _REPEAT, _SKIP = range(4)


def _later(cost: Costs) -> Costs:
    """Costs of lines, as costs of having done them."""
    return np.concatenate(([np.inf], cost))


def _rest(steps: _Steps, lines: int, count: int) -> Costs:
    """``[j, i]``: the least cost of what is left after the first j islands and i lines."""
    rest = np.full((count + 1, lines + 1), np.inf)
    rest[count, lines] = 0.0
    for j in range(count, -1, -1):
        if j < count:
            rest[j] = np.minimum(rest[j], rest[j + 1] + steps.passed[j])
        for parts in range(1, min(MOST_PARTS, count - j) + 1):
            fit, after = steps.fits[j, parts - 1], rest[j + parts, 1:]
            rest[j, :-1] = np.minimum(rest[j, :-1], fit + after)
            rest[j, 1:] = np.minimum(rest[j, 1:], fit + after + _AGAIN)
        for i in range(lines - 1, -1, -1):
            rest[j, i] = min(rest[j, i], rest[j, i + 1] + _LEFT_OUT)
    return rest


def _sure(least: Costs, steps: _Steps, places: Sequence[Placement | None]) -> NDArray[np.bool_]:
    """For each line, whether every other place for it, none included, costs much more."""
    count, lines = least.shape[0] - 1, least.shape[1] - 1
    rest = _rest(steps, lines, count)
    firsts = np.array([place.first if place else -1 for place in places])
    lasts = np.array([place.last if place else -1 for place in places])
    out = (least[:, :-1] + _LEFT_OUT + rest[:, 1:]).min(axis=0)
    other = np.where(firsts < 0, np.inf, out)
    for first in range(count):
        for parts in range(1, min(MOST_PARTS, count - first) + 1):
            through = least[first, :-1] + steps.fits[first, parts - 1] + rest[first + parts, 1:]
            apart = (lasts < first) | (firsts > first + parts - 1)
            other = np.where(apart, np.minimum(other, through), other)
    sure: NDArray[np.bool_] = other - least[count, lines] > _SURE
    return sure


class _Steps:
    """The cost of each single step."""

    def __init__(self, expected: Costs, found: Sequence[Island]) -> None:
        self.expected, self.found = expected, found
        self.spread = np.sqrt((_SHARE * expected) ** 2 + _SLACK_S**2)
        between = np.array(gaps(found))
        self.inside = _beyond(between - _INSIDE_S)
        #: At an island's beginning, what it costs that a line begins or ends there.
        self.edge = np.concatenate(([0.0], _beyond(_BETWEEN_S - between), [0.0])) / 2
        before, after = np.append(np.inf, between), np.append(between, np.inf)
        short = np.array([each.seconds for each in found]) < _COUGH_S
        self.passed = np.array([_PASSED + _PASSED_S * each.seconds for each in found])
        self.passed[short & (before > _ALONE_S) & (after > _ALONE_S)] = _COUGHED
        self.first = np.where(short & (after > _ALONE_S), _COUGH, 0.0)
        self.last = np.where(short & (before > _ALONE_S), _COUGH, 0.0)

        count = len(found)
        self.fits = np.full((count, min(MOST_PARTS, count), len(expected)), np.inf)
        for first in range(count):
            for parts in range(1, min(MOST_PARTS, count - first) + 1):
                self.fits[first, parts - 1] = self._fit(first, parts)

    def _fit(self, first: int, parts: int) -> Costs:
        """For every line, that it is the ``parts`` islands from ``first`` on."""
        last = first + parts - 1
        seconds = self.found[last].stop - self.found[first].start
        misfit = np.minimum(np.square((seconds - self.expected) / self.spread), _MOST_MISFIT)
        pauses = self.inside[first:last].sum() + self.edge[first] + self.edge[last + 1]
        if parts > 1:
            pauses += self.first[first] + self.last[last]
        cost: Costs = misfit + pauses
        return cost


def _beyond(seconds: Costs) -> Costs:
    over = np.square(np.maximum(seconds, 0) / _PAUSE_SPREAD_S)
    return np.minimum(over, _MOST_PAUSE)


def _traced(come: NDArray[np.int32], lines: int, count: int) -> Alignment:
    places: list[Placement | None] = [None] * lines
    again: dict[int, tuple[Placement, ...]] = {}
    passed = []
    i, j = lines, count
    while i or j:
        parts, kind = int(come[j, i, 0]), int(come[j, i, 1])
        if kind == _SKIP:
            i -= 1
        elif kind == _PASS:
            passed.append(j - 1)
            j -= 1
        else:
            place = Placement(j - parts, j - 1)
            if places[i - 1] is None:
                places[i - 1] = place
            else:
                again[i - 1] = (place, *again.get(i - 1, ()))
            j -= parts
            i -= kind == _NEXT
    return Alignment(places=tuple(places), again=again, passed=tuple(sorted(passed)))
