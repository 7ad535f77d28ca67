"""A mono sound in memory, and the files that it is read from and written to."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from unknot import sound_file

Samples = NDArray[np.float32]
Pcm = NDArray[np.int16]
#: Shape (n, channels), full scale 1.0.
Frames = NDArray[np.float32]


class Sound(Struct, frozen=True):
    """``samples``: float32, shape (n,), full scale is 1.0. ``rate`` in Hz."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def read_wav(path: Path) -> Sound:
    """The sound in what an engine wrote, stereo averaged to mono. Raises AudioError.

    What the file is called does not matter: macOS writes AIFF into any name.
    """
    return _mono(*sound_file.read_frames(path))


def read_own(path: Path) -> Sound:
    """A sound file of the user's own, as mono; polish.finish makes a master of it.

    M4A and what else libsndfile does not know needs ffmpeg. Raises AudioError that names the file.
    """
    return _mono(*sound_file.read_own(path))


def wav_bytes(samples: Pcm, rate: int) -> bytes:
    """A 16-bit mono WAV file of ``samples`` (int16, shape (n,)) at ``rate`` Hz."""
    body = samples.astype("<i2", copy=False).tobytes()
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + len(body), b"WAVE",
        b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16,
        b"data", len(body),
    )  # fmt: skip
    return header + body


def _mono(frames: Frames, rate: int) -> Sound:
    one = frames[:, 0] if frames.shape[1] == 1 else frames.mean(axis=1, dtype=np.float32)
    return Sound(np.ascontiguousarray(one, np.float32), rate)
