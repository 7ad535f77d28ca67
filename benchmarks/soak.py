"""Thousands of phrases, first in peace, then under load while speaking processes are killed.

    python benchmarks/soak.py [PHRASES [UNDER_FIRE]]

In peace the guard must raise no alarm; under fire every phrase must arrive, with the very sound
that it had in peace. Prints what was found and the distributions that the guard's bounds stand
clear of; exit code 1 when anything is lost, wrong or falsely refused.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.phrases import phrases

from unknot.engines import recording
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.errors import EngineError
from unknot.speech.audio_features import AudioFeatures, listen
from unknot.speech.speak import speak
from unknot.timeline.estimate import estimate_ms

RATE, VOICE, JOBS = 135, "gmw/en", 3
#: A speaking process is hit so often, in seconds; one in so many hits stops it instead.
EVERY_S, STOPPED = 0.5, 10
SHARES = (0, 0.1, 1, 50, 99, 99.9, 100)


def main() -> None:
    texts = phrases(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    hard = texts[: int(sys.argv[2])] if len(sys.argv) > 2 else texts
    peace, alarms, heard, seconds = say_all(texts, Pyttsx3Engine(), measure=True)
    print(f"in peace: {len(texts)} phrases in {seconds:.0f} s, {len(alarms)} false alarms")
    for each in alarms:
        print(f"  {each}")
    show_distributions(texts, heard)

    engine = Pyttsx3Engine(patience=3.0)
    hits = [0]
    with Load(os.cpu_count() or 1), Fire(engine, hits):
        fire, lost, _, seconds = say_all(hard, engine)
    wrong = [text for text in fire if fire[text] != peace.get(text)]
    print(
        f"under fire: {len(hard)} phrases in {seconds:.0f} s, {hits[0]} processes hit,"
        f" {len(lost)} lost, {len(wrong)} wrong"
    )
    for each in lost:
        print(f"  {each}")
    sys.exit(bool(alarms or lost or wrong))


def say_all(
    texts: list[str], engine: Pyttsx3Engine, *, measure: bool = False
) -> tuple[dict[str, str], list[EngineError], dict[str, AudioFeatures], float]:
    """The digest of each phrase that arrived, the errors, what was heard, and the time taken."""
    start = time.monotonic()
    errors: list[EngineError] = []
    heard: dict[str, AudioFeatures] = {}

    def say(text: str) -> tuple[str, str] | None:
        path = folder / f"{sha256(text.encode()).hexdigest()}.wav"
        try:
            speak(engine, text, voice=VOICE, rate=RATE, to=path, memory=folder / "memory")
        except EngineError as error:
            errors.append(error)
            return None
        data = path.read_bytes()
        if measure:
            heard[text] = listen(recording.read(path))
        path.unlink()
        return text, sha256(data).hexdigest()

    with (
        TemporaryDirectory() as name,
        closing(engine),
        ThreadPoolExecutor(max_workers=JOBS) as pool,
    ):
        folder = Path(name)
        said = dict(filter(None, pool.map(say, texts)))
    return said, errors, heard, time.monotonic() - start


def show_distributions(texts: list[str], heard: dict[str, AudioFeatures]) -> None:
    columns: dict[str, list[float]] = {
        "length, times the estimate": [
            heard[text].ms / estimate_ms(text, RATE)
            for text in texts
            if text in heard and estimate_ms(text, RATE)
        ],
        "silence behind, ms": [each.tail_ms for each in heard.values()],
        "first 2 ms, share of peak": [each.first for each in heard.values()],
        "last 2 ms, share of peak": [each.last for each in heard.values()],
        "loud against soft, dB": [each.spread_db for each in heard.values()],
    }
    print(f"| measure | {' | '.join(f'{share} %' for share in SHARES)} |")
    print(f"|---|{'---|' * len(SHARES)}")
    for name, values in columns.items():
        print(f"| {name} | {' | '.join(f'{v:.2f}' for v in np.percentile(values, SHARES))} |")


class Load:
    """Busy processes, so that whatever can come late does."""

    def __init__(self, count: int) -> None:
        self.busy = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(count)]

    def __enter__(self) -> None:
        for each in self.busy:
            each.start()

    def __exit__(self, *_: object) -> None:
        for each in self.busy:
            each.kill()


class Fire:
    """Kills, now and then stops, a speaking process or the child that speaks for it."""

    def __init__(self, engine: Pyttsx3Engine, hits: list[int]) -> None:
        self.engine, self.hits, self.ended = engine, hits, threading.Event()
        self.thread = threading.Thread(target=self.shoot)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def shoot(self) -> None:
        chance = random.Random(1)
        while not self.ended.wait(chance.uniform(0, 2 * EVERY_S)):
            speakers = [each.pid for each in list(self.engine._pool._all)]
            targets = [pid for each in speakers for pid in (each, *children(each))]
            if targets:
                blow = signal.SIGSTOP if chance.randrange(STOPPED) == 0 else signal.SIGKILL
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(targets), blow)
                    self.hits[0] += 1


def children(pid: int) -> list[int]:
    with suppress(OSError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(each) for each in text.split()]
    return []


def _spin() -> None:
    os.nice(5)
    while True:
        pass


if __name__ == "__main__":
    main()
