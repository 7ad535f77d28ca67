"""What is heard in the pieces of a long recording, as costs for laying lines over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from unknot.recording.alignment.align import MOST_PARTS, Alignment, Costs, Placement
from unknot.recording.alignment.dtw import Features, features
from unknot.recording.clean import Mono
from unknot.recording.line import ScriptLine
from unknot.recording.pauses import Island, gaps
from unknot.recording.reference import Reference

#: A line can be so many places away from where length alone puts it.
_BAND = 5
#: Pauses that a line may begin or end at, and that may be inside one, in seconds.
_BETWEEN_S, _INSIDE_S = 0.35, 3.0
#: How much longer or shorter than expected a place may be to be listened to.
_AS_LONG = (0.6, 1.8)
#: Against the median of the lines around, a reading of the line lies 0.87 to 0.96.
_LIKE, _A_HUNDREDTH, _MOST = 0.93, 1.5, 14.0
_FEWEST = 4
_MEASURED = 12

#: The samples of islands ``first`` to ``last`` with their rate.
Sound = Callable[[Placement], tuple[Mono, int]]


def word_costs(
    lines: Sequence[ScriptLine], found: Sequence[Island], rough: Alignment, sound: Sound,
    known: Reference,
) -> Costs | None:  # fmt: skip
    """For align: ``[first, n, line]``; None when the reader cannot be told apart by it.

    Only places are listened to that a line near them may be at, by ``rough`` and by the pauses.
    """
    placed = [
        (place, line)
        for line, place in zip(lines, rough.places, strict=True)
        if place and line.text in known
    ]
    if len(placed) < _FEWEST:
        return None
    sample = placed[:: -(-len(placed) // _MEASURED)]
    warp = known.warp([(*sound(place), line.text) for place, line in sample])
    at = _lines_by_island(rough, len(found), len(lines))
    between = np.array([np.inf, *gaps(found), np.inf])
    costs = np.zeros((len(found), min(MOST_PARTS, len(found)), len(lines)))
    for first in range(len(found)):
        if between[first] < _BETWEEN_S:
            continue
        for parts in range(1, min(MOST_PARTS, len(found) - first) + 1):
            last = first + parts - 1
            if parts > 1 and between[last] > _INSIDE_S:
                break
            if between[last + 1] < _BETWEEN_S:
                continue
            near = _near(lines, at[first], found[last].stop - found[first].start, rough.pace)
            near = [number for number in near if lines[number].text in known]
            if len(near) < _FEWEST:
                continue
            heard = features(*sound(Placement(first, last)), warp)
            if len(heard) >= _FEWEST:
                costs[first, parts - 1, near] = _costs(heard, [lines[n].text for n in near], known)
    return costs


def _costs(heard: Features, texts: Sequence[str], known: Reference) -> Costs:
    apart = known.distances(heard, texts)
    share = apart / np.median(apart)
    costs: Costs = np.clip((share - _LIKE) * 100 * _A_HUNDREDTH, 0, _MOST)
    return costs


def _near(lines: Sequence[ScriptLine], at: int, seconds: float, pace: float) -> list[int]:
    around = range(max(at - _BAND, 0), min(at + _BAND + 1, len(lines)))
    return [
        number
        for number in around
        if _AS_LONG[0] < seconds * 1000 / (lines[number].expected_ms * pace + 300) < _AS_LONG[1]
    ]


def _lines_by_island(rough: Alignment, islands: int, lines: int) -> list[int]:
    """For each island, the line that length alone expects there."""
    known = [(place.first, line) for line, place in enumerate(rough.places) if place]
    if not known:
        return [0] * islands
    first, line = zip(*known, strict=True)
    return [round(float(np.interp(each, first, line))) for each in range(islands)]
