"""What the neural engines share: processes that hold a model, time limits, carriers for cues."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from unknot.errors import AudioError, EngineError
from unknot.files import replace_file, scratch, sweep
from unknot.voice import recording
from unknot.voice.added import AddedVoice, added, checked_file, find_added
from unknot.voice.engine import VoiceInfo
from unknot.voice.fault import Failed
from unknot.voice.guard import bounds_ms
from unknot.voice.library import release
from unknot.voice.neural.carrier import carriers
from unknot.voice.pool import Pool
from unknot.voice.recording import Recording
from unknot.voice.words import pieces, sayable

if TYPE_CHECKING:
    from unknot.voice.process import SpeakerProcess

#: Raised when this layer changes the sound of a phrase: pauses, levels, carriers, cuts.
SPEECH_VERSION = 1
#: Words a minute at which a model is asked for its own pace; pace.py finds what to ask of a voice.
NOMINAL = 135
WORKER = Path(__file__).with_name("worker.py")
#: How long a model may take to load, in seconds, from the slowest disk.
_START = 120.0
#: Processes may take this share of the machine's memory, of so many bytes where it is not told.
_MEMORY_SHARE, _USUAL_MEMORY = 0.5, 8_000_000_000
#: More sound than this for a phrase, in s, is stopped: what the guard allows, with its silence.
_MORE_S = 10.0
#: Faults that come again on every try.
_LASTING = ("model", "words")


class NeuralEngine(ABC):
    """``patience``: how long a short phrase may take, in seconds; longer text gets more, and so
    does another try. ``tries``: how many processes may fail at a phrase. ``program``: what a
    process runs."""

    name: ClassVar[str]
    #: The package that runs the model: its name for pip, and for import.
    package: ClassVar[tuple[str, str]]
    #: Words a minute.
    slowest: ClassVar[int]
    fastest: ClassVar[int]
    #: Whether a model draws random numbers, so that one phrase would change the next.
    draws: ClassVar[bool]
    #: What a process takes besides the model, in bytes (benchmarks/neural.py).
    working: ClassVar[int]

    def __init__(
        self,
        *,
        patience: float = 30.0,
        tries: int = 3,
        program: Path = WORKER,
    ) -> None:
        distribution, module = self.package
        found = find_spec(module)
        if found is None or found.origin is None:
            raise EngineError(self.name, "", f"{distribution} is not installed{self._how()}")
        self._packages = str(Path(found.origin).parents[1])
        self._patience, self._tries = patience, tries
        self._program = program
        self._lock = threading.Lock()
        self._models: dict[str, _Model] = {}
        self._identities: dict[str, str] = {}
        self._closing = ExitStack()
        self._folder: Path | None = None
        self._closed = False

    @property
    def default_voice(self) -> str:
        """The first voice that was added. Raises EngineError when there is none."""
        for voice in added(self.name):
            return self._ids(voice)[0].id
        raise EngineError(
            self.name, "", "no voice was added yet\n  unknot voices add FILE|FOLDER adds one"
        )

    def identity(self, voice: str) -> str:
        """The packages, this layer, and the model's digest from when it was added."""
        if voice not in self._identities:
            chosen, within = self._found(voice)
            files = " ".join(f"{use} {_digest(chosen, use)}" for use in sorted(chosen.files))
            distribution = self.package[0]
            self._identities[voice] = (
                f"{distribution} {release(distribution)} onnxruntime {release('onnxruntime')}"
                f" speech {SPEECH_VERSION} {files} {chosen.speaker or 0} {within}".rstrip()
            )
        return self._identities[voice]

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that were added; NAME/WHICH where one file holds several."""
        return tuple(info for voice in added(self.name) for info in self._ids(voice))

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write ``text`` as a 16-bit mono WAV file at ``to``; see Engine.

        Raises EngineError: nothing to say, no such voice, its files gone or changed, a rate it
        cannot keep, no place to write to, or no speech from the model.
        """
        clean = sayable(text.replace("[[", " ").replace("]]", " "), self.name)
        if not self.slowest <= rate <= self.fastest:
            reason = f"{rate} words a minute is not between {self.slowest} and {self.fastest}"
            raise EngineError(self.name, text, reason)
        model, asked, language = self._asked(voice)
        try:
            spoken = [
                self._say(model, piece, text, rate, language, asked) for piece in pieces(clean)
            ]
            replace_file(to, [recording.to_wav(spoken)], sync=False)
        except (AudioError, Failed) as error:
            raise EngineError(self.name, text, str(error)) from error

    def close(self) -> None:
        """End every speaking process, also those at work; nothing can be spoken afterwards."""
        with self._lock:
            self._closed = True
            models = tuple(self._models.values())
        for each in models:
            each.pool.close()
        self._closing.close()

    # --- what an engine has of its own --------------------------------------------------------

    @abstractmethod
    def _ids(self, voice: AddedVoice) -> tuple[VoiceInfo, ...]:
        """The voices in one added voice, the one to use by default first."""

    @abstractmethod
    def _checked(self, voice: AddedVoice, files: Mapping[str, Path]) -> None:
        """Raise AudioError or EngineError unless the files are fit to be loaded."""

    @abstractmethod
    def _request(self, voice: AddedVoice, within: str) -> tuple[dict[str, Any], str]:
        """What the worker is told of the voice; its language. Raises EngineError."""

    def _how(self) -> str:
        return f"\n  {sys.executable} -m pip install 'unknot[{self.name}]'"

    # --- asking a process ---------------------------------------------------------------------

    def _say(
        self, model: _Model, piece: str, text: str, rate: int, language: str, asked: dict[str, Any]
    ) -> Recording:
        """``piece``, cut out of a carrier when it is short and that can be done cleanly."""
        for carrier in carriers(piece, language):
            from unknot.voice.neural.cut import cut_out

            try:
                spoken = self._spoken(model, carrier.text, text, rate, asked)
            except _NoSpeech:
                continue
            if cut := cut_out(spoken, carrier, rate):
                return cut
        return self._spoken(model, piece, text, rate, asked)

    def _spoken(
        self, model: _Model, words: str, text: str, rate: int, asked: dict[str, Any]
    ) -> Recording:
        request = {
            "do": "speak",
            "text": words,
            "scale": NOMINAL / rate,
            "longest": bounds_ms(words, rate)[1] / 1000 + _MORE_S,
            **asked,
        }
        reason = ""
        for attempt in range(self._tries):
            seconds = self._patience * (attempt + 1) * (1 + len(words) / 50)
            try:
                with model.turn, model.pool.lend(fresh=attempt > 0) as speaker:
                    return self._recorded(speaker, request, text, seconds)
            except Failed as error:
                reason = str(error)
            if self._closed:
                raise EngineError(self.name, text, "the engine was closed")
        raise EngineError(self.name, text, f"{reason}; given up after {self._tries} tries")

    def _recorded(
        self, speaker: SpeakerProcess, request: dict[str, Any], text: str, seconds: float
    ) -> Recording:
        try:
            handle, name = tempfile.mkstemp(suffix=".wav", dir=self._scratch())
        except OSError as error:
            reason = f"no file can be made for the sound: {error.strerror or error}"
            raise EngineError(self.name, text, reason) from error
        os.close(handle)
        path = Path(name)
        try:
            answer = speaker.ask({**request, "to": name}, seconds)
            kind, reason = answer.get("fault"), str(answer.get("reason"))
            if kind in _LASTING:
                raise _NoSpeech(self.name, text, reason)
            if kind == "file":
                raise EngineError(self.name, text, f"the sound cannot be written: {reason}")
            if kind is not None:
                raise Failed(reason)
            return recording.read(path)
        finally:
            path.unlink(missing_ok=True)

    def _scratch(self) -> Path:
        with self._lock:
            if self._closed:
                raise EngineError(self.name, "", "the engine was closed")
            if self._folder is None:
                usual = Path(tempfile.gettempdir())
                sweep(usual)
                self._folder = self._closing.enter_context(scratch(usual, "unknot-voice"))
            return self._folder

    # --- models -------------------------------------------------------------------------------

    def _found(self, voice: str) -> tuple[AddedVoice, str]:
        name, _, within = voice.partition("/")
        return find_added(self.name, name), within

    def _asked(self, voice: str) -> tuple[_Model, dict[str, Any], str]:
        chosen, within = self._found(voice)
        asked, language = self._request(chosen, within)
        folder = str(self._scratch())
        with self._lock:
            if chosen.id not in self._models:
                self._models[chosen.id] = self._made(chosen, folder)
            return self._models[chosen.id], asked, language

    def _made(self, voice: AddedVoice, folder: str) -> _Model:
        """Examine the voice's files, once for each engine; its processes start when needed."""
        files = {use: checked_file(voice, use) for use in voice.files}
        try:
            self._checked(voice, files)
        except AudioError as error:
            raise EngineError(self.name, "", f"voice {voice.id!r}: {error}") from error
        setup: dict[str, Any] = {
            "kind": self.name,
            "packages": self._packages,
            "scratch": folder,
            "draws": self.draws,
            **{use: str(path) for use, path in files.items()},
        }
        each = files["model"].stat().st_size + self.working
        most = max(int(_MEMORY_SHARE * _memory() // each), 1)
        return _Model(lambda: self._started(voice, setup), most)

    def _started(self, voice: AddedVoice, setup: dict[str, Any]) -> SpeakerProcess:
        from unknot.voice.process import SpeakerProcess

        speaker = SpeakerProcess(self._program, setup, _START)
        if "fault" not in speaker.ready:
            return speaker
        speaker.kill()
        reason = f"the model of voice {voice.id!r} cannot be loaded: {speaker.ready['reason']}"
        raise EngineError(
            self.name, "", f"{reason}\n  fetch its files again, and unknot voices add them"
        )


class _NoSpeech(EngineError):
    """The model gave something else for these words, and would again."""


class _Model:
    """The processes that hold one model; ``turn`` bounds how many do at once."""

    def __init__(self, start: Callable[[], SpeakerProcess], most: int) -> None:
        self.pool = Pool(start, keep=True)
        self.turn = threading.BoundedSemaphore(most)


def _memory() -> int:
    """The machine's memory, in bytes."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return _USUAL_MEMORY


def _digest(voice: AddedVoice, use: str) -> str:
    """The digest kept at adding; for a file described by hand, its path, size and time."""
    if kept := voice.digests.get(use):
        return kept
    path = Path(voice.files[use])
    try:
        facts = path.stat()
    except OSError as error:
        reason = f"the {use} of voice {voice.id!r} cannot be read: {path}: {error.strerror}"
        raise EngineError(voice.engine, "", reason) from error
    return f"{path} {facts.st_size} {facts.st_mtime_ns}"
