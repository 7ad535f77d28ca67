"""Speak: words in, a clip that passed the guard out."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from pathlib import Path

from unknot.content.values import Lexicon
from unknot.errors import EngineError
from unknot.files import PART
from unknot.voice.engine import Engine
from unknot.voice.guard import examine


def speak(engine: Engine, text: str, *, voice: str, rate: int, to: Path) -> None:
    """Let ``engine`` say ``text`` into a WAV file at ``to``, whole and examined, or not at all.

    A clip that the guard refuses is spoken once more. Raises EngineError; ``to`` is then as it was.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{to.name}.", suffix=PART, dir=to.parent)
        os.close(handle)
    except OSError as error:
        reason = f"{to.parent} cannot be written to: {error.strerror or error}"
        raise EngineError(engine.name, text, reason) from error
    part = Path(name).absolute()
    try:
        _say(engine, text, voice, rate, part)
        try:
            examine(part, text, rate, engine.name)
        except EngineError:
            _say(engine, text, voice, rate, part)
            examine(part, text, rate, engine.name)
        part.replace(to)
    except OSError as error:
        reason = f"{to} cannot be written: {error.strerror or error}"
        raise EngineError(engine.name, text, reason) from error
    finally:
        part.unlink(missing_ok=True)


def spoken_form(text: str, lexicon: Lexicon | None) -> str:
    """``text`` in NFC with single blanks, the lexicon's terms as they are to be said.

    Whole words only, in any case, the longest term first; what a term becomes is final.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if lexicon is None or not lexicon.terms:
        return line
    says = {_folded(term): entry.say for term, entry in lexicon.terms.items()}
    longest_first = sorted(says, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    return re.sub(
        rf"(?<!\w)(?:{either})(?!\w)",
        lambda found: says.get(_folded(found[0]), found[0]),
        line,
        flags=re.IGNORECASE,
    )


def _folded(term: str) -> str:
    return " ".join(unicodedata.normalize("NFC", term).lower().split())


def _say(engine: Engine, text: str, voice: str, rate: int, to: Path) -> None:
    """An engine that fails in a way of its own is an engine that could not speak."""
    to.unlink(missing_ok=True)
    try:
        engine.synthesise(text, voice=voice, rate=rate, to=to)
    except EngineError:
        raise
    except Exception as error:
        reason = f"it failed with {type(error).__name__}: {error}"
        raise EngineError(engine.name, text, reason) from error
