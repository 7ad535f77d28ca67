"""Finding a known sound in what was heard: a matched filter, and a comparison of envelopes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from unknot.audio.chimes import render_chime
from unknot.audio.level import MASTER_RATE
from unknot.audio.resample import fast_size, resample
from unknot.content.records.script import ChimeRecipe
from unknot.content.records.steps import ChimeKind
from unknot.timeline.plan import VOICE_ENTERS

Floats = NDArray[np.float64]


#: As alike as this at the likely place, there is no better place to look for.
_CERTAIN = 0.99
#: A chime is of its kind when it is this like its recipe; others stay below a tenth.
ALIKE = 0.8


def best_match(
    heard: Floats, sound: Floats, likely: int = 0, *, doubt: float = 0.0
) -> tuple[float, int]:
    """How alike, -1 to 1, and at which sample of ``heard`` the ``sound`` fits best.

    ``heard`` is at least as long as ``sound``; ``likely`` is looked at first, and kept where no
    other place is better by more than ``doubt``: a chime is like itself one beat later. Normalised
    cross-correlation, by FFT.
    """
    alike = -1.0
    there = heard[likely : likely + len(sound)]
    if len(there) == len(sound):
        alike = float(there @ sound / (np.linalg.norm(there) * np.linalg.norm(sound) + 1e-12))
        if alike >= _CERTAIN:
            return alike, likely
    size = fast_size(len(heard))  # what wraps round is at places where it would not be whole
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sound, size))
    scores = np.fft.irfft(spectrum, size)[: len(heard) - len(sound) + 1]
    energy = np.concatenate([[0.0], np.cumsum(heard * heard)])
    norms = np.sqrt(np.maximum(energy[len(sound) :] - energy[: -len(sound)], 0))
    floor = 1e-3 * float(np.linalg.norm(sound)) + 1e-9
    scores = scores / (np.maximum(norms, floor) * (np.linalg.norm(sound) + 1e-12))
    at = int(scores.argmax())
    if alike >= scores[at] - doubt:
        return alike, likely
    return float(scores[at]), at


def envelope_likeness(one: Floats, other: Floats, rate: int) -> float:
    """How alike two sounds of about one length rise and fall, -1 to 1: loudness every 20 ms.

    The same phrase spoken twice is alike here although its waves are not.
    """
    step = rate // 50
    first, second = (_decibels(sound, step) for sound in (one, other))
    length = max(len(first), len(second))
    first, second = (
        np.pad(each, (0, length - len(each)), constant_values=-60.0) for each in (first, second)
    )
    return max(_correlation(first, np.roll(second, by)) for by in (-2, -1, 0, 1, 2))


def _decibels(sound: Floats, step: int) -> Floats:
    whole = len(sound) // step * step
    power = np.square(sound[:whole]).reshape(-1, step).mean(axis=1)
    decibels: Floats = np.maximum(10 * np.log10(power + 1e-12), -60.0)
    return decibels


def _correlation(one: Floats, other: Floats) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-12))


class Chimes:
    """Every kind of chime as it should sound at ``rate`` Hz."""

    def __init__(self, recipes: Mapping[ChimeKind, ChimeRecipe], rate: int) -> None:
        self.rate = rate
        self.sounds: dict[ChimeKind, Floats] = {
            kind: resample(render_chime(recipe) / 32768, MASTER_RATE, rate)
            for kind, recipe in recipes.items()
        }

    def expected(self, kind: ChimeKind, *, under_voice: bool) -> Floats:
        """The chime; under a voice, the part of it that sounds alone."""
        sound = self.sounds[kind]
        length = round(len(np.trim_zeros(sound, "b")) * VOICE_ENTERS * 0.95)
        return sound[:length] if under_voice else sound

    def lasts(self, kind: ChimeKind, db: float) -> float:
        """ms from its beginning to where it was last louder than ``db`` below its loudest."""
        sound = np.abs(self.sounds[kind])
        loud = np.flatnonzero(sound > sound.max() * 10 ** (db / 20))
        return float((loud[-1] + 1) * 1000 / self.rate)

    def named(self, heard: Floats) -> ChimeKind | None:
        """The kind that is heard; None when it is like none of them."""
        scores = {
            kind: best_match(np.pad(heard, (0, max(len(sound) - len(heard), 0))), sound)[0]
            for kind, sound in self.sounds.items()
        }
        best = max(scores, key=lambda kind: scores[kind], default=None)
        return best if best is not None and scores[best] >= ALIKE else None


#: 2 dB beyond polish.py's own, for what an encoder and a limiter change.
_LOUD_DB, _FAINT_DB = -34.0, -46.0
_BLOCK_MS = 5
#: Nothing below this counts, in dB of full scale.
_NO_VOICE_DB = -60.0


class Edges(Struct, frozen=True):
    """Times in ms from the sound's start: ``loud`` and ``faint`` say where it first and last is
    louder than 34 and 46 dB below its vowels."""

    loud: tuple[int, int]
    faint: tuple[int, int]


def voice_edges(sound: Floats, rate: int) -> Edges | None:
    """The edges of ``sound`` (full scale 1.0, at ``rate`` Hz); None when nothing is to be heard."""
    block = rate * _BLOCK_MS // 1000
    power = np.square(sound[: len(sound) // block * block].reshape(-1, block)).mean(axis=1)
    heard = power[power > 10 ** (_NO_VOICE_DB / 10)]
    if not len(heard):
        return None
    vowels = float(np.percentile(heard, 90))

    def reach(db: float) -> tuple[int, int]:
        over = np.flatnonzero(power > vowels * 10 ** (db / 10))
        return int(over[0]) * _BLOCK_MS, (int(over[-1]) + 1) * _BLOCK_MS

    return Edges(loud=reach(_LOUD_DB), faint=reach(_FAINT_DB))
