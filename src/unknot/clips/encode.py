"""A master to MP3 frames, with LAME inside this process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unknot.audio.level import MASTER_RATE
from unknot.audio.mp3 import Quality, main_data_begin, silent_frame, walk
from unknot.audio.polish import FRAME_SAMPLES
from unknot.audio.resample import resample
from unknot.audio.sound import Pcm
from unknot.counted import counted
from unknot.errors import AudioError
from unknot.timeline.grid import CLIP_MARGIN_FRAMES

#: LAME multiplies its input by 0.95 between 48 and 160 kbit/s (measured in every front end).
_LAME_SCALE = 0.95
#: LAME's own default for its command line; 2 takes 1.7 times as long.
_EFFORT = 3


def encode_clip(master: Pcm | memoryview, quality: Quality) -> bytes:
    """``master``, n whole frames of 1152 samples, as n + 3 frames of ``quality``.

    The master is int16 in an array or another buffer, at 48 kHz.
    One frame of silence comes first, so that the encoder does not start cold and smear the
    onset. The encoder is fresh, so the first frame needs no bytes of earlier ones and clips
    can follow each other in any order. Any number of threads may encode at once: LAME works
    outside the interpreter's lock. Raises AudioError when the encoder's output is not that.
    """
    frames, rest = divmod(len(master), FRAME_SAMPLES)
    if rest:
        raise ValueError(f"a master of {len(master)} samples is not in whole frames")
    encoder = _encoder(quality)
    samples = resample(np.asarray(master), MASTER_RATE, quality.rate)
    pcm = bytes(2 * quality.samples_per_frame) + _for_lame(samples)
    stream = bytes(encoder.encode(pcm)) + bytes(encoder.flush())
    return _in_room(stream, frames + CLIP_MARGIN_FRAMES, quality)


def _encoder(quality: Quality) -> Any:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(quality.rate)
    encoder.set_out_sample_rate(quality.rate)
    encoder.set_bit_rate(quality.kbps)
    encoder.set_quality(_EFFORT)
    return encoder


def encode_whole(blocks: Iterable[Pcm], frames: int, quality: Quality) -> bytes:
    """A whole track's samples, int16 at the rate of ``quality``, as ``frames`` frames.

    The first sample is heard when the first of a spliced track would be. Raises AudioError when the
    encoder's output is not that.
    """
    encoder = _encoder(quality)
    stream = bytearray()
    for block in blocks:
        stream += encoder.encode(_for_lame(block))
    stream += encoder.flush()
    # What the encoder adds behind the end of the sound is cut by every decoder anyway.
    return _in_room(bytes(stream[: frames * quality.frame_bytes]), frames, quality)


def _for_lame(samples: NDArray[Any]) -> bytes:
    """Samples that are as large as 16 bits hold, as LAME wants them."""
    pcm: Pcm = np.clip(np.rint(samples / _LAME_SCALE), -32768, 32767).astype("<i2")
    return pcm.tobytes()


def _in_room(stream: bytes, frames: int, quality: Quality) -> bytes:
    """``stream`` with silent frames behind it, checked to be ``frames`` frames of ``quality``."""
    found, rest = divmod(len(stream), size := quality.frame_bytes)
    heads = {stream[at : at + 4] for at in range(0, len(stream), size)}
    if rest or heads - {quality.header}:
        raise AudioError("LAME", f"made frames that are not {quality.name} quality")
    if not 0 < found <= frames or main_data_begin(next(walk(stream))):
        raise AudioError("LAME", f"made {counted(found, 'frame')} where {frames} fit")
    return stream + silent_frame(quality) * (frames - found)
