"""Programs and libraries that unknot does not encode with: decoders and a loudness meter."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from unknot.audio.sound import Pcm, wav_bytes

Floats = NDArray[np.float64]


def _libsndfile(path: Path) -> tuple[Floats, str]:
    samples, _ = soundfile.read(path, dtype="float64")
    return samples, ""


def _ffmpeg(path: Path) -> tuple[Floats, str]:
    return _piped("ffmpeg", "-nostdin", "-v", "warning", "-i", str(path), "-f", "f32le", "-")


def _mpg123(path: Path) -> tuple[Floats, str]:
    return _piped("mpg123", "-q", "-e", "f32", "-s", str(path))


def _piped(*command: str) -> tuple[Floats, str]:
    run = subprocess.run(command, capture_output=True, check=True)
    said = run.stderr.decode().replace("Note: forcing output encoding f32", "").strip()
    return np.frombuffer(run.stdout, "<f4").astype(np.float64), said


Decoder = Callable[[Path], tuple[Floats, str]]

#: Each takes a file and gives mono samples (full scale 1.0) and whatever warnings it had.
DECODERS = [
    pytest.param(_libsndfile, id="libsndfile"),
    pytest.param(_ffmpeg, id="ffmpeg", marks=pytest.mark.needs("ffmpeg")),
    pytest.param(_mpg123, id="mpg123", marks=pytest.mark.needs("mpg123")),
]


def ebur128(path: Path) -> tuple[float, float]:
    """LUFS as dual mono and dBTP, by ffmpeg."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-i", str(path), "-af",
               "ebur128=dualmono=true:peak=true:framelog=verbose", "-f", "null", "-"]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    values = [re.search(rf"{name}:\s+(-?[\d.]+|-?inf)", summary) for name in ("I", "Peak")]
    loudness, peak = (float(value[1]) for value in values if value)
    return loudness, peak


def ebur128_of(samples: Pcm, rate: int = 48_000) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.wav"
        path.write_bytes(wav_bytes(samples, rate))
        return ebur128(path)


def lag(
    heard: NDArray[np.floating], reference: NDArray[np.floating], at: int, reach: int = 250
) -> int:
    """By how many samples ``reference`` is later in ``heard`` than ``at`` (matched filter)."""
    first = max(at - reach, 0)
    window = heard[first : at + len(reference) + reach]
    size = 1 << (len(window) + len(reference)).bit_length()
    match = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(reference, size)), size)
    return int(np.argmax(match[: len(window) - len(reference) + 1])) + first - at
