"""Speak lines with Kokoro into a folder of work; what is there is not spoken again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import soundfile

from unknot.audio.sound import read_wav
from unknot.engines.added import keep_added
from unknot.engines.neural import recognise
from unknot.engines.neural.kokoro import KokoroEngine
from unknot.errors import EngineError
from unknot.recording.line import text_digest
from unknot.speech.speak import speak
from voicing.joining import joined, second, widened
from voicing.models import MODEL, VOICE
from voicing.ways import WAYS, sentences


def attempt(work: Path, text: str, way: str) -> Path:
    """Where the take of ``text`` in a ``way`` lies in ``work``, or will."""
    return work / "takes" / f"{VOICE}.{text_digest(text)}.{way}.wav"


def speak_all(work: Path, texts: Iterable[str], name: str) -> None:
    """Speak every one of ``texts`` that has no take in the way ``name`` yet; what cannot be spoken
    is told and left out, and so is what would be said as it usually is."""
    missing = [
        text
        for text in dict.fromkeys(texts)
        if not attempt(work, text, name).exists() and WAYS[name].says(text)
    ]
    print(f"{len(missing)} lines to be spoken: {name}", flush=True)
    if not missing:
        return
    for folder in ("takes", "memory"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    os.environ["UNKNOT_VOICES"] = str(work / "voices")
    for voice in recognise(work / "models" / MODEL):
        keep_added(voice)
        model = voice.id
    began = time.monotonic()
    with closing(KokoroEngine()) as engine:
        for count, text in enumerate(missing, start=1):
            try:
                _speak(engine, model, work, text, name)
            except EngineError as error:
                print(f"  {error.reason}: {text}", flush=True)
            left = (time.monotonic() - began) / count * (len(missing) - count) / 60
            print(f"  {count} of {len(missing)}, {left:.0f} min left: {text}", flush=True)


def _speak(engine: KokoroEngine, model: str, work: Path, text: str, name: str) -> None:
    """Make the take of ``text`` in the way ``name``, unless it is there."""
    way, path = WAYS[name], attempt(work, text, name)
    if path.exists():
        return
    if way.apart:
        parts = [attempt(work, each, way.apart) for each in sentences(text)]
        for each in sentences(text):
            _speak(engine, model, work, each, way.apart)
        sounds = [read_wav(part) for part in parts]
        soundfile.write(path, joined(sounds), sounds[0].rate, subtype="PCM_16")
        return
    if whole := way.wider or way.second:
        said = text if way.wider else f"{text} {text}"
        _speak(engine, model, work, said, whole)
        sound = read_wav(attempt(work, said, whole))
        made = widened(sound, text) if way.wider else second(sound)
        soundfile.write(path, made, sound.rate, subtype="PCM_16")
        return
    speak(engine, way.punctuated(text), voice=f"{model}/{way.style}", rate=way.rate, to=path,
          memory=work / "memory")  # fmt: skip
