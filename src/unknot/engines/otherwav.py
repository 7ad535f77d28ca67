"""WAV files of other kinds than 16 bits, brought to 16 bits: some programs write nothing else."""

from __future__ import annotations

import struct
from pathlib import Path

from unknot.engines import recording
from unknot.engines.fault import Failed
from unknot.engines.recording import Recording

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_KINDS = {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64)}


def read_any(path: Path) -> Recording:
    """The recording at ``path`` as ``recording.read`` has it; also WAV of 8, 24 and 32 bits, and
    of 32- and 64-bit floats (full scale 1.0, what is beyond is clipped). Raises Failed."""
    try:
        content = path.read_bytes()
    except OSError:
        return recording.read(path)  # which says what is wrong
    form, body, promised = _parts(content)
    usual = form[:2] == b"\1\0" and form[14:16] == b"\x10\0"
    if len(form) < 16 or usual:
        return recording.read(path)
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == _EXTENSIBLE and len(form) >= 26:
        (tag,) = struct.unpack_from("<H", form, 24)
    if (tag, bits) not in _KINDS:
        raise Failed(
            f"the file is a WAV file of a kind that is not read (format {tag}, {bits} bits)"
        )
    if channels < 1 or rate < 1:
        raise Failed("the file's header has no channels or no sample rate")
    frame = bits // 8 * channels
    if len(body) < promised:
        there = f"{len(body) // frame} of {promised // frame} samples are there"
        raise Failed(f"the file is cut short: {there}")
    data = _to_16(body[: len(body) // frame * frame], tag, bits)
    if not data:
        raise Failed("the file has a header and no sound")
    if not data.strip(b"\0"):
        raise Failed("the file is silent from end to end")
    return Recording(rate=rate, channels=channels, data=data)


def _parts(content: bytes) -> tuple[bytes, bytes, int]:
    """A WAV file's format and sample bytes, and how many of these its header promises."""
    form = b""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        at = 12
        while at + 8 <= len(content):
            name, size = struct.unpack_from("<4sI", content, at)
            body = content[at + 8 : at + 8 + size]
            if name == b"data":
                return form, body, size
            form = body if name == b"fmt " else form
            at += 8 + size + size % 2
    return b"", b"", 0


def _to_16(body: bytes, tag: int, bits: int) -> bytes:
    import numpy as np

    if tag == _FLOAT:
        values = np.frombuffer(body, f"<f{bits // 8}")
        if not np.isfinite(values).all():
            raise Failed("the file holds values that are not numbers")
        return bytes(np.rint(values.clip(-1, 1) * 32767).astype("<i2").tobytes())
    if bits == 8:  # unsigned, its middle at 128
        middle = np.frombuffer(body, np.uint8).astype(np.int32) - 128
        return bytes((middle * 256).astype("<i2").tobytes())
    # The upper two bytes of each value.
    upper = np.frombuffer(body, np.uint8).reshape(-1, bits // 8)[:, -2:]
    return bytes(upper.tobytes())
