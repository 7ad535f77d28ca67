"""Sound files of every kind, read in one place: what a file is, and the samples in it.

libsndfile reads them, which soundfile brings along: WAV, AIFF, FLAC, Vorbis, Opus, MP3 and more.
It takes a file that was cut short for one that says less, so WAV and AIFF are measured first.
"""

from __future__ import annotations

import os
import re
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from unknot.counted import counted
from unknot.errors import AudioError, reading
from unknot.mpeg import SLACK, count_samples, is_mp3

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Longer than anything that is read whole, in seconds: a header may promise any length.
_MOST_S = 3600.0
_MOST_CHANNELS = 8
#: Of other formats libsndfile only guesses how many samples will come.
_EXACT = ("WAV", "WAVEX", "RF64", "W64", "AIFF", "FLAC", "CAF", "AU")
#: Sizes that programs write which do not know yet how much will come.
_UNKNOWN_SIZES = (0x7FFFFFFF, 0xFFFFFFFF)
#: What ffmpeg may take a file for: formats that hold sound themselves. A list of other files or
#: addresses (HLS, concat, DASH) is none of them.
_FFMPEG_FORMATS = "mov,mp3,aac,ogg,matroska,flac,wav,aiff,asf,amr,caf,ac3,eac3,w64,au,ape,wv,tta"
#: Bytes of a WAV file without sound, as ffmpeg writes it; some more.
_WAV_HEADER = 200
_FFMPEG = (
    "WAV, AIFF, FLAC, OGG, Opus and MP3 need nothing (but for MP3 that does not say how long it"
    " is); M4A and others need ffmpeg"
)


class SoundInfo(Struct, frozen=True):
    """What a file says of itself; ``format`` and ``kind`` in libsndfile's words. ``rate`` in Hz,
    ``frames``: samples in each of its channels."""

    format: str
    kind: str
    rate: int
    channels: int
    frames: int

    @property
    def ms(self) -> int:
        return round(self.frames * 1000 / self.rate)


def sound_info(path: Path) -> SoundInfo:
    """What ``path`` is, by its header. Raises AudioError when it is no sound, or not whole."""
    with _opened(path) as file:
        frames = count_samples(path) if goes_on(path, file) else file.frames
        return SoundInfo(file.format, file.subtype_info, file.samplerate, file.channels, frames)


def read_frames(path: Path, *, most_seconds: float = _MOST_S) -> tuple[NDArray[np.float32], int]:
    """The samples of ``path`` (float32, shape (n, channels), full scale 1.0) and its rate in Hz.

    Raises AudioError naming the file when it is missing, empty, cut short, without samples, no
    sound, or longer than ``most_seconds``.
    """
    return _read(path, "float32", most_seconds)


def read_own(path: Path, *, most_seconds: float = _MOST_S) -> tuple[NDArray[np.float32], int]:
    """As read_frames, for files that people bring along: what libsndfile does not know goes through
    ffmpeg where that is installed, and a program that wrote a stream need not have known its size.
    """
    try:
        return _read(path, "float32", most_seconds, streamed=True)
    except _UnknownFormat:
        from unknot.files import temporary

        with temporary() as folder:
            to = folder / "decoded.wav"
            _convert(path, to, most_seconds)
            return _read(to, "float32", most_seconds, streamed=True)


def read_pcm(
    path: Path, *, most_seconds: float = _MOST_S, formats: Sequence[str] = ()
) -> tuple[NDArray[np.int16], int]:
    """As read_frames, in 16 bits: wider samples lose their lower bits, floats are clipped. Also
    raises AudioError when it is none of ``formats``, in libsndfile's words."""
    return _read(path, "int16", most_seconds, formats=formats)


class _UnknownFormat(AudioError):
    """Nothing that libsndfile reads."""


def _read(
    path: Path,
    dtype: str,
    most_seconds: float,
    *,
    streamed: bool = False,
    formats: Sequence[str] = (),
) -> tuple[Any, int]:
    import numpy as np

    with _opened(path, streamed=streamed) as file:
        if formats and file.format not in formats:
            raise AudioError(path, f"is {file.format}, not {formats[0]}")
        if goes_on(path, file):
            raise _UnknownFormat(path, "does not say how long it is", "save it once more, as WAV")
        rate, promised = file.samplerate, file.frames
        if promised > most_seconds * rate:
            raise AudioError(path, _too_long(promised / rate, most_seconds))
        # libsndfile would make zeros of floats that are asked for in 16 bits.
        scaled = dtype == "int16" and file.subtype in ("FLOAT", "DOUBLE")
        try:
            with quiet_library():
                found = file.read(dtype="float64" if scaled else dtype, always_2d=True)
        except (RuntimeError, OSError, MemoryError) as error:
            raise AudioError(path, f"cannot be read to its end: {error}") from error
        if not len(found):
            raise AudioError(path, "has no sound in it")
        if len(found) < promised and _is_exact(path, file, promised - len(found)):
            there = f"{len(found)} of {promised} samples are there"
            raise AudioError(path, f"is cut short: {there}")
    if found.dtype != np.int16 and not np.isfinite(found).all():
        raise AudioError(path, "holds values that are not numbers")
    return (np.rint(found.clip(-1, 1) * 32767).astype(np.int16) if scaled else found), rate


@contextmanager
def _opened(path: Path, *, streamed: bool = False) -> Iterator[Any]:
    """A soundfile.SoundFile with sound in it, as long as the block lasts."""
    with reading(path):
        reason = _why_not_whole(path, streamed=streamed)
    if reason:
        raise AudioError(path, reason)
    import soundfile

    try:
        with quiet_library():
            file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, RuntimeError, TypeError, OSError) as error:
        raise _UnknownFormat(path, "is not a sound that can be read") from error
    with file:
        if file.samplerate < 1 or not 1 <= file.channels <= _MOST_CHANNELS:
            what = f"{counted(file.channels, 'channel')} at {file.samplerate} Hz"
            raise AudioError(path, f"has {what}; up to {_MOST_CHANNELS} channels are read")
        if not file.frames:
            raise AudioError(path, "has no sound in it")
        yield file


def goes_on(path: Path, file: Any) -> bool:
    """Whether there is more sound in ``path`` than libsndfile, which has it open, would read."""
    return bool(file.format == "MP3" and count_samples(path) > file.frames + SLACK)


def _is_exact(path: Path, file: Any, missing: int) -> bool:
    """Whether so many samples, which its header promises and which are not there, are missing."""
    return file.format in _EXACT or (
        file.format == "MP3" and missing > SLACK and not count_samples(path)
    )


@contextmanager
def quiet_library() -> Iterator[None]:
    """libmpg123 writes what it thinks of damaged frames past Python to the terminal.

    Only the main thread takes stderr away from it, and so from all: what that thread has to say
    itself would be lost while another one reads a take.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
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


def _why_not_whole(path: Path, *, streamed: bool) -> str:
    """Why a WAV or AIFF file ends before its header says; "" when it is whole or of other kind."""
    with path.open("rb") as file:
        size, head = os.fstat(file.fileno()).st_size, file.read(12)
        if not head:
            return "is empty"
        if head[:4] not in (b"RIFF", b"FORM") or head[8:] not in (b"WAVE", b"AIFF", b"AIFC", b""):
            return ""
        order, at = "<" if head[:4] == b"RIFF" else ">", 12
        while at + 8 <= size:
            file.seek(at)
            name, length = struct.unpack(f"{order}4sI", file.read(8))
            if name in (b"data", b"SSND"):
                there = size - at - 8
                if streamed and length in _UNKNOWN_SIZES:
                    return ""
                if not length:
                    return "has no sound in it"
                promised = f"{there} of {length} bytes of sound are there"
                return f"is cut short: {promised}" if there < length else ""
            at += 8 + length + length % 2
    return "is cut short: it ends in its header"


def ask_ffmpeg(path: Path, most_seconds: float, *to: str) -> list[str]:
    """The command by which ffmpeg makes ``to`` of the sound of ``path``: of nothing but this file,
    and of a second more than ``most_seconds``. Raises AudioError where there is no ffmpeg."""
    import shutil

    if shutil.which("ffmpeg") is None:
        raise AudioError(path, "cannot be decoded here", _FFMPEG)
    return [
        "ffmpeg", "-nostdin", "-v", "error",
        "-protocol_whitelist", "file,pipe", "-format_whitelist", _FFMPEG_FORMATS,
        "-i", str(path.absolute()), "-vn", "-t", str(most_seconds + 1), *to,
    ]  # fmt: skip


def last_words(said: bytes) -> str:
    """The last line that ffmpeg said, without which of its parts at which address said it."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return re.sub(r"^\[[^]]* @ 0x[0-9a-f]+\] ", "", lines[-1]) if lines else "ffmpeg says no"


def _convert(path: Path, to: Path, most_seconds: float) -> None:
    """The sound of ``path`` as a WAV file, by ffmpeg. Raises AudioError, also for a part of it."""
    import subprocess

    with reading(path), path.open("rb") as file:
        # Junk between MP3 frames is passed over by everybody; elsewhere an error is lost sound.
        strict = [] if is_mp3(file.read(10)) else ["-xerror"]
    command = ask_ffmpeg(path, most_seconds, *strict, "-c:a", "pcm_s16le", "-rf64", "auto", str(to))
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if run.returncode:
        why = last_words(run.stderr)
        part = to.exists() and to.stat().st_size > _WAV_HEADER
        what = "is damaged, or cut short" if part else "is not a sound that can be read"
        raise AudioError(path, f"{what} ({why})")


def _too_long(seconds: float, most: float) -> str:
    lasts = f"{seconds / 60:.0f} min" if seconds > 120 else f"{seconds:.0f} s"
    return f"lasts {lasts}; {most:.0f} s is the most"
