"""The 24 ms grid: one MP3 frame at 48 kHz (1152 samples) and at 24 kHz (576 samples)."""

from __future__ import annotations

FRAME_MS = 24
#: A clip's encoded stream is longer than its sound: one silent frame before it, so that the
#: encoder does not start cold, and up to two after it, which drain the encoder (measured with
#: LAME 3.100 for 3 to 59 frames of noise: 2 extra frames at 48 kHz, 3 at 24 kHz).
CLIP_MARGIN_FRAMES = 3


def nearest(ms: float) -> int:
    """The grid point nearest to ``ms`` (ms in, ms out)."""
    return round(ms / FRAME_MS) * FRAME_MS


def frames_for(ms: float) -> int:
    """Whole frames that hold ``ms`` milliseconds of sound."""
    return -(-round(ms * 1000) // (FRAME_MS * 1000))


def clip_ms(sound_ms: float) -> int:
    """Room that a clip of ``sound_ms`` takes up in a timeline, in ms on the grid."""
    return (frames_for(sound_ms) + CLIP_MARGIN_FRAMES) * FRAME_MS
