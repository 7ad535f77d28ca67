"""Speak: words in, a clip that passed the guard out."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from weakref import WeakKeyDictionary

from unknot.engines.engine import Engine
from unknot.errors import EngineError
from unknot.left_over import PART, mark
from unknot.speech.double_take import KnownVoice
from unknot.speech.voice_profile import Memory

_Voices = dict[tuple[str, int, Path], KnownVoice]
#: What is known of an engine's voices lives as long as the engine.
_known: WeakKeyDictionary[Engine, _Voices] = WeakKeyDictionary()
_lock = threading.Lock()


def speak(
    engine: Engine, text: str, *, voice: str, rate: int, to: Path, memory: Path | None = None
) -> None:
    """Let ``engine`` say ``text`` into a WAV file at ``to``, whole and examined, or not at all.

    A clip that the guard refuses is spoken once more. ``memory`` is the folder in which is kept
    what was learned of voices; without one every clip is judged by itself. Raises EngineError;
    ``to`` is then as it was.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=mark("said"), suffix=PART, dir=to.parent)
        os.close(handle)
    except OSError as error:
        reason = f"{to.parent} cannot be written to: {error.strerror or error}"
        raise EngineError(engine.name, text, reason) from error
    part = Path(name).absolute()
    try:
        speak_into(part, engine, text, voice=voice, rate=rate, memory=memory)
        part.replace(to)
    except OSError as error:
        reason = f"{to} cannot be written: {error.strerror or error}"
        raise EngineError(engine.name, text, reason) from error
    finally:
        part.unlink(missing_ok=True)


def speak_into(
    part: Path, engine: Engine, text: str, *, voice: str, rate: int, memory: Path | None
) -> None:
    """As ``speak``, for a file of one's own that nobody reads unless this has returned."""
    if memory is None:
        KnownVoice(voice=voice, rate=rate).say_once(engine, text, part)
    else:
        _voice(engine, voice, rate, memory).say(engine, text, part)


def _voice(engine: Engine, voice: str, rate: int, memory: Path) -> KnownVoice:
    with _lock:
        voices = _known.setdefault(engine, {})
        key = (voice, rate, memory)
        if key not in voices:
            facts = {"engine": engine.identity(voice), "voice": voice, "rate": rate}
            voices[key] = KnownVoice(voice=voice, rate=rate, memory=Memory(memory, facts))
        return voices[key]
