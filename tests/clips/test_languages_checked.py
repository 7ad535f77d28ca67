"""Whose language is looked at: of who was chosen for all, and of who speaks a line by name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from unknot.clips.maker import ClipMaker
from unknot.timeline.cues import Say

CUES = (Say(text="A"), Say(text="B", voice="x"))


@pytest.mark.parametrize(
    ("chosen", "fallback", "asked"),
    [(False, "", ["tone:x"]), (True, "", ["tone:", "tone:x"]), (False, "y", ["tone:", "tone:x"])],
)
def test_voices_that_somebody_named_speak_the_language(
    chosen: bool, fallback: str, asked: list[str]
) -> None:
    seen: list[tuple[str, str]] = []
    maker: Any = SimpleNamespace(
        speakers=SimpleNamespace(chosen=chosen), language="de",
        cast=SimpleNamespace(fallback=fallback, check_language=lambda *given: seen.append(given)),
        part=lambda cue: SimpleNamespace(engine=SimpleNamespace(name="tone"), voice=cue.voice),
    )  # fmt: skip
    ClipMaker._check_languages(maker, CUES)
    assert seen == [(each, "de") for each in asked]
