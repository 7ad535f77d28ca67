"""The server engine: any program that takes OpenAI's ``POST …/audio/speech`` speaks.

Nearly all local speech servers follow that convention, so the next better model needs no code here.
Words go to the address that the person gave and nowhere else: redirects are refused, and nothing on
the way to this machine itself goes through a proxy.
"""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from unknot.engines.added import AddedVoice, added, find_added
from unknot.engines.engine import VoiceInfo
from unknot.engines.fault import Failed
from unknot.engines.recording import Recording, to_wav
from unknot.engines.text_cleaning import check_rate, pieces, sayable
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file, scratch

if TYPE_CHECKING:
    from unknot.web import Asking

#: Raised when this layer changes the sound of a phrase: how text is cut, asked for or joined.
SERVER_VERSION = 1
#: Words a minute. The convention's speed is a quarter to four times.
SLOWEST, FASTEST = 40, 500
#: Questions asked at once. One model answers them one after the other, and what is waited for too
#: long is asked again while the server still works on it.
AT_ONCE = 2
#: Marks by which servers mean a pause, a sound or a spelling.
_MARKUP = re.compile(r"[\[\]<>]")
#: Before another try, in seconds.
_PAUSE_S = 0.5


class ServerEngine:
    """Speaks with the servers that were added as voices.

    ``patience``: how long a short phrase may take, in seconds; longer text gets more, and so does
    another try. ``tries``: how often it may fail before a phrase is unspeakable.
    """

    name = "server"

    def __init__(self, *, patience: float = 60.0, tries: int = 3) -> None:
        self._patience, self._tries = patience, tries
        self._voices: dict[str, AddedVoice] = {}
        self._turn = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._asking: set[Asking] = set()
        self._closed = False

    @property
    def default_voice(self) -> str:
        """The first by name of those that were added. Raises EngineError without any."""
        for voice in added(self.name):
            return voice.id
        such = "unknot voices add --server http://127.0.0.1:8880/v1 --model NAME --voice NAME"
        raise EngineError(self.name, "", f"no server was added yet\n  {such}")

    def identity(self, voice: str) -> str:
        """Where it is, what it is asked for, and how its first phrase sounded when it was added.

        Asks nothing. A server that changes its model behind one name cannot be told from the one
        that was added: add it again.
        """
        v = self._voice(voice)
        facts = [v.server, v.model, v.says_as, v.pcm, v.version]
        return f"server {SERVER_VERSION} {json.dumps(facts)}"

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Every voice that was added for this engine, whether its server runs or not."""
        return tuple(voice.info for voice in added(self.name))

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write ``text`` as a 16-bit WAV file at ``to``; see Engine.

        A text over 400 characters is asked for in pieces and joined. Raises EngineError: nothing
        to say, no such voice, a server on another machine that nobody agreed to, no key, or every
        try failed.
        """
        from unknot.engines.server.client import check_leave

        chosen = self._voice(voice)
        clean = sayable(_MARKUP.sub(" ", text), self.name)
        check_rate(rate, SLOWEST, FASTEST, self.name, text)
        check_leave(chosen)
        try:
            with scratch(to.parent, to.name) as folder:
                spoken = [
                    self._speak(chosen, piece, rate, folder / "answer.wav")
                    for piece in pieces(clean)
                ]
            replace_file(to, [to_wav(spoken)], sync=False)
        except (AudioError, Failed) as error:
            raise EngineError(self.name, text, str(error)) from error

    def close(self) -> None:
        """End every question that is under way; nothing can be spoken afterwards."""
        with self._lock:
            self._closed = True
            asking = tuple(self._asking)
        for each in asking:
            each.cut()

    def _speak(self, voice: AddedVoice, piece: str, rate: int, file: Path) -> Recording:
        """``piece``, asked for again while that may help, each time with more patience."""
        from unknot.engines.server.answer import read_answer

        reason = ""
        for attempt in range(self._tries):
            if attempt:
                time.sleep(_PAUSE_S * attempt)
            seconds = self._patience * (1 + len(piece) / 200) * (attempt + 1)
            try:
                content, kind = self._ask(voice, piece, rate, seconds)
                return read_answer(content, kind, voice.pcm, file)
            except Failed as error:
                reason = str(error)
        first, line, hint = reason.partition("\n")
        raise Failed(f"{first}; given up after {self._tries} tries{line}{hint}")

    def _ask(self, voice: AddedVoice, piece: str, rate: int, seconds: float) -> tuple[bytes, str]:
        from unknot.engines.server.address import is_here
        from unknot.engines.server.client import ask
        from unknot.web import Asking

        asking = Asking(proxies=not is_here(voice.server))
        with self._turn:
            with self._lock:
                self._check_open()
                self._asking.add(asking)
            try:
                answer = ask(voice, piece, rate, seconds, asking)
            except Failed:
                self._check_open()
                raise
            finally:
                with self._lock:
                    self._asking.discard(asking)
        self._check_open()
        return answer

    def _check_open(self) -> None:
        if self._closed:
            raise EngineError(self.name, "", "the engine was closed")

    def _voice(self, voice: str) -> AddedVoice:
        if voice not in self._voices:
            self._voices[voice] = find_added(self.name, voice)
        return self._voices[voice]
