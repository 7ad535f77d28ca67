"""The guard: no clip goes on to a track that could not be what was asked for.

It knows the file and the words and nothing of the engine, so it holds for every engine. It is
generous on purpose, since a false alarm stops a build: the bounds below lie well outside what
espeak-ng says to abbreviations, symbols, digits and foreign scripts at 80 to 450 words a minute.

    whole     a readable 16-bit WAV (or AIFF), as long as its header says, not silent
    voiced    at least 40 ms louder than -50 dBFS
    complete  its last 2 ms lie 20 dB below its loudest: speech that stops at full height was cut
    length    what sounds lasts 0.3 times the estimate for its words or more, and at most 5 times
              the estimate, 2 s, and 2.5 s for each character that espeak-ng names instead of
              reading ("chinese letter", "ampersand"), all at 135 words a minute
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

from unknot.errors import EngineError
from unknot.timeline.estimate import estimate_ms
from unknot.voice import recording
from unknot.voice.fault import Failed
from unknot.voice.recording import Recording

#: -50 dBFS, as a 16-bit sample.
_HEARD = 104
_BLOCK_MS = 20
#: Every seventh sample shows how high a wave is that is far slower than the sample rate.
_STEP = 7
_END_MS, _END_SHARE = 2, 0.1
_SHORTEST, _LONGEST = 0.3, 5.0
_LONGEST_BASE_MS, _NAMED_MS = 2000, 2500
_BASE_RATE = 135
_NAMED = re.compile(r"[^a-zà-ÿ\s.,;:!?'’\"()-]", re.IGNORECASE)


def examine(path: Path, text: str, rate: int, engine: str = "guard") -> None:
    """Raise EngineError, under the name ``engine``, unless ``path`` may be ``text`` spoken at
    ``rate`` words a minute."""
    try:
        _check(recording.read(path), text, rate)
    except Failed as error:
        raise EngineError(engine, text, str(error)) from None


def _check(clip: Recording, text: str, rate: int) -> None:
    samples = clip.samples()
    heard = heard_ms(samples, clip)
    if not heard:
        raise Failed("nothing can be heard in it: all of it is below -50 dBFS")
    end = samples[-max(clip.rate * clip.channels * _END_MS // 1000, 1) :]
    if _height(end) > _END_SHARE * _height(samples[::_STEP]):
        raise Failed("it was cut off: it ends in the middle of a sound")
    shortest, longest = bounds_ms(text, rate)
    if not shortest <= heard <= longest:
        raise Failed(
            f"it lasts {heard / 1000:.1f} s, and these words take"
            f" {shortest / 1000:.1f} to {longest / 1000:.1f} s"
        )


def bounds_ms(text: str, rate: int) -> tuple[int, int]:
    """The shortest and the longest time, in ms, that ``text`` may sound."""
    words = " ".join(re.findall(r"\w+", text))
    named = _LONGEST_BASE_MS + _NAMED_MS * len(_NAMED.findall(text))
    return (
        int(_SHORTEST * estimate_ms(words, rate)),
        int(_LONGEST * estimate_ms(text, rate) + named * _BASE_RATE / rate),
    )


def heard_ms(samples: array[int], clip: Recording) -> int:
    """From the first to the last 20 ms with a sample over -50 dBFS, in ms; 0 when they are one."""
    block = max(clip.rate * clip.channels * _BLOCK_MS // 1000, 1)
    starts = range(0, len(samples), block)

    def loud(start: int) -> bool:
        return _height(samples[start : start + block : _STEP]) > _HEARD

    first = next(filter(loud, starts), None)
    last = next(filter(loud, reversed(starts)), None)
    if first is None or last is None or first == last:
        return 0
    return (last - first) // block * _BLOCK_MS + _BLOCK_MS


def _height(samples: array[int]) -> int:
    return max(max(samples), -min(samples))
