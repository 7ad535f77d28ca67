"""Measures ways to make the same track, each a process of its own, side by side in one run.

CPU seconds (user and system, children too), since other work on a machine changes them least; each
the least of its runs. The last two columns are CPU against one LAME encode and a copy of the file.

python3 benchmarks/assembly.py [--minutes 10,30,60,120,600] [--pydub MOST_MINUTES] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.workspace import roots
from unknot.timeline.cues import Say
from unknot.timeline.estimate import USUAL_RATE
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan

METHODS = Path(__file__).with_name("methods.py")
DISTINCT = 100
#: Phrases come no closer than this, so that the shortest session has all of them too.
LEAST_PERIOD_S = 6
LONGEST_PHRASE_MS = 5_000
MOST_STEPS = 2000
SPEAKER = ("--engine", "pyttsx3")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", default="10,30,60,120,600")
    parser.add_argument("--pydub", type=int, default=60, metavar="MOST_MINUTES")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    # As where it is installed: compiled once, not anew in every process.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    head = f"{'':>8} {'way':<20} {'CPU s':>8} {'wall s':>8} {'peak MB':>8}"
    print(head + f" {'x encode':>9} {'x copy':>8}")
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as folder:
        home = Path(folder)
        _full_low_back(home, options.runs)
        for minutes in map(int, options.minutes.split(",")):
            _compare(home, minutes, options.runs, minutes <= options.pydub)


def _full_low_back(home: Path, runs: int) -> None:
    environment = {**os.environ, "UNKNOT_CACHE": str(home / "full-cache")}
    cold = {**os.environ, "UNKNOT_CACHE": str(home / "cold-cache")}
    build = [*_unknot(), "-q", "build", "full-low-back", "--out", str(home)]

    def emptied(*more: str) -> Cost:
        shutil.rmtree(home / "cold-cache", ignore_errors=True)
        return _timed([*build, *more], cold)

    _row("full", "cold, bundled voice", _best([emptied() for _ in range(runs)]))
    _row("", "cold, espeak-ng", _best([emptied(*SPEAKER) for _ in range(runs)]))
    _timed([*build, *SPEAKER], environment)
    made, track = [sys.executable, str(METHODS)], str(home / "full-low-back.mp3")
    for name, way in {"speak": "espeak-ng alone", "encode": "LAME of the clips"}.items():
        row = _best([_timed([*made, name, track], environment) for _ in range(runs)])
        _row("", way, row)
    warm = {
        "unknot warm": [*build, *SPEAKER],
        "unknot show": [*_unknot(), "show", "full-low-back"],
        "unknot --help": [*_unknot(), "--help"],
        "import click": [sys.executable, "-c", "import click"],
    }
    for way, command in warm.items():
        _row("", way, _best([_timed(command, environment) for _ in range(runs)]))


def _compare(home: Path, minutes: int, runs: int, with_pydub: bool) -> None:
    name = f"bench-{minutes}"
    cache = home / f"cache-{minutes}"
    environment = {**os.environ, "UNKNOT_CACHE": str(cache)}
    session = home / "sessions" / f"{name}.yaml"
    session.parent.mkdir(exist_ok=True)
    session.write_text(_session(minutes), encoding="utf-8")
    track = home / f"{name}.mp3"
    build = [*_unknot(), "-q", "-C", str(home), "build", name, "--out", str(home), *SPEAKER]

    rows = {"unknot cold": _timed(build, environment)}
    rows["unknot warm"] = _best([_timed(build, environment) for _ in range(runs)])
    made = [sys.executable, str(METHODS)]
    plan_file = home / "plan.json"
    shown = subprocess.run([*made, "masters", str(track), str(plan_file)], env=environment)
    shown.check_returncode()
    if with_pydub and shutil.which("ffmpeg"):
        rows["pydub += export"] = _timed([*made, "pydub", str(plan_file), str(home / "p.mp3")])
    encode = [*made, "lame", str(plan_file), str(home / "l.mp3")]
    rows["one LAME encode"] = _timed(encode)
    copy = [*made, "copy", str(track), str(home / "c.mp3")]
    rows["copy (process)"] = _best([_timed(copy) for _ in range(runs)])
    rows["nothing (process)"] = _best([_timed([*made, "nothing"]) for _ in range(runs)])
    against = rows["one LAME encode"], rows["copy (process)"]
    for count, (way, row) in enumerate(rows.items()):
        _row(f"{minutes} min" if not count else "", way, row, *against)
    subprocess.run([*made, "inside", str(track)], env=environment, check=True)


def _session(minutes: int) -> str:
    """A session of ``minutes`` with a hundred phrases, again and again, evenly spread.

    In long ones they come less often, for a session holds 2,000 steps.
    """
    content = load(roots(None))
    texts = _phrases(content)
    period = max(LEAST_PERIOD_S, minutes * 60 // (MOST_STEPS // 2 - DISTINCT) + 1)
    period = min(12, minutes * 60 // DISTINCT) if period <= 12 else period
    times, rest = divmod(minutes * 60 // period, DISTINCT)
    measure = estimate(content, USUAL_RATE)
    steps = [
        f"{{say: {text!r}}}\n- {{wait: {period * 1000 - measure(Say(text=text))}ms}}"
        for text in texts
    ]
    lines = [f"- repeat: {times}", "  steps:"]
    lines += [f"  {line}" for step in steps for line in f"- {step}".splitlines()]
    lines += [line for step in steps[:rest] for line in f"- {step}".splitlines()]
    return f"title: Bench\nsummary: {minutes} minutes.\nroutines:\n" + "\n".join(lines) + "\n"


def _phrases(content: Library) -> list[str]:
    """A hundred different sentences that are said in the bundled sessions, none of them long."""
    measure = estimate(content, USUAL_RATE)
    texts: dict[str, None] = {}
    for session in content.sessions.values():
        timeline = plan(resolve(session, content), measure).timeline
        cues = (cue for _, cue in timeline.sounding() if isinstance(cue, Say))
        texts |= dict.fromkeys(
            cue.text.replace("'", "’")
            for cue in cues
            if measure(Say(text=cue.text)) < LONGEST_PHRASE_MS
            and "press" not in cue.text  # in words of one's own that is refused beside a massager
        )
    return list(texts)[:DISTINCT]


def _unknot() -> list[str]:
    """The program as people start it."""
    return [sys.executable, "-m", "unknot"]


Cost = tuple[float, float, float]


def _timed(command: list[str], environment: dict[str, str] | None = None) -> Cost:
    """CPU and wall seconds, and peak memory in MB of the largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - start
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, taken, usage.ru_maxrss / 1024


def _best(rows: list[Cost]) -> Cost:
    return min(row[0] for row in rows), min(row[1] for row in rows), max(row[2] for row in rows)


def _row(
    label: str, way: str, row: Cost, encode: Cost | None = None, copy: Cost | None = None
) -> None:
    ratios = [f" {row[0] / other[0]:>8.2f}" for other in (encode, copy) if other]
    cpu, wall, peak = row
    print(
        f"{label:>8} {way:<20} {cpu:>8.3f} {wall:>8.3f} {peak:>8.0f} {''.join(ratios)}", flush=True
    )


if __name__ == "__main__":
    main()
