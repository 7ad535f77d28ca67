"""The colours of pictures: light, dark, or as the reader's screen is; four tones of skin."""

from __future__ import annotations

from typing import Literal

Theme = Literal["light", "dark", "auto"]
Tone = Literal["pale", "fair", "brown", "deep"]
Colours = dict[str, str]

_LIGHT: Colours = {
    "ground": "#faf8f4", "bed": "#e3e9ea", "sheet": "#cfd9da", "pillow": "#fffdf8",
    "pillow-line": "#8b9798", "shirt": "#8fb0bd", "shirt-far": "#7396a4", "shorts": "#4f6f80",
    "shorts-far": "#40596a", "line": "#1c1f25", "device": "#39424a", "pad": "#eba51f",
    "ring": "#ffc53d", "ring-line": "#20242b", "chair": "#b49a7c", "chair-line": "#6f5b44",
    "text": "#22262d", "soft-text": "#4d545e",
}  # fmt: skip
_DARK: Colours = {
    "ground": "#15181c", "bed": "#2a3239", "sheet": "#3a454e", "pillow": "#b9c3c9",
    "pillow-line": "#dbe2e6", "shirt": "#86aab9", "shirt-far": "#66899a", "shorts": "#5a8096",
    "shorts-far": "#486a7e", "line": "#0c0e11", "device": "#eef2f5", "pad": "#f0b53a",
    "ring": "#ffc53d", "ring-line": "#0c0e11", "chair": "#8c775d", "chair-line": "#c9b290",
    "text": "#f2f3f4", "soft-text": "#b9c0c8",
}  # fmt: skip
#: On light skin what is marked is drawn dark, on deep skin pale: each is seen without its hue.
_ON_LIGHT_SKIN: Colours = {
    "muscle": "#be4c36", "fibre": "#470e05", "bone": "#fff6e6", "bone-line": "#5f4d3f",
    "keep": "#7a0f2b", "cloud": "#6d4bb0", "cloud-line": "#452a80",
}  # fmt: skip
_ON_DEEP_SKIN: Colours = {
    "muscle": "#a5301d", "fibre": "#ffe3da", "bone": "#fff3dd", "bone-line": "#2a1c13",
    "keep": "#ffd9e2", "cloud": "#c9b6f5", "cloud-line": "#ece4ff",
}  # fmt: skip
_TONES: dict[Tone, Colours] = {
    "pale": {**_ON_LIGHT_SKIN,
             "skin": "#efd2bf", "far": "#d3b19b", "inner": "#85604f", "hair": "#8a5a34"},
    "fair": {**_ON_LIGHT_SKIN,
             "skin": "#dfc0a6", "far": "#c2a188", "inner": "#765646", "hair": "#4b3c37"},
    "brown": {**_ON_LIGHT_SKIN,
              "skin": "#b98a66", "far": "#9b7050", "inner": "#4f3423", "hair": "#2b2220",
              "muscle": "#b03a26", "fibre": "#2c0702", "keep": "#560a1e",
              "cloud-line": "#2e1766", "bone-line": "#38281d"},
    "deep": {**_ON_DEEP_SKIN,
             "skin": "#8c6046", "far": "#6f4833", "inner": "#2c1a10", "hair": "#1f1a1b"},
}  # fmt: skip
#: Whoever helps is another person, told apart by the sleeve's colour where there is one.
_HELPER: dict[Tone, Tone] = {"pale": "brown", "fair": "deep", "brown": "pale", "deep": "fair"}


def colours(theme: Theme, tone: Tone) -> Colours:
    """Every colour by its name; of ``auto``, the light ones."""
    helper = _TONES[_HELPER[tone]]["skin"]
    found = {**(_DARK if theme == "dark" else _LIGHT), **_TONES[tone], "helper": helper}
    if theme == "dark" and tone in ("brown", "deep"):
        found["hair"] = "#3a302c"  # near-black hair would be lost in a dark ground
    return found
