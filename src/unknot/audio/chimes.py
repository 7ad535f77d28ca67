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
    from pydub.generators import Sine

_ATTACK_MS = 8
#: A note dies away like a struck bar: in so many steps of so many dB, then to nothing.
_DECAY_STEPS, _DECAY_DB = 8, -3.5
#: The voice enters at this share of the chime, whose rest is turned down by so many dB.
_ENTRY, _DUCK_DB, _DUCK_MS = 0.6, -9.0, 60
#: Two sounds at full level are added; level() makes it up.
_ROOM_DB = -6.0


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
    under = under.fade(to_gain=_DUCK_DB, start=entry, duration=_DUCK_MS)
    canvas = _silence(max(len(under), entry + len(over)))
    return _to_master(canvas.overlay(under).overlay(over, position=entry))


def _strike(note: Note, gain_db: float) -> AudioSegment:
    """One note with its overtones: a soft attack, then a decay, straight lines near enough to
    an exponential. Each is under 100 ms long where it can be, since pydub fades those by the
    sample."""
    tone = _sine(note.hz, note, gain_db)
    for number, overtone_db in enumerate(note.overtones, start=2):
        if note.hz * number < MASTER_RATE // 2:
            tone = tone.overlay(_sine(note.hz * number, note, gain_db + overtone_db))
    for step in range(_DECAY_STEPS):
        start, end = (note.length * n // (_DECAY_STEPS + 1) for n in (step, step + 1))
        tone = tone.fade(to_gain=_DECAY_DB, start=start, end=end)
    last = note.length - note.length * _DECAY_STEPS // (_DECAY_STEPS + 1)
    return tone.fade_out(last).fade_in(min(_ATTACK_MS, note.length))


def _sine(hz: int, note: Note, gain_db: float) -> AudioSegment:
    sine = Sine(hz, sample_rate=MASTER_RATE)
    return sine.to_audio_segment(duration=note.length, volume=gain_db + note.level)


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
