"""What the neural engines share: voices from files, rates, carriers for short cues."""

from __future__ import annotations

import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

from unknot.engines import recording
from unknot.engines.added import AddedVoice, added, checked_file, find_added
from unknot.engines.catalogue.measured import find_measured
from unknot.engines.engine import MeasuredVoice, VoiceInfo
from unknot.engines.fault import Failed
from unknot.engines.length_bounds import bounds_ms
from unknot.engines.neural.carrier import carriers
from unknot.engines.neural.model_process import LoadedModel, NoSpeech, Patience
from unknot.engines.neural.onnxfile import draws_numbers
from unknot.engines.recording import Recording
from unknot.engines.text_cleaning import check_rate, pieces, sayable
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file, scratch
from unknot.left_over import sweep
from unknot.packages import install, release
from unknot.timeline.estimate import USUAL_RATE

#: Raised when this layer changes the sound of a phrase: pauses, levels, carriers, cuts.
SPEECH_VERSION = 2
WORKER = Path(__file__).with_name("worker.py")
#: More sound than this for a phrase, in s, is stopped: what the guard allows, with its silence.
_MORE_S = 10.0


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
    #: Whether random numbers that a model draws are heard, so that one phrase changes the next.
    draws: ClassVar[bool]
    #: Whether a short cue is cut out of a longer sentence.
    carries: ClassVar[bool]
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
        self._patience = Patience(seconds=patience, tries=tries, program=program)
        self._lock = threading.Lock()
        self._models: dict[str, LoadedModel] = {}
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

    def measured(self, voice: str) -> MeasuredVoice | None:
        """What the catalogue knows of ``voice`` by its model's digest; see Computed."""
        chosen, within = self._found(voice)
        which = self._request(chosen, within)[0].get("style", within)
        if facts := find_measured(chosen.digests.get("model", ""), which):
            return MeasuredVoice(slowest=self.slowest, fastest=self.fastest, **facts)
        return None

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write ``text`` as a 16-bit mono WAV file at ``to``; see Engine.

        Raises EngineError: nothing to say, no such voice, its files gone or changed, a rate it
        cannot keep, no place to write to, or no speech from the model.
        """
        clean = sayable(text.replace("[[", " ").replace("]]", " "), self.name)
        check_rate(rate, self.slowest, self.fastest, self.name, text)
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
        return f"\n  {install(f'unknot[{self.name}]')}"

    def _say(
        self,
        model: LoadedModel,
        piece: str,
        text: str,
        rate: int,
        language: str,
        asked: dict[str, Any],
    ) -> Recording:
        """``piece``, cut out of a carrier when it is short and that can be done cleanly."""
        for carrier in carriers(piece, language) if self.carries else ():
            from unknot.engines.neural.carrier_trim import cut_out

            try:
                spoken = model.spoken(_worded(carrier.text, rate, asked), text)
            except NoSpeech:
                continue
            if cut := cut_out(spoken, carrier, rate):
                return cut
        return self._mended(model.spoken(_worded(piece, rate, asked), text))

    def _mended(self, spoken: Recording) -> Recording:
        """What the model spoke, without what this kind of model adds."""
        return spoken

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

    def _asked(self, voice: str) -> tuple[LoadedModel, dict[str, Any], str]:
        chosen, within = self._found(voice)
        asked, language = self._request(chosen, within)
        folder = str(self._scratch())
        with self._lock:
            if chosen.id not in self._models:
                self._models[chosen.id] = self._made(chosen, folder)
            return self._models[chosen.id], asked, language

    def _made(self, voice: AddedVoice, folder: str) -> LoadedModel:
        """Examine the voice's files, once for each engine; its processes start when needed."""
        files = {use: checked_file(voice, use).absolute() for use in voice.files}
        try:
            self._checked(voice, files)
        except AudioError as error:
            raise EngineError(self.name, "", f"voice {voice.id!r}: {error}") from error
        setup: dict[str, Any] = {
            "kind": self.name,
            "packages": self._packages,
            "scratch": folder,
            "draws": self.draws and draws_numbers(files["model"]),
            **{use: str(path) for use, path in files.items()},
        }
        needs = files["model"].stat().st_size + self.working
        return LoadedModel(self.name, voice.id, setup, needs, self._patience)


def _worded(words: str, rate: int, asked: dict[str, Any]) -> dict[str, Any]:
    most = bounds_ms(words, rate)[1] / 1000 + _MORE_S
    return {"do": "speak", "text": words, "scale": USUAL_RATE / rate, "longest": most, **asked}


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
