"""Faults at the boundary of an engine: the file that it leaves is not the phrase that was asked.

``FAULTS`` has what may be wrong with the file; what may be wrong with a speaking process (it hangs,
dies, prints, drips) is in tests/speech/faulty_speaker.py.
"""

from __future__ import annotations

import io
import random
import wave
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from unknot.engines.engine import Engine, VoiceInfo

#: Bytes of a WAV file's header as engines write it.
_HEADER = 44
Change = Callable[["Spoken"], bytes | None]


class Spoken:
    """What an engine is about to leave: ``data`` of the phrase itself, and of others."""

    def __init__(self, data: bytes, previous: bytes, another: bytes) -> None:
        self.data, self.previous, self.another = data, previous, another

    def rewritten(
        self, sound: bytes | None = None, *, channels: int | None = None, rate: int | None = None
    ) -> bytes:
        """A whole and valid file of other samples, or with another header."""
        with wave.open(io.BytesIO(self.data)) as file:
            old = file.getparams()
            samples = file.readframes(old.nframes)
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setparams((channels or old.nchannels, 2, rate or old.framerate, 0, "NONE", ""))
            file.writeframes(samples if sound is None else sound)
        return buffer.getvalue()

    @property
    def samples(self) -> bytes:
        return self.data[_HEADER:]


def _broken_off(share: float) -> Change:
    return lambda spoken: spoken.data[: int(len(spoken.data) * share)]


def _cut(share: float) -> Change:
    """As if the engine had stopped early: header and samples agree."""
    return lambda spoken: spoken.rewritten(
        spoken.samples[: int(len(spoken.samples) * share) // 2 * 2]
    )


def _noise(spoken: Spoken) -> bytes:
    chance = random.Random(7)
    values = (round(chance.gauss(0, 3000)) for _ in range(len(spoken.samples) // 2))
    return spoken.rewritten(
        b"".join(max(-32768, min(v, 32767)).to_bytes(2, "little", signed=True) for v in values)
    )


FAULTS: dict[str, Change] = {
    "no file": lambda _: None,
    "empty file": lambda _: b"",
    "header only": lambda spoken: spoken.rewritten(b""),
    "broken off at 50 %": _broken_off(0.5),
    "broken off at 90 %": _broken_off(0.9),
    "broken off at 97 %": _broken_off(0.97),
    "cut at 50 %, header right": _cut(0.5),
    "cut at 90 %, header right": _cut(0.9),
    "cut at 97 %, header right": _cut(0.97),
    "first fifth missing": lambda s: s.rewritten(s.samples[len(s.samples) // 10 * 2 :]),
    "the previous phrase again": lambda spoken: spoken.previous,
    "another phrase": lambda spoken: spoken.another,
    "half the rate in the header": lambda spoken: spoken.rewritten(rate=11_025),
    "24 kHz in the header": lambda spoken: spoken.rewritten(rate=24_000),
    "stereo in the header": lambda spoken: spoken.rewritten(channels=2),
    "noise": _noise,
    "silence": lambda spoken: spoken.rewritten(bytes(len(spoken.samples))),
}


class Remembering:
    """An engine whose clips are spoken once and then remembered, so that trials are quick."""

    def __init__(self, engine: Engine, rate: int) -> None:
        self.name, self.default_voice = engine.name, engine.default_voice
        self._engine, self._rate = engine, rate
        self._said: dict[str, bytes] = {}

    def identity(self, voice: str) -> str:
        return self._engine.identity(voice)

    def voices(self) -> tuple[VoiceInfo, ...]:
        return self._engine.voices()

    def said(self, text: str) -> bytes:
        if text not in self._said:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "clip.wav"
                self._engine.synthesise(text, voice=self.default_voice, rate=self._rate, to=path)
                self._said[text] = path.read_bytes()
        return self._said[text]

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        to.write_bytes(self.said(text))

    def close(self) -> None:
        self._engine.close()


class Faulty(Remembering):
    """Suffers ``fault`` in ``text`` (None: whatever it says), the first ``times`` times."""

    def __init__(self, engine: Remembering, fault: str, text: str | None, times: int) -> None:
        super().__init__(engine, 0)
        self._clean, self._change, self._text = engine, FAULTS[fault], text
        self._left = times
        self.previous = self.another = ""

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        data: bytes | None = self._clean.said(text)
        assert data is not None
        if self._left and self._text in (None, text):
            self._left -= 1
            spoken = Spoken(data, self._clean.said(self.previous), self._clean.said(self.another))
            data = self._change(spoken)
        if data is not None:
            to.write_bytes(data)
