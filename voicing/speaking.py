"""Speak lines with Kokoro into a folder of work; what is there is not spoken again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from unknot.engines.added import keep_added
from unknot.engines.neural import recognise
from unknot.engines.neural.kokoro import KokoroEngine
from unknot.errors import EngineError
from unknot.recording.line import text_digest
from unknot.speech.speak import speak
from voicing.models import MODEL

#: What pace.py finds for bf_emma at 135 words a minute; then what is tried where that is not good.
RATES = (104, 108, 100)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A take of ``text`` at ``rate``, there or to be spoken."""

    text: str
    rate: int
    path: Path


class _Maker(KokoroEngine):
    """Its model stays loaded: a take is kept, so nothing hangs on the next one being the same."""

    draws = False


def attempt(work: Path, style: str, text: str, rate: int) -> Attempt:
    """Where the take of ``text`` at ``rate`` lies in ``work``."""
    return Attempt(text, rate, work / "takes" / f"{style}.{text_digest(text)}.{rate}.wav")


def speak_all(work: Path, style: str, texts: Iterable[str], rate: int = RATES[0]) -> None:
    """Speak every one of ``texts`` that has no take at ``rate`` yet; what cannot be spoken is told
    and left out."""
    missing = [
        each
        for text in dict.fromkeys(texts)
        if not (each := attempt(work, style, text, rate)).path.exists()
    ]
    print(f"{len(missing)} lines to be spoken at {rate}", flush=True)
    if not missing:
        return
    for name in ("takes", "memory"):
        (work / name).mkdir(parents=True, exist_ok=True)
    os.environ["UNKNOT_VOICES"] = str(work / "voices")
    for voice in recognise(work / "models" / MODEL):
        keep_added(voice)
        name = voice.id
    began = time.monotonic()
    with closing(_Maker()) as engine:
        for count, each in enumerate(missing, start=1):
            try:
                speak(engine, each.text, voice=f"{name}/{style}", rate=rate, to=each.path,
                      memory=work / "memory")  # fmt: skip
            except EngineError as error:
                print(f"  {error.reason}: {each.text}", flush=True)
            left = (time.monotonic() - began) / count * (len(missing) - count) / 60
            print(f"  {count} of {len(missing)}, {left:.0f} min left: {each.text}", flush=True)
