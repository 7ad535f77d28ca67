"""A mono sound in memory, and the WAV and AIFF files it is read from."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unknot.errors import AudioError

Samples = NDArray[np.float32]
Pcm = NDArray[np.int16]

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
#: AIFC compression types that are not compressed: numpy's letter for the byte order and kind.
_AIFC = {b"NONE": ">i", b"twos": ">i", b"sowt": "<i", b"fl32": ">f", b"FL32": ">f"}


@dataclass(frozen=True, slots=True)
class Sound:
    """``samples``: float32, shape (n,), full scale is 1.0. ``rate`` in Hz."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the sample bytes are to be read; ``kind`` is a numpy letter with its byte order."""

    kind: str
    bits: int
    channels: int
    rate: int


class _Refused(Exception):
    """Why a file is not a sound that can be read; becomes an AudioError that names the file."""


def read_wav(path: Path) -> Sound:
    """The sound in a WAV or AIFF file, stereo averaged to mono.

    PCM of 8, 16, 24 or 32 bits and 32-bit float; AIFC when it is not compressed. What the file
    is called does not matter: macOS writes AIFF into any name. Raises AudioError naming the
    path and the reason when it is missing, empty, something else, or shorter than its header
    promises.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    try:
        return _decode(data)
    except _Refused as refusal:
        raise AudioError(path, str(refusal)) from None


def wav_bytes(samples: Pcm, rate: int) -> bytes:
    """A 16-bit mono WAV file of ``samples`` (int16, shape (n,)) at ``rate`` Hz."""
    body = samples.astype("<i2", copy=False).tobytes()
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + len(body), b"WAVE",
        b"fmt ", 16, _PCM, 1, rate, rate * 2, 2, 16,
        b"data", len(body),
    )  # fmt: skip
    return header + body


def _decode(data: bytes) -> Sound:
    if not data:
        raise _Refused("is empty")
    magic, form = data[:4], data[8:12]
    if magic == b"RIFF" and form == b"WAVE":
        chunks = dict(_chunks(data, "<", b"data"))
        layout = _wav_layout(chunks.get(b"fmt ", b""))
        body = chunks.get(b"data")
    elif magic == b"FORM" and form in (b"AIFF", b"AIFC"):
        chunks = dict(_chunks(data, ">", b"SSND"))
        layout = _aiff_layout(chunks.get(b"COMM", b""), compressible=form == b"AIFC")
        body = chunks.get(b"SSND")
        if body is not None:
            (offset,) = struct.unpack(">I", body[:4].ljust(4, b"\0"))
            body = body[8 + offset :]
    else:
        raise _Refused("is neither a WAV nor an AIFF file")
    if not body:
        raise _Refused("has no sound in it")
    if not (layout.channels and layout.rate):
        raise _Refused("has a header without channels or without a sample rate")
    return Sound(_samples(body, layout), layout.rate)


def _chunks(data: bytes, order: Literal["<", ">"], sound: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of an IFF file; refuses a ``sound`` chunk that ends before its time."""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from(f"{order}4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if name == sound and len(body) < size:
            raise _Refused(f"is cut short: {size} bytes of sound promised, {len(body)} there")
        yield name, body
        at += 8 + size + size % 2


def _wav_layout(fmt: bytes) -> _Layout:
    if len(fmt) < 16:
        raise _Refused("is a WAV file without a format")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", fmt)
    if tag == _EXTENSIBLE and len(fmt) >= 26:
        (tag,) = struct.unpack_from("<H", fmt, 24)
    if (tag, bits) == (_FLOAT, 32):
        return _Layout("<f", bits, channels, rate)
    if tag == _PCM and bits in (8, 16, 24, 32):
        return _Layout("u" if bits == 8 else "<i", bits, channels, rate)
    raise _Refused(f"is a WAV file of a kind that is not read (format {tag}, {bits} bits)")


def _aiff_layout(comm: bytes, *, compressible: bool) -> _Layout:
    if len(comm) < 18:
        raise _Refused("is an AIFF file without a format")
    channels, _, bits, exponent, mantissa = struct.unpack_from(">hIhHQ", comm)
    # An 80-bit IEEE 754 number: a 15-bit exponent and a 64-bit mantissa with its leading 1.
    rate = round(mantissa * 2.0 ** ((exponent & 0x7FFF) - 16383 - 63)) if mantissa else 0
    compression = comm[18:22] if compressible else b"NONE"
    if compression not in _AIFC or bits not in (8, 16, 24, 32):
        name = compression.decode("latin-1")
        raise _Refused(f"is an AIFF file of a kind that is not read ({name}, {bits} bits)")
    kind = _AIFC[compression]
    return _Layout(
        kind if kind[-1] == "i" else ">f", bits if kind[-1] == "i" else 32, channels, rate
    )


def _samples(body: bytes, layout: _Layout) -> Samples:
    """Sample bytes as mono float32 with full scale 1.0; an incomplete last moment is left out."""
    width = layout.bits // 8
    body = body[: len(body) // (width * layout.channels) * width * layout.channels]
    if layout.kind == "u":
        values = np.frombuffer(body, np.uint8).astype(np.float32) / 128 - 1
    elif width == 3:
        # Put each value into the top three bytes of four: sign and scale then come for free.
        wide = np.zeros((len(body) // 3, 4), np.uint8)
        first = 1 if layout.kind[0] == "<" else 0
        wide[:, first : first + 3] = np.frombuffer(body, np.uint8).reshape(-1, 3)
        values = wide.view(f"{layout.kind}4").ravel().astype(np.float32) / 2**31
    else:
        values = np.frombuffer(body, f"{layout.kind}{width}").astype(np.float32)
        if layout.kind[-1] == "i":
            values /= 2 ** (layout.bits - 1)
    values = values.reshape(-1, layout.channels)
    mono = values[:, 0] if layout.channels == 1 else values.mean(axis=1, dtype=np.float32)
    if not np.isfinite(mono).all():
        raise _Refused("holds values that are not numbers")
    return np.ascontiguousarray(mono, np.float32)
