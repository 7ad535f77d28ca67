"""From what an engine spoke to a master: the voice alone, at its level, in whole frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unknot.audio.level import MASTER_RATE, level
from unknot.audio.resample import resample
from unknot.audio.sound import Pcm, Sound
from unknot.errors import AudioError
from unknot.levelling import Levelling

#: Samples of a master's frame: 24 ms at 48 kHz.
FRAME_SAMPLES = 1152

_BLOCK = MASTER_RATE * 5 // 1000
#: What is kept around the voice. The fades lie inside, so no consonant is faded.
_BEFORE, _AFTER = MASTER_RATE * 20 // 1000, MASTER_RATE * 50 // 1000
_FADE_IN, _FADE_OUT = MASTER_RATE * 10 // 1000, MASTER_RATE * 25 // 1000
#: Voice is what is louder than the clip's noise, between these bounds, in dB below its vowels.
#: Weak fricatives ("f", "th") lie 25 to 35 dB below them.
_DEEPEST_DB, _SHALLOWEST_DB = -44.0, -36.0
_OVER_NOISE_DB = 6.0
#: A clip in which nothing is louder than this has no voice, in dBFS.
_NO_VOICE_DB = -60.0


def polish(sound: Sound, name: str = "sound", known: Levelling | None = None) -> Pcm:
    """The spoken ``sound`` as a master: int16, 48 kHz, a whole number of 1152-sample frames.

    Steady offset and rumble are taken out, silence around the voice is cut (20 ms before it and
    50 ms after it stay), and the rest is brought to -16 LUFS dual mono and at most -2 dBTP, by what
    is ``known`` where that was measured before. Raises AudioError under ``name`` when there is no
    voice in it.
    """
    return to_master(level(cut_voice(sound, name), known))


def cut_voice(sound: Sound, name: str = "sound") -> NDArray[np.float64]:
    """What ``polish`` keeps of ``sound``: 48 kHz, float, faded at its ends, at its own level."""
    centred = sound.samples.astype(np.float64)
    centred -= centred.mean() if len(centred) else 0.0
    samples = resample(centred, sound.rate, MASTER_RATE, highpass=True)
    bounds = voice_bounds(samples)
    if bounds is None:
        raise AudioError(name, "has no voice in it: everything is below -60 dBFS")
    start, stop = bounds
    kept = np.zeros(_BEFORE + stop - start + _AFTER)
    first, last = max(start - _BEFORE, 0), min(stop + _AFTER, len(samples))
    kept[first - (start - _BEFORE) :][: last - first] = samples[first:last]
    return _faded(kept, _FADE_IN, _FADE_OUT)


def finish(sound: Sound) -> Pcm:
    """Any ``sound``, untrimmed, as a master: for people's own chimes and music."""
    samples = resample(sound.samples.astype(np.float64), sound.rate, MASTER_RATE)
    return to_master(level(_faded(samples, 0, min(_FADE_IN, len(samples)))))


def voice_bounds(samples: NDArray[np.float64]) -> tuple[int, int] | None:
    """First and last-but-one sample of the voice in ``samples`` (48 kHz), in steps of 5 ms.

    None when there is none.
    """
    blocks = np.zeros(-(-len(samples) // _BLOCK) * _BLOCK)
    blocks[: len(samples)] = samples
    power = np.square(blocks.reshape(-1, _BLOCK)).mean(axis=1)
    heard = power[power > 10 ** (_NO_VOICE_DB / 10)]
    if not len(heard):
        return None
    vowels = 10 * np.log10(np.percentile(heard, 90))
    noise = 10 * np.log10(np.percentile(power, 5) + 1e-12)
    threshold = np.clip(noise + _OVER_NOISE_DB, vowels + _DEEPEST_DB, vowels + _SHALLOWEST_DB)
    voiced = np.flatnonzero(power > 10 ** (threshold / 10))
    return int(voiced[0]) * _BLOCK, min(int(voiced[-1] + 1) * _BLOCK, len(samples))


def to_master(samples: NDArray[np.float64]) -> Pcm:
    """Float samples as int16, with zeros behind them up to a whole frame."""
    master = np.zeros(max(-(-len(samples) // FRAME_SAMPLES), 1) * FRAME_SAMPLES, np.int16)
    master[: len(samples)] = np.clip(np.rint(samples * 32768), -32768, 32767)
    return master


def _faded(samples: NDArray[np.float64], fade_in: int, fade_out: int) -> NDArray[np.float64]:
    """``samples`` with raised-cosine fades of so many samples at the two ends, in place."""
    if fade_in:
        samples[:fade_in] *= np.sin(np.linspace(0, np.pi / 2, fade_in)) ** 2
    if fade_out:
        samples[-fade_out:] *= np.cos(np.linspace(0, np.pi / 2, fade_out)) ** 2
    return samples
