"""A day of many listeners, in numbers: what they ask for, what is planned, kept and sent.

python3 benchmarks/crowd.py [LISTENS] [SEED]

Who asks for what is assumed (``_WISHES``); everything else is planned by unknot itself, in the
voice that comes along. docs/explanation/scale.md has the arithmetic that rests on it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import unknot
from unknot.audio.mp3 import COMPACT, STANDARD
from unknot.content.library import Library
from unknot.engines.bundled import BundledEngine
from unknot.errors import Error
from unknot.serve.variant import MOST_VARIANTS
from unknot.timeline.cues import Chime, Say
from unknot.timeline.job import resolve
from unknot.timeline.layout import Measure
from unknot.timeline.plan import estimate, plan

#: What is asked for and how often, in shares of a hundred. Assumed, not measured: nobody counts.
_WISHES: Mapping[str, Mapping[object, int]] = {
    "minutes": {0: 30, 8: 10, 10: 25, 15: 20, 20: 10, 30: 5},
    "muscles": {
        ("gluteus-medius", "gluteus-minimus"): 22,
        ("quadratus-lumborum",): 18,
        ("erector-spinae", "quadratus-lumborum"): 16,
        ("piriformis",): 14,
        ("gluteus-maximus", "piriformis"): 12,
        ("erector-spinae", "small-spinal-muscles"): 10,
        ("gluteus-maximus", "gluteus-medius", "gluteus-minimus", "piriformis"): 8,
    },
    "side": {"right": 35, "left": 30, "both": 35},
    "detail": {"full": 55, "short": 35, "cues": 10},
    "returning": {True: 75, False: 25},
    "country": {"US": 45, "GB": 30, "": 25},
    "pace": {"": 80, "slow": 12, "brisk": 8},
}
Wish = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one variant needs: its length in ms, and its clips with their lengths in ms."""

    ms: int
    clips: Mapping[object, int]


def main(listens: int = 100_000, seed: int = 1) -> None:
    chance = Random(seed)
    names = list(_WISHES)
    columns = [
        chance.choices(list(_WISHES[name]), list(_WISHES[name].values()), k=listens)
        for name in names
    ]
    wishes: Sequence[Wish] = list(zip(*columns, strict=True))
    distinct = Counter(wishes)
    began = time.process_time()
    plans, refused = _planned(distinct)
    each_ms = (time.process_time() - began) * 1000 / max(len(distinct), 1)
    heard = [plans[wish] for wish in wishes]
    clips: dict[object, int] = {}
    for one in plans.values():
        clips.update(one.clips)
    minutes = sum(one.ms for one in heard) / len(heard) / 60_000
    clip_minutes = sum(clips.values()) / 60_000
    rows = {
        "listens": f"{len(heard):,}",
        "variants asked for": f"{len(plans):,}",
        "of them first asked for in a time that cannot be": f"{refused:,}",
        "planned, CPU ms each": f"{each_ms:.1f}",
        "a track lasts, minutes": f"{minutes:.1f}",
        "a track has, MB": f"{_mb(minutes, STANDARD.kbps):.1f}",
        "the same, compact": f"{_mb(minutes, COMPACT.kbps):.1f}",
        "clips of all variants": f"{len(clips):,}, {clip_minutes:.0f} minutes",
        "clips kept, MB": f"{_mb(clip_minutes, STANDARD.kbps):.1f}",
        "all variants stored instead, GB": f"{_stored(plans):.1f}",
        f"found among the last {MOST_VARIANTS}": f"{_hits(wishes, MOST_VARIANTS):.0%}",
        "found among the last 2,000": f"{_hits(wishes, 2_000):.0%}",
    }
    for name, value in rows.items():
        print(f"| {name} | {value} |")


def _planned(distinct: Mapping[Wish, int]) -> tuple[dict[Wish, Planned], int]:
    library = unknot.load()
    engine = BundledEngine()
    takes = engine.voice(engine.default_voice).takes
    measure = estimate(library, 135, lambda cue: takes[cue.text].ms)
    plans: dict[Wish, Planned] = {}
    refused = 0
    for wish in distinct:
        try:
            plans[wish] = _plan(wish, library, measure)
        except Error:  # these muscles cannot last so long, and the page says what they can
            refused += 1
            plans[wish] = _plan((0, *wish[1:]), library, measure)
    return plans, refused


def _plan(wish: Wish, library: Library, measure: Measure) -> Planned:
    minutes, muscles, side, detail, returning, country, pace = wish
    asked = unknot.Overrides(
        target=int(str(minutes)) * 60_000 or None,
        detail=detail,  # type: ignore[arg-type]
        returning=bool(returning),
        country=str(country) or None,
        pace=pace or None,  # type: ignore[arg-type]
    )
    session = unknot.compose(*muscles, library=library, side=side)  # type: ignore[arg-type,misc]
    timeline = plan(resolve(session, library, asked), measure).timeline
    sounding: dict[object, int] = {
        each.cue: each.length for each in timeline.events if isinstance(each.cue, Say | Chime)
    }
    return Planned(timeline.length, sounding)


def _hits(wishes: Sequence[Wish], room: int) -> float:
    """How many find their variant among the ``room`` asked for last, by one process."""
    kept: OrderedDict[Wish, None] = OrderedDict()
    found = 0
    for wish in wishes:
        if wish in kept:
            found += 1
            kept.move_to_end(wish)
        else:
            kept[wish] = None
            if len(kept) > room:
                kept.popitem(last=False)
    return found / len(wishes)


def _mb(minutes: float, kbps: int) -> float:
    return minutes * 60 * kbps / 8 / 1000


def _stored(plans: Mapping[Wish, Planned]) -> float:
    return sum(_mb(one.ms / 60_000, STANDARD.kbps) for one in plans.values()) / 1000


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
