"""The guard: no clip goes on to a track that could not be what was asked for.

It knows the file and the words and nothing of the engine, so it holds for every engine. It is
generous on purpose, since a false alarm stops a build: docs/reference/speech-guard.md has the
measured distributions that the bounds below stand clear of.

    whole     a readable 16-bit WAV (or AIFF), as long as its header says, not silent
    form      the sample rate and channels that the voice always has
    voiced    at least 40 ms louder than -50 dBFS, and no steady hiss without any pitch
    complete  neither end in the middle of a sound, and as much silence behind it as the voice
              always leaves
    length    what sounds lasts 0.3 times the estimate for its words or more (0.4 times, by the
              voice's own measure, once that is known), and at most 5 times the estimate, 2 s, and
              2.5 s for each character that espeak-ng names instead of reading ("chinese letter",
              "ampersand"), all at 135 words a minute; plain words of a known voice, at most 2.5
              times and 1 s
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unknot.counted import counted
from unknot.engines.fault import Failed
from unknot.engines.length_bounds import bounds_ms
from unknot.engines.recording import Recording
from unknot.speech.voice_profile import VoiceModel

if TYPE_CHECKING:
    from unknot.speech.audio_features import AudioFeatures

_FIRST_SHARE, _LAST_SHARE = 0.9, 0.1
_STEADY_DB = 8.0


class NoTail(Failed):
    """Not the silence behind it that this voice leaves: cut off, or the text ends in a way of its
    own (espeak-ng takes "a." and "Dr." for abbreviations, and goes on at once)."""


def check(clip: Recording, text: str, rate: int, model: VoiceModel | None = None) -> AudioFeatures:
    """What is heard in ``clip``; Failed when it cannot be ``text``."""
    from unknot.speech.audio_features import listen, pitched_ms

    if model and (clip.rate, clip.channels) != (model.hz, model.channels):
        raise Failed(
            f"the file says {counted(clip.channels, 'channel')} of {clip.rate} Hz; this voice has"
            f" {model.channels} of {model.hz} Hz"
        )
    heard = listen(clip)
    if not heard.ms:
        raise Failed("nothing can be heard in it: all of it is below -50 dBFS")
    if heard.last > _LAST_SHARE:
        raise Failed("it was cut off: it ends in the middle of a sound")
    if heard.first > (model.first if model else _FIRST_SHARE):
        raise Failed("its beginning is missing: it starts in the middle of a sound")
    if heard.spread_db < _STEADY_DB and not pitched_ms(clip):
        raise Failed("it is no voice: a steady noise without any pitch")
    if model and heard.tail_ms < model.tail_ms:
        raise NoTail(
            f"it was cut off: {heard.tail_ms:.0f} ms of silence behind it, and this voice leaves"
            f" {model.tail_ms:.0f} ms or more"
        )
    shortest, longest = bounds_ms(text, rate, model.scale if model else None)
    if not shortest <= heard.ms <= longest:
        raise Failed(
            f"it lasts {heard.ms / 1000:.1f} s, and these words take"
            f" {shortest / 1000:.1f} to {longest / 1000:.1f} s"
        )
    return heard
