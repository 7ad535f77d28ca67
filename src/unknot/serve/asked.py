"""What the form of the page asks for, as a wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unknot.content.library import Library
from unknot.content.places import AREAS, muscles_at
from unknot.errors import WorkspaceError
from unknot.serve.wish import Wish, parse

#: Minutes that are offered; a job that cannot be so short or so long says what can.
MINUTES = (8, 10, 12, 15, 20, 30)
LYING = {"side-lying": "on my side", "prone": "on my front", "seated": "sitting"}
WHEN = {
    "first": "This is my first time",
    "some": "I have done this before",
    "again": "I heard all of the opening in the last seven days",
}
DETAILS = {"full": "Every word", "short": "Few words", "cues": "Chimes and stop lines only"}

Form = Mapping[str, Sequence[str]]


def wish_of(form: Form, library: Library, country: str | None) -> Wish:
    """Raises WorkspaceError when the form leaves open what it must say."""

    def one(name: str) -> str:
        return form.get(name, [""])[0]

    spots = [spot.partition(".") for spot in form.get("spot", ())]
    places = tuple(each for each in AREAS if each in {place for place, _, _ in spots})
    sides = {side for _, _, side in spots} & {"left", "right"}
    if not places or not sides:
        raise WorkspaceError("nothing is marked", "mark at least one place on the body")
    first = one("when") == "first"
    lying = [each for each in LYING if each in form.get("lying", ())]
    said: dict[str, Any] = {
        "muscles": ",".join(muscles_at(places, library, first_time=first)),
        "side": "both" if len(sides) > 1 else sides.pop(),
        "lying": ",".join(lying) if 0 < len(lying) < len(LYING) else "",
        "target": str(int(one("minutes")) * 60) if one("minutes").isdecimal() else "",
        "pace": "slow" if first else "",
        "detail": one("detail") if one("detail") != "full" else "",
        "returning": "yes" if one("when") == "again" else "",
        "voice": one("voice").replace("/", "~"),
        "country": country or "",
    }
    text = ";".join(f"{key}={value}" for key, value in said.items() if value)
    if (wish := parse(text)) is None:
        raise WorkspaceError("that is not one of the choices", "choose again on the page")
    return wish
