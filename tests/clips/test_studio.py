"""What a studio is opened with: all that a caller leaves out has its usual value."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from unknot.audio.mp3 import QUALITIES
from unknot.clips import studio
from unknot.clips.studio import new_studio, open_studio


class Workers:
    closed = False

    def close(self) -> None:
        self.closed = True


def test_a_studio_has_what_was_asked_for_and_else_the_usual(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workers: Any = Workers()
    monkeypatch.setattr(studio, "_connect", lambda address: workers)
    with open_studio() as usual:
        closed: list[str] = []
        monkeypatch.setattr(usual.cast, "close", lambda: closed.append("cast"))
        assert (usual.quality, usual.workers) == (QUALITIES["standard"], None)
        cast = usual.cast
        assert (cast.one_voice, cast.fallback, cast.chosen) == (False, "", False)
        assert cast.memory == usual.store.root / "voices"
        assert not closed
    assert closed == ["cast"]
    with open_studio(
        "tone", fallback="x", one_voice=True, quality="compact", workers="tcp://h:1"
    ) as asked:
        assert (asked.quality, asked.workers) == (QUALITIES["compact"], workers)
        cast = asked.cast
        assert (cast.one_voice, cast.fallback, cast.chosen) == (True, "x", True)
        assert not workers.closed
    assert workers.closed
    with closing(new_studio().cast) as cast:
        assert (cast.one_voice, cast.fallback, cast.chosen) == (False, "", False)
    with pytest.raises(KeyError):
        new_studio(quality="best")
