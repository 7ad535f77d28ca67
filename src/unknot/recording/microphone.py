"""The microphone of this machine, through sounddevice."""

from __future__ import annotations

from typing import Any

import numpy as np

from unknot.audio.sound import Frames
from unknot.errors import AudioError
from unknot.packages import install
from unknot.recording.take import MOST_TAKE_S

#: What most microphones give; what a device gives by itself is taken where it differs.
_RATE = 48_000


def open_microphone() -> Microphone:
    """The default microphone. Raises AudioError saying what to install or to plug in."""
    try:
        import sounddevice
    except ImportError as error:
        hint = install("unknot[microphone]")
        raise AudioError("microphone", "needs the package sounddevice", hint) from error
    except OSError as error:
        hint = "on Linux install it: apt install libportaudio2, dnf install portaudio"
        raise AudioError("microphone", f"cannot be asked for: {error}", hint) from error
    try:
        device = sounddevice.query_devices(kind="input")
        rate = round(float(device["default_samplerate"])) or _RATE
        sounddevice.check_input_settings(samplerate=rate, channels=1)
    except (sounddevice.PortAudioError, ValueError) as error:
        hint = (
            "plug one in or allow its use, or record elsewhere and: unknot record import FOLDER"
            " --voice NAME"
        )
        raise AudioError("microphone", f"there is none to record from ({error})", hint) from error
    return Microphone(sounddevice, rate)


class Microphone:
    """Records one take after another, at ``rate`` Hz. Blocks of sound are put aside by the stream's
    own thread."""

    def __init__(self, library: Any, rate: int) -> None:
        self._library, self.rate = library, rate
        self._stream: Any = None
        self._blocks: list[Frames] = []
        self._left = 0

    def start(self) -> None:
        """Begin to record; AudioError when the device does not let it."""
        self._blocks, self._left = [], MOST_TAKE_S * self.rate

        def heard(block: Frames, count: int, *_: object) -> None:
            if self._left > 0:
                self._blocks.append(block.copy())
                self._left -= count

        try:
            self._stream = self._library.InputStream(
                samplerate=self.rate, channels=1, dtype="float32", callback=heard
            )
            self._stream.start()
        except self._library.PortAudioError as error:
            raise AudioError("microphone", f"cannot be recorded from: {error}") from error

    def stop(self) -> Frames:
        """End, and give what was heard: float32, shape (n, channels)."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.stop()
            stream.close()
        if not self._blocks:
            return np.zeros((0, 1), np.float32)
        return np.concatenate(self._blocks)

    def play(self, frames: Frames) -> None:
        """Let it be heard, and wait until it is over; AudioError without a loudspeaker."""
        try:
            self._library.play(frames, self.rate, blocking=True)
        except self._library.PortAudioError as error:
            raise AudioError("loudspeaker", f"cannot be played to: {error}") from error

    def close(self) -> None:
        if self._stream is not None:
            self.stop()
