"""The simplest engine: every word is a tone. For tests and documentation; needs nothing."""

from __future__ import annotations

import math
import re
import zlib
from array import array
from pathlib import Path

from unknot.engines.engine import VoiceInfo
from unknot.engines.recording import Recording, to_wav
from unknot.engines.text_cleaning import check_rate, sayable
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file
from unknot.suggest import did_you_mean

RATE = 22050
SLOWEST, FASTEST = 20, 600

#: Of the time of a word, how much sounds; the rest is the gap before the next word.
_SOUNDING = 0.8
#: Pauses after a word, in words: within and between sentences.
_PAUSES = {",": 0.5, ";": 0.5, ":": 0.5, ".": 1.0, "!": 1.0, "?": 1.0, "…": 1.0}
_EDGE = RATE // 100
_LEVEL = 9000
_VOICES = {
    "plain": VoiceInfo(id="plain", name="Plain", language="und"),
    "high": VoiceInfo(id="high", name="High, an octave above plain", language="und"),
}


class ToneEngine:
    """Speaks every word as a tone of its own, 60/rate seconds a word, 22,050 Hz mono."""

    name = "tone"
    default_voice = "plain"

    def identity(self, voice: str) -> str:
        return "tone 1"

    def voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(_VOICES.values())

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write ``text`` as tones at ``to``; see Engine."""
        clean = sayable(text, self.name)
        if voice not in _VOICES:
            known = " and ".join(_VOICES)
            reason = (
                f"there is no voice {voice!r}{did_you_mean(voice, list(_VOICES))}\n  {known} are"
            )
            raise EngineError(self.name, "", reason)
        check_rate(rate, SLOWEST, FASTEST, self.name, text)
        sound = tones(clean, octave=1 + (voice == "high"), rate=rate)
        try:
            replace_file(to, [to_wav([sound])], sync=False)
        except AudioError as error:
            raise EngineError(self.name, text, str(error)) from error

    def close(self) -> None:
        pass


def tones(text: str, *, octave: int, rate: int) -> Recording:
    """A tone for each word of ``text``, ``octave`` times as high, at ``rate`` words a minute."""
    slot = RATE * 60 // rate
    sounding = int(slot * _SOUNDING)
    samples = array("h")
    for word, mark in re.findall(r"([^\s.,;:!?…]+)([.,;:!?…]?)", text):
        samples += _burst(word, sounding, octave)
        samples.extend(bytes(int(slot * (1 - _SOUNDING + _PAUSES.get(mark, 0.0)))))
    return Recording(rate=RATE, channels=1, data=_little_endian(samples))


def _burst(word: str, length: int, octave: int) -> array[int]:
    """``length`` samples for ``word``: whole periods of one timbre, softened at both ends."""
    seed = zlib.crc32(word.casefold().encode())
    period = (60 + seed % 60) // octave
    third = (seed >> 8) % 64 / 64
    cycle = [
        round(_LEVEL * (math.sin(turn) + third * math.sin(3 * turn)) / (1 + third))
        for turn in (2 * math.pi * step / period for step in range(period))
    ]
    burst = array("h", cycle) * (length // period + 1)
    del burst[length:]
    edge = min(_EDGE, length // 2)
    for step in range(edge):
        burst[step] = burst[step] * step // edge
        burst[-1 - step] = burst[-1 - step] * step // edge
    return burst


def _little_endian(samples: array[int]) -> bytes:
    import sys

    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
