"""What brings a sound to the level of a track, as a value that can be kept. Needs no numpy."""

from __future__ import annotations

from msgspec import Struct


class Levelling(Struct, frozen=True):
    """``gain``: a factor for the sound with its highest sample at full scale. ``peaks``: where the
    limiter holds it down, as steps of half a millisecond and the true peak there before the gain.
    """

    gain: float
    peaks: tuple[tuple[int, float], ...] = ()
