"""The program that reads every line to compare takes with: who reads, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from unknot.engines.recording import Recording, to_wav
from unknot.errors import EngineError
from unknot.recording import take_match
from unknot.recording.take_match import _voice, extract_voiced, read_reference

WAVE = (np.sin(np.arange(16_000) * 0.2) * 9_000).astype(np.int16)


class Reader:
    default_voice = "usual"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int]] = []
        self.closed = False

    def voices(self) -> list[Any]:
        return [
            SimpleNamespace(id="d", language="DE-at"),
            SimpleNamespace(id="f", language="fr"),
            SimpleNamespace(id="c", language="cmn"),
        ]

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        self.asked.append((text, voice, rate))
        if text == "mute":
            raise EngineError("x", text, "cannot")
        sound = WAVE * (text != "silent")
        to.write_bytes(to_wav([Recording(rate=16_000, channels=1, data=sound.tobytes())]))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr(take_match, "open_engine", lambda name: made)
    return made


def test_each_line_is_read_once_and_what_cannot_be_is_left_out(reader: Reader) -> None:
    found = read_reference(["one", "mute", "two", "one", "silent"], "de")
    assert set(found.lines) == {"one", "two"}
    assert sorted(reader.asked) == [(each, "d", 135) for each in ("mute", "one", "silent", "two")]
    assert reader.closed
    assert found.distances(found.lines["one"], ["one", "two"]) == pytest.approx([0, 0], abs=1e-3)


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("", "usual"),
        ("en-GB", "usual"),
        ("de", "d"),
        ("fr-CA", "f"),
        ("es", ""),
        ("de_CH", "d"),
        ("zh-TW", "c"),
        ("en_GB", "usual"),
    ],
)
def test_a_voice_of_the_language_reads(language: str, voice: str, reader: Reader) -> None:
    assert _voice(reader, language) == voice  # type: ignore[arg-type]


def test_without_a_reader_nothing_is_compared(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_reference(["one"], "es").lines == {}
    assert (reader.asked, reader.closed) == ([], True)

    def none(*_: object) -> Any:
        raise EngineError("pyttsx3", "", "is not here")

    monkeypatch.setattr(Reader, "voices", none)
    assert _voice(reader, "de") == ""  # type: ignore[arg-type]
    monkeypatch.setattr(take_match, "open_engine", none)
    assert read_reference(["one"], "en").lines == {}


def test_silence_has_nothing_to_compare() -> None:
    voiced: Callable[..., Any] = extract_voiced
    assert voiced(np.zeros(16_000), 16_000) is None
    assert voiced(np.pad(WAVE.astype(float), 8_000), 16_000) is not None
