"""Pace: what a voice must be asked for, so that words a minute mean the same with every voice.

A voice says a short text once. How long that takes, against what timeline.estimate expects, says
how much faster or slower its engine must be asked to speak; what is left after that, because an
engine knows only coarse steps or none, is told to whoever plans. Kept in the cache.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, json

from unknot.cache import read_sealed, seal
from unknot.engines import recording
from unknot.engines.engine import Computed, Engine, Recorded
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file, temporary
from unknot.speech.voice_profile import implausible
from unknot.timeline.estimate import estimate_ms

#: Counted up when what is measured, or how, changes.
PACE_VERSION = 3
#: Lines of the bundled script, said one by one: of 60,000 choices one that was as long against the
#: estimate as all 184 lines are, with six voices of four engines; three more kept to it within 2 %.
TEXT = (
    "Well done. That is the upper side of your left hip.",
    "That is your left forearm done.",
    "Good. Those small muscles have had some care.",
    "Where it feels tight, use a fingertip to find a tender lump.",
    "This session uses hands. Have two pillows close by if you will lie down.",
    "Stay on your right side, with your left hip relaxed.",
    "Simply let the vibration soak in.",
    "Lie on your right side, knees bent, with a pillow between them. Let your spine be loose.",
)
#: What timeline.estimate was fitted to, so there is nothing to measure.
FITTED = ("pyttsx3", "gmw/en")
#: What the voices of an engine need to be asked for, near enough, as a share of what is wanted: the
#: first try of one that nobody measured is near then; each try is half a minute with a slow voice.
_USUAL_SHARE = {"kokoro": 0.77}
_NEAR = 0.02
#: An engine that came no nearer than by this share did not listen, or can do no more.
_SAME = 0.01
_TRIES = 3


class Pace(Struct, frozen=True, kw_only=True):
    """``rate``: words a minute that the engine is asked for. ``scale``: how long its lines last
    then, times what timeline.estimate expects at the rate that was wanted."""

    rate: int
    scale: float


def pace(engine: Engine, voice: str, rate: int, memory: Path) -> Pace:
    """How to have ``voice`` speak ``rate`` words a minute; measured once, then from ``memory``.

    Raises EngineError when the voice cannot speak.
    """
    if (engine.name, voice) == FITTED:
        return Pace(rate=rate, scale=1.0)
    if isinstance(engine, Recorded):
        return Pace(rate=rate, scale=engine.scale(voice, rate))
    if isinstance(engine, Computed) and (known := engine.measured(voice)):
        asked = min(max(round(rate * known.share), known.slowest), known.fastest)
        return Pace(rate=asked, scale=known.share * rate / asked)
    # What is expected, too: a pace is held against the estimate, and that may change.
    facts = [PACE_VERSION, engine.name, engine.identity(voice), voice, rate, _expected(rate)]
    path = memory / f"{sha256(json.encode(facts)).hexdigest()}.pace"
    with suppress(OSError, ValueError):
        return json.decode(read_sealed(path), type=Pace)
    found = _measured(engine, voice, rate)
    with suppress(AudioError):  # a cache that cannot be written to costs time, nothing else
        replace_file(path, [seal(json.encode(found))], sync=False)
    return found


def _measured(engine: Engine, voice: str, rate: int) -> Pace:
    best = _tried(engine, voice, rate, round(rate * _USUAL_SHARE.get(engine.name, 1.0)))
    if why := implausible(best.scale, rate):
        raise EngineError(engine.name, "", why)
    for _ in range(_TRIES - 1):
        if abs(best.scale - 1) <= _NEAR:
            break
        try:
            now = _tried(engine, voice, rate, round(best.rate * best.scale))
        except EngineError:  # slower or faster than it can
            break
        if abs(now.scale - 1) > abs(best.scale - 1) - _SAME:
            break
        best = now
    return best


def _tried(engine: Engine, voice: str, rate: int, asked: int) -> Pace:
    """Say TEXT at ``asked`` words a minute, and hold it against what ``rate`` should take."""
    from unknot.speech.audio_features import listen
    from unknot.speech.speak import speak

    heard = 0
    with temporary() as folder:
        path = folder / "line.wav"
        for line in TEXT:
            speak(engine, line, voice=voice, rate=asked, to=path)
            heard += listen(recording.read(path)).ms
    return Pace(rate=asked, scale=heard / _expected(rate))


def _expected(rate: int) -> int:
    """How long TEXT is expected to last at ``rate``, in ms."""
    return sum(estimate_ms(line, rate) for line in TEXT)
