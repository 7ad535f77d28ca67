"""Who is lent again, and who is killed: no process is left that nobody will ask anything."""

from __future__ import annotations

from typing import cast

import pytest

from unknot.engines.fault import Failed
from unknot.engines.process import SpeakerProcess
from unknot.engines.process_pool import Pool


class _Process:
    """What the pool knows of a speaker: that it can be killed."""

    def __init__(self) -> None:
        self.killed = 0

    def kill(self) -> None:
        self.killed += 1


class _Started:
    """Every process that a pool has started, in order."""

    def __init__(self, *, keep: bool) -> None:
        self.all: list[_Process] = []
        self.pool = Pool(self._start, keep=keep)

    def _start(self) -> SpeakerProcess:
        self.all.append(_Process())
        return cast("SpeakerProcess", self.all[-1])

    @property
    def killed(self) -> list[int]:
        return [each.killed for each in self.all]


def test_a_process_that_did_its_work_serves_again() -> None:
    found = _Started(keep=True)
    for _ in range(3):
        with found.pool.lend(fresh=False):
            assert found.killed == [0]
    with found.pool.lend(fresh=True), found.pool.lend(fresh=False):
        assert found.killed == [0, 0]
    found.pool.close()
    assert found.killed == [1, 1]


def test_where_none_is_kept_each_serves_once() -> None:
    found = _Started(keep=False)
    for _ in range(2):
        with found.pool.lend(fresh=False):
            pass
    assert found.killed == [1, 1]
    found.pool.close()
    assert found.killed == [1, 1]


@pytest.mark.parametrize("keep", [True, False])
def test_a_process_that_failed_is_killed_and_serves_nobody_else(keep: bool) -> None:
    found = _Started(keep=keep)
    with pytest.raises(Failed, match="silence"), found.pool.lend(fresh=False):
        raise Failed("silence")
    assert found.killed == [1]
    with found.pool.lend(fresh=False):
        assert found.killed == [1, 0]


@pytest.mark.parametrize("keep", [True, False])
def test_closing_kills_whoever_is_at_work_and_lends_nobody(keep: bool) -> None:
    found = _Started(keep=keep)
    with found.pool.lend(fresh=False):
        found.pool.close()
        assert found.killed == [1]
    with pytest.raises(Failed, match="the engine was closed"), found.pool.lend(fresh=False):
        pass
    assert found.killed[1:] == [1], "what was started meanwhile is killed, too"
