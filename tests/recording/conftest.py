"""A workspace with one short session, and a folder of its own for voices."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recording.speech import HELLO, hello_lines
from tests.tracks import loaded
from unknot.content.library import Library
from unknot.content.workspace import roots
from unknot.recording.line import ScriptLine


@pytest.fixture(autouse=True)
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees or changes the user's voices."""
    folder = tmp_path / "voices"
    monkeypatch.setenv("UNKNOT_VOICES", str(folder))
    return folder


@pytest.fixture(scope="session")
def own_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("work")
    (folder / "sessions").mkdir()
    (folder / "sessions" / "hello.yaml").write_text(HELLO, encoding="utf-8")
    return loaded(*roots(folder))


@pytest.fixture(scope="session")
def lines(own_library: Library) -> tuple[ScriptLine, ...]:
    return hello_lines(own_library)
