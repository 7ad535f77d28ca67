"""Bells of a long wait, and the time that is left of it in words."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from unknot.timeline.cues import Chime, Mark, Say

#: What rings where nothing else is named.
BELL = "bell"
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"  # noqa: SIM905
    " fifteen sixteen seventeen eighteen nineteen".split()
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty")


def belled(marks: Iterable[Mark], ms: int, every: int | None, kind: str) -> tuple[Mark, ...]:
    """``marks`` of a wait of ``ms`` in time order, with a bell at each ``every`` ms of it.

    At the moment of a sentence it sounds under that; where it would meet another sound, not at all.
    """
    moments = range(every, ms, every) if every else range(0)
    said = sorted(marks, key=lambda mark: mark.at_ms)
    under = dict[int, int]()
    for index, mark in enumerate(said):
        if isinstance(mark.cue, Say) and mark.cue.chime is None:
            under.setdefault(mark.at_ms, index)
    bells = []
    for at in moments:
        if (index := under.get(at, -1)) >= 0 and isinstance(cue := said[index].cue, Say):
            said[index] = replace(said[index], cue=replace(cue, chime=kind))
        else:
            bells.append(Mark(at_ms=at, cue=Chime(kind=kind), gives_way=True))
    return tuple(sorted([*said, *bells], key=lambda mark: mark.at_ms))


def time_left(ms: int) -> str:
    """``One minute left.``; ``ms`` are whole minutes up to sixty, or fewer whole seconds."""
    count, unit = divmod(ms, 60_000)[0], "minute"
    if ms < 60_000:
        count, unit = ms // 1000, "second"
    words = _number(count)
    return f"{words[0].upper()}{words[1:]} {unit}{'s' * (count != 1)} left."


def _number(count: int) -> str:
    if count < len(_ONES):
        return _ONES[count]
    tens, ones = divmod(count, 10)
    return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]
