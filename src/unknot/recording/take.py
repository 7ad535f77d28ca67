"""One take, from any part of a sound file: cleaned, measured, and laid aside as a WAV file."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from unknot.audio.polish import polish
from unknot.audio.sound import Sound, wav_bytes
from unknot.errors import AudioError
from unknot.recording.audio_reader import AudioReader, Frames
from unknot.recording.clean import mono, take_of, without_rumble
from unknot.recording.examine import Measured, measure
from unknot.recording.pauses import Island, envelope, islands

#: At the ends, what lasts no longer and stands so far off is the key that stopped the recording.
_CLICK_S, _APART_S = 0.15, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A take that can be kept. ``path``: 16-bit mono WAV; ``digest``: SHA-256 of that file;
    ``ms``: how long its clip will be; ``at``: seconds from the recording's beginning."""

    path: Path
    digest: str
    ms: int
    measured: Measured
    at: float = 0.0


def take_from(source: AudioReader, scratch: Path, start: int = 0, stop: int | None = None) -> Taken:
    """The take in samples ``start`` to ``stop`` of ``source``, its file in ``scratch``.

    Raises AudioError naming the source when nobody can be heard in it.
    """
    frames = source.read(start, source.frames if stop is None else stop)
    taken = taken_of(frames, source.rate, source.path, scratch)
    return Taken(
        path=taken.path, digest=taken.digest, ms=taken.ms, measured=taken.measured,
        at=start / source.rate,
    )  # fmt: skip


def taken_of(frames: Frames, rate: int, name: Path | str, scratch: Path) -> Taken:
    """The take in ``frames``: shape (n, channels), full scale 1.0. Raises AudioError."""
    if not np.isfinite(frames).all():
        raise AudioError(name, "holds values that are not numbers")
    raw = mono(frames)
    clean = without_rumble(raw, rate)
    levels = envelope(clean, rate)
    found = _without_clicks(islands(levels, rate))
    if not found:
        raise AudioError(name, "nobody can be heard in it")
    measured = measure(raw, clean, rate, levels, found)
    samples, at_rate = take_of(clean, rate, measured.start, measured.stop)
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
