"""People's own sound files: where they are, and how long they last by their headers.

Nothing is decoded here, so that planning stays quick; the sound itself is read when it is built.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from msgspec import Struct

from unknot.errors import AudioError
from unknot.sound_file import sound_info

#: Bringing a sound to its level takes 5 MB a second of it.
MOST_SOUND_MS = 60_000
#: A bed is only measured, mixed and repeated.
LEAST_BED_MS, MOST_BED_MS = 3_000, 600_000
#: A minute in stereo, at 96 kHz and 24 bits.
MOST_SOUND_BYTES = 40_000_000
_KNOWN = "WAV, AIFF, FLAC, Ogg, MP3 and M4A"


class SoundFile(Struct, frozen=True):
    """A sound file and how long it lasts, in ms, by its header."""

    path: Path
    ms: int


def find_sound(folders: Sequence[Path], name: str, *, most_ms: int = MOST_SOUND_MS) -> SoundFile:
    """The file ``name`` in audio/ of the first of ``folders`` that has it, of ``most_ms`` at most.
    Raises AudioError, whose reason is a sentence of its own."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
        hint = "put the file there, and write its name such as bell.wav"
        raise AudioError(name, f"{name!r} leads out of audio/", hint)
    for folder in folders:
        path = folder.joinpath("audio", *parts)
        if not os.path.lexists(path):
            continue
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
            raise AudioError(path, f"{name!r} leads out of the workspace", "put a copy into audio/")
        return SoundFile(path, _length(path, name, most_ms))
    raise AudioError(
        name, f"there is no file audio/{name}", "put it there; the path begins in audio/"
    )


def _length(path: Path, name: str, most_ms: int) -> int:
    if not path.is_file():  # a pipe would be waited for
        raise AudioError(path, f"audio/{name} is not a file")
    most_bytes = MOST_SOUND_BYTES * most_ms // MOST_SOUND_MS
    try:
        size = path.stat().st_size
        ms = 0 if size > most_bytes else _m4a_ms(path) or sound_info(path).ms
    except OSError as error:
        raise AudioError(path, f"audio/{name} cannot be read: {error.strerror or error}") from None
    except AudioError as error:
        raise AudioError(path, f"audio/{name} {error.reason}", f"possible: {_KNOWN}") from None
    if size > most_bytes:
        most = f"up to {most_bytes // 10**6} are allowed"
        raise AudioError(path, f"audio/{name} has {size / 1e6:.0f} MB; {most}")
    if ms > most_ms:
        most = f"up to {most_ms // 1000} are allowed"
        raise AudioError(path, f"audio/{name} lasts {ms / 1000:.0f} s; {most}")
    return ms


def _m4a_ms(path: Path) -> int:
    """How long an M4A file lasts, which libsndfile does not read; 0 when it is none."""
    with suppress(struct.error, ZeroDivisionError), path.open("rb") as file:
        if file.read(12)[4:8] == b"ftyp":
            return _movie_ms(file)
    return 0


def _movie_ms(file: BinaryIO) -> int:
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
            return int(ticks * 1000 // scale)
        elif size < 8:
            return 0
        else:
            at += size
    return 0
