"""What is asked of workers: each try by a name of its own, so that a failed answer stays away."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from unknot.audio.mp3 import QUALITIES
from unknot.clips.making import _make_on_workers
from unknot.clips.workers import Workers
from unknot.progress import ClipReady, LeftByWorkers
from unknot.timeline.cues import Say


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


@pytest.mark.parametrize(("answered", "left"), [(3, []), (2, [1]), (0, [3])])
def test_lines_are_said_to_be_left_only_when_some_are(answered: int, left: list[int]) -> None:
    """Told once, with how many there are: they are spoken here instead."""
    clip = SimpleNamespace(frames=b"frames")

    def make(tasks: list[Any], quality: object) -> Iterator[Any]:
        for task in tasks[:answered]:
            yield SimpleNamespace(task=task, master=b"", clip=clip)

    kept: list[str] = []
    maker = SimpleNamespace(
        workers=SimpleNamespace(make=make), quality=QUALITIES["standard"],
        part=lambda cue: SimpleNamespace(recorded=False),
        task=lambda key, cue: SimpleNamespace(key=key, said=cue.text),
        store=SimpleNamespace(
            put_master=lambda key, master: kept.append(key), put_frames=lambda *_: None
        ),
    )  # fmt: skip
    wanted = {f"k{n}": (maker, Say(text=f"Line {n}.")) for n in range(3)}
    told: list[object] = []
    made = list(_make_on_workers(cast(Any, wanted), told.append))
    assert made == kept == ["k0", "k1", "k2"][:answered]
    assert [each.lines for each in told if isinstance(each, LeftByWorkers)] == left
    assert [each.text for each in told if isinstance(each, ClipReady)] == [
        f"Line {n}." for n in range(answered)
    ]
