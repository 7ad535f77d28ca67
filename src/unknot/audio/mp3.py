"""MPEG audio layer III frames: the few that unknot writes, and a reader that checks any.

ISO/IEC 11172-3 (48 kHz) and 13818-3 (24 kHz). No numpy here: a warm build imports this.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from msgspec import Struct

from unknot.errors import AudioError
from unknot.mpeg import KBPS_1, KBPS_2, RATES_1, measure

_MONO, _ORIGINAL = 0xC0, 0x04
#: Samples that LAME's encoder is late by; the Info frame declares them, decoders add their 529.
ENCODER_DELAY = 576
DECODER_DELAY = 529


class Quality(Struct, frozen=True, kw_only=True):
    """How tracks are encoded: mono CBR whose frames last 24 ms and are never padded."""

    name: str
    rate: int
    kbps: int

    @property
    def samples_per_frame(self) -> int:
        return 1152 if self.rate >= 32_000 else 576

    @property
    def frame_bytes(self) -> int:
        return self.samples_per_frame // 8 * self.kbps * 1000 // self.rate

    @property
    def header(self) -> bytes:
        """The four bytes that begin each of its frames."""
        version_1 = self.rate >= 32_000
        rate = RATES_1.index(self.rate if version_1 else self.rate * 2)
        kbps = (KBPS_1 if version_1 else KBPS_2).index(self.kbps)
        return bytes((0xFF, 0xFB if version_1 else 0xF3, kbps << 4 | rate << 2, _MONO | _ORIGINAL))


STANDARD = Quality(name="standard", rate=48_000, kbps=96)
COMPACT = Quality(name="compact", rate=24_000, kbps=64)
QUALITIES: Mapping[str, Quality] = MappingProxyType({q.name: q for q in (STANDARD, COMPACT)})


class Frame(Struct, frozen=True, kw_only=True):
    """One frame as it was found; ``data`` is all of it, ``samples`` what it decodes to."""

    offset: int
    rate: int
    kbps: int
    channels: int
    samples: int
    data: memoryview

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def side_at(self) -> int:
        """Where its side information begins: behind the header and the CRC, if there is one."""
        return 4 if self.data[1] & 1 else 6

    @property
    def is_silent(self) -> bool:
        """It carries nothing at all behind its header, so it decodes to digital zero."""
        return not any(self.data[4:])


def walk(
    data: bytes | memoryview, start: int = 0, stop: int | None = None, name: str = "MP3 data"
) -> Iterator[Frame]:
    """Every frame of ``data[start:stop]``, which must hold nothing else.

    Raises AudioError under ``name``, with the offset in bytes, at the first byte that is not
    a layer III frame's, and when the last frame is cut short.
    """
    view = memoryview(data)[:stop]
    at = start
    while at < len(view):
        header = bytes(view[at : at + 4])
        frame = measure(header)
        if frame is None:
            raise AudioError(name, f"byte {at} does not begin an MP3 frame ({header.hex(' ')})")
        size, rate, kbps, samples = frame
        if at + size > len(view):
            raise AudioError(
                name, f"the frame at byte {at} is cut short: {len(view) - at} of {size} bytes"
            )
        yield Frame(
            offset=at, rate=rate, kbps=kbps, samples=samples, data=view[at : at + size],
            channels=1 if header[3] & 0xC0 == _MONO else 2,
        )  # fmt: skip
        at += size


def main_data_begin(frame: Frame) -> int:
    """How many bytes of earlier frames this one needs; 0 means that it stands alone."""
    side = frame.data[frame.side_at :]
    if frame.samples == 1152:
        return side[0] << 1 | side[1] >> 7
    return side[0]


def silent_frame(quality: Quality) -> bytes:
    """A frame that decodes to digital zero: side information of zeros codes no frequency line."""
    return quality.header + bytes(quality.frame_bytes - 4)


def info_frame(quality: Quality, frames: int, body_bytes: int, samples: int) -> bytes:
    """The Info frame of a CBR stream: how long it is, and what a decoder cuts off at both ends.

    ``frames`` and ``body_bytes`` count what follows it, ``samples`` is the exact decoded length.
    Layout after the Xing/Info header and the LAME tag (Gabriel Bouvigne, Mp3 Info Tag rev 1).
    """
    padding = frames * quality.samples_per_frame - ENCODER_DELAY - samples
    if not 0 <= padding <= 4095:
        raise ValueError(f"{frames} frames cannot hold {samples} samples with their delay")
    total = body_bytes + quality.frame_bytes
    table = bytes(percent * 256 // 100 for percent in range(100))
    info = struct.pack(">4s3I100sI", b"Info", 0b1111, frames, total, table, 50)
    delays = struct.pack(">I", ENCODER_DELAY << 12 | padding)[1:]
    lame = struct.pack(
        ">9sBB8sBB3s4sIH",
        b"LAME3.100",
        0x01,  # tag revision 0, CBR
        0,  # low-pass not known
        bytes(8),  # no peak, no ReplayGain: players must not change the level twice
        0,
        quality.kbps,
        delays,
        bytes(4),
        total,
        0,  # CRC of the music, which no decoder checks
    )
    side = 17 if quality.samples_per_frame == 1152 else 9
    frame = quality.header + bytes(side) + info + lame
    frame += struct.pack(">H", _crc16(frame))
    return frame.ljust(quality.frame_bytes, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, which the LAME tag ends with."""
    table, crc = _crc_table(), 0
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


@cache
def _crc_table() -> tuple[int, ...]:
    """What each byte does to the CRC."""
    table = list(range(256))
    for _ in range(8):
        table = [crc >> 1 ^ (0xA001 if crc & 1 else 0) for crc in table]
    return tuple(table)
