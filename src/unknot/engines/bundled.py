"""Bundled voices: takes of unknot's own script, spoken beforehand by a voice that people like.

A bundled voice is a folder audio/voices/NAME: takes.json, which says who speaks and what there is,
and a file of Opus for each line, named by the line. voicing makes them; tests hold them to the
script.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, json

from unknot.content.spoken_form import spoken_form
from unknot.content.workspace import bundled_content
from unknot.counted import counted
from unknot.engines import recording
from unknot.engines.engine import VoiceInfo
from unknot.engines.recording import Recording
from unknot.errors import AudioError, EngineError, WorkspaceError
from unknot.files import replace_file
from unknot.levelling import Levelling
from unknot.packages import release
from unknot.sound_file import read_pcm
from unknot.suggest import did_you_mean
from unknot.timeline.estimate import scale_of
from unknot.timeline.grid import FRAME_MS

#: Counted up when the same take would be played differently.
PLAYING_VERSION = 1
#: Counted up when takes.json changes its form.
TAKES_VERSION = 1
TAKES, ENDING = "takes.json", ".opus"
#: What a take has, in Hz. No take is longer or larger, whatever its own header says.
RATE, _MOST_S, _MOST_BYTES = 24_000, 60, 1_000_000
#: Silence that a take has around its clip is no more than this, in ms; what fills up its clip's
#: last frame it may lack.
_AROUND_MS = 1000
_AGAIN = "install unknot again, or let another voice speak: --voice pyttsx3:gmw/en"


class BundledTake(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: its ``id`` names the file, ``digest`` is that file's SHA-256; ``ms``: how long its
    clip is, trimmed to the voice as every clip is; ``gain`` and ``peaks`` as of a Levelling."""

    id: str
    text: str
    digest: str
    ms: int
    gain: float = 0.0
    peaks: tuple[tuple[int, float], ...] = ()

    @property
    def level(self) -> Levelling | None:
        """What brings it to the level of a track; None where that must be measured."""
        return Levelling(self.gain, self.peaks) if self.gain else None


class _VoiceFacts(Struct, frozen=True, kw_only=True, dict=True):
    title: str
    language: str
    gender: str
    licence: str
    live: str
    rate: int


class _VoiceFile(_VoiceFacts, frozen=True, kw_only=True):
    version: int
    takes: tuple[BundledTake, ...]


class BundledVoice(_VoiceFacts, frozen=True, kw_only=True):
    """What takes.json holds. ``rate``: words a minute that its takes are spoken at; ``live``: the
    voice that spoke them, engine and name, which speaks other words alike."""

    id: str
    takes: Mapping[str, BundledTake]

    @property
    def info(self) -> VoiceInfo:
        """The voice as engines list it."""
        return VoiceInfo(
            id=self.id, name=self.title, language=self.language, gender=self.gender,
            licence=self.licence,
        )  # fmt: skip

    @cached_property
    def digest(self) -> str:
        """Changes with every take."""
        return sha256("".join(sorted(t.digest for t in self.takes.values())).encode()).hexdigest()


class BundledEngine:
    """Plays the take whose text is the phrase's, at the pace at which it was spoken.

    ``folder``: where the voices are; else those that come with unknot.
    """

    name = "bundled"
    #: What spoke the takes.
    reads_as = "kokoro"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or voices_folder()
        self._known: dict[str, BundledVoice] = {}
        self._lock = threading.Lock()

    @property
    def default_voice(self) -> str:
        """The first by name; "" when none came with this unknot."""
        return next(iter(self._names()), "")

    def identity(self, voice: str) -> str:
        """Changes with every take; take_identity knows which line it was."""
        return f"{self._playing()} {self.voice(voice).digest}"

    def take_identity(self, text: str, voice: str) -> str:
        """What changes the sound of this line: its own take, and what decodes it."""
        return f"{self._playing()} {self._take(text, voice).digest}"

    def has(self, text: str, voice: str) -> bool:
        """Whether ``voice`` has a take of ``text``. Raises EngineError when there is no voice."""
        return spoken_form(text, None) in self.voice(voice).takes

    def scale(self, voice: str, rate: int) -> float:
        """How long the takes of ``voice`` last together, times what timeline.estimate expects at
        ``rate`` words a minute."""
        return scale_of({each.text: each.ms for each in self.voice(voice).takes.values()}, rate)

    def take_ms(self, text: str, voice: str) -> int:
        """How long the clip of ``text`` will be. Raises EngineError when there is no take."""
        return self._take(text, voice).ms

    def levelling(self, text: str, voice: str) -> Levelling | None:
        """What brings the clip of ``text`` to its level, as it was measured beforehand."""
        return self._take(text, voice).level

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Those that came with unknot and can be read."""
        return tuple(self.voice(name).info for name in self._names())

    def voice(self, name: str) -> BundledVoice:
        """The voice ``name``, read once. Raises EngineError when it is missing or damaged."""
        with self._lock:
            if name not in self._known:
                names = self._names()
                if name not in names:
                    there = (
                        f"there are: {', '.join(names)}" if names else f"there is none; {_AGAIN}"
                    )
                    reason = f"there is no bundled voice {name!r}{did_you_mean(name, names)}"
                    raise EngineError(self.name, "", f"{reason}\n  {there}")
                self._known[name] = read_takes(self._folder / name)
            return self._known[name]

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write the take of ``text`` to ``to``; ``rate`` changes nothing. See Engine.

        Raises EngineError naming the file when the take is missing, damaged or another's.
        """
        from unknot.engines.text_cleaning import sayable

        sayable(text, self.name)
        take = self._take(text, voice)
        path = self._folder / voice / f"{take.id}{ENDING}"
        try:
            replace_file(to, [recording.to_wav([_decoded(path, take)])], sync=False)
        except AudioError as error:
            raise EngineError(self.name, text, str(error)) from error

    def close(self) -> None:
        """It keeps nothing open."""

    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(path.parent.name for path in self._folder.glob(f"*/{TAKES}")))

    def _take(self, text: str, voice: str) -> BundledTake:
        if take := self.voice(voice).takes.get(spoken_form(text, None)):
            return take
        raise EngineError(self.name, text, f"the bundled voice {voice!r} has no take of it")

    def _playing(self) -> str:
        return f"bundled {PLAYING_VERSION} soundfile {release('soundfile')}"


def voices_folder() -> Path:
    """Where the bundled voices are: beside unknot's other content."""
    try:
        return bundled_content() / "audio" / "voices"
    except WorkspaceError as error:
        raise EngineError("bundled", "", str(error)) from error


def read_takes(folder: Path) -> BundledVoice:
    """The voice in ``folder``. Raises EngineError when takes.json cannot be read."""
    path = folder / TAKES
    try:
        found = json.decode(path.read_bytes(), type=_VoiceFile)
        if found.version != TAKES_VERSION:
            version = found.version
            raise ValueError(f"it is of version {version}, and this unknot reads {TAKES_VERSION}")
        if any(os.path.basename(take.id) != take.id for take in found.takes):  # noqa: PTH119
            raise ValueError("it names files that are no takes")
        head = {each: getattr(found, each) for each in _VoiceFacts.__struct_fields__}
        takes = {take.text: take for take in found.takes}
        return BundledVoice(id=folder.name, takes=takes, **head)
    except OSError as error:
        raise EngineError("bundled", "", f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        reason = f"{path} cannot be read: {error}\n  {_AGAIN}"
        raise EngineError("bundled", "", reason) from error


def write_takes(folder: Path, voice: BundledVoice) -> None:
    """Put takes.json in its place, a line for each take in the order of ids. Raises AudioError."""
    about = {each: getattr(voice, each) for each in _VoiceFacts.__struct_fields__}
    head = json.format(json.encode({"version": TAKES_VERSION, **about}), indent=1)
    takes = sorted(voice.takes.values(), key=lambda take: take.id)
    rows = b",\n  ".join(json.format(json.encode(take), indent=0) for take in takes)
    start = head.removesuffix(b"\n}")
    replace_file(folder / TAKES, [start, b',\n "takes": [\n  ', rows, b"\n ]\n}\n"])


def _decoded(path: Path, take: BundledTake) -> Recording:
    """The sound of ``take``. Raises AudioError unless ``path`` is the very file that was judged."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = f"a take of unknot's cannot be read: {error.strerror or error}"
        raise AudioError(path, reason, _AGAIN) from error
    if sha256(content).hexdigest() != take.digest:
        raise AudioError(path, "is not the take that unknot brought along", _AGAIN)
    samples, rate = read_pcm(path, most_seconds=_MOST_S)
    ms = len(samples) * 1000 // rate
    if (rate, samples.shape[1]) != (RATE, 1) or not -FRAME_MS < ms - take.ms <= _AROUND_MS:
        form = f"{ms} ms in {counted(samples.shape[1], 'channel')} of {rate} Hz"
        reason = f"holds {form}, and not about {take.ms} ms in one of {RATE} Hz"
        raise AudioError(path, reason, _AGAIN)
    return Recording(rate=rate, channels=1, data=samples.astype("<i2").tobytes())
