"""The sound of a track as frames of one size: taken apart, with whatever does not fit told.

No numpy here: every build reads its track back through this.
"""

from __future__ import annotations

import mmap as mmap_module
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from mmap import mmap

from msgspec import Struct

from unknot.audio.mp3 import ENCODER_DELAY, Quality, info_frame, silent_frame, walk
from unknot.counted import counted
from unknot.errors import AudioError
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import Event, Timeline
from unknot.track.facts import ClipFacts

Data = bytes | mmap
#: Frames compared with silence at once: a minute.
_RUN = 2500
#: Bytes of a mapped file that are held in memory at once, about.
_STRETCH = 32 << 20
#: Bytes in which another encoding is looked for, and how many frames tell of it: a damaged header
#: makes one look otherwise, and leads to no other.
_LOOKED_AT, _FEWEST = 20_000, 3
_INFO = struct.Struct(">4s3I")


class Body(Struct, frozen=True, kw_only=True):
    """Frames behind the Info frame; the first begins at ``start``, each in its place."""

    data: Data
    start: int
    count: int
    quality: Quality

    def frames(self, first: int, stop: int) -> bytes:
        size = self.quality.frame_bytes
        begin, end = self.start + first * size, self.start + stop * size
        if begin // _STRETCH != end // _STRETCH:
            _let_go(self.data)
        return self.data[begin:end]

    def is_silent(self, first: int, stop: int) -> bool:
        """Whether these frames are there, and all of them unknot's silent frame."""
        if not first <= stop <= self.count:
            return False
        silence = silent_frame(self.quality) * min(_RUN, stop - first)
        for at in range(first, stop, _RUN):
            piece = self.frames(at, min(at + _RUN, stop))
            if piece != silence[: len(piece)]:
                return False
        return True


def take_apart(
    data: Data, start: int, end: int, quality: Quality
) -> tuple[Body, list[tuple[int, str]]]:
    """The frames from byte ``start`` to ``end``, the Info frame left out; and what does not fit, in
    or before which frame (-1: the Info frame).

    Frames are found again behind bytes that are none.
    """
    size = quality.frame_bytes
    whole, rest = divmod(end - start, size)
    if not rest and _headers_right(data, start, whole, quality):
        return Body(data=data, start=start + size, count=max(whole - 1, 0), quality=quality), []
    found: list[bytes] = []
    searched = _searched(data, start, end, quality, found)
    flaws = [(frame - 1, message) for frame, message in searched]
    body = Body(data=b"".join(found), start=size, count=max(len(found) - 1, 0), quality=quality)
    return body, flaws


def info_flaws(data: Data, start: int, quality: Quality, frames: int, samples: int) -> list[str]:
    """What the Info frame at ``start`` says wrongly about ``frames`` that decode to ``samples``."""
    size = quality.frame_bytes
    found = data[start : start + size]
    right = info_frame(quality, frames, frames * size, samples)
    at = _info_at(quality)
    if found[at : at + 4] != b"Info" or len(found) < size:
        return ["the first frame is not an Info frame, so players guess where the sound begins"]
    _, _, count, total = _INFO.unpack_from(found, at)
    flaws = []
    if count != frames:
        flaws.append(f"the Info frame says {counted(count, 'frame')}, the plan has {frames}")
    if total != (frames + 1) * size:
        flaws.append(
            f"the Info frame says {counted(total, 'byte')}, the plan makes {(frames + 1) * size}"
        )
    delays = at + 141
    delay, padding = (
        int.from_bytes(found[delays : delays + 3], "big") >> s & 0xFFF for s in (12, 0)
    )
    if delay != ENCODER_DELAY:
        flaws.append(
            f"the Info frame says that sound starts {counted(delay, 'sample')} in,"
            f" not {ENCODER_DELAY}"
        )
    if padding != int.from_bytes(right[delays : delays + 3], "big") & 0xFFF:
        cut = counted(padding, "sample")
        flaws.append(f"the Info frame cuts {cut} off the end, which is not the plan's")
    if not flaws and found != right:
        flaws.append("the Info frame is damaged")
    return flaws


def says_where_sound_begins(data: Data, start: int, quality: Quality) -> bool:
    """Whether an Info frame at ``start`` says it rightly; else what is heard is late as a whole."""
    at = start + _info_at(quality)
    said = int.from_bytes(data[at + 141 : at + 143], "big") >> 4
    return data[at : at + 4] == b"Info" and said == ENCODER_DELAY


def _info_at(quality: Quality) -> int:
    """Where in its frame the Info header is: behind the side information."""
    return 4 + (17 if quality.samples_per_frame == 1152 else 9)


def encoded_otherwise(data: Data, start: int, quality: Quality) -> str:
    """How the frames from byte ``start`` on are encoded, as in ``128 kbit/s at 44100 Hz``; "" where
    they are of ``quality``, or no frames."""
    second = start + quality.frame_bytes
    if data[second : second + 4] == quality.header:
        return ""
    second = start + quality.frame_bytes
    if data[second : second + 4] == quality.header:
        return ""
    kinds = []
    with suppress(AudioError):  # where the piece ends, or what follows is no frame
        for frame in walk(data[start : start + _LOOKED_AT]):
            kinds.append((frame.kbps, frame.rate, frame.channels))
    own = kinds.count((quality.kbps, quality.rate, 1))
    if len(kinds) < _FEWEST or 2 * own >= len(kinds):
        return ""
    kbps, rate, _ = kinds[-1]
    return f"{kbps} kbit/s at {rate} Hz"


def _headers_right(data: Data, start: int, frames: int, quality: Quality) -> bool:
    """Whether each frame begins as it should; its four bytes are looked at over all
    frames at once."""
    size = quality.frame_bytes
    step = _STRETCH // size
    for first in range(0, frames, step):
        count = min(step, frames - first)
        begin = start + first * size
        for place, byte in enumerate(quality.header):
            if data[begin + place : begin + count * size : size] != bytes([byte]) * count:
                return False
        _let_go(data)
    return True


def _let_go(data: Data) -> None:
    """Drop the pages that were read: ten hours of sound are 430 MB, and all are read once."""
    if isinstance(data, mmap) and hasattr(data, "madvise"):
        data.madvise(mmap_module.MADV_DONTNEED)


def _searched(
    data: Data, start: int, end: int, quality: Quality, found: list[bytes]
) -> Iterator[tuple[int, str]]:
    """Fills ``found``; yields (frame, what is wrong)."""
    header, size = quality.header, quality.frame_bytes

    def begins(at: int) -> bool:
        return data[at : at + 4] == header

    at = start
    while at + size <= end:
        if begins(at):
            pass
        elif begins(at + size) or at + size == end:
            wrong = data[at : at + 4].hex(" ")
            yield len(found), f"a frame with a wrong header ({wrong}) at byte {at}"
        else:
            next_at = at + 1
            while next_at + size <= end and not (begins(next_at) and begins(next_at + size)):
                next_at = data.find(header, next_at + 1, end)
                if next_at < 0 or next_at + size > end:
                    next_at = end
                elif next_at + size == end:
                    break
            gap = counted(next_at - at, "byte")
            yield len(found), f"{gap} without a frame from byte {at} on"
            at = next_at
            continue
        found.append(data[at : at + size])
        at += size
    rest = data[at:end]
    if rest and header.startswith(rest[:4]):
        yield len(found), f"the file stops inside a frame: {len(rest)} of {size} bytes"
    elif rest:
        yield len(found), f"{counted(len(rest), 'byte')} without a frame from byte {at} on"


def frame_ms(frame: int) -> int:
    """When the sound of a frame is heard, in ms: the decoder's delay moves it by one frame."""
    return max(frame, 0) * FRAME_MS


class ClipSlot(Struct, frozen=True, kw_only=True):
    """One clip's place: its first frame (a lead of silence, one before its sound), and so on."""

    first: int
    frames: int
    event: Event
    facts: ClipFacts

    @property
    def stop(self) -> int:
        return self.first + self.frames


def clip_slots(timeline: Timeline, clips: Sequence[ClipFacts]) -> tuple[ClipSlot, ...]:
    """A slot for each sounding event; ``clips`` has the facts of each."""
    events = [event for event, _ in timeline.sounding()]
    return tuple(
        ClipSlot(
            first=event.start // FRAME_MS - 1,
            frames=event.length // FRAME_MS,
            event=event,
            facts=facts,
        )
        for event, facts in zip(events, clips, strict=True)
    )
