"""Sentences that were spoken one by one, as one take; how long the pauses in a take are."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unknot.audio.polish import voice_bounds
from unknot.audio.resample import resample
from unknot.audio.sound import Sound
from unknot.errors import EngineError
from unknot.timeline.estimate import USUAL_RATE, estimate_ms

Floats = NDArray[np.floating]
#: Between two sentences, in ms, besides what is kept around each; polish cuts closer than that.
_PAUSE, _BEFORE, _AFTER = 140, 30, 80
#: A pause is so much softer than the loudest 10 ms, in dB.
_SOFT = -35.0
#: What a pause that is too short is made, in ms; what being farther from its place counts against
#: being longer.
_WIDE, _FARTHER = 340, 0.15


def trimmed(sound: Sound, before: int, after: int) -> NDArray[np.float32]:
    """The voice in ``sound`` with so many ms around it, as far as there are so many."""
    bounds = voice_bounds(resample(sound.samples.astype(np.float64), sound.rate, 48_000))
    assert bounds is not None
    first = max(bounds[0] - 48 * before, 0) * sound.rate // 48_000
    return sound.samples[first : (bounds[1] + 48 * after) * sound.rate // 48_000]


def joined(sentences: Sequence[Sound]) -> NDArray[np.float32]:
    """``sentences`` one after the other, equally loud, with a pause after each."""
    voices = [trimmed(each, _BEFORE, _AFTER) for each in sentences]
    pause = np.zeros(sentences[0].rate * _PAUSE // 1000, np.float32)
    loudest = max(map(_level, voices))
    parts = [part for voice in voices for part in (voice * (loudest / _level(voice)), pause)]
    whole = np.concatenate(parts)
    return np.asarray(whole / max(1.0, float(np.abs(whole).max())), np.float32)


def widened(sound: Sound, text: str) -> NDArray[np.float32]:
    """``sound``, which says ``text``, with a pause at every full stop within: the quiet stretch
    that is nearest to where the estimate expects the stop is made as long as a pause is."""
    parts, rate = re.split(r"(?<=[.!?]) ", text), sound.rate
    voice = trimmed(sound, _BEFORE, _AFTER)
    begins, ends = _quiet(voice, rate)
    if len(begins) < 3:
        raise EngineError("voicing", text, "it has no quiet stretch within")
    lasts = np.cumsum([estimate_ms(each, USUAL_RATE) for each in parts])
    first, last = int(ends[0]), int(begins[-1])
    pieces, at = [], 0
    for expected in first + (last - first) * lasts[:-1] / lasts[-1]:
        off = np.abs((begins + ends) / 2 - expected)[1:-1]
        best = 1 + int(np.argmax((ends - begins)[1:-1] - _FARTHER * off))
        cut = int(begins[best] + ends[best]) // 2 * rate // 100
        more = max(_WIDE // 10 - int(ends[best] - begins[best]), 0)
        pieces += [voice[at:cut], np.zeros(more * rate // 100, np.float32)]
        at = cut
    return np.concatenate([*pieces, voice[at:]])


def second(sound: Sound) -> NDArray[np.float32]:
    """The second half of ``sound``, which says the same twice."""
    voice = trimmed(sound, _BEFORE, _AFTER)
    begins, ends = _quiet(voice, sound.rate)
    off = np.abs((begins + ends) / 2 - len(voice) * 50 / sound.rate)[1:-1]
    best = 1 + int(np.argmax((ends - begins)[1:-1] - _FARTHER * off))
    return voice[int(begins[best] + ends[best]) // 2 * sound.rate // 100 :]


def _quiet(voice: Floats, rate: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where quiet stretches begin and end, in hundredths of a second; those at both ends too."""
    step = rate // 100
    blocks = np.square(voice[: len(voice) // step * step].reshape(-1, step)).mean(axis=1)
    soft = np.concatenate([[0], blocks < blocks.max() * 10 ** (_SOFT / 10), [0]]).astype(int)
    soft[1] = soft[-2] = 1
    changes = np.diff(soft)
    return np.flatnonzero(changes == 1), np.flatnonzero(changes == -1)


def least_pause_ms(master: Floats, text: str) -> int | None:
    """How long the shortest pause at a full stop within ``text`` is in its ``master`` (48 kHz), if
    the longest quiet stretches are those at its marks; None without a full stop within."""
    stops = len(re.findall(r"[.!?](?=\s)", text))
    if not stops:
        return None
    begins, ends = _quiet(master, 48_000)
    runs = sorted((ends - begins)[1:-1] * 10, reverse=True)
    return int(runs[stops - 1]) if len(runs) >= stops else 0


def _level(voice: NDArray[np.float32]) -> float:
    """The root of the mean square of what sounds in ``voice``."""
    sounding = voice[np.abs(voice) > np.abs(voice).max() / 50]
    return float(np.sqrt(np.square(sounding).mean()))
