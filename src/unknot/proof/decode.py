"""A file as a listener hears it, through decoders that share nothing with the encoder.

libsndfile, which soundfile brings along, reads MP3, Opus, Vorbis and FLAC without any system
program; what it does not read, such as M4A, goes through ffmpeg where that is installed. A sound
is decoded from front to back as it is asked for, and only what is still needed is kept: neither a
long file nor one that promises to be long takes memory or a temporary folder.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from unknot.counted import counted
from unknot.errors import AudioError
from unknot.sound_file import ask_ffmpeg, goes_on, last_words, quiet_library

Block = NDArray[np.int16]
Peaks = NDArray[np.uint16]

_FFMPEG_RATE = 48_000
#: Rates in Hz and channels beyond which a file is taken for a damaged one.
_RATES, _MOST_CHANNELS = range(8_000, 384_001), 32
#: How long ffmpeg may take for a whole file, in s, and for each second of its sound.
_FFMPEG_PATIENCE, _FFMPEG_PER_SECOND = 60.0, 0.5
_NOTHING = np.zeros(1000, np.uint16)


class DecodedTrack:
    """A sound at ``rate`` Hz, mono, int16, decoded as far as it was asked for.

    Each second of ``blocks`` is kept until ``forget``; of what is forgotten, the largest
    magnitude of every millisecond stays. ``cut``: there is more sound than was allowed for.
    """

    def __init__(self, blocks: Iterator[Block], rate: int, most_seconds: float) -> None:
        self.rate, self.cut = rate, False
        self._blocks, self._most = blocks, most_seconds
        self._kept: dict[int, Block] = {}
        self._peaks: list[Peaks] = []
        self._samples, self._oldest, self._ended = 0, 0, False

    def at(self, ms: float) -> int:
        """The sample at ``ms``."""
        return round(ms * self.rate / 1000)

    def forget(self, ms: float) -> None:
        """What is heard before ``ms`` will not be asked for again."""
        until = self.at(ms) // self.rate
        for number in range(self._oldest, min(until, len(self._peaks))):
            self._kept.pop(number, None)
            self._oldest = number + 1

    def piece(self, start: int, stop: int) -> NDArray[np.float64]:
        """Samples with full scale 1.0, zeros where the sound has not begun or is over."""
        out = np.zeros(stop - start)
        for number in range(max(start, 0) // self.rate, -(-stop // self.rate)):
            if not self._reach(number):
                break
            block, begins = self._kept.get(number), number * self.rate
            if block is None:  # silence
                continue
            first, last = max(start, begins), min(stop, begins + len(block))
            out[first - start : max(last, first) - start] = block[
                first - begins : max(last - begins, first - begins)
            ]
        return out / 32768

    def peaks(self, start: int = 0, stop: int | None = None) -> Peaks:
        """The largest magnitude of every millisecond from ``start`` to ``stop``, or to the end."""
        if stop is None:
            return np.concatenate([_NOTHING[:0], *self.each_second()])[start:]
        first, last = max(start, 0) // 1000, -(-max(stop, 0) // 1000)
        if last > first:
            self._reach(last - 1)
        found = np.concatenate([_NOTHING[:0], *self._peaks[first:last]])
        return found[max(start, 0) - first * 1000 : max(stop, 0) - first * 1000]

    def each_second(self) -> Iterator[Peaks]:
        """The peaks of every second to the end; the last may be shorter."""
        number = 0
        while self._reach(number):
            yield self._peaks[number]
            number += 1

    def samples(self) -> int:
        """How many there are in all; none of them can be asked for after this."""
        for number, _ in enumerate(self.each_second()):
            self.forget(number * 1000)
        return self._samples

    def _reach(self, number: int) -> bool:
        """Decode until second ``number`` is there; False when the sound ends before."""
        while len(self._peaks) <= number and not self._ended:
            if len(self._peaks) >= self._most:
                self.cut = self._ended = True
            elif (block := next(self._blocks, None)) is None or not len(block):
                self._ended = True
            else:
                self._take(block)
        return number < len(self._peaks)

    def _take(self, block: Block) -> None:
        number = len(self._peaks)
        self._samples += len(block)
        if not block.any() and len(block) == self.rate:
            self._peaks.append(_NOTHING)
            return
        self._kept[number] = block
        count = -(-len(block) * 1000 // self.rate)
        edges = np.rint(np.arange(count) * (self.rate / 1000)).astype(np.int64)
        loud = np.abs(block.astype(np.int32))
        starts = np.minimum(edges, len(block) - 1)
        self._peaks.append(np.maximum.reduceat(loud, starts).astype(np.uint16))


class _Forward(soundfile.SoundFile):  # type: ignore[misc]
    """Not to be moved about in: between two reads soundfile would seek, and mpg123 would start
    anew in mid-stream."""

    def seekable(self) -> bool:
        return False


@contextmanager
def decoded(path: Path, most_seconds: float = 36_000) -> Iterator[DecodedTrack]:
    """The sound of a file, stereo averaged, as long as the block lasts.

    No more than about ``most_seconds`` are decoded. Raises AudioError naming the path when it
    cannot be decoded here, and how it could be.
    """
    with ExitStack() as stack:
        yield _by_soundfile(path, stack, most_seconds) or _by_ffmpeg(path, stack, most_seconds)


def _by_soundfile(path: Path, stack: ExitStack, most: float) -> DecodedTrack | None:
    """None when it is no file for libsndfile, or one of which it would read only a part."""
    try:
        with quiet_library():
            sound = stack.enter_context(_Forward(path))
    except (soundfile.LibsndfileError, RuntimeError, TypeError, OSError):
        return None
    if sound.samplerate not in _RATES or sound.channels > _MOST_CHANNELS:
        what = f"{sound.samplerate} Hz and {counted(sound.channels, 'channel')}"
        raise AudioError(path, f"says that it has {what}, which is no sound")
    if goes_on(path, sound):
        return None
    return DecodedTrack(_seconds(path, sound), sound.samplerate, most)


def _seconds(path: Path, sound: Any) -> Iterator[Block]:
    while True:
        try:
            with quiet_library():
                frames = sound.read(sound.samplerate, dtype="int16", always_2d=True)
        except RuntimeError as error:
            raise AudioError(path, f"cannot be decoded to its end: {error}") from error
        if not len(frames):
            return
        yield frames[:, 0] if sound.channels == 1 else frames.mean(axis=1).astype(np.int16)


def _by_ffmpeg(path: Path, stack: ExitStack, most: float) -> DecodedTrack:
    to = ("-ac", "1", "-ar", str(_FFMPEG_RATE), "-f", "s16le", "-")
    command = ask_ffmpeg(path, most, *to)
    said = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
    run = stack.enter_context(
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
    )
    stack.callback(run.kill)
    patience = threading.Timer(_FFMPEG_PATIENCE + most * _FFMPEG_PER_SECOND, run.kill)
    patience.daemon = True
    patience.start()
    stack.callback(patience.cancel)
    blocks = _piped(path, run, said)
    first = next(blocks, None)
    if first is None:
        raise AudioError(path, "has no sound in it")
    return DecodedTrack(chain([first], blocks), _FFMPEG_RATE, most)


def _piped(path: Path, run: subprocess.Popen[bytes], said: Any) -> Iterator[Block]:
    assert run.stdout
    while data := run.stdout.read(2 * _FFMPEG_RATE):
        yield np.frombuffer(data[: len(data) // 2 * 2], "<i2")
    if run.wait():
        said.seek(0)
        raise AudioError(path, f"is not a sound ({last_words(said.read(4096))})")
