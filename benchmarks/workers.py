"""What workers cost beside threads: the same lines, spoken in one process and by a cluster here.

    python benchmarks/workers.py [--lines 500] [--rounds 3] [--engine pyttsx3] [--workers local:2]

Each way is a process of its own with an empty cache, in turn. A cluster's start is told apart from
the lines: it is paid once, however many there are. Prints wall and CPU seconds, the least of all
rounds, with everything that was begun (speaking programs, workers) counted; the bytes of both ways
must be equal.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.phrases import phrases

from unknot import load, open_studio
from unknot.clips.maker import KnownClips
from unknot.content.records.session import Session
from unknot.content.records.steps import SayStep
from unknot.progress import ignore
from unknot.timeline.job import resolve


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--lines", type=int, default=500)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--engine", default="pyttsx3")
    asked.add_argument("--workers", default="local:2")
    asked.add_argument("--one", action="store_true", help="measure one way, in this process")
    wanted = asked.parse_args()
    if wanted.one:
        print(json.dumps(make_lines(wanted.lines, wanted.engine, wanted.workers)))
        return
    best: dict[str, dict[str, float]] = {}
    digests = set()
    for _ in range(wanted.rounds):
        for way in ("", wanted.workers):
            figures = run_apart(wanted, way)
            digests.add(figures.pop("digest"))
            if way not in best or figures["make_s"] < best[way]["make_s"]:
                best[way] = figures
    print(f"{wanted.lines} lines by {wanted.engine}, least of {wanted.rounds} rounds")
    print("| | start | lines, wall | all, wall | all, CPU |\n|---|--:|--:|--:|--:|")
    for way, each in best.items():
        row = (each[name] for name in ("start_s", "make_s", "wall_s", "cpu_s"))
        print(f"| {way or 'threads'} | {' | '.join(f'{value:.2f}' for value in row)} |")
    ratio = best[wanted.workers]["make_s"] / best[""]["make_s"]
    print(f"lines: {ratio:.2f} times the threads' wall time; bytes equal: {len(digests) == 1}")


def run_apart(wanted: argparse.Namespace, way: str) -> dict[str, float]:
    with TemporaryDirectory() as folder:
        environment = os.environ | {"UNKNOT_CACHE": folder, "TMPDIR": folder}
        ran = [sys.executable, __file__, "--one", "--lines", str(wanted.lines)]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        out = subprocess.run(
            [*ran, "--engine", wanted.engine, "--workers", way],
            env=environment, check=True, stdout=subprocess.PIPE,
        ).stdout  # fmt: skip
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**json.loads(out), "wall_s": wall, "cpu_s": cpu}


def make_lines(count: int, engine: str, workers: str) -> dict[str, object]:
    steps = tuple(SayStep(say=text) for text in phrases(count))
    session = Session(id="many", title="Many", summary="S.", author="A", routines=steps)
    begun = time.perf_counter()
    with open_studio(engine, workers=workers) as studio:
        started = time.perf_counter()
        job = resolve(session, load())
        clips = KnownClips(studio.maker(job))
        from unknot.timeline.fitting.fit import fit

        missing = clips.missing(fit(job, clips.room_ms).sounding())
        clips.make(missing, os.cpu_count() or 1, ignore)
        made = time.perf_counter()
        digest = hashlib.sha256()
        for key in sorted(missing):
            clip = clips.maker.find(key)
            digest.update(bytes(clip.frames) if clip else b"missing")
    return {"start_s": started - begun, "make_s": made - started, "digest": digest.hexdigest()}


if __name__ == "__main__":
    main()
