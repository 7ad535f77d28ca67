"""The two files of a clip, as bytes: a master that any player opens, and its MP3 frames.

Both carry a seal: a checksum of their key and of what is in them, so that neither damage nor the
file of another clip passes. No numpy here: a warm build imports this.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any

from msgspec import Struct

from unknot.audio.mp3 import Quality
from unknot.audio.versions import ENCODE_VERSION
from unknot.timeline.grid import CLIP_MARGIN_FRAMES, FRAME_MS

_RATE, _FRAME_SAMPLES = 48_000, 1152
_DIGEST = 32
_HEADER, _SEAL = struct.Struct("<4sI4s4sIHHIIHH4sI"), struct.Struct("<4sI32s")


class Damaged(Exception):
    """The bytes are not what was written, or an older unknot wrote them."""


class ClipKey(str):
    """A clip's name in the store: the SHA-256, in hex, of everything audible about it."""

    __slots__ = ()

    @classmethod
    def of(cls, audible: Mapping[str, object]) -> ClipKey:
        """The key for ``audible``, JSON values that hold whatever changes the sound."""
        text = json.dumps(audible, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return cls(sha256(text.encode()).hexdigest())


def digest(data: bytes | memoryview) -> str:
    """SHA-256, its first 128 bits in hex: short, because a track holds hundreds."""
    return sha256(data).hexdigest()[:_DIGEST]


class Clip(Struct, frozen=True, kw_only=True, dict=True):
    """A clip ready to be spliced. ``sound_ms``: length of its master; ``frames``: MP3 frames."""

    key: ClipKey
    sound_ms: int
    frames: memoryview

    @property
    def room_ms(self) -> int:
        """The room it takes in a timeline."""
        return self.sound_ms + CLIP_MARGIN_FRAMES * FRAME_MS

    @cached_property
    def digest(self) -> str:
        """Of its frames. Many tracks are made of the same clip."""
        return digest(self.frames)


def master_file(key: ClipKey, samples: memoryview) -> list[bytes | memoryview]:
    """A 48 kHz mono WAV file of int16 ``samples`` (any buffer), with its seal behind them."""
    body = memoryview(samples).cast("B")
    return [_header(len(body)), body, _SEAL.pack(b"sha2", 32, _sealed(key, body).digest())]


def read_master(data: bytes, key: ClipKey) -> memoryview:
    """The int16 samples in a master_file of ``key``. Raises Damaged."""
    body = memoryview(data)[_HEADER.size : -_SEAL.size]
    if not body or len(body) % (2 * _FRAME_SAMPLES) or b"".join(master_file(key, body)) != data:
        raise Damaged
    return body.cast("h")


def frames_file(
    key: ClipKey, samples: int, frames: bytes, quality: Quality
) -> list[bytes | memoryview]:
    """A line of JSON, then the frames of a master of ``samples`` samples at 48 kHz."""
    line = {
        "v": 2,
        "encode": ENCODE_VERSION,
        "quality": quality.name,
        "sound_ms": samples // _FRAME_SAMPLES * FRAME_MS,
        "sha256": _sealed(key, frames).hexdigest(),
    }
    return [json.dumps(line, separators=(",", ":")).encode() + b"\n", frames]


def read_frames(data: bytes, key: ClipKey, quality: Quality) -> Clip:
    """The clip in a frames_file of ``key``. Raises Damaged."""
    end = data.find(b"\n") + 1
    frames = memoryview(data)[end:]
    try:
        line = json.loads(data[:end])
        sound_ms = line["sound_ms"]
        sound = [line[name] for name in ("v", "encode", "quality", "sha256")]
    except (ValueError, KeyError, TypeError):
        raise Damaged from None
    if sound != [2, ENCODE_VERSION, quality.name, _sealed(key, frames).hexdigest()]:
        raise Damaged
    if len(frames) != (sound_ms // FRAME_MS + CLIP_MARGIN_FRAMES) * quality.frame_bytes:
        raise Damaged
    return Clip(key=key, sound_ms=sound_ms, frames=frames)


def _sealed(key: ClipKey, body: bytes | memoryview) -> Any:
    seal = sha256(key.encode())
    seal.update(body)
    return seal


def _header(size: int) -> bytes:
    return _HEADER.pack(
        b"RIFF", _HEADER.size - 8 + size + _SEAL.size, b"WAVE",
        b"fmt ", 16, 1, 1, _RATE, _RATE * 2, 2, 16,
        b"data", size,
    )  # fmt: skip
