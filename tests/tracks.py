"""Tracks for tests: built once a run, decoded by decoders that did not make them."""

from __future__ import annotations

import subprocess
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tests.conftest import ROOT
from unknot.audio.mp3 import QUALITIES
from unknot.cache import cache_folder
from unknot.clips.maker import ClipMaker, Studio
from unknot.clips.store import VOICES, Store
from unknot.content.library import Library
from unknot.content.load import read
from unknot.content.memory import ContentMemory
from unknot.content.workspace import Root, roots
from unknot.diagnostic import Diagnostic
from unknot.engines.registry import open_engine
from unknot.errors import ContentError
from unknot.make import Track, build
from unknot.speech.cast import Cast
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

Samples = NDArray[np.int16]
SESSIONS = ("starter", "desk-day", "sore-hip", "full-low-back")
RATE = 135


@cache
def bundled_records(grounds: bytes = b"") -> ContentMemory:
    """For reading content: the bundled records, read once; with ``grounds``, judged once too."""
    stats = {}
    for path in ROOT.rglob("*.yaml"):
        stat = path.stat()
        stats[str(path)] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    memory = ContentMemory(stats, grounds)
    read((Root(ROOT, "bundled"),), memory)
    return memory


def content_of(*found: Root) -> tuple[Library, tuple[Diagnostic, ...]]:
    """What these roots hold, and its problems. Sessions change no judgement of what lies under
    them; of anything else all is judged anew."""
    laid_over = {each.name for root in found if root.path != ROOT for each in root.path.glob("*")}
    return read(found, bundled_records(b"" if laid_over - {"sessions"} else b"bundled"))


def loaded(*found: Root) -> Library:
    """The library of these roots. Raises ContentError with every problem when there is any."""
    library, problems = content_of(*found)
    if problems:
        raise ContentError(problems)
    return library


@cache
def bundled() -> Library:
    return loaded(*roots(ROOT))


def studio(quality: str = "standard", engine: str = "pyttsx3") -> Studio:
    """A studio over the test run's cache; close its cast."""
    store = Store(cache_folder())
    cast = Cast(open_engine(engine), store.root / VOICES)
    return Studio(store=store, cast=cast, quality=QUALITIES[quality])


def maker(quality: str = "standard", engine: str = "pyttsx3") -> ClipMaker:
    """What makes the clips of a bundled session there."""
    return studio(quality, engine).maker(resolve(bundled().sessions["starter"], bundled()))


def built(
    session: str,
    out: Path,
    quality: str = "standard",
    engine: str = "pyttsx3",
    asked: Overrides | None = None,
) -> Track:
    made = studio(quality, engine)
    with closing(made.cast):
        return build(resolve(bundled().sessions[session], bundled(), asked), made, out=out)


def by_soundfile(path: Path) -> Samples:
    """Decoded by libsndfile (mpg123's library inside)."""
    samples, _ = soundfile.read(path, dtype="int16")
    return np.asarray(samples)


def by_ffmpeg(path: Path) -> Samples:
    """Decoded by ffmpeg's own decoder; any word of warning fails."""
    command = ["ffmpeg", "-v", "warning", "-i", str(path), "-f", "s16le", "-"]
    return _piped(command)


def by_mpg123(path: Path) -> Samples:
    """Decoded by mpg123; any word of warning fails."""
    return _piped(["mpg123", "-q", "--no-resync", "-e", "s16", "-s", str(path)])


def _piped(command: list[str]) -> Samples:
    run = subprocess.run(command, capture_output=True, check=True)
    assert run.stderr == b"", run.stderr.decode()
    return np.frombuffer(run.stdout, "<i2")
