"""A recording as an engine left it: read whole or refused, joined, written as WAV."""

from __future__ import annotations

import io
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from unknot.engines.fault import Failed
from unknot.errors import AudioError
from unknot.sound_file import read_pcm


class Recording(Struct, frozen=True, kw_only=True):
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
    """The recording at ``path``: WAV, or the AIFF that macOS writes under any name, in 16 bits.

    Wider samples lose their lower bits; floats beyond full scale are clipped. Raises Failed when it
    is missing, empty, of another kind, shorter than its header promises, or silent.
    """
    try:
        frames, rate = read_pcm(path, formats=("WAV", "WAVEX", "AIFF"))
    except AudioError as error:
        if not path.exists():
            raise Failed("no file was written") from None
        raise Failed(f"the file {error.reason}") from error
    if not frames.any():
        raise Failed("the file is silent from end to end")
    data = frames.astype("<i2", copy=False).tobytes()
    return Recording(rate=rate, channels=frames.shape[1], data=data)


def to_wav(recordings: Sequence[Recording]) -> bytes:
    """A WAV file of ``recordings`` one after the other; Failed when their formats differ."""
    import wave

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
