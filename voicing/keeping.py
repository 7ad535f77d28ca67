"""Put the best take of every line into a bundled voice, and take out what no line has any more."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import soundfile

from unknot.audio.level import measure_level
from unknot.audio.polish import cut_voice, to_master
from unknot.audio.sound import Sound, read_wav
from unknot.engines.bundled import (
    ENDING,
    RATE,
    TAKES,
    BundledTake,
    BundledVoice,
    read_takes,
    write_takes,
)
from unknot.sound_file import read_pcm
from voicing.joining import trimmed
from voicing.models import VOICE, VOICES_PACKAGE

#: About 54 kbit/s in libsndfile's scale (decision 0060 has the measurements).
COMPRESSION = 0.82
#: What is kept around the voice, in ms; polish cuts closer.
_BEFORE, _AFTER = 80, 150
LICENCE = (
    f"What Kokoro speaks is its user's; the model and its voices are Apache-2.0 ({VOICES_PACKAGE})"
)


def keep(folder: Path, lines: Sequence[tuple[str, str]], found: Mapping[str, Path]) -> list[str]:
    """Make ``folder`` the voice that says ``lines`` (id and words): with the takes in ``found`` by
    words, and those that are there already; the words that have none."""
    folder.mkdir(parents=True, exist_ok=True)
    old = read_takes(folder).takes if (folder / TAKES).exists() else {}
    kept: dict[str, BundledTake] = {}
    missing = []
    for id, text in lines:
        path = folder / f"{id}{ENDING}"
        if text in found:
            kept[text] = _kept(path, id, text, found[text])
        elif text in old and (there := folder / f"{old[text].id}{ENDING}").exists():
            there.replace(path)
            kept[text] = _measured(path, id, text)
        else:
            missing.append(text)
    write_takes(folder, BundledVoice(
        id=folder.name, title="Emma", language="en-GB", gender="female", licence=LICENCE,
        live=f"kokoro:{VOICE}", rate=135, takes=kept,
    ))  # fmt: skip
    named = {f"{take.id}{ENDING}" for take in kept.values()}
    for path in folder.glob(f"*{ENDING}"):
        if path.name not in named:
            path.unlink()
    return missing


def kept_takes(folder: Path) -> dict[str, Path]:
    """The files of the takes in ``folder``, by words."""
    if not (folder / TAKES).exists():
        return {}
    takes = read_takes(folder).takes
    return {text: folder / f"{take.id}{ENDING}" for text, take in takes.items()}


def encoded(source: Path) -> Path:
    """The take at ``source`` as it would be kept, beside it: kept takes and others are compared as
    Opus, both."""
    path = source.with_suffix(ENDING)
    if not path.exists():
        made = io.BytesIO()
        soundfile.write(
            made, trimmed(read_wav(source), _BEFORE, _AFTER), RATE, format="OGG", subtype="OPUS",
            compression_level=COMPRESSION,
        )  # fmt: skip
        path.write_bytes(made.getvalue())
    return path


def _kept(path: Path, id: str, text: str, source: Path) -> BundledTake:
    """What ``encoded`` made of a take, at ``path``."""
    path.write_bytes(source.read_bytes())
    return _measured(path, id, text)


def _measured(path: Path, id: str, text: str) -> BundledTake:
    """The take in ``path``, in 16 bits as it is played: how long its clip is, and at what level."""
    samples, rate = read_pcm(path)
    voice = cut_voice(Sound((samples[:, 0] / 32768).astype(np.float32), rate), text)
    level = measure_level(voice / np.abs(voice).max())
    return BundledTake(
        id=id, text=text, digest=sha256(path.read_bytes()).hexdigest(),
        ms=len(to_master(voice)) // 48, gain=level.gain, peaks=level.peaks,
    )  # fmt: skip
