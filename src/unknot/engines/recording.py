"""A recording as an engine left it: read whole or refused, joined, written as WAV."""

from __future__ import annotations

import io
import struct
import sys
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from unknot.engines.fault import Failed

#: AIFC kinds that hold plain samples, with whether their bytes come last byte first.
_AIFC = {b"NONE": True, b"twos": True, b"sowt": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """16-bit samples of ``channels`` interleaved, first byte lowest; ``rate`` in Hz."""

    rate: int
    channels: int
    data: bytes

    @property
    def ms(self) -> int:
        return len(self.data) // 2 // self.channels * 1000 // self.rate

    def samples(self) -> array[int]:
        """Every sample as a number from -32768 to 32767."""
        values = array("h", self.data)
        if sys.byteorder == "big":
            values.byteswap()
        return values


def read(path: Path) -> Recording:
    """The recording at ``path``: WAV, or the AIFF that macOS writes under any name; 16 bits.

    Raises Failed when it is missing, empty, of another kind, shorter than its header
    promises, or holds no sound.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Failed("no file was written") from None
    except OSError as error:
        raise Failed(f"the file cannot be read: {error.strerror or error}") from error
    if not content:
        raise Failed("an empty file was written")
    return _read_aiff(content) if content[:4] == b"FORM" else _read_wav(content)


def to_wav(recordings: Sequence[Recording]) -> bytes:
    """A WAV file of ``recordings`` one after the other; Failed when their formats differ."""
    first = recordings[0]
    if any((each.rate, each.channels) != (first.rate, first.channels) for each in recordings):
        raise Failed("the pieces of a long text came out in different formats")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(first.channels)
        file.setsampwidth(2)
        file.setframerate(first.rate)
        file.writeframes(b"".join(each.data for each in recordings))
    return buffer.getvalue()


def _read_wav(content: bytes) -> Recording:
    try:
        with wave.open(io.BytesIO(content)) as file:
            if file.getsampwidth() != 2:
                raise Failed(f"the file has {8 * file.getsampwidth()} bits a sample, not 16")
            channels, rate, frames = file.getnchannels(), file.getframerate(), file.getnframes()
            data = file.readframes(frames)
    except (wave.Error, EOFError, struct.error) as error:
        raise Failed(
            f"the file is not a WAV file ({str(error) or 'it ends in its header'})"
        ) from None
    return _checked(Recording(rate=rate, channels=channels, data=data), frames)


def _read_aiff(content: bytes) -> Recording:
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from(">4sI", content, at)
        chunks[name] = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    common, sound = chunks.get(b"COMM", b""), chunks.get(b"SSND", b"")
    if len(common) < 18 or len(sound) < 8:
        raise Failed("the file is not an AIFF file (it ends in its header)")
    channels, frames, bits, exponent, mantissa = struct.unpack_from(">hIhHQ", common)
    kind = common[18:22] if content[8:12] == b"AIFC" else b"NONE"
    if bits != 16 or kind not in _AIFC:
        raise Failed(f"the file is AIFF of another kind ({bits} bits, {kind.decode('latin-1')})")
    # The rate is an 80-bit float: 15 bits of exponent, 64 bits of mantissa with its leading 1.
    rate = round(mantissa * 2.0 ** ((exponent & 0x7FFF) - 16383 - 63)) if mantissa else 0
    body = sound[8 + struct.unpack_from(">I", sound)[0] :][: frames * channels * 2]
    values = array("h", body[: len(body) // 2 * 2])
    if _AIFC[kind]:
        values.byteswap()
    return _checked(Recording(rate=rate, channels=channels, data=values.tobytes()), frames)


def _checked(recording: Recording, frames: int) -> Recording:
    if recording.channels < 1 or recording.rate < 1:
        raise Failed("the file's header has no channels or no sample rate")
    there = len(recording.data) // (2 * recording.channels)
    if there < frames:
        raise Failed(f"the file is cut short: {there} of {frames} samples are there")
    if not frames:
        raise Failed("the file has a header and no sound")
    if not recording.data.strip(b"\0"):
        raise Failed("the file is silent from end to end")
    return recording
