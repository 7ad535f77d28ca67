"""CreateObject and GetEvents, with a voice that beeps: 16 kHz, one tone a letter."""

from __future__ import annotations

import math
import os
import struct
import wave
from functools import cache
from pathlib import Path
from typing import Any


class Token:
    def __init__(self, name: str, gender: str) -> None:
        self.Id = f"HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Speech\\Voices\\Tokens\\{name}"
        self.name, self.gender = name, gender

    def GetDescription(self) -> str:
        return f"Stand-in {self.name}"

    def GetAttribute(self, name: str) -> str:
        return {"Language": "809", "Gender": self.gender, "Age": "Adult"}[name]


TOKENS = [Token("TTS_MS_EN-GB_HAZEL", "Female"), Token("TTS_MS_EN-GB_GEORGE", "Male")]


class SpVoice:
    def __init__(self) -> None:
        self.EventInterests = 0
        self.Voice, self.Rate, self.Volume = TOKENS[0], 0, 100
        self.AudioOutputStream: Any = None

    def GetVoices(self) -> list[Token]:
        return TOKENS

    def Speak(self, text: str, flags: int = 0) -> int:
        if os.environ.get("NO_SOUND_DEVICE"):
            raise OSError("(-2147200966, None, (None, None, None, 0, None))")  # SPERR_NOT_FOUND
        if text.startswith("<"):
            raise AssertionError("SAPI would take this as XML")
        speed = 1.1**self.Rate
        pitch = 150 + 60 * TOKENS.index(self.Voice)
        self.AudioOutputStream.write(
            b"".join(tone(pitch + ord(c) % 97, 400 / speed) for c in text if not c.isspace())
        )
        return 1


class SpFileStream:
    def Open(self, name: str, mode: int) -> None:
        if not Path(name).is_absolute():
            raise AssertionError("COM takes relative paths from another folder")
        self.file = wave.open(name, "wb")  # noqa: SIM115
        self.file.setparams((1, 2, 16000, 0, "NONE", ""))

    def write(self, frames: bytes) -> None:
        self.file.writeframes(frames)

    def close(self) -> None:
        self.file.close()


def CreateObject(name: str) -> Any:
    return {"sapi.spvoice": SpVoice, "sapi.spfilestream": SpFileStream}[name.lower()]()


def GetEvents(source: Any, sink: Any) -> object:
    return object()


@cache
def tone(hertz: float, samples: float) -> bytes:
    count = int(samples)
    return struct.pack(
        f"<{count}h",
        *(
            round(9000 * math.sin(math.pi * i / count) * math.sin(hertz * i / 2546))
            for i in range(count)
        ),
    )
