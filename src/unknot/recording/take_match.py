"""Whether a take is its line, and not another: by ear, as far as a program has one, which reads the
lines itself for comparison."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from unknot.audio.sound import read_wav
from unknot.engines.engine import Engine
from unknot.engines.registry import open_engine
from unknot.errors import AudioError, EngineError
from unknot.files import temporary
from unknot.recording.clean import Mono, remove_rumble
from unknot.recording.dtw import Features, extract_features, measure_distances
from unknot.recording.examine import TakeFault
from unknot.recording.judge import Candidate
from unknot.recording.line import ScriptLine
from unknot.recording.pauses import find_islands, measure_envelope
from unknot.speech.cast import spoken_language
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


def read_reference(texts: Iterable[str], language: str) -> Reference:
    """Have ``texts`` read by a voice of ``language``; empty when there is no such voice.

    A line that cannot be spoken is left out.
    """
    try:
        engine = open_engine(_ENGINE)
    except EngineError:
        return Reference()
    with closing(engine), temporary() as folder:
        if not (voice := _voice(engine, language)):
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
    wanted = spoken_language(language)
    try:
        if wanted in ("", "en"):
            return engine.default_voice
        return next((v.id for v in engine.voices() if spoken_language(v.language) == wanted), "")
    except EngineError:
        return ""


#: Lines that a take is held against besides its own, nearest in length.
_MOST_OTHERS = 8
_AS_LONG = (0.6, 1.7)
#: Another line is as near as its own, and clearly nearer.
_DOUBTFUL, _OTHER = 1.0, 1.03
#: Takes by which the reader's throat is measured, and the fewest that tell.
_MEASURED, _FEWEST = 12, 3


def prepare_reference(
    candidates: Sequence[Candidate], lines: Sequence[ScriptLine], language: str
) -> Reference:
    """All that misread needs for ``candidates``, and no other line."""
    if len(candidates) < _FEWEST:
        return Reference()
    texts: dict[str, None] = {}
    for each in candidates:
        texts[each.line.text] = None
        texts |= dict.fromkeys(other.text for other in _others(each.line, lines))
    return read_reference(texts, language)


def find_misread(
    candidates: Sequence[Candidate], lines: Sequence[ScriptLine], known: Reference
) -> Mapping[str, TakeFault]:
    """By text, takes that sound more like another of ``lines`` than like their own.

    Nothing without a reference, or with too few takes to know the reader by.
    """
    held = [each for each in candidates if each.line.text in known]
    if len(held) < _FEWEST:
        return {}
    sample = held[:: -(-len(held) // _MEASURED)]
    warp = known.warp([(*_sound(each), each.line.text) for each in sample])
    found: dict[str, TakeFault] = {}
    near: dict[str, ScriptLine] = {}
    for each in held:
        others = [one for one in _others(each.line, lines) if one.text in known]
        if not others:
            continue
        heard = extract_voiced(*_sound(each), warp)
        if heard is None:
            continue
        own, *rest = known.distances(heard, [each.line.text, *(one.text for one in others)])
        nearest = int(np.argmin(rest))
        if own > _DOUBTFUL * rest[nearest]:
            words = f"sounds more like “{others[nearest].text}” ({others[nearest].id})"
            found[each.line.text] = TakeFault("words", bool(own > _OTHER * rest[nearest]), words)
            near[each.line.text] = others[nearest]
    for one, other in near.items():
        # Each sounds like the other, and one of them clearly: an exchange takes two.
        if other.text in near and near[other.text].text == one and found[other.text].refused:
            found[one] = replace(found[one], refused=True)
    there = {each.line.text for each in held}
    for text, one in {other.text: one for one, other in near.items()}.items():
        if text in there and text not in found:
            words = f"the take of “{one}” sounds like this line: are they exchanged?"
            found[text] = TakeFault("words", False, words)
    return found


def _others(line: ScriptLine, lines: Sequence[ScriptLine]) -> tuple[ScriptLine, ...]:
    near = [
        other
        for other in lines
        if other.text != line.text
        and _AS_LONG[0] < other.expected_ms / max(line.expected_ms, 1) < _AS_LONG[1]
    ]
    near.sort(key=lambda other: abs(other.expected_ms - line.expected_ms))
    return tuple(near[:_MOST_OTHERS])


def _sound(candidate: Candidate) -> tuple[Mono, int]:
    sound = read_wav(candidate.taken.path)
    return sound.samples.astype(np.float64), sound.rate
