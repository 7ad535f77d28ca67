"""A sound file of somebody's own, read piece by piece, whatever its format and size."""

from __future__ import annotations

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unknot.errors import AudioError

#: What a file may last: one line with all that was said around it, and a long recording.
MOST_TAKE_S, MOST_LONG_S = 120, 4 * 3600
_MOST_CHANNELS = 8
#: Formats in which libsndfile finds any sample by itself; it begins others anew in mid-stream.
_EXACT = {"WAV", "WAVEX", "RF64", "W64", "AIFF", "FLAC", "CAF", "AU"}
#: Sizes that programs write which do not know yet how much will come.
_UNKNOWN_SIZES = (0, 0x7FFFFFFF, 0xFFFFFFFF)

Frames = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AudioReader:
    """``rate`` in Hz; ``frames``: samples in each of its channels."""

    path: Path
    rate: int
    channels: int
    frames: int
    _file: Any = None
    _whole: Any = None

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def read(self, start: int, stop: int) -> Frames:
        """Samples ``start`` to ``stop``: float32, shape (n, channels), full scale 1.0.

        Raises AudioError when they cannot be read.
        """
        first, last = max(start, 0), min(stop, self.frames)
        if self._whole is not None:
            whole: Frames = self._whole[first:last].astype(np.float32) / np.float32(32768)
            return whole
        try:
            self._file.seek(first)
            found: Frames = self._file.read(max(last - first, 0), dtype="float32", always_2d=True)
        except (RuntimeError, OSError) as error:
            raise AudioError(self.path, f"cannot be read to its end: {error}") from error
        if len(found) < last - first:
            raise AudioError(self.path, "is cut short: it ends before its header says")
        return found


@contextmanager
def opened(path: Path, most_seconds: float) -> Iterator[AudioReader]:
    """The sound at ``path``, as long as the block lasts; little of it is in memory at once.

    WAV, AIFF, FLAC, OGG, Opus and MP3 need nothing; everything else goes through ffmpeg where that
    is installed. Raises AudioError naming the file when it is missing, empty, cut short, no sound,
    or longer than ``most_seconds``.
    """
    try:
        with path.open("rb") as file:
            head = file.read(12)
        size = path.stat().st_size
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    if not head:
        raise AudioError(path, "is empty")
    if short := _cut_short(path, size):
        raise AudioError(path, short)
    with ExitStack() as stack:
        sound = _libsndfile(path, stack)
        if sound is None:
            sound = _libsndfile(_through_ffmpeg(path, most_seconds, stack), stack)
        if sound is None:
            raise AudioError(path, "is not a sound that can be read")
        yield _checked(path, sound, most_seconds, stack)


def _checked(path: Path, sound: Any, most_seconds: float, stack: ExitStack) -> AudioReader:
    rate, channels, frames = sound.samplerate, sound.channels, sound.frames
    if not frames:
        raise AudioError(path, "has no sound in it")
    if channels > _MOST_CHANNELS:
        raise AudioError(path, f"has {channels} channels; {_MOST_CHANNELS} are the most")
    if frames > most_seconds * rate:
        lasts = f"{frames / rate / 60:.0f} min" if frames > 120 * rate else f"{frames / rate:.0f} s"
        limit = f"{most_seconds:.0f} s" if most_seconds < 600 else f"{most_seconds / 3600:.0f} h"
        hint = "a recording of several lines is taken in with --split" if most_seconds < 600 else ""
        raise AudioError(path, f"lasts {lasts}; {limit} is the most", hint)
    if sound.format in _EXACT:
        return AudioReader(path, rate, channels, frames, sound)
    # In one call: between two, libsndfile seeks, and its MP3 decoder loses its place.
    file = stack.enter_context(tempfile.TemporaryFile(prefix="unknot-"))  # noqa: SIM115
    whole = np.memmap(file, np.int16, "w+", shape=(frames, channels))
    try:
        there = len(sound.read(dtype="int16", out=whole))
    except RuntimeError as error:
        raise AudioError(path, f"cannot be read to its end: {error}") from error
    if not there:
        raise AudioError(path, "has no sound in it")
    return AudioReader(path, rate, channels, there, None, whole)


def _libsndfile(path: Path, stack: ExitStack) -> Any:
    """None when it is nothing that libsndfile reads."""
    import soundfile

    try:
        return stack.enter_context(soundfile.SoundFile(path))
    except (soundfile.LibsndfileError, RuntimeError, TypeError, OSError):
        return None


def _through_ffmpeg(path: Path, most_seconds: float, stack: ExitStack) -> Path:
    """The same sound as a WAV file that goes when ``stack`` ends."""
    if shutil.which("ffmpeg") is None:
        hint = "WAV, AIFF, FLAC, OGG, Opus and MP3 need nothing; M4A and others need ffmpeg"
        raise AudioError(path, "is not a sound that can be read here", hint)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="unknot-")))
    to = folder / "decoded.wav"
    command = [
        "ffmpeg", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe",
        "-i", str(path.absolute()), "-vn", "-t", str(most_seconds + 1),
        "-c:a", "pcm_s16le", "-rf64", "auto", str(to),
    ]  # fmt: skip
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if run.returncode:
        said = run.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else "ffmpeg cannot read it"
        raise AudioError(path, f"is not a sound that can be read ({why})")
    return to


def _cut_short(path: Path, size: int) -> str:
    """Why a WAV file is shorter than its header says; libsndfile would read what is there."""
    with suppress(OSError, struct.error), path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return ""
        at = 12
        while at + 8 <= size:
            file.seek(at)
            name, length = struct.unpack("<4sI", file.read(8))
            if name == b"data":
                there = size - at - 8
                if length in _UNKNOWN_SIZES or length <= there:
                    return ""
                return f"is cut short: {length} bytes of sound promised, {there} there"
            at += 8 + length + length % 2
    return ""
