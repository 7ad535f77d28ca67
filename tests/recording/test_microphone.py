"""The microphone through sounddevice's own calls: what is kept, for how long, and what goes wrong.

No test machine has one: a stand-in for the package gives blocks as a stream's thread would.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from unknot.errors import AudioError
from unknot.recording.microphone import open_microphone
from unknot.recording.take import MOST_TAKE_S

RATE = 44_100


class _PortAudioError(Exception):
    pass


class _Stream:
    """What sounddevice.InputStream does: it calls back with each block, until it is stopped."""

    def __init__(self, *, samplerate: int, channels: int, dtype: str, callback: Any) -> None:
        assert (samplerate, channels, dtype) == (RATE, 1, "float32")
        self.hear = callback
        self.calls: list[str] = []

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")


def _refuse(*_: object, **__: object) -> None:
    raise _PortAudioError("device unavailable")


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    streams: list[_Stream] = []

    def stream(**asked: Any) -> _Stream:
        streams.append(_Stream(**asked))
        return streams[-1]

    made: Any = SimpleNamespace(
        PortAudioError=_PortAudioError, InputStream=stream, streams=streams, played=[],
        query_devices=lambda kind: {"default_samplerate": float(RATE)},
        check_input_settings=lambda samplerate, channels: None,
        play=lambda frames, rate, blocking: made.played.append((len(frames), rate, blocking)),
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    found: SimpleNamespace = made
    return found


def test_a_take_is_what_was_heard_between_start_and_stop(package: SimpleNamespace) -> None:
    heard = open_microphone()
    assert heard.rate == RATE
    for values in ((0.1, 0.2), (0.3,)):  # the second take has nothing of the first
        heard.start()
        block = np.zeros((10, 1), np.float32)
        for value in values:
            block[:] = value  # the device uses its block again
            package.streams[-1].hear(block, len(block), None, None)
        take = heard.stop()
        assert take.shape == (10 * len(values), 1)
        assert take[::10, 0].tolist() == pytest.approx(values)
        assert package.streams[-1].calls == ["start", "stop", "close"]


def test_nothing_heard_is_no_take_and_no_crash(package: SimpleNamespace) -> None:
    heard = open_microphone()
    assert heard.stop().shape == (0, 1)
    heard.start()
    heard.close()
    assert package.streams[-1].calls == ["start", "stop", "close"]
    heard.close()
    assert package.streams[-1].calls == ["start", "stop", "close"]


def test_a_take_that_nobody_ends_stops_growing(package: SimpleNamespace) -> None:
    heard = open_microphone()
    heard.start()
    second = np.zeros((RATE, 1), np.float32)
    for _ in range(MOST_TAKE_S + 5):
        package.streams[-1].hear(second, RATE, None, None)
    assert len(heard.stop()) == MOST_TAKE_S * RATE


def test_a_device_without_a_rate_gets_the_usual_one(package: SimpleNamespace) -> None:
    package.query_devices = lambda kind: {"default_samplerate": 0.0}
    assert open_microphone().rate == 48_000


def test_what_was_said_can_be_heard_again(package: SimpleNamespace) -> None:
    open_microphone().play(np.zeros((7, 1), np.float32))
    assert package.played == [(7, RATE, True)]


@pytest.mark.parametrize(
    ("name", "do", "told"),
    [
        ("query_devices", lambda: open_microphone(), "there is none to record from"),
        ("check_input_settings", lambda: open_microphone(), "there is none to record from"),
        ("InputStream", lambda: open_microphone().start(), "cannot be recorded from"),
        ("play", lambda: open_microphone().play(np.zeros((1, 1), np.float32)), "cannot be played"),
    ],
)
def test_what_the_device_refuses_is_told_with_what_to_do(
    package: SimpleNamespace, name: str, do: Callable[[], object], told: str
) -> None:
    setattr(package, name, _refuse)
    with pytest.raises(AudioError, match=f"{told}.*device unavailable"):
        do()
