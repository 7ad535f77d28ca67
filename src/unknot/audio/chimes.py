"""Chimes from recipes, a chime under a sentence, and people's own sound files.

The only module that knows pydub.
"""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np

from unknot.audio.level import MASTER_RATE, level
from unknot.audio.polish import to_master
from unknot.audio.sound import Pcm
from unknot.content.records.script import ChimeRecipe, Note

# Importing pydub warns of its own invalid escapes, of audioop, and of a missing ffmpeg,
# none of which is the user's business.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

_ATTACK_MS = 8
#: A note dies away like a struck bar: in so many steps of so many dB, then to nothing.
_DECAY_STEPS, _DECAY_DB = 8, -3.5
#: The voice enters at this share of the chime, whose rest is turned down by so many dB.
_ENTRY, _DUCK_DB, _DUCK_MS = 0.6, -9.0, 60
#: Two sounds at full level are added; level() makes it up.
_ROOM_DB = -6.0
#: pydub's nothing, and how long a fade may be, in ms, for it to go by the sample.
_NOTHING_DB, _SMOOTH_MS = -120.0, 100
_PER_MS = MASTER_RATE // 1000


@lru_cache(maxsize=16)
def render_chime(recipe: ChimeRecipe) -> Pcm:
    """The chime as a master: int16, 48 kHz, whole frames, -16 LUFS dual mono, at most -2 dBTP.

    It starts at sample 0. The array is shared and cannot be written to.
    """
    canvas = _silence(recipe.length_ms)
    loudest = max(
        sum(
            _power(other) for other in recipe.notes if other.at <= note.at < other.at + other.length
        )
        for note in recipe.notes
    )
    for note in recipe.notes:
        canvas = canvas.overlay(_strike(note, -20 * np.log10(loudest)), position=note.at)
    chime = _to_master(canvas)
    chime.flags.writeable = False
    return chime


def softened(master: Pcm, db: float) -> Pcm:
    """``master`` at ``db`` dB (0 or less); the same array for 0."""
    if not db:
        return master
    softer: Pcm = np.rint(master * 10 ** (db / 20)).astype(np.int16)
    return softer


def mix(chime: Pcm, voice: Pcm) -> Pcm:
    """One clip of a chime and a sentence, both masters: the voice enters as the chime fades."""
    under, over = _segment(chime).apply_gain(_ROOM_DB), _segment(voice).apply_gain(_ROOM_DB)
    entry = round(len(under) * _ENTRY)
    under = _faded(under, entry, entry + _DUCK_MS, to_db=_DUCK_DB)
    canvas = _silence(max(len(under), entry + len(over)))
    return _to_master(canvas.overlay(under).overlay(over, position=entry))


def _strike(note: Note, gain_db: float) -> AudioSegment:
    """One note with its overtones: a soft attack, then a decay, straight lines near enough to
    an exponential. Each is under 100 ms long where it can be, for then it goes by the sample."""
    tone = _sine(note.hz, note, gain_db)
    for number, overtone_db in enumerate(note.overtones, start=2):
        if note.hz * number < MASTER_RATE // 2:
            tone = tone.overlay(_sine(note.hz * number, note, gain_db + overtone_db))
    for step in range(_DECAY_STEPS):
        start, end = (note.length * n // (_DECAY_STEPS + 1) for n in (step, step + 1))
        tone = _faded(tone, start, end, to_db=_DECAY_DB)
    tone = _faded(tone, end, note.length, to_db=_NOTHING_DB)
    return _faded(tone, 0, min(_ATTACK_MS, note.length), from_db=_NOTHING_DB)


def _sine(hz: int, note: Note, gain_db: float) -> AudioSegment:
    samples = np.arange(int(MASTER_RATE * (note.length / 1000)))  # some lengths lack one
    wave = np.sin(samples * (hz * 2 * np.pi / MASTER_RATE))
    gain = 10 ** ((gain_db + note.level) / 20)
    return _segment((wave * 32767 * gain).astype(np.int16))


def _faded(
    sound: AudioSegment, start: int, end: int, *, from_db: float = 0.0, to_db: float = 0.0
) -> AudioSegment:
    """What ``AudioSegment.fade`` makes of ``sound``, sample for sample, without a call for each."""
    samples = np.array(sound.get_array_of_samples(), np.float64)
    first, last = start * _PER_MS, end * _PER_MS
    before, after = 10 ** (from_db / 20), 10 ** (to_db / 20)
    wide = 1 if end - start <= _SMOOTH_MS else _PER_MS
    steps = np.linspace(before, after, (last - first) // wide, endpoint=False)
    samples[:first] *= before
    samples[first:last] *= np.repeat(steps, wide)[: max(len(samples) - first, 0)]
    samples[last:] *= after
    return _segment(np.floor(samples).astype(np.int16))


def _power(note: Note) -> float:
    """The most that a note's waves can add up to, against full scale."""
    return float(10 ** (note.level / 20) * (1 + sum(10 ** (db / 20) for db in note.overtones)))


def _silence(ms: int) -> AudioSegment:
    return AudioSegment.silent(duration=ms, frame_rate=MASTER_RATE)


def _segment(master: Pcm) -> AudioSegment:
    data = np.ascontiguousarray(master, "<i2").tobytes()
    return AudioSegment(data=data, sample_width=2, frame_rate=MASTER_RATE, channels=1)


def _to_master(segment: AudioSegment) -> Pcm:
    samples = np.array(segment.get_array_of_samples(), np.float64) / 32768
    return to_master(level(samples))
