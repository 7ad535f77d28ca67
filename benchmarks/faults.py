"""Whatever an engine leaves instead of a phrase: is it healed, refused, or taken for the phrase?

    python benchmarks/faults.py [PHRASES]

Each fault is tried on PHRASES phrases in four ways: once; every time the phrase is said; in
whatever is said, the voice's lessons included; and once in a voice too slow to be asked twice.
Prints the table that is in docs/reference/speech-guard.md.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.phrases import phrases
from tests.reliability.faulty import FAULTS, Faulty, Remembering

from unknot.audio.polish import polish
from unknot.audio.sound import read_wav
from unknot.engines.registry import open_engine
from unknot.errors import EngineError, Error
from unknot.speech.speak import speak

RATE = 135
WAYS = ("once", "always", "from the start", "once, slow voice")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    texts = phrases(count * 8)[::8]
    with closing(open_engine("pyttsx3")) as engine, TemporaryDirectory() as name:
        clean = Remembering(engine, RATE)
        folder = Path(name)
        outcomes = {
            (fault, way): Counter(
                outcome(clean, fault, way, texts, at, folder) for at in range(2, len(texts))
            )
            for fault in FAULTS
            for way in WAYS
        }
    print(f"| fault | {' | '.join(WAYS)} |\n|---|{'---|' * len(WAYS)}")
    for fault in FAULTS:
        print(f"| {fault} | {' | '.join(told(outcomes[fault, way]) for way in WAYS)} |")


def told(found: Counter[str]) -> str:
    order = ("healed", "refused", "harmless", "WRONG")
    return ", ".join(f"{found[each]} {each}" for each in order if found[each])


def outcome(
    clean: Remembering, fault: str, way: str, texts: list[str], at: int, folder: Path
) -> str:
    """What became of ``texts[at]``, said after the one before it."""
    text, before = texts[at], texts[at - 1]
    memory = folder / way.replace(" ", "-")
    for old in memory.glob("*.sounds"):
        old.unlink()
    if way == "from the start":
        for old in memory.glob("*"):
            old.unlink()
        faulty = Faulty(clean, fault, None, 10**9)
    else:
        learn(clean, memory, quick="slow" not in way)
        faulty = Faulty(clean, fault, text, 10**9 if way == "always" else 1)
    faulty.previous, faulty.another = before, texts[at - 2]
    to = folder / "clip.wav"
    try:
        if way != "from the start":
            say(faulty, texts[at - 2], to, memory)
            say(faulty, before, to, memory)
        say(faulty, text, to, memory)
    except EngineError:
        return "refused"
    if to.read_bytes() == clean.said(text):
        return "healed"
    original = folder / "original.wav"
    original.write_bytes(clean.said(text))
    try:
        spoken, wanted = (polish(read_wav(path)).astype(int) for path in (to, original))
    except Error:
        return "refused"
    return "harmless" if alike(spoken, wanted) else "WRONG"


def alike(one: NDArray[np.int_], other: NDArray[np.int_]) -> bool:
    """Only the silence behind the voice was missing: the same to a rounding of the resampler."""
    return len(one) == len(other) and int(np.abs(one - other).max()) <= 4


def say(engine: Remembering, text: str, to: Path, memory: Path) -> None:
    speak(engine, text, voice=engine.default_voice, rate=RATE, to=to, memory=memory)


def learn(clean: Remembering, memory: Path, *, quick: bool) -> None:
    """Have the voice learned without any fault, and slow if it is to be."""
    if list(memory.glob("*.json")):
        return
    say(Faulty(clean, "no file", None, 0), "Begin.", memory.parent / "clip.wav", memory)
    (model,) = memory.glob("*.json")
    known = json.loads(model.read_text(encoding="utf-8"))
    model.write_text(json.dumps(known | {"quick": quick}), encoding="utf-8")


if __name__ == "__main__":
    main()
