"""The default engine: pyttsx3, each clip in a process of its own, killed and retried in need."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sys
from collections.abc import Callable
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from unknot.counted import counted
from unknot.engines import recording
from unknot.engines.added import of_another
from unknot.engines.engine import VoiceInfo
from unknot.engines.fault import Failed, Killed
from unknot.engines.process_pool import Pool
from unknot.engines.pyttsx3.espeak_library import Bundled, bundled
from unknot.engines.recording import Recording
from unknot.engines.text_cleaning import check_rate, pieces, sayable
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file
from unknot.left_over import PART, mark
from unknot.packages import install, release
from unknot.suggest import did_you_mean

if TYPE_CHECKING:
    from unknot.engines.process import SpeakerProcess

T = TypeVar("T")

#: Raised when this layer changes the sound of a phrase: where long text is cut, how it is joined.
SPEECH_VERSION = 1
#: Words a minute. espeak-ng says at 80 whatever is asked slower.
SLOWEST, FASTEST = 80, 450
#: A fork is one clip's own process for 10 ms; elsewhere each clip starts a Python of its own.
FORKS = sys.platform.startswith("linux")
#: So often may somebody else kill the process before it is taken for the phrase's doing.
_MOST_KILLS = 8
_ESPEAK_FORM = (22050, 1)
#: A process may take so long to start, in seconds, on the slowest machine.
_START = 20.0
#: Markup to the voices of macOS and Windows; espeak-ng, as pyttsx3 calls it, spells it out.
_MARKUP = re.compile(r"\[\[|\]\]|[<>]")
#: espeak-ng says only the first 39 characters or so of a word that it must spell.
_LONG_WORD = re.compile(r"\w{36}(?=\w)")
_SYSTEM_DRIVERS = {"darwin": "nsss", "win32": "sapi5"}


class Pyttsx3Engine:
    """pyttsx3 with espeak-ng, or with the system's own voices.

    ``patience`` is how long a short phrase may take, in seconds; longer text gets more, and so
    does another try.
    ``tries`` is how many processes may fail at a phrase before it counts as unspeakable.
    ``program`` is what a process runs. One that ``forks`` serves many clips, each from a child.
    """

    def __init__(
        self,
        name: str = "pyttsx3",
        driver: str = "espeak",
        *,
        patience: float = 10.0,
        tries: int = 3,
        forks: bool = FORKS,
        program: Path | None = None,
    ) -> None:
        found = find_spec("pyttsx3")
        if found is None or found.origin is None:
            reason = f"pyttsx3 is not installed\n  {install('pyttsx3')}"
            raise EngineError(name, "", reason)
        self.name = name
        self._packages = str(Path(found.origin).parents[1])
        self._driver, self._patience, self._tries = driver, patience, tries
        self._forks, self._program = forks, program
        self._pool = Pool(self._started, keep=forks)

    @cached_property
    def default_voice(self) -> str:
        """British English, or what the system's user has chosen."""
        return "gmw/en" if self._driver == "espeak" else str(self._voices["default"])

    def identity(self, voice: str) -> str:
        """pyttsx3, its speech program and this layer, each with its version.

        Starts no process, except once where the system's own espeak-ng must be asked.
        """
        return self._identity

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices of the speech program, as it names them."""
        return tuple(VoiceInfo(**voice) for voice in self._voices["voices"])

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write ``text`` as a 16-bit WAV file at ``to``; see Engine.

        A text over 400 characters is spoken in pieces, sentence by sentence, and joined.
        Raises EngineError: nothing to say, no such voice, a rate outside 80 to 450, no place to
        write to, or every try failed.
        """
        clean = _LONG_WORD.sub(r"\g<0> ", sayable(_MARKUP.sub(" ", text), self.name))
        check_rate(rate, SLOWEST, FASTEST, self.name, text)
        path = to.absolute().with_name(f"{mark('take')}{os.urandom(8).hex()}{PART}")
        try:
            spoken = [self._speak(piece, text, voice, rate, path) for piece in pieces(clean)]
            if self._driver == "espeak" and len(spoken) == 1:
                path.replace(to)
            else:
                replace_file(to, [recording.to_wav(spoken)], sync=False)
        except (AudioError, Failed) as error:
            raise EngineError(self.name, text, str(error)) from error
        except OSError as error:
            reason = f"{to.parent} cannot be written to: {error.strerror or error}"
            raise EngineError(self.name, text, reason) from error
        finally:
            with contextlib.suppress(OSError):
                path.unlink()

    def close(self) -> None:
        """End every speaking process, also those at work; nothing can be spoken afterwards."""
        self._pool.close()

    # --- asking a process ---------------------------------------------------------------------

    def _speak(self, piece: str, text: str, voice: str, rate: int, path: Path) -> Recording:
        request = {"do": "speak", "text": piece, "voice": voice, "rate": rate, "to": str(path)}

        def record(speaker: SpeakerProcess, patience: float) -> Recording:
            path.write_bytes(b"")
            seconds = patience * (1 + len(piece) / 200)
            self._checked(speaker.ask({**request, "seconds": seconds}, seconds), text)
            return self._as_promised(recording.read(path))

        return self._try(record, text)

    def _as_promised(self, spoken: Recording) -> Recording:
        """espeak-ng speaks 22,050 Hz mono; another header would play at another speed."""
        form = (spoken.rate, spoken.channels)
        if self._driver == "espeak" and form != _ESPEAK_FORM:
            found = counted(spoken.channels, "channel")
            raise Failed(f"the file has {found} of {spoken.rate} Hz, not 1 of 22050 Hz")
        return spoken

    def _try(self, work: Callable[[SpeakerProcess, float], T], text: str) -> T:
        """The result of ``work``, tried again on a fresh process while that may help.

        It is given a process and how long that may take, in seconds; each time more, because a
        machine that is busy looks like a program that hangs. A process that somebody killed does
        not count against the phrase.
        """
        reason, failures, kills = "", 0, 0
        while failures < self._tries and kills < _MOST_KILLS:
            try:
                with self._pool.lend(fresh=failures + kills > 0) as speaker:
                    return work(speaker, self._patience * (failures + 1))
            except Killed as error:
                reason, kills = str(error), kills + 1
            except Failed as error:
                reason, failures = str(error), failures + 1
            if self._pool.closed:
                raise EngineError(self.name, text, "the engine was closed")
        raise EngineError(self.name, text, f"{reason}; given up after {failures + kills} tries")

    def _checked(self, answer: dict[str, Any], text: str) -> dict[str, Any]:
        """``answer`` when it is one: a fault that may pass is Failed, any other an EngineError."""
        kind, reason = answer.get("fault"), str(answer.get("reason"))
        if kind is None:
            return answer
        if kind == "voice":
            base = str(answer["voice"]).partition("+")[0]
            aliases = _aliases(answer["voices"])
            meant = of_another(base) or did_you_mean(base, aliases, aliases)
            shown = f"{reason}{meant}\n  unknot voices --all --engine {self.name} shows them all"
            raise EngineError(self.name, "", shown)
        if kind == "file":
            raise EngineError(self.name, text, f"the sound cannot be written: {reason}")
        raise Killed(reason) if kind == "killed" else Failed(reason)

    @cached_property
    def _voices(self) -> dict[str, Any]:
        return self._try(
            lambda speaker, patience: self._checked(speaker.ask({"do": "voices"}, patience), ""),
            "",
        )

    # --- what speaks --------------------------------------------------------------------------

    @cached_property
    def _identity(self) -> str:
        speech = f"pyttsx3 {release('pyttsx3')} speech {SPEECH_VERSION}"
        if self._driver != "espeak":
            return f"{speech} {self._driver} {platform.system()} {platform.version()}"
        if isinstance(self._library, Bundled):
            return f"{speech} espeak-ng bundled {self._library.release}"
        ready = self._try(lambda speaker, _: speaker.ready, "")
        return f"{speech} espeak-ng system {ready['release']}"

    @cached_property
    def _library(self) -> Bundled | str:
        return bundled()

    def _started(self) -> SpeakerProcess:
        from unknot.engines.process import SPEAKER, SpeakerProcess

        library = self._library if self._driver == "espeak" else ""
        setup: dict[str, Any] = {
            "driver": self._driver,
            "library": str(library.path) if isinstance(library, Bundled) else None,
            "folder": str(library.folder) if isinstance(library, Bundled) else None,
            "fork": self._forks,
            "packages": self._packages,
        }
        speaker = SpeakerProcess(self._program or SPEAKER, setup, _START)
        if "fault" not in speaker.ready:
            return speaker
        speaker.kill()
        raise EngineError(self.name, "", _cannot_start(library, speaker.ready))


def system_engine() -> Pyttsx3Engine:
    """The voices that macOS and Windows bring along. Raises EngineError elsewhere."""
    driver = _SYSTEM_DRIVERS.get(sys.platform)
    if driver is None:
        reason = f"speaks with the voices of macOS and Windows; this is {platform.system()}"
        raise EngineError("system", "", reason)
    return Pyttsx3Engine("system", driver)


def _cannot_start(library: Bundled | str, ready: dict[str, Any]) -> str:
    reason = str(ready["reason"])
    if isinstance(library, Bundled):
        return (
            f"the bundled espeak-ng cannot be used: {reason}\n  {sys.executable} -m pip uninstall"
            " espeakng-loader leaves the choice to the system's espeak-ng"
        )
    why = f"{library}, and " if library else ""
    return f"no speech program to use: {why}{reason}"


def _aliases(voices: list[dict[str, str]]) -> dict[str, str]:
    """Every way in which people name a voice, best first, to its id."""
    ways = ("id", "language", "name")
    return {voice[way]: voice["id"] for way in ways for voice in reversed(voices) if voice[way]}
