"""Takes: lines that a person recorded, played as they are.

A recorded voice is a file NAME.yaml among the added voices and a folder NAME beside it: takes.json,
which says what is there, and the takes as 16-bit mono WAV files named by their own digest. So a
take that takes.json names is never written over, and replacing takes.json replaces the voice.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal

from msgspec import Struct, json

from unknot.content.spoken_form import spoken_form
from unknot.engines.added import added, find_added, voices_folder
from unknot.engines.engine import VoiceInfo
from unknot.engines.text_cleaning import sayable
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file
from unknot.timeline.estimate import scale_of

#: Counted up when the same take would be played differently.
PLAYING_VERSION = 1
_SHOWN = 60


class KeptTake(Struct, frozen=True, kw_only=True):
    """One line of a recorded voice.

    ``text`` in NFC with single blanks. ``file``: its name in the folder of takes; ``digest``: that
    file's SHA-256. ``ms``: how long its clip is, trimmed to the voice as every clip is.
    ``source``: the file that it was imported from, for people.
    """

    id: str
    text: str
    file: str
    digest: str
    ms: int
    source: str = ""


class _TakesFile(Struct, frozen=True, kw_only=True):
    """``version`` is counted up when takes.json changes its form."""

    version: Literal[1] = 1
    takes: tuple[KeptTake, ...]


class TakeIndex(Struct, frozen=True):
    """What takes.json holds, by text; ``digest`` changes when any take does."""

    takes: Mapping[str, KeptTake]
    digest: str


class RecordedEngine:
    """Plays the take whose text is the phrase's, at the pace at which it was recorded."""

    name = "recorded"
    reads_as = ""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[int, int], TakeIndex]] = {}
        self._lock = threading.Lock()

    @property
    def default_voice(self) -> str:
        """The first by name; "" when nobody has recorded a voice here."""
        return next((voice.id for voice in added(self.name)), "")

    def identity(self, voice: str) -> str:
        """Changes with every take; take_identity knows which line it was."""
        return f"recorded {PLAYING_VERSION} {self._index(voice).digest}"

    def take_identity(self, text: str, voice: str) -> str:
        """What changes the sound of this line: its own take. Raises EngineError without one."""
        return f"recorded {PLAYING_VERSION} {self._take(text, voice).digest}"

    def has(self, text: str, voice: str) -> bool:
        """Whether ``voice`` has a take of ``text``. Raises EngineError when there is no voice."""
        return spoken_form(text, None) in self._index(voice).takes

    def scale(self, voice: str, rate: int) -> float:
        """How long the takes of ``voice`` last together, times what timeline.estimate expects at
        ``rate`` words a minute; 1 when there is none."""
        return scale_of({each.text: each.ms for each in self._index(voice).takes.values()}, rate)

    def take_ms(self, text: str, voice: str) -> int:
        """How long the clip of ``text`` will be. Raises EngineError when there is no take."""
        return self._take(text, voice).ms

    def levelling(self, text: str, voice: str) -> None:
        """Not kept with a person's own takes: their clips are measured when they are made."""

    def voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(voice.info for voice in added(self.name))

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write the take of ``text`` to ``to``; ``rate`` changes nothing. See Engine."""
        sayable(text, self.name)
        take = self._take(text, voice)
        path = takes_folder(voice) / take.file
        try:
            sound = path.read_bytes()
        except OSError as error:
            reason = f"its take cannot be read: {path}: {error.strerror or error}"
            raise EngineError(self.name, text, f"{reason}\n{_again(take, voice)}") from error
        if sha256(sound).hexdigest() != take.digest:
            reason = f"its take is not what was imported: {path}"
            raise EngineError(self.name, text, f"{reason}\n{_again(take, voice)}")
        try:
            replace_file(to, [sound], sync=False)
        except AudioError as error:
            raise EngineError(self.name, text, str(error)) from error

    def close(self) -> None:
        pass

    def _take(self, text: str, voice: str) -> KeptTake:
        line = spoken_form(text, None)
        if take := self._index(voice).takes.get(line):
            return take
        shown = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
        reason = f"the voice {voice!r} has no take of it: {shown}"
        raise EngineError(
            self.name, text, f"{reason}\n  record it: unknot record take --voice {voice} --missing"
        )

    def _index(self, voice: str) -> TakeIndex:
        """Read again only when the file has changed."""
        path = index_path(voice)
        try:
            stat = path.stat()
        except (OSError, ValueError):
            find_added(self.name, voice)
            return read_index(voice)
        stamp = (stat.st_mtime_ns, stat.st_size)
        with self._lock:
            known = self._known.get(voice)
            if known is None or known[0] != stamp:
                find_added(self.name, voice)
                known = self._known[voice] = (stamp, read_index(voice))
            return known[1]


def takes_folder(voice: str) -> Path:
    """Where the takes of ``voice`` lie."""
    return voices_folder() / voice / "takes"


def index_path(voice: str) -> Path:
    """The file that lists the takes of ``voice``."""
    return voices_folder() / voice / "takes.json"


def read_index(voice: str) -> TakeIndex:
    """What takes there are of ``voice``; none when takes.json is not there.

    Raises EngineError when it cannot be read.
    """
    path = index_path(voice)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = b""
    except OSError as error:
        raise EngineError("recorded", "", f"{path} cannot be read: {error.strerror}") from error
    try:
        takes = json.decode(content, type=_TakesFile).takes if content else ()
        if any(take.file != f"{take.digest}.wav" or "/" in take.file for take in takes):
            raise ValueError("it names files that are no takes")
    except ValueError as error:
        reason = f"{path} cannot be read: {error}\n  move it away, and import the takes again"
        raise EngineError("recorded", "", reason) from error
    return TakeIndex({take.text: take for take in takes}, sha256(content).hexdigest())


def index_text(takes: Mapping[str, KeptTake]) -> str:
    """What takes.json says of ``takes``."""
    file = _TakesFile(takes=tuple(sorted(takes.values(), key=lambda take: take.id)))
    return json.format(json.encode(file), indent=1).decode() + "\n"


def _again(take: KeptTake, voice: str) -> str:
    return f"  record {take.id} again: unknot record take --voice {voice}"
