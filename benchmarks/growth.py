"""Measures what commands cost as a workspace grows: CPU seconds, the least of several runs.

python3 benchmarks/growth.py [--sessions 0,100,1000] [--muscles 250,1000] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from unknot.content.workspace import bundled_content

#: Long ago, so that what is read is trusted at once.
LONG_AGO = 1_600_000_000
#: A line that only this muscle's own record may say in this way.
ONLY_ITS_OWN = "hold-start"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", default="0,100,1000")
    parser.add_argument("--muscles", default="250,1000")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    # As where it is installed: compiled once, not anew in every process.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    columns = ("first check", "check again", "show, one edit", "show again", "list cold")
    print(f"{'workspace':<24}" + "".join(f"{name:>16}" for name in columns))
    for muscles, counts in ((False, options.sessions), (True, options.muscles)):
        for count in map(int, counts.split(",")):
            with tempfile.TemporaryDirectory(prefix="unknot-bench-") as folder:
                _measure(Path(folder), count, muscles, options.runs)


def _measure(home: Path, count: int, muscles: bool, runs: int) -> None:
    fill(home / "own", count, muscles)
    cache = home / "cache"
    first = _cpu(home, cache, "check")
    again = min(_cpu(home, cache, "check") for _ in range(runs))
    edited = []
    for run in range(runs):
        _write(home / "own/sessions/edited.yaml", _session("piriformis", f"Edit {run}"))
        edited.append(_cpu(home, cache, "show", "edited"))
    shown = min(_cpu(home, cache, "show", "edited") for _ in range(runs))
    cold = min(_cpu(home, home / f"cache-{run}", "list") for run in range(runs))
    label = f"+{count:,} " + ("of each" if muscles else "sessions")
    print(
        f"{label:<24}"
        + "".join(f"{each:>16.3f}" for each in (first, again, min(edited), shown, cold))
    )


def fill(own: Path, count: int, muscles: bool) -> None:
    """So many sessions, with ``muscles`` each of a muscle and a script of its own."""
    bundled = bundled_content()
    record = (bundled / "atlas/muscles/piriformis.yaml").read_text(encoding="utf-8")
    record = f"author: unknot's benchmark\n{record}"
    script = _without((bundled / "scripts/en/piriformis.yaml").read_text(encoding="utf-8"))
    (own / "sessions").mkdir(parents=True)
    for number in range(count):
        name = f"piriformis-{number}" if muscles else "piriformis"
        _write(own / f"sessions/own-{number}.yaml", _session(name, f"Own {number}"))
        if muscles:
            _write(own / f"atlas/muscles/{name}.yaml", record)
            _write(own / f"scripts/en/{name}.yaml", script)


def _session(muscle: str, title: str) -> str:
    routine = f"  - {{muscle: {muscle}, side: left}}\n"
    return f"title: {title}\nsummary: {title}.\nroutines:\n{routine}"


def _without(script: str) -> str:
    before, _, rest = script.partition(f"  {ONLY_ITS_OWN}:\n")
    lines = rest.splitlines(keepends=True)
    after = next(n for n, line in enumerate(lines) if not line.startswith("    "))
    return before + "".join(lines[after:])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (LONG_AGO, LONG_AGO))


def _cpu(home: Path, cache: Path, *command: str) -> float:
    """CPU seconds of one command in the workspace, its children's too."""
    environment = {**os.environ, "UNKNOT_CACHE": str(cache), "UNKNOT_DATA": str(home / "data")}
    call = [sys.executable, "-m", "unknot", "-q", "-C", str(home / "own"), *command]
    process = subprocess.Popen(
        call, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
