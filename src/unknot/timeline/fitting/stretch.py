"""How far waits and holds may move when a track is fitted to a length, and what pace means.

The shares are ours (INF): guidance 4.2 gives one time for each wait, and no source says how much
less still lets a person lie down or find the spot. A wait with ``min`` or ``max`` of its own keeps
to that.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from unknot.content.records.muscle import Muscle
from unknot.content.records.session import Pace
from unknot.content.records.steps import WaitStep

#: Shares of the written wait. Below the least, people are hurried into position.
LEAST_WAIT, MOST_WAIT = 0.6, 2.0
PACES: Mapping[Pace, float] = {"slow": 1.5, "normal": 1.0, "brisk": LEAST_WAIT}


class Stretching(Struct, frozen=True, kw_only=True):
    """-1 is the shortest that is allowed, 0 as written, 1 the longest; one share for all alike."""

    waits: float = 0.0
    holds: float = 0.0


AS_WRITTEN = Stretching()
#: The least, the written and the most of a wait or a hold, in ms.
Part = tuple[int, int, int]


def technique_wait(step: WaitStep, pace: Pace) -> Part:
    """A technique's wait: time to get into position or to search."""
    least = round(step.wait * LEAST_WAIT) if step.min is None else step.min
    most = max(round(step.wait * MOST_WAIT), step.wait) if step.max is None else step.max
    return least, min(max(round(step.wait * PACES[pace]), least), most), most


def free_wait(step: WaitStep) -> Part:
    """An author's own wait: it stays as it is, unless it says how far it may move."""
    least = step.wait if step.min is None else step.min
    return least, step.wait, step.wait if step.max is None else step.max


def dose_hold(ms: int, muscle: Muscle) -> Part:
    """A hold of ``ms``, which may move within the range of the muscle's dose."""
    if muscle.dose is None:
        return ms, ms, ms
    return min(muscle.dose.hold.min, ms), ms, max(muscle.dose.hold.max, ms)


def between(share: float, least: int, written: int, most: int) -> int:
    """``written`` moved by ``share`` of the way to ``most``, or with a minus to ``least``."""
    end = most if share > 0 else least
    return round(written + abs(share) * (end - written))
