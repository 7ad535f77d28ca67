"""Clips a second and times real time of every engine that runs here, beside its own command.

    python3 benchmarks/engines.py [--lines N] [--runs N] [--voice ENGINE:ID …]

Each row says the same lines of the bundled script. "through unknot" is the engine alone, then with
the guard, which hears every clip and has quick voices say it twice; "its own command" is the
program run directly, a process for a clip, as somebody would in a shell loop. Rows of one voice are
timed in turn, so that a machine that is busy is busy for all of them; the best run counts.
Programs that were added (unknot voices add) are taken, and flite, festival and espeak-ng besides
where they are installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.phrases import script_lines

from unknot.engines.added import keep_added
from unknot.engines.command.command_voice import from_preset
from unknot.engines.engine import Engine
from unknot.engines.registry import open_engine, parted, statuses
from unknot.errors import EngineError
from unknot.speech.speak import speak

RATE = 135
PROGRAMS = ("espeak-ng", "flite:kal16", "flite:slt", "festival")
#: How a person would call each program, for the voices that are named so.
OWN = {
    "pyttsx3:gmw/en": ("espeak-ng", "-v", "en-gb", "-s", f"{RATE}", "-w", "{out}", "{text}"),
    "espeak-ng": ("espeak-ng", "-v", "en-gb", "-s", f"{RATE}", "-w", "{out}", "{text}"),
    "flite:kal16": ("flite", "-voice", "kal16", "-t", "{text}", "-o", "{out}"),
    "flite:slt": ("flite", "-voice", "slt", "-t", "{text}", "-o", "{out}"),
    "festival": ("text2wave", "{file}", "-o", "{out}"),
}
Say = Callable[[str, Path], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--voice", action="append", metavar="ENGINE:ID")
    options = parser.parse_args()
    lines = script_lines()
    lines = lines[:: max(len(lines) // options.lines, 1)][: options.lines]
    print(f"{len(lines)} lines, {os.cpu_count()} processors, best of {options.runs}\n")
    print(f"| {'voice':<28} | {'way':<28} | jobs | clips/s | x real time |")
    print(f"|{'-' * 30}|{'-' * 30}|-----:|--------:|------------:|")
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as name:
        folder = Path(name)
        for title, engine, voice, own in _voices(options.voice or [], folder):
            with closing(engine):
                try:
                    _compare(title, engine, voice, own, lines, options.runs, folder)
                except EngineError as error:
                    print(f"| {title:<28} | failed: {error.reason.splitlines()[0]}")


def _voices(
    wanted: Sequence[str], folder: Path
) -> list[tuple[str, Engine, str, tuple[str, ...] | None]]:
    found: list[tuple[str, Engine, str, tuple[str, ...] | None]] = []
    if wanted:
        for each in wanted:
            name, id = parted(each, "pyttsx3")
            found.append((each, open_engine(name), id, OWN.get(each)))
        return found
    for status in statuses():
        if not status.ok or status.name == "tone":
            continue
        engine = open_engine(status.name)
        try:
            title = f"{status.name}:{engine.default_voice}"
        except EngineError:
            continue  # nothing was added
        if status.name != "recorded":
            found.append((title, engine, engine.default_voice, OWN.get(title)))
    os.environ["UNKNOT_VOICES"] = str(folder / "voices")
    for preset in PROGRAMS:
        name, _, variant = preset.partition(":")
        try:
            voice = from_preset(name, variant)
        except EngineError:
            continue
        keep_added(voice)
        found.append((f"command: {preset}", open_engine("command"), voice.id, OWN[preset]))
    return found


def _compare(
    title: str,
    engine: Engine,
    voice: str,
    own: tuple[str, ...] | None,
    lines: Sequence[str],
    runs: int,
    folder: Path,
) -> None:
    memory = folder / f"memory-{len(list(folder.iterdir()))}"
    memory.mkdir()

    def guarded(line: str, to: Path) -> None:
        speak(engine, line, voice=voice, rate=RATE, to=to, memory=memory)

    ways: dict[str, Say] = {}
    if own and shutil.which(own[0]):
        ways[f"its own command ({own[0]})"] = lambda line, to: _run(own, line, to)
    ways["through unknot"] = lambda line, to: engine.synthesise(line, voice=voice, rate=RATE, to=to)
    ways["through unknot, guarded"] = guarded
    for say in ways.values():  # lessons learned, models loaded, files in memory
        say(lines[0], folder / "warm.wav")
    best: dict[tuple[str, int], float] = {}
    seconds: dict[str, float] = {}
    for _ in range(runs):
        for way, say in ways.items():
            for jobs in (1, 2):
                taken, sound = _timed(say, lines, jobs, folder)
                best[way, jobs] = min(best.get((way, jobs), taken), taken)
                seconds[way] = sound
    for (way, jobs), taken in best.items():
        each, real = len(lines) / taken, seconds[way] / taken
        print(f"| {title:<28} | {way:<28} | {jobs:>4} | {each:>7.1f} | {real:>11.0f} |", flush=True)


def _timed(say: Say, lines: Sequence[str], jobs: int, folder: Path) -> tuple[float, float]:
    """Wall seconds, and seconds of sound that were made."""
    paths = [folder / f"{number}.wav" for number in range(len(lines))]
    with ThreadPoolExecutor(jobs) as threads:
        start = time.perf_counter()
        list(threads.map(say, lines, paths))
        taken = time.perf_counter() - start
    return taken, sum(map(_seconds, paths))


def _seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def _run(command: Sequence[str], line: str, to: Path) -> None:
    file = to.with_suffix(".txt")
    if "{file}" in command:
        file.write_text(line, encoding="utf-8")
    places = {"{out}": str(to), "{text}": line, "{file}": str(file)}
    subprocess.run(
        [places.get(part, part) for part in command],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


if __name__ == "__main__":
    main()
