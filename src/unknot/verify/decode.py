"""A file as a listener hears it, through decoders that share nothing with the encoder.

libsndfile, which soundfile brings along, reads MP3, Opus, Vorbis and FLAC without any system
program; what it does not read, such as M4A, goes through ffmpeg where that is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from unknot.errors import AudioError

_FFMPEG_RATE = 48_000


@dataclass(frozen=True, slots=True)
class DecodedTrack:
    """``samples``: int16, mono, shape (n,); they may lie in a file. ``rate`` in Hz."""

    samples: NDArray[np.int16]
    rate: int

    def at(self, ms: float) -> int:
        """The sample at ``ms``."""
        return round(ms * self.rate / 1000)

    def piece(self, start: int, stop: int) -> NDArray[np.float64]:
        """Samples with full scale 1.0, zeros where the sound has not begun or is over."""
        first, last = max(start, 0), min(stop, len(self.samples))
        out = np.zeros(stop - start)
        if last > first:
            out[first - start : last - start] = self.samples[first:last]
        return out / 32768

    def peaks(self) -> NDArray[np.int32]:
        """The largest magnitude of every millisecond (16 bits); the last may be incomplete."""
        per, count = self.rate / 1000, -(-len(self.samples) * 1000 // self.rate)
        out = np.zeros(count, np.int32)
        for first in range(0, count, 60_000):
            last = min(first + 60_000, count)
            edges = np.rint(np.arange(first, last + 1) * per).astype(np.int64)
            block = self.samples[edges[0] : edges[-1]].astype(np.int32)
            if len(block):
                starts = np.minimum(edges[:-1] - edges[0], len(block) - 1)
                out[first:last] = np.maximum.reduceat(np.abs(block), starts)
        return out


@contextmanager
def decoded(path: Path) -> Iterator[DecodedTrack]:
    """The sound of a file, stereo averaged; it goes when the block ends.

    Raises AudioError naming the path when it cannot be decoded here, and how it could be.
    """
    with tempfile.TemporaryFile(prefix="unknot-") as file:
        heard = _by_soundfile(path, file) or _by_ffmpeg(path, file)
        yield heard
        del heard  # Windows cannot remove the file while it is mapped


def _by_soundfile(path: Path, to: IO[bytes]) -> DecodedTrack | None:
    """None when it is no file for libsndfile."""
    import soundfile

    try:
        with _quiet_library(), soundfile.SoundFile(path) as sound:
            shape = (sound.frames, sound.channels)
            if not sound.frames:
                return DecodedTrack(np.zeros(0, np.int16), sound.samplerate)
            # In one call: between two, soundfile seeks, and mpg123 starts anew in mid-stream.
            samples = sound.read(dtype="int16", out=np.memmap(to, np.int16, "w+", shape=shape))
            mono = samples[:, 0] if shape[1] == 1 else samples.mean(axis=1).astype(np.int16)
            return DecodedTrack(mono, sound.samplerate)
    except (soundfile.LibsndfileError, RuntimeError):
        return None


@contextmanager
def _quiet_library() -> Iterator[None]:
    """libmpg123 writes what it thinks of damaged frames past Python to the terminal."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # there is no terminal to keep clean
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _by_ffmpeg(path: Path, to: IO[bytes]) -> DecodedTrack:
    if shutil.which("ffmpeg") is None:
        hint = "MP3, Opus, Vorbis and FLAC need nothing; for M4A and others, install ffmpeg"
        raise AudioError(path, "cannot be decoded here", hint)
    command = [
        "ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-ac", "1",
        "-ar", str(_FFMPEG_RATE), "-f", "s16le", "-",
    ]  # fmt: skip
    run = subprocess.run(command, stdout=to, stderr=subprocess.PIPE, check=False)
    if run.returncode:
        reason = run.stderr.decode("utf-8", "replace").strip().splitlines()
        raise AudioError(path, f"is not a sound ({reason[-1] if reason else 'ffmpeg says no'})")
    size = to.seek(0, 2) // 2
    if not size:
        raise AudioError(path, "has no sound in it")
    return DecodedTrack(np.memmap(to, np.int16, "r", shape=(size,)), _FFMPEG_RATE)
