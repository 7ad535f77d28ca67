"""Times five ways to make the same track, each as a process of its own, in one run.

python3 benchmarks/assembly.py [--minutes 10,30,60,120,600] [--pydub MOST_MINUTES] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.workspace import roots
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan

METHODS = Path(__file__).with_name("methods.py")
PERIOD_S = 12
DISTINCT = 100
MOST_STEPS = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", default="10,30,60,120,600")
    parser.add_argument("--pydub", type=int, default=60, metavar="MOST_MINUTES")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{'':>8} {'way':<18} {'wall s':>9} {'peak MB':>8} {'x copy':>9}")
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as folder:
        home = Path(folder)
        _full_low_back(home, options.runs)
        for minutes in map(int, options.minutes.split(",")):
            _compare(home, minutes, options.runs, minutes <= options.pydub)


def _full_low_back(home: Path, runs: int) -> None:
    environment = {**os.environ, "UNKNOT_CACHE": str(home / "full-cache")}
    build = [*_unknot(), "-q", "build", "full-low-back", "--out", str(home)]
    cold = _timed(build, environment)
    warm = _best([_timed(build, environment) for _ in range(runs)])
    _row("full", "unknot cold", cold)
    _row("", "unknot warm", warm)


def _compare(home: Path, minutes: int, runs: int, with_pydub: bool) -> None:
    name = f"bench-{minutes}"
    cache = home / f"cache-{minutes}"
    environment = {**os.environ, "UNKNOT_CACHE": str(cache)}
    session = home / "sessions" / f"{name}.yaml"
    session.parent.mkdir(exist_ok=True)
    session.write_text(_session(minutes), encoding="utf-8")
    track = home / f"{name}.mp3"
    build = [*_unknot(), "-q", "-C", str(home), "build", name, "--out", str(home)]

    rows = {"unknot cold": _timed(build, environment)}
    rows["unknot warm"] = _best([_timed(build, environment) for _ in range(runs)])
    made = [sys.executable, str(METHODS)]
    plan_file = home / "plan.json"
    shown = subprocess.run([*made, "masters", str(track), str(plan_file)], env=environment)
    shown.check_returncode()
    if with_pydub and shutil.which("ffmpeg"):
        rows["pydub += export"] = _timed([*made, "pydub", str(plan_file), str(home / "p.mp3")])
    rows["one LAME encode"] = _timed([*made, "lame", str(plan_file), str(home / "l.mp3")])
    copy = [*made, "copy", str(track), str(home / "c.mp3")]
    rows["copy (process)"] = _best([_timed(copy) for _ in range(runs)])
    rows["nothing (process)"] = _best([_timed([*made, "nothing"]) for _ in range(runs)])
    for count, (way, row) in enumerate(rows.items()):
        _row(f"{minutes} min" if not count else "", way, row, rows["copy (process)"])
    subprocess.run([*made, "inside", str(track)], env=environment, check=True)


def _session(minutes: int) -> str:
    """A session of ``minutes`` in which a phrase is said every twelve seconds.

    In long ones less often, for a session holds 2,000 steps.
    """
    period = max(PERIOD_S, minutes * 60 // (MOST_STEPS // 2 - DISTINCT) + 1)
    content = load(roots(None))
    texts = _phrases(content)[: min(DISTINCT, minutes * 60 // period)]
    measure = estimate(content, 135)
    steps = []
    for text in texts:
        wait = period * 1000 - measure(Say(text=text))
        steps += [f"      - say: {text!r}", f"      - wait: {wait}ms"]
    times = round(minutes * 60 / period / len(texts))
    head = f"title: Bench\nsummary: {minutes} minutes.\nroutines:\n"
    return head + f"  - repeat: {times}\n    steps:\n" + "\n".join(steps) + "\n"


def _phrases(content: Library) -> list[str]:
    measure = estimate(content, 135)
    timeline = plan(resolve(content.sessions["full-low-back"], content), measure).timeline
    texts = (cue.text for _, cue in timeline.sounding() if isinstance(cue, Say))
    return [text.replace("'", "’") for text in dict.fromkeys(texts) if len(text) < 120]


def _unknot() -> list[str]:
    return [sys.executable, "-c", "import unknot.cli; unknot.cli.main()"]


def _timed(command: list[str], environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of the largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - start
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return taken, usage.ru_maxrss / 1024


def _best(rows: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(row[0] for row in rows), max(row[1] for row in rows)


def _row(
    label: str, way: str, row: tuple[float, float], copy: tuple[float, float] | None = None
) -> None:
    ratio = f"{row[0] / copy[0]:>9.1f}" if copy else ""
    print(f"{label:>8} {way:<18} {row[0]:>9.3f} {row[1]:>8.0f} {ratio}", flush=True)


if __name__ == "__main__":
    main()
