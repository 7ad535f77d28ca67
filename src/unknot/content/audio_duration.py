"""People's own sound files: where they are, and how long they last by their headers.

Nothing is decoded here, so that planning stays quick; the sound itself is read when it is built.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

#: Bringing a sound to its level takes 5 MB a second of it.
MOST_SOUND_MS = 60_000
#: A minute in stereo, at 96 kHz and 24 bits.
MOST_SOUND_BYTES = 40_000_000
_KNOWN = "WAV, AIFF, FLAC, Ogg, MP3 and M4A"


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A sound file and how long it lasts, in ms, by its header."""

    path: Path
    ms: int


class NoSound(Exception):
    """Why a file cannot be played: a sentence, and what would help."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason, hint)
        self.reason, self.hint = reason, hint


def find_sound(folders: Sequence[Path], name: str) -> SoundFile:
    """The file ``name`` in audio/ of the first of ``folders`` that has it. Raises NoSound."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
        raise NoSound(
            f"{name!r} leads out of audio/",
            "put the file there, and write its name such as bell.wav",
        )
    for folder in folders:
        path = folder.joinpath("audio", *parts)
        if not os.path.lexists(path):
            continue
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
            raise NoSound(f"{name!r} leads out of the workspace", "put a copy into audio/")
        return SoundFile(path, _length(path, name))
    raise NoSound(f"there is no file audio/{name}", "put it there; the path begins in audio/")


def _length(path: Path, name: str) -> int:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            ms = sound_ms(file)
    except OSError as error:
        raise NoSound(f"audio/{name} cannot be read: {error.strerror or error}") from None
    if ms is None or ms <= 0:
        raise NoSound(f"audio/{name} is not a sound file that can be read", f"possible: {_KNOWN}")
    if size > MOST_SOUND_BYTES:
        raise NoSound(f"audio/{name} has {size / 1e6:.0f} MB; up to 40 are allowed")
    if ms > MOST_SOUND_MS:
        raise NoSound(f"audio/{name} lasts {ms / 1000:.0f} s; up to 60 are allowed")
    return ms


def sound_ms(file: BinaryIO) -> int | None:
    """How long the sound in ``file`` lasts, in ms; None when it is none, or is damaged."""
    head = file.read(12)
    try:
        if head[:4] == b"RIFF":
            return _wav(file)
        if head[:4] == b"FORM":
            return _aiff(file)
        if head[:4] == b"fLaC":
            return _flac(file)
        if head[:4] == b"OggS":
            return _ogg(file)
        if head[4:8] == b"ftyp":
            return _m4a(file)
        return _mp3(file, head)
    except (struct.error, ZeroDivisionError, OverflowError, IndexError, ValueError):
        return None


def _ms(amount: float, per_second: float) -> int:
    return round(amount * 1000 / per_second)


def _chunks(file: BinaryIO, order: str) -> Iterator[tuple[bytes, int]]:
    """The chunks of an IFF file: name and size, the file standing at the body."""
    at, end = 12, file.seek(0, os.SEEK_END)
    while at + 8 <= end:
        file.seek(at)
        name, size = struct.unpack(f"{order}4sI", file.read(8))
        yield name, min(size, end - at - 8)
        at += 8 + size + size % 2


def _wav(file: BinaryIO) -> int | None:
    per_second = 0
    for name, size in _chunks(file, "<"):
        if name == b"fmt ":
            (per_second,) = struct.unpack_from("<I", file.read(16), 8)
        if name == b"data":
            return _ms(size, per_second)
    return None


def _aiff(file: BinaryIO) -> int | None:
    for name, _ in _chunks(file, ">"):
        if name == b"COMM":
            frames, _, exponent, mantissa = struct.unpack_from(">IHHQ", file.read(18), 2)
            return _ms(frames, mantissa * 2.0 ** (exponent - 16383 - 63))
    return None


def _flac(file: BinaryIO) -> int | None:
    file.seek(18)
    (word,) = struct.unpack(">Q", file.read(8))
    return _ms(word & (1 << 36) - 1, word >> 44)


def _ogg(file: BinaryIO) -> int | None:
    file.seek(0)
    first = file.read(512)
    file.seek(max(file.seek(0, os.SEEK_END) - 65_536, 0))
    last = file.read()
    (samples,) = struct.unpack_from("<q", last, last.rindex(b"OggS") + 6)
    if (at := first.find(b"OpusHead")) >= 0:
        (skip,) = struct.unpack_from("<H", first, at + 10)
        return _ms(samples - skip, 48_000)
    (rate,) = struct.unpack_from("<I", first, first.index(b"\x01vorbis") + 12)
    return _ms(samples, rate)


def _m4a(file: BinaryIO) -> int | None:
    at, end = 0, file.seek(0, os.SEEK_END)
    while at + 8 <= end:
        file.seek(at)
        size, name = struct.unpack(">I4s", file.read(8))
        if name == b"moov":
            at += 8  # its parts follow
        elif name == b"mvhd":
            body = file.read(32)
            where = (">IQ", 20) if body[0] else (">II", 12)
            scale, ticks = struct.unpack_from(where[0], body, where[1])
            return _ms(ticks, scale)
        elif size < 8:
            return None
        else:
            at += size
    return None


_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _mp3(file: BinaryIO, head: bytes) -> int | None:
    """By the frame count of an Info frame, else by size, as every frame has the first's rate."""
    at = 0
    if head[:3] == b"ID3":
        high, mid, low, lowest = head[6:10]
        at = 10 + (high << 21 | mid << 14 | low << 7 | lowest)
    end = file.seek(0, os.SEEK_END)
    file.seek(at)
    frame = file.read(256)
    if frame[0] != 0xFF or frame[1] & 0xE6 != 0xE2:
        return None
    version = frame[1] >> 3 & 3
    rate = _RATES[version][frame[2] >> 2 & 3] if version in _RATES else 0
    per_frame = 1152 if version == 3 else 576
    for mark in (b"Xing", b"Info"):
        if (found := frame.find(mark)) > 0 and frame[found + 7] & 1:
            (frames,) = struct.unpack_from(">I", frame, found + 8)
            return _ms(frames * per_frame, rate)
    return _ms(end - at, _KBITS[version == 3][frame[2] >> 4] * 125)
