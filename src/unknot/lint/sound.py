"""What an MP3 file is: its tag, its frames, and how loud it is when it can be decoded."""

from __future__ import annotations

import hashlib

from msgspec import Struct

from unknot.audio.mp3 import walk
from unknot.errors import AudioError
from unknot.track.id3.frames import ChapterFrame, Tag
from unknot.track.id3.read import read_tag

_LOUD: dict[str, tuple[float, float] | None] = {}
_BLOCK_S = 5


class MeasuredAudio(Struct, frozen=True):
    """A file that was taken apart; ``fault`` says where that stopped. Lengths in ms."""

    tag: Tag
    version: int
    fault: str
    rates: tuple[int, ...]
    kbps: tuple[int, ...]
    length: float
    info: bool
    #: LUFS and dBTP; None when it cannot be decoded.
    loudness: tuple[float, float] | None

    @property
    def chapters(self) -> list[ChapterFrame]:
        """The tag's chapters, in the order of their times."""
        return sorted(self.tag.all(ChapterFrame), key=lambda each: each.start)


def _loudness(data: bytes, start: int) -> tuple[float, float] | None:
    """Of the sound from byte ``start`` on, measured once for each sound."""
    sound = memoryview(data)[start:]
    key = hashlib.sha256(sound).hexdigest()
    if key not in _LOUD:
        _LOUD[key] = _measure(bytes(sound))
    return _LOUD[key]


def listen(data: bytes, name: str) -> MeasuredAudio:
    """``data`` as an MP3 file; what is wrong with it is in the result."""
    tag, fault = Tag(), ""
    version = data[3] if data[:3] == b"ID3" and len(data) > 3 else 0
    try:
        tag = read_tag(data, name)
    except AudioError as error:
        fault = error.reason
    rates, kbps, length, info = set[int](), set[int](), 0.0, False
    try:
        for index, frame in enumerate(walk(data, tag.size, name=name) if not fault else ()):
            if index == 0 and any(mark in bytes(frame.data[:64]) for mark in (b"Info", b"Xing")):
                info = True
                continue
            rates.add(frame.rate)
            kbps.add(frame.kbps)
            length += frame.samples * 1000 / frame.rate
    except AudioError as error:
        fault = error.reason
    if not rates and not fault:
        fault = "holds no sound"
    return MeasuredAudio(
        tag=tag, version=version, fault=fault, rates=tuple(sorted(rates)),
        kbps=tuple(sorted(kbps)), length=length, info=info,
        loudness=None if fault else _loudness(data, tag.size),
    )  # fmt: skip


def _measure(data: bytes) -> tuple[float, float] | None:
    """Integrated loudness as dual mono and true peak, in blocks, so that hours fit."""
    from io import BytesIO

    import numpy as np
    import soundfile

    from unknot.audio.loudness import gated, k_weight, true_peak_db
    from unknot.audio.resample import fast_size

    hops, peak = [], float("-inf")
    try:
        with soundfile.SoundFile(BytesIO(data)) as file:
            rate = file.samplerate
            hop = rate // 10
            before = np.zeros(2 * hop)
            while len(block := file.read(_BLOCK_S * rate, dtype="float64", always_2d=True)):
                mono = block.mean(axis=1)
                peak = max(peak, true_peak_db(mono.astype(np.float32)))
                joined = np.concatenate([before, mono])
                size = fast_size(len(joined) + rate // 5)
                heard = k_weight(np.fft.rfft(joined, size), size, rate)[2 * hop : len(joined)]
                whole = len(heard) // hop * hop
                hops.append((heard[:whole] ** 2).reshape(-1, hop).mean(axis=1))
                before = joined[-2 * hop :]
    except (soundfile.LibsndfileError, RuntimeError):
        return None
    together = np.concatenate(hops) if hops else np.zeros(4)
    return (gated(together), peak) if len(together) >= 4 else None
