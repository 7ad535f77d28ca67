"""The first day of a programme in a feed: what was asked for, what is under way, or today."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unknot.programme.started import Started, write_started
from unknot.serve.holds import Holds
from unknot.serve.mine import _begun

LATE = date(2026, 11, 20)


def test_a_programme_begins_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path))
    playlist, asked = Holds(playlist="p"), Holds(programme="low-back", start=LATE)
    free = Holds(programme="low-back")
    assert (_begun(playlist), _begun(asked)) == (playlist, asked)
    assert _begun(free) == Holds(programme="low-back", start=date.today())
    write_started(Started(programme="other", start=LATE, begin="settle-in"))
    assert _begun(free).start == date.today()
    write_started(Started(programme="low-back", start=LATE, begin="settle-in"))
    begun = _begun(free)
    assert begun == Holds(programme="low-back", start=LATE, begin="settle-in")
    assert begun.address == "programme=low-back;start=2026-11-20;begin=settle-in"
    assert asked.address == "programme=low-back;start=2026-11-20"
    assert (free.address, playlist.address) == ("programme=low-back", "playlist=p")
