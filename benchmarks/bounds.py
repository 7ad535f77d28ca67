"""The costliest files of one megabyte: what reading each takes, in a process of its own.

    python benchmarks/bounds.py

Prints processor time and peak memory for each; exit code 1 when one is over 2 s or 200 MB.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SECONDS, MEGABYTES = 2.0, 200
MOST = 1_000_000
HEAD = "title: X\nsummary: An example.\nroutines: "
#: For each file, what it is about and what is in it; cut at a megabyte.
FILES = {
    "steps": ("sessions/x.yaml", HEAD + "[" + "{wait: 1s}," * 80_000 + "]"),
    "steps with conditions": (
        "sessions/x.yaml",
        HEAD + "[" + "{wait: 1s, when: x}," * 50_000 + "]",
    ),
    "steps in blocks": ("sessions/x.yaml", HEAD + "\n" + "  - {wait: 1s}\n" * 65_000),
    "100,000 steps by repeats": (
        "sessions/x.yaml",
        HEAD + "[{repeat: 99, steps: [{repeat: 99, steps: [{wait: 1s}, {say: Rest.}]}]}]",
    ),
    "unknown keys": ("sessions/x.yaml", "".join(f"key-{n}: x\n" for n in range(80_000))),
    "unknown muscles": ("sessions/x.yaml", HEAD + "[" + "{muscle: x, side: left}," * 40_000 + "]"),
    "duplicate keys": ("sessions/x.yaml", "title: X\n" * 110_000),
    "one long text": ("sessions/x.yaml", "title: " + "x" * MOST),
    "one long quoted text": ("sessions/x.yaml", 'title: "' + "x " * 499_000 + '"'),
    "one long comment": ("sessions/x.yaml", "# " + "x" * MOST),
    "blank lines": ("sessions/x.yaml", "\n" * MOST),
    "flow depth": ("sessions/x.yaml", "title: " + "[" * MOST),
    "block depth": ("sessions/x.yaml", "- " * (MOST // 2)),
    "aliases of aliases": (
        "sessions/x.yaml",
        "a0: &a0 x\n"
        + "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(12)),
    ),
    "many anchors": ("sessions/x.yaml", "".join(f"k{n}: &a{n} x\n" for n in range(60_000))),
    "control characters": ("sessions/x.yaml", "title: " + "\x01" * (MOST - 10)),
    "bidi overrides": ("sessions/x.yaml", "title: " + "\u202e" * (MOST // 3 - 10)),
    "lines of a script": (
        "scripts/en/shared.yaml",
        "lines:\n" + "".join(f"  l{n}: {{say: Rest., sources: [INF]}}\n" for n in range(25_000)),
    ),
    "terms of a lexicon": (
        "scripts/en/lexicon.yaml",
        "terms:\n" + "".join(f"  t{n}: {{say: x, ipa: x}}\n" for n in range(30_000)),
    ),
    "rows of sources": (
        "atlas/sources.yaml",
        "sources:\n" + "".join(f"  S{n}: {{title: X, kind: INF}}\n" for n in range(30_000)),
    ),
    "notes of a chime": (
        "audio/chimes/end.yaml",
        "title: X\nnotes: [" + "{at: 0ms, hz: 1000, length: 9ms}," * 30_000 + "]",
    ),
}
READ = """
import resource, sys
from pathlib import Path
from unknot.content.load import read
from unknot.content.workspace import Root
_, problems = read([Root(Path(sys.argv[1]), "workspace")])
told = "\\n".join(map(str, problems))
used = resource.getrusage(resource.RUSAGE_SELF)
status = Path("/proc/self/status")
# ru_maxrss outlives exec: it would count the process that started this one.
kb = used.ru_maxrss
if status.exists():
    kb = int(status.read_text().split("VmHWM:")[1].split()[0])
print(used.ru_utime + used.ru_stime, kb / 1024, problems[0].code if problems else "-")
"""


def main() -> None:
    print("| file of 1 MB | s | MB | told |\n|---|---|---|---|")
    over = False
    for name in FILES:
        seconds, megabytes, code = cost(name)
        over |= seconds > SECONDS or megabytes > MEGABYTES
        print(f"| {name} | {seconds:.2f} | {megabytes:.0f} | {code} |", flush=True)
    sys.exit(over)


def cost(name: str) -> tuple[float, float, str]:
    """Processor seconds and peak megabytes of reading the file, and the first problem's code."""
    path, text = FILES[name]
    with TemporaryDirectory() as folder:
        file = Path(folder) / path
        file.parent.mkdir(parents=True)
        file.write_bytes(text.encode()[:MOST])
        run = subprocess.run(
            [sys.executable, "-c", READ, folder],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        )
    seconds, megabytes, code = run.stdout.split()
    return float(seconds), float(megabytes), code


if __name__ == "__main__":
    main()
