"""That a programme was started is one small file, and nothing about the person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unknot.errors import WorkspaceError
from unknot.programme.started import (
    Started,
    forget_started,
    read_started,
    state_file,
    write_started,
)

STARTED = Started(programme="low-back", start=date(2026, 11, 20), begin="settle-in")


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))


def test_it_is_remembered_and_forgotten() -> None:
    assert read_started() is None
    write_started(STARTED)
    assert read_started() == STARTED
    assert forget_started()
    assert not forget_started()
    assert read_started() is None


def test_the_file_holds_three_facts_and_no_more() -> None:
    path = write_started(STARTED)
    assert path.read_text(encoding="utf-8") == (
        '{\n  "programme": "low-back",\n  "start": "2026-11-20",\n  "begin": "settle-in"\n}\n'
    )
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"programme": "x", "start": "soon", "begin": "prepare"}',
     '{"programme": "x", "start": "2026-11-20", "begin": "somewhere"}',
     '{"programme": 7, "start": "2026-11-20", "begin": "prepare"}', "\udcff"],
)  # fmt: skip
def test_a_damaged_file_says_how_to_go_on(text: str) -> None:
    state_file().parent.mkdir(parents=True, exist_ok=True)
    state_file().write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(WorkspaceError, match="unknot programme start"):
        read_started()
