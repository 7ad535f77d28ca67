"""A workspace with one short session, and a folder of its own for voices."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.record.speech import HELLO, hello_lines
from unknot.content.library import Library
from unknot.content.reading import load
from unknot.content.workspace import roots
from unknot.record.line import ScriptLine


@pytest.fixture(autouse=True)
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees or changes the user's voices."""
    folder = tmp_path / "voices"
    monkeypatch.setenv("UNKNOT_VOICES", str(folder))
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    (folder / "sessions").mkdir(parents=True)
    (folder / "sessions" / "hello.yaml").write_text(HELLO, encoding="utf-8")
    return folder


@pytest.fixture
def own_library(workspace: Path) -> Library:
    return load(roots(workspace))


@pytest.fixture
def lines(own_library: Library) -> tuple[ScriptLine, ...]:
    return hello_lines(own_library)
