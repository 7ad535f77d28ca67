"""A clip to be spoken as a value of its own, so that any machine can make it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from unknot.audio.mp3 import QUALITIES
from unknot.audio.versions import CHIME_VERSION, ENCODE_VERSION, POLISH_VERSION
from unknot.clips.clipfile import ClipKey, frames_file, master_file
from unknot.content.records.script import ChimeRecipe
from unknot.files import scratch
from unknot.packages import release

if TYPE_CHECKING:
    from unknot.engines.engine import Engine

#: Part of every clip's key, with what it is encoded by: raised when a stage's sound changes.
RECIPE: Mapping[str, object] = {
    "polish": POLISH_VERSION, "chime": CHIME_VERSION, "encoder": release("lameenc"),
}  # fmt: skip


class SpeechTask(Struct, frozen=True, kw_only=True):
    """A phrase to speak. ``text`` is as the engine is to read it, ``said`` as a person would.

    ``identity`` says which engine and voice made the key: whoever has another must not make this
    clip. ``rate`` is what the engine is told, in words a minute. ``chime``: what
    sounds under the voice, at ``chime_level`` dB against it (0 or less).
    """

    key: ClipKey
    engine: str
    identity: str
    voice: str
    rate: int
    text: str
    said: str
    chime: ChimeRecipe | None
    chime_level: float = 0.0


def made_with() -> dict[str, object]:
    """What of this unknot is heard in a clip: whoever has another makes none for it."""
    from unknot import __version__

    return {"unknot": __version__, "frames": ENCODE_VERSION, **RECIPE}


def speak_task(task: SpeechTask, engine: Engine, *, work: Path, memory: Path) -> Any:
    """The clip's master: int16, shape (samples,), 48 kHz mono.

    ``work`` is a folder in which its file may lie meanwhile, ``memory`` the folder of what was
    learned of voices. A take is not examined again: it was when it was kept, and its digest says
    that it is the same. Raises EngineError when it could not be spoken, AudioError when ``work`` is
    full.
    """
    from unknot.audio.chimes import mix, render_chime, softened
    from unknot.audio.polish import polish
    from unknot.audio.sound import read_wav
    from unknot.engines.engine import Recorded
    from unknot.speech.speak import speak_into

    known = None
    with scratch(work, "speech") as folder:
        path = folder / "clip.wav"
        if isinstance(engine, Recorded):
            known = engine.levelling(task.text, task.voice)
            engine.synthesise(task.text, voice=task.voice, rate=task.rate, to=path)
        else:
            speak_into(path, engine, task.text, voice=task.voice, rate=task.rate, memory=memory)
        voice = polish(read_wav(path), repr(task.said), known)
    if task.chime is None:
        return voice
    return mix(softened(render_chime(task.chime), task.chime_level), voice)


def seal(key: ClipKey, quality: str, master: Any) -> tuple[bytes, bytes]:
    """A master and its frames as the two files of a clip, each sealed with the key."""
    from unknot.clips.encode import encode_clip

    frames = encode_clip(master, QUALITIES[quality])
    return (
        b"".join(master_file(key, master.data)),
        b"".join(frames_file(key, len(master), frames, QUALITIES[quality])),
    )
