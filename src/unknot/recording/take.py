"""One take, from a sound file or a microphone: cleaned, measured, and laid aside as a WAV file."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
from msgspec import Struct

from unknot.audio.polish import polish
from unknot.audio.sound import Frames, Sound, wav_bytes
from unknot.errors import AudioError
from unknot.recording.clean import cut_take, remove_rumble, to_mono
from unknot.recording.examine import Measured, measure
from unknot.recording.pauses import Island, find_islands, measure_envelope
from unknot.sound_file import read_own

#: At the ends, what lasts no longer and stands so far off is the key that stopped the recording.
_CLICK_S, _APART_S = 0.15, 0.3
#: What a take may last with all that was said around it.
MOST_TAKE_S = 120


class Taken(Struct, frozen=True, kw_only=True):
    """A take that can be kept. ``path``: 16-bit mono WAV; ``digest``: SHA-256 of that file;
    ``ms``: how long its clip will be."""

    path: Path
    digest: str
    ms: int
    measured: Measured


def read_take(path: Path, scratch: Path) -> Taken:
    """The take in the sound file ``path``, its own file in ``scratch``.

    Raises AudioError naming ``path`` when it cannot be read or nobody can be heard in it.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise AudioError(path, "is not a file")
    frames, rate = read_own(path, most_seconds=MOST_TAKE_S)
    return make_take(frames, rate, path, scratch)


def make_take(frames: Frames, rate: int, name: Path | str, scratch: Path) -> Taken:
    """The take in ``frames``: shape (n, channels), full scale 1.0. Raises AudioError."""
    if not np.isfinite(frames).all():
        raise AudioError(name, "holds values that are not numbers")
    raw = to_mono(frames)
    clean = remove_rumble(raw, rate)
    levels = measure_envelope(clean, rate)
    found = _without_clicks(find_islands(levels, rate))
    if not found:
        raise AudioError(name, "nobody can be heard in it")
    measured = measure(raw, clean, rate, levels, found)
    samples, at_rate = cut_take(clean, rate, measured.start, measured.stop)
    sound = Sound((samples / np.float32(32768)).astype(np.float32), at_rate)
    content = wav_bytes(samples, at_rate)
    digest = sha256(content).hexdigest()
    path = scratch / f"{digest}.wav"
    path.write_bytes(content)
    return Taken(
        path=path, digest=digest, ms=round(len(polish(sound, str(name))) / 48), measured=measured
    )


def _without_clicks(found: tuple[Island, ...]) -> tuple[Island, ...]:
    while len(found) > 1 and _click(found[0], found[1].start - found[0].stop):
        found = found[1:]
    while len(found) > 1 and _click(found[-1], found[-1].start - found[-2].stop):
        found = found[:-1]
    return found


def _click(island: Island, apart: float) -> bool:
    return island.seconds <= _CLICK_S and apart >= _APART_S
