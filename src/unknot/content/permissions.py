"""May this technique be used on this muscle, and what must the session opt in to first?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unknot.content.records.values import Muscle, OptIn, Permission, PositionName, Technique, Tool

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
