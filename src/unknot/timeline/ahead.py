"""Ahead: what a listener is told lies before her: how long, which places, which side.

Out of few fixed sentences, so that a recorded voice can have them all. The length is a sum over
the cues by the usual pace, rounded; it does not depend on who speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from unknot.content.records.muscle import Region
from unknot.content.records.script import ChimeRecipe
from unknot.timeline.cues import Chime, Cue, Hold, Say, Treatment, Wait
from unknot.timeline.estimate import estimate_ms, rate_of

#: Whole minutes that there is a line for.
MINUTES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 60)
_MOST_MS = 67 * 60_000
#: What the sentence that says so takes by itself.
_OWN_MS = 6_000
_PLACES: Mapping[Region, str] = {
    "low-back-paraspinal": "back", "flank-between-rib-and-pelvis": "back", "buttock": "buttock",
    "lateral-hip": "hip",
}  # fmt: skip
_ALONE: tuple[Region, ...] = ("forearm", "calf")


def length_line(ms: int) -> str:
    """The line that says about how long ``ms`` is."""
    if ms > _MOST_MS:
        return "ahead-over-an-hour"
    return f"ahead-{min(MINUTES, key=lambda each: abs(each * 60_000 - ms))}-minutes"


def place_lines(treated: Iterable[Treatment]) -> Iterator[str]:
    """The lines that name the places, then the side; none when nothing is treated."""
    treated = tuple(treated)
    regions = {each.region for each in treated}
    order = ("back", "buttock", "hip")
    names = [name for name in order if name in {_PLACES.get(each) for each in regions}]
    if names:
        yield f"ahead-{'-'.join(names)}"
    yield from (f"ahead-{each}" for each in _ALONE if each in regions)
    match sorted({each.side for each in treated}):
        case [side]:
            yield f"ahead-{side}-side"
        case [_, _]:
            yield "ahead-both-sides"


def about_ms(cues: Iterable[Cue], rate: int, chimes: Mapping[str, ChimeRecipe]) -> int:
    """How long ``cues`` take by the estimate, the sentences of this module included."""
    return _OWN_MS + sum(_ms(cue, rate, chimes) for cue in cues)


def _ms(cue: Cue, rate: int, chimes: Mapping[str, ChimeRecipe]) -> int:
    match cue:
        case Wait() | Hold():
            return cue.ms
        case Say():
            return estimate_ms(cue.text, rate_of(cue, rate))
        case Chime():
            return chimes[cue.kind].length_ms
        case _:
            return 0
