"""A studio over the user's cache: what every command and every Python program makes clips in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unknot.audio.mp3 import QUALITIES
from unknot.clips.maker import Studio
from unknot.clips.shared import open_store
from unknot.clips.store import VOICES
from unknot.engines.registry import open_engine
from unknot.speech.cast import Cast

if TYPE_CHECKING:
    from unknot.clips.workers import Workers


@contextmanager
def open_studio(
    engine: str = "", *, fallback: str = "", one_voice: bool = False, quality: str = "standard",
    workers: str = "",
) -> Iterator[Studio]:  # fmt: skip
    """A studio in which ``engine`` speaks; its engines are closed afterwards. Without one the
    bundled voice speaks what it has takes of, and the best that is installed the rest.

    ``one_voice``: one live voice speaks everything. ``fallback`` is the voice for lines of which a
    recorded voice has no take. ``quality`` is
    "standard" (48 kHz, 96 kbit/s) or "compact" (24 kHz, 64 kbit/s). ``workers`` is the address of a
    dask scheduler that speaks instead of this machine. Raises EngineError when there is no such
    engine, KeyError for another quality.
    """
    with ExitStack() as closed:
        studio = new_studio(engine, fallback=fallback, one_voice=one_voice, quality=quality)
        closed.enter_context(closing(studio.cast))
        speaking = closed.enter_context(closing(_connect(workers))) if workers else None
        yield replace(studio, workers=speaking)


def new_studio(
    engine: str = "", *, fallback: str = "", one_voice: bool = False, quality: str = "standard"
) -> Studio:
    """As open_studio, for whoever closes its cast."""
    store, encoded = open_store(), QUALITIES[quality]
    opened = open_engine(engine) if engine else None
    cast = Cast(opened, store.root / VOICES, fallback=fallback, one_voice=one_voice)
    return Studio(store=store, cast=cast, quality=encoded)


def _connect(address: str) -> Workers:
    from unknot.clips.workers import Workers

    return Workers(address)
