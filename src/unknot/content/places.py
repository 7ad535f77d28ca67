"""Where it hurts, in everyday words, and the regions of the atlas that each place stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from unknot.content.records.muscle import Region

if TYPE_CHECKING:
    from unknot.content.library import Library

#: What ``--where`` takes, with the words of the question. The deep side muscle is common in low
#: back pain (S65).
AREAS: Mapping[str, tuple[str, tuple[Region, ...]]] = {
    "low-back": (
        "low back, beside the spine", ("low-back-paraspinal", "flank-between-rib-and-pelvis"),
    ),
    "waist": ("waist, between the ribs and the hip bone", ("flank-between-rib-and-pelvis",)),
    "buttock": ("buttock", ("buttock",)),
    "hip": ("side of the hip", ("lateral-hip",)),
}  # fmt: skip

#: Guidance 6, phase 1: two to four muscles to begin with (INF).
FIRST_MUSCLES = 4


def muscles_at(places: Iterable[str], library: Library, *, first_time: bool) -> list[str]:
    """Every treatable muscle of the places; for a first time one of each, if they are many.

    KeyError for what is no place.
    """
    by_place = [
        [m.id for m in library.muscles.values() if m.region in AREAS[place][1] and m.dose]
        for place in places
    ]
    every = list(dict.fromkeys(muscle for muscles in by_place for muscle in muscles))
    if first_time and len(every) > FIRST_MUSCLES:
        return [muscles[0] for muscles in by_place if muscles]
    return every


def title_of(places: Iterable[str], side: str) -> str:
    """What a session for ``places`` is called, such as ``Buttock and side of the hip, right``."""
    words = " and ".join(AREAS[each][0].partition(",")[0] for each in places)
    sides = "both sides" if side == "both" else f"{side} side"
    return f"{words[:1].upper()}{words[1:]}, {sides}"
