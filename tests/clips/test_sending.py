"""What is asked of workers: each try by a name of its own, so that a failed answer stays away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from unknot.audio.mp3 import QUALITIES
from unknot.clips.workers import Workers


@pytest.fixture
def sent() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def workers(sent: list[dict[str, Any]]) -> Workers:
    """Workers whose scheduler only writes down what it is given."""
    made = Workers.__new__(Workers)
    made._client = SimpleNamespace(submit=lambda *_, **how: sent.append(how))
    made._crowd = cast(Any, SimpleNamespace(declared={"piper"}))
    return made


def send(workers: Workers, tries: int, quality: str = "standard", engine: str = "tone") -> None:
    task = cast(Any, SimpleNamespace(key="abc", engine=engine))
    workers._send(task, QUALITIES[cast(Any, quality)], tries, {})


def test_each_try_has_a_name_of_its_own(workers: Workers, sent: list[dict[str, Any]]) -> None:
    """The first is that of the clip alone: two who ask for the same share it."""
    for tries in (1, 2, 3):
        send(workers, tries)
    send(workers, 1, "compact")
    assert [each["key"] for each in sent] == [
        "abc/standard", "abc/standard/2", "abc/standard/3", "abc/compact",
    ]  # fmt: skip


def test_an_engine_that_few_workers_have_is_asked_of_those(
    workers: Workers, sent: list[dict[str, Any]]
) -> None:
    send(workers, 1)
    send(workers, 1, engine="piper")
    assert [each["resources"] for each in sent] == [None, {"piper": 1}]
