"""The colours of pictures: light, dark, or as the reader's screen is; four tones of skin.

They stand in data/colours.json. On light skin what is marked is drawn dark, on deep skin pale: each
is seen without its hue.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Theme = Literal["light", "dark", "auto"]
Tone = Literal["pale", "fair", "brown", "deep"]
Colours = dict[str, str]

#: Whoever helps is another person, told apart by the sleeve's colour where there is one.
_HELPER: dict[Tone, Tone] = {"pale": "brown", "fair": "deep", "brown": "pale", "deep": "fair"}


def colours(theme: Theme, tone: Tone) -> Colours:
    """Every colour by its name; of ``auto``, the light ones."""
    known = _known()
    skin, helper = dict(known["tones"][tone]), known["tones"][_HELPER[tone]]["skin"]
    ground = known["dark" if theme == "dark" else "light"]
    found = {**ground, **known[skin.pop("marks")], **skin, "helper": helper}
    if theme == "dark" and tone in ("brown", "deep"):
        found["hair"] = "#3a302c"  # near-black hair would be lost in a dark ground
    return found


@cache
def _known() -> dict[str, Any]:
    text = (files("unknot.pictures") / "data" / "colours.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]
