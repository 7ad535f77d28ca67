"""Recordings to test with: real speech of a program, spoilt as microphones and people spoil it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.recording.line import ScriptLine
from unknot.recording.script import list_lines
from unknot.timeline.overrides import Overrides

Samples = NDArray[np.float64]
RATE = 22050
#: A voice that no comparison is made with.
WOMAN = "gmw/en-us+f3"

#: Nothing of the lexicon's in it, and little enough to be quick.
HELLO = """\
title: Hello
summary: A few words to record.
routines:
  - say: Hello there. Lie down, and take all the time that you need.
  - wait: 1s
  - say: Put both your hands on the front of your chest.
  - wait: 1s
  - say: Let your shoulders sink, and breathe out slowly.
  - wait: 1s
  - say: Now open your eyes again, and look around the room.
  - chime: end
  - say: Sit up slowly, and thank you for listening.
"""


def hello_lines(library: Library) -> tuple[ScriptLine, ...]:
    return list_lines((library.sessions["hello"],), library, Overrides())


@cache
def spoken(texts: tuple[str, ...], voice: str = WOMAN, rate: int = 140) -> Mapping[str, Samples]:
    """Each text as the voice says it, with a quarter of a second of silence on both sides."""
    with closing(Pyttsx3Engine()) as engine, TemporaryDirectory() as folder:

        def say(job: tuple[int, str]) -> tuple[str, Samples]:
            path = Path(folder) / f"{job[0]}.wav"
            engine.synthesise(job[1], voice=voice, rate=rate, to=path)
            samples, hz = soundfile.read(path)
            assert hz == RATE
            return job[1], np.concatenate([silence(0.25), samples, silence(0.25)])

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return dict(threads.map(say, enumerate(texts)))


def say(text: str, voice: str = WOMAN, rate: int = 140) -> Samples:
    return spoken((text,), voice, rate)[text]


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE))


def noise(seconds: float, dbfs: float, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).normal(0, 10 ** (dbfs / 20), round(seconds * RATE))


def noisy(samples: Samples, dbfs: float) -> Samples:
    return samples + noise(len(samples) / RATE, dbfs)


def write(path: Path, samples: Samples, rate: int = RATE, subtype: str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def takes(folder: Path, lines: Iterable[ScriptLine], suffix: str = ".wav") -> Path:
    """A folder with a good take of every line."""
    lines = tuple(lines)
    said = spoken(tuple(line.text for line in lines))
    for line in lines:
        write(folder / f"{line.id}{suffix}", said[line.text])
    return folder


def likeness(one: Samples, other: Samples) -> float:
    """The best normalised correlation of two sounds over every shift; 1 is the same."""
    size = 1 << (len(one) + len(other)).bit_length()
    spread = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    return float(spread.max() / np.sqrt(np.square(one).sum() * np.square(other).sum()))
