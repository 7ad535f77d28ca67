"""Dates: distinct, in the order of the episodes, and fixed once they are out.

Players order by date, and shuffle what has the same one (AntennaPod issue 4370). All in seconds
since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from unknot.errors import SiteError

DAY = 86_400
#: In seconds, at least.
APART = 60


def dates(
    order: Sequence[str],
    known: Mapping[str, int],
    now: int,
    *,
    start: int | None = None,
    every: int = DAY,
) -> dict[str, int]:
    """When each session of ``order`` comes out, in that order; those not yet due are left out.

    ``known`` dates stay. With ``start``, the n-th comes n times ``every`` after it, and is due
    on the day of ``now``; without, all are due and new ones are dated just before ``now``.
    Raises SiteError when a date would have to move.
    """
    _in_order(order, known)
    fresh = [id for id in order if id not in known]
    end_of_day = now - now % DAY + DAY
    found: dict[str, int] = {}
    last = None
    for index, id in enumerate(order):
        if id in known:
            found[id] = last = known[id]
            continue
        if start is None:
            wanted = now - APART * (len(fresh) - 1 - fresh.index(id))
        else:
            wanted = start + index * every
            if wanted >= end_of_day:
                continue
        follower = next((known[each] for each in order[index + 1 :] if each in known), None)
        found[id] = last = _between(id, last, follower, wanted)
    return found


def _in_order(order: Sequence[str], known: Mapping[str, int]) -> None:
    out = [id for id in order if id in known]
    for one, two in pairwise(out):
        if known[one] >= known[two]:
            raise SiteError(
                f"session {one!r}", f"now stands before {two!r}, but came out after it",
                "players order by date, and a date never moves: keep published sessions in order",
            )  # fmt: skip


def _between(id: str, before: int | None, after: int | None, wanted: int) -> int:
    if before is not None and wanted <= before:
        wanted = before + APART
    if after is not None and wanted >= after:
        wanted = after - APART if before is None else (before + after) // 2
    if before is not None and not before < wanted:
        hint = "put it after the sessions that are out"
        raise SiteError(f"session {id!r}", "has no room between its neighbours' dates", hint)
    return wanted
