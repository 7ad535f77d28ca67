"""Sentences that were spoken one by one, as one take; how long the pauses in a take are."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unknot.audio.polish import voice_bounds
from unknot.audio.resample import resample
from unknot.audio.sound import Sound

Floats = NDArray[np.floating]
#: Between two sentences, in ms, besides what is kept around each; polish cuts closer than that.
_PAUSE, _BEFORE, _AFTER = 140, 30, 80
#: A pause is so much softer than the loudest 10 ms, in dB.
_SOFT = -35.0


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


def least_pause_ms(master: Floats, text: str) -> int | None:
    """How long the shortest pause at a full stop within ``text`` is in its ``master`` (48 kHz), if
    the longest quiet stretches are those at its marks; None without a full stop within."""
    stops = len(re.findall(r"[.!?](?=\s)", text))
    if not stops:
        return None
    blocks = np.square(master[: len(master) // 480 * 480].reshape(-1, 480)).mean(axis=1)
    soft = np.concatenate([[0], blocks < blocks.max() * 10 ** (_SOFT / 10), [0]]).astype(int)
    changes = np.diff(soft)
    begins, ends = np.flatnonzero(changes == 1), np.flatnonzero(changes == -1)
    inner = (begins > 0) & (ends < len(blocks))
    runs = sorted((ends - begins)[inner] * 10, reverse=True)
    return int(runs[stops - 1]) if len(runs) >= stops else 0


def _level(voice: NDArray[np.float32]) -> float:
    """The root of the mean square of what sounds in ``voice``."""
    sounding = voice[np.abs(voice) > np.abs(voice).max() / 50]
    return float(np.sqrt(np.square(sounding).mean()))
