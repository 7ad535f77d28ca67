"""Limits: what no record may allow, whoever writes it (INV-1 to 8, 11, 13, 14, 18, 31).

The bundled records stay within these, and a workspace's must too. They are kept here, in code,
because a file that is laid over another can say anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.muscle import Muscle, Permission, Recheck, Region
from unknot.content.records.steps import Technique, Tool

TREATABLE: tuple[Region, ...] = (
    "low-back-paraspinal", "flank-between-rib-and-pelvis", "buttock", "lateral-hip", "forearm",
    "calf",
)  # fmt: skip
LEAST_MS, MOST_MS, MOST_PIRIFORMIS_MS = 30_000, 60_000, 90_000
#: A base hold. S23: about thirty seconds. S24: thirty to sixty.
BASE_HOLD_MS, LEAST_BASE_MS, MOST_BASE_MS = 30_000, 30_000, 60_000
#: INV-18.
MOST_POINTS = 3

#: How far a permission is open; those of one rank are not interchangeable.
_RANKS: Mapping[Permission, int] = {
    "default": 0, "ok": 0, "discouraged": 1, "needs-shown": 1, "helper-only": 1, "forbidden": 2,
    "none": 2,
}  # fmt: skip
#: Permissions that a session can open, and with which word.
OPENED_BY: Mapping[Permission, OptIn] = {
    "needs-shown": "shown-by-professional",
    "helper-only": "helper",
    "discouraged": "discouraged",
}
#: A technique that a muscle's record does not name is judged as this one of the same tool: the
#: most careful one that the articles know.
_JUDGED_AS: Mapping[Tool, str] = {
    "massager": "vibration",
    "hand": "pressure-hold",
    "stick": "stick",
}
_WHY: Mapping[OptIn, str] = {
    "experienced": "it wants some practice with the massager first (S17)",
    "shown-by-professional": "have a professional show you first (S51, S66)",
    "helper": "it takes another person (S45)",
    "discouraged": "the article advises against it here (S78)",
    "body-weight": "only if the massager's manual allows body weight (C5)",
    "calf": "a blood clot there must be ruled out first (X1, X45)",
}


class Limit(Struct, frozen=True, kw_only=True):
    """The most that a muscle's record may allow, by tool, and why."""

    tools: Mapping[Tool, Permission]
    why: str
    no_fingertips: bool = False
    recheck: Recheck | None = None
    regions: tuple[Region, ...] = TREATABLE


_LIMITS: Mapping[str, Limit] = {
    "iliopsoas": Limit(
        tools={"massager": "forbidden", "stick": "forbidden", "hand": "forbidden"},
        why="organs and vessels lie in front of it (S71, X42; INV-1)",
        regions=("excluded-front",),
        no_fingertips=True,
    ),
    "piriformis": Limit(
        tools={"stick": "forbidden", "hand": "forbidden"},
        why="pressing there is probably not safe (S82; INV-3)",
        no_fingertips=True,
    ),
    "small-spinal-muscles": Limit(
        tools={"stick": "forbidden", "hand": "forbidden"},
        why="only vibration reaches them (S84; INV-4)",
        no_fingertips=True,
        recheck="move",
    ),
    "erector-spinae": Limit(
        tools={"hand": "helper-only"}, why="your own hands cannot reach it (S60; INV-5)"
    ),
    "quadratus-lumborum": Limit(
        tools={"hand": "needs-shown", "stick": "needs-shown"},
        why="a professional must have shown you (S66; INV-6)",
    ),
    "gluteus-medius": Limit(
        tools={"hand": "discouraged", "stick": "discouraged"},
        why="it takes considerable pressure (S78; INV-7)",
    ),
    "gluteus-minimus": Limit(
        tools={"hand": "discouraged", "stick": "discouraged"},
        why="it takes considerable pressure (S78; INV-7)",
        no_fingertips=True,
    ),
}
#: By which words another record's name gives away that it is one of these.
_NAMES: Mapping[str, re.Pattern[str]] = {
    "iliopsoas": re.compile(r"psoas|iliacus|hip flexor|front of (?:the|your) spine", re.I),
    "piriformis": re.compile(r"piriform|obturator|gemell|quadratus femoris|deep rotator", re.I),
    "small-spinal-muscles": re.compile(r"multifid|rotatores|small spinal|interspinal", re.I),
    "erector-spinae": re.compile(r"erector|longissimus|iliocostalis", re.I),
    "quadratus-lumborum": re.compile(r"lumborum", re.I),
    "gluteus-medius": re.compile(r"glute\w* ?-?(?:medius|minimus)", re.I),
}
#: Any other muscle: by hand only what a professional has shown, unless it is there to learn on.
OTHERS = Limit(tools={"hand": "needs-shown"}, why="a trained therapist shows hand work first (S51)")
NO_LIMIT = Limit(tools={}, why="")


def limit_of(muscle: Muscle) -> Limit:
    """The limit of ``muscle``, which is known by its id or, under another id, by its name."""
    # A place to learn on is one that one sees (S44); no name makes a buttock one.
    to_learn_on = muscle.lesson and muscle.region in ("forearm", "calf")
    return _LIMITS.get(known_as(muscle), NO_LIMIT if to_learn_on else OTHERS)


def known_as(muscle: Muscle) -> str:
    """The id under which ``muscle`` is known here; its own when it is none of these."""
    return known(muscle.id, muscle.name, muscle.spoken)


@lru_cache(maxsize=1024)
def known(id: str, *names: str) -> str:
    """The id under which a muscle of this id and these names is known; else ``id``."""
    if id in _LIMITS:
        return id
    text = " ".join((id.replace("-", " "), *names))
    return next((each for each, words in _NAMES.items() if words.search(text)), id)


def most_ms(muscle: Muscle) -> int:
    """The longest hold that a muscle's record may allow."""
    return MOST_PIRIFORMIS_MS if known_as(muscle) == "piriformis" else MOST_MS


def is_looser(now: Permission, before: Permission) -> bool:
    """Whether ``now`` allows something that ``before`` does not."""
    one, other = _RANKS.get(now, 2), _RANKS.get(before, 2)  # "" could not be read
    return one < other or (one == other == 1 and now != before)


def permission(muscle: Muscle, technique: Technique) -> tuple[Permission, str]:
    """What ``muscle`` says of ``technique``, and under which technique's name it says so."""
    name = technique.id if technique.id in muscle.techniques else _JUDGED_AS[technique.by]
    allowed = muscle.techniques.get(name, "none")
    return ("ok" if allowed == "default" and name != technique.id else allowed), name


def needed(
    muscle: Muscle, technique: Technique, position: PositionName | None
) -> Iterator[tuple[OptIn, str]]:
    """What a session must opt in to, apart from permissions, and why; ``position`` if it is set."""
    asked = [*muscle.needs, *technique.needs]
    if position == "supine-on":
        asked.append("body-weight")
    return ((each, _WHY[each]) for each in dict.fromkeys(asked))
