"""The cast: every voice of a build, its engine opened and its pace known when it is first needed.

A voice is named by its id, or as ENGINE:ID when another engine than the build's speaks it.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from unknot.content.library import primary
from unknot.engines.engine import Engine, Recorded
from unknot.engines.registry import open_engine, parted
from unknot.errors import EngineError
from unknot.speech.pace import Pace, pace


class CastVoice(Struct, frozen=True, kw_only=True, dict=True):
    """A voice that is ready to speak, as if at ``rate`` words a minute; ``memory`` as in Cast."""

    engine: Engine
    voice: str
    rate: int
    memory: Path

    @cached_property
    def pace(self) -> Pace:
        """What it is told for that rate, and how much longer than expected it then takes."""
        return pace(self.engine, self.voice, self.rate, self.memory)

    @cached_property
    def recorded(self) -> Recorded | None:
        """The engine, when it plays what a person recorded. Found once: every line asks for it."""
        return self.engine if isinstance(self.engine, Recorded) else None


#: What an engine calls the language of sounds that are no speech (ISO 639: undetermined).
_ANY = "und"


class Cast:
    """``engine`` speaks every voice that names no other; the cast closes it with the rest.

    Without one nobody was chosen, and names without an engine are pyttsx3's. ``memory`` is the
    folder in which is kept what was learned of voices. ``fallback`` names the voice for lines of
    which a recorded voice has no take. ``one_voice``: all of a track is spoken by one.
    """

    def __init__(
        self, engine: Engine | None, memory: Path, *, fallback: str = "", one_voice: bool = False
    ) -> None:
        self.memory, self.fallback, self.one_voice = memory, fallback, one_voice
        self.chosen = engine is not None
        self._usual = engine.name if engine else "pyttsx3"
        self._engines = {engine.name: engine} if engine else {}
        self._parts: dict[tuple[str, int], CastVoice] = {}
        self._lock = threading.Lock()

    def part(self, voice: str, rate: int) -> CastVoice:
        """Who speaks as ``voice`` ("" for the engine's own choice) at ``rate`` words a minute.

        Raises EngineError when there is no such engine, or it cannot speak so.
        """
        with self._lock:
            if (voice, rate) not in self._parts:
                self._parts[voice, rate] = self._found(voice, rate)
            return self._parts[voice, rate]

    def _found(self, voice: str, rate: int) -> CastVoice:
        name, id = parted(voice, self._usual)
        engine = self._engine(name)
        id = id or engine.default_voice
        found = CastVoice(engine=engine, voice=id, rate=rate, memory=self.memory)
        if not found.recorded:  # whose lines have a length each, so that few ask for its pace
            found.pace  # noqa: B018 - one that cannot speak so is told here
        return found

    def engine_of(self, voice: str) -> str:
        """The name of the engine that speaks as ``voice``."""
        return parted(voice, self._usual)[0]

    def check_language(self, voice: str, language: str) -> None:
        """Raises EngineError when ``voice`` says that it speaks another language."""
        name, id = parted(voice, self._usual)
        with self._lock:
            engine = self._engine(name)
        ids = (id or engine.default_voice, id.partition("+")[0])  # gmw/de+f3 is a gmw/de
        spoken = next((each.language for each in engine.voices() if each.id in ids), "")
        if spoken not in ("", _ANY) and spoken_language(spoken) != spoken_language(language):
            reason = f"the voice {id!r} speaks {spoken}, and what it is to say is in {language}"
            hint = f"choose another voice, or write language: {spoken} into the session"
            raise EngineError(engine.name, "", f"{reason}\n  {hint}")

    def speaking(self, language: str, name: str = "") -> str:
        """The voice of engine ``name`` (left out: the build's own) that speaks ``language``, best
        of the same country; "" when none says that it does."""
        with self._lock:
            engine, wanted = self._engine(name or self._usual), language.lower()
        voices = engine.voices()
        if any(each.language == _ANY for each in voices):
            return engine.default_voice
        found = [
            each for each in voices if spoken_language(each.language) == spoken_language(language)
        ]
        found.sort(key=lambda each: (each.language.lower() != wanted, len(each.language)))
        return found[0].id if found else ""

    def _engine(self, name: str) -> Engine:
        if name not in self._engines:
            self._engines[name] = open_engine(name)
        return self._engines[name]

    def close(self) -> None:
        """Close every engine, also those at work; nothing can be spoken afterwards."""
        for engine in self._engines.values():
            with suppress(Exception):
                engine.close()


#: What ISO 639 calls a language that speech programs know by the name of its largest member.
_MEMBERS = {"zh": "cmn", "no": "nb"}


def spoken_language(language: str) -> str:
    """The first part of a language's code as speech programs write it, such as cmn of zh_CN."""
    first = primary(language.replace("_", "-"))
    return _MEMBERS.get(first, first)
