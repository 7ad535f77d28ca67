"""What was measured of known models, kept in catalogue.json: what a voice would otherwise say lines
for before its first clip. A model is known by its SHA-256, so another under its name is not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_CATALOGUE = Path(__file__).with_name("catalogue.json")


def find_measured(digest: str, voice: str) -> dict[str, Any] | None:
    """What MeasuredVoice says of ``voice`` ("" where a model has one alone) of the model with this
    SHA-256, besides its rates; None when it was not measured."""
    model = _models().get(digest)
    if model is None or voice not in model["voices"]:
        return None
    return {**model["all"], **model["voices"][voice]}


@cache
def _models() -> dict[str, Any]:
    return {each["model"]: each for each in json.loads(_CATALOGUE.read_bytes())["measured"]}
