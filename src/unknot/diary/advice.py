"""What a diary says to do. Pure; the page's script does the same by the same table.

Two points of ten are a change that matters (X41). Whoever is worse, stays sore or sees no change is
sent to a professional (X28, X36, X41); nothing here says that anything is healed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from unknot.diary.days import DiaryDay

#: A change that matters, of ten points (X41).
CHANGE = 2
#: So many days written down in a row are worse; they lie within a week (INF).
WORSE_DAYS, WITHIN_DAYS = 3, 7
#: After four weeks without a change somebody looks at it (X28).
NO_CHANGE_DAYS = 28
#: More soreness than this on the next morning is a day of rest; two such mornings are more than
#: the 48 hours that it may last (X36; the number: INF).
SORE = 3
#: Hardly any pain (INF).
QUIET = 1


class Advice(Struct, frozen=True, kw_only=True):
    """``alert``: see a professional, and be asked again what speaks against it (INV-22)."""

    text: str
    sources: tuple[str, ...]
    alert: bool = False


ADVICE: Mapping[str, Advice] = {
    "worse": Advice(
        text="Clearly worse on three days. Pause the sessions, and see a professional.",
        sources=("X28", "X36", "X41"), alert=True,
    ),
    "no-change": Advice(
        text="Four weeks without a clear change. Pause the sessions, and see a professional.",
        sources=("X28", "X41"), alert=True,
    ),
    "sore": Advice(
        text="Sore on two mornings running. Pause the sessions, and see a professional.",
        sources=("X36", "INF"), alert=True,
    ),
    "rest": Advice(text="Sore this morning: rest today.", sources=("X36", "INF")),
    "quiet": Advice(text="Quiet. Keep going.", sources=("INF",)),
}  # fmt: skip


def as_data() -> Mapping[str, object]:
    """The table and its numbers, for the script of a page."""
    return {
        "change": CHANGE, "worse_days": WORSE_DAYS, "within_days": WITHIN_DAYS,
        "no_change_days": NO_CHANGE_DAYS, "sore": SORE, "quiet": QUIET,
        "advice": {name: {"text": each.text, "alert": each.alert} for name, each in ADVICE.items()},
    }  # fmt: skip


def advice(days: Sequence[DiaryDay], today: date) -> tuple[str, ...]:
    """The names of what ``ADVICE`` has for ``days``, which are in order; () for nothing to say."""
    scored = [(each.date, each.before) for each in days
              if each.before is not None and each.date <= today]  # fmt: skip
    found = [
        *(["worse"] if _worse(scored, today) else []),
        *(["no-change"] if _no_change(scored) else []),
    ]
    mornings = {each.date: each.morning or 0 for each in days}
    sore = [mornings.get(today - timedelta(days=back), 0) > SORE for back in (1, 2)]
    if all(sore):
        found.append("sore")
    elif sore[0]:
        found.append("rest")
    if not found and scored and scored[-1][1] <= QUIET:
        found.append("quiet")
    return tuple(found)


def _worse(scored: Sequence[tuple[date, int]], today: date) -> bool:
    """Each of the last three is clearly above the first of all, the baseline."""
    last = scored[-WORSE_DAYS:]
    return (
        bool(last)
        and (today - last[0][0]).days < WITHIN_DAYS
        and all(score >= scored[0][1] + CHANGE for _, score in last)
    )


def _no_change(scored: Sequence[tuple[date, int]]) -> bool:
    """Nothing of the last week is clearly below the first of all, four weeks on."""
    if not scored or (scored[-1][0] - scored[0][0]).days < NO_CHANGE_DAYS:
        return False
    end, base = scored[-1][0], scored[0][1]
    best = min(score for day, score in scored if (end - day).days < WITHIN_DAYS)
    return best > max(base - CHANGE, QUIET)
