"""Voices that the tests made, registered as a user's are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unknot.engines.added import keep_added
from unknot.engines.neural import recognise

Register = Callable[[Path], str]


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Adds the voice at a path to a folder for voices of the test's own; its name."""
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))

    def add(path: Path) -> str:
        (voice,) = recognise(path)
        keep_added(voice)
        return voice.id

    return add
