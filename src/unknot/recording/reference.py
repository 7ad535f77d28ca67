"""The lines as a program speaks them, for comparison with how a person did."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import numpy as np
from msgspec import Struct, field

from unknot.audio.sound import read_wav
from unknot.engines.engine import Engine
from unknot.engines.registry import open_engine
from unknot.errors import AudioError, EngineError
from unknot.files import temporary
from unknot.recording.clean import Mono, remove_rumble
from unknot.recording.dtw import Features, extract_features, measure_distances
from unknot.recording.pauses import find_islands, measure_envelope
from unknot.timeline.estimate import USUAL_RATE

#: The engine that comes with unknot and knows a hundred languages.
_ENGINE = "pyttsx3"
#: How many times as high as the program's a reader's vowels may lie: men, women, children.
WARPS = (0.8, 0.87, 0.93, 1.0, 1.08, 1.16, 1.25, 1.35)


class Reference(Struct, frozen=True):
    """What each line sounds like when the program reads it."""

    lines: Mapping[str, Features] = field(default_factory=dict)

    def __contains__(self, text: str) -> bool:
        return text in self.lines

    def distances(self, heard: Features, texts: Sequence[str]) -> Any:
        """How unlike ``heard`` is to each of ``texts``: float64, shape (n,)."""
        return measure_distances(heard, [self.lines[text] for text in texts])

    def warp(self, pairs: Sequence[tuple[Mono, int, str]]) -> float:
        """The one of WARPS that brings the reader's ``pairs`` (samples, Hz, text) nearest."""
        sums = [
            sum(
                float(self.distances(extract_features(samples, rate, warp), [text])[0])
                for samples, rate, text in pairs
            )
            for warp in WARPS
        ]
        return WARPS[int(np.argmin(sums))]


@contextmanager
def open_reader(language: str) -> Iterator[Engine | None]:
    """The engine that can read lines of ``language``; None where there is none."""
    try:
        engine = open_engine(_ENGINE)
    except EngineError:
        yield None
        return
    with closing(engine):
        yield engine


def read_reference(texts: Iterable[str], language: str) -> Reference:
    """Have ``texts`` read by a voice of ``language``; empty when there is no such voice.

    A line that cannot be spoken is left out.
    """
    with open_reader(language) as engine, temporary() as folder:
        voice = _voice(engine, language) if engine else ""
        if engine is None or not voice:
            return Reference()

        def read(job: tuple[int, str]) -> tuple[str, Features | None]:
            number, text = job
            path = folder / f"{number}.wav"
            try:
                engine.synthesise(text, voice=voice, rate=USUAL_RATE, to=path)
                sound = read_wav(path)
                path.unlink()
                return text, extract_voiced(sound.samples.astype(np.float64), sound.rate)
            except (EngineError, AudioError, OSError):
                return text, None

        jobs = list(enumerate(dict.fromkeys(texts)))
        with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
            found = dict(threads.map(read, jobs))
    return Reference({text: each for text, each in found.items() if each is not None})


def extract_voiced(samples: Mono, rate: int, warp: float = 1.0) -> Features | None:
    """What is said between the silence at both ends; None when there is next to nothing."""
    clean = remove_rumble(samples, rate)
    found = find_islands(measure_envelope(clean, rate), rate)
    if not found:
        return None
    voiced = clean[round(found[0].start * rate) : round(found[-1].stop * rate)]
    heard = extract_features(voiced, rate, warp)
    return heard if len(heard) >= 5 else None


def _voice(engine: Engine, language: str) -> str:
    wanted = language.lower().partition("-")[0]
    try:
        if wanted in ("", "en"):
            return engine.default_voice
        return next(
            (v.id for v in engine.voices() if v.language.lower().partition("-")[0] == wanted), ""
        )
    except EngineError:
        return ""
