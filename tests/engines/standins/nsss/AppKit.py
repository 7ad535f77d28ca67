"""NSSpeechSynthesizer that beeps, and writes AIFF under any name."""

from __future__ import annotations

import math
import struct
from functools import cache
from pathlib import Path
from typing import Any

from Foundation import due  # type: ignore[import-not-found]

VOICES = {
    "com.apple.voice.compact.en-GB.Daniel": ("Daniel", "en_GB", "VoiceGenderMale", 150),
    "com.apple.voice.compact.en-AU.Karen": ("Karen", "en_AU", "VoiceGenderFemale", 220),
}


class NSSpeechSynthesizer:
    def __init__(self) -> None:
        self._voice, self._rate, self._volume = next(iter(VOICES)), 175.0, 1.0

    @classmethod
    def alloc(cls) -> NSSpeechSynthesizer:
        return cls()

    def initWithVoice_(self, voice: str | None) -> NSSpeechSynthesizer:
        return self

    @staticmethod
    def availableVoices() -> list[str]:
        return list(VOICES)

    @staticmethod
    def attributesForVoice_(voice: str) -> dict[str, Any]:
        name, locale, gender, _ = VOICES[voice]
        return {
            "VoiceIdentifier": voice,
            "VoiceName": name,
            "VoiceLocaleIdentifier": locale,
            "VoiceGender": gender,
            "VoiceAge": 35,
        }

    def setDelegate_(self, delegate: Any) -> None:
        self._delegate = delegate

    def voice(self) -> str:
        return self._voice

    def setVoice_(self, voice: str) -> bool:
        if voice in VOICES:
            self._voice, self._rate = voice, 175.0
        return voice in VOICES

    def rate(self) -> float:
        return self._rate

    def setRate_(self, rate: float) -> None:
        self._rate = float(rate)

    def volume(self) -> float:
        return self._volume

    def setVolume_(self, volume: float) -> None:
        self._volume = volume

    def stopSpeaking(self) -> None:
        pass

    def startSpeakingString_toURL_(self, text: str, path: str) -> bool:
        if "[[" in text:
            raise AssertionError("macOS would take this as a command")
        due.append(lambda: self._write(text, path))
        return True

    def _write(self, text: str, path: str) -> None:
        pitch, count = VOICES[self._voice][3], int(22050 * 60 / self._rate / 20)
        sound = b"".join(beep(pitch + ord(c) % 97, count) for c in text if not c.isspace())
        common = struct.pack(">hIhHQ", 1, len(sound) // 2, 16, 16383 + 14, 22050 << 49)
        chunks = b"COMM" + struct.pack(">I", len(common)) + common
        chunks += b"SSND" + struct.pack(">III", len(sound) + 8, 0, 0) + sound
        Path(path).write_bytes(b"FORM" + struct.pack(">I", 4 + len(chunks)) + b"AIFF" + chunks)
        self._delegate.speechSynthesizer_didFinishSpeaking_(self, True)


@cache
def beep(pitch: int, count: int) -> bytes:
    return struct.pack(
        f">{count}h",
        *(
            round(9000 * math.sin(math.pi * i / count) * math.sin(pitch * i / 3509))
            for i in range(count)
        ),
    )
