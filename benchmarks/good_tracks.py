"""Tracks of random options, each held against its plan: verify must say nothing of any.

    python benchmarks/good_tracks.py [--tracks 200] [--seed 11] [--seconds 3600]

Bundled sessions and sessions of free steps, with random engines, qualities, details, chimes, beds,
sides, holds, paces and lengths, are made by the command line and proved by ``verify``, bytes and
sound. Prints how many were made, how many asked for what is refused, and every finding; exit code
1 when there is one. The same seed asks for the same tracks.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from unknot.cache import cache_folder
from unknot.cli import main as unknot
from unknot.clips.store import Store
from unknot.content.workspace import bundled_content
from unknot.proof.verify import verify

CHIMES = ("start", "half", "last-five", "end", "change-side", "bell", "tick")
OWN = {
    "alone": "".join(f"  - chime: {kind}\n  - wait: 2s\n" for kind in CHIMES),
    "sit": "  - say: Sit down now.\n  - {wait: 2m, every: 20s, left: [1m, 10s]}\n"
           "  - {wait: 20s, every: 1s, chime: tick}\n  - {chime: bell, times: 2}\n",
    "bedded": "  - say: Sit down now.\n  - wait: 30s\n  - {chime: bell, times: 2}\n"
              "  - wait: 5s\nbed: {noise: pink, level: -18}\n",
    "quick": "  - {say: One., wait: 24ms}\n  - {say: Two., wait: 48ms}\n  - hold: 8s\n",
    "deutsch": "  - say: Setz dich hin, bitte.\n  - wait: 30s\n  - chime: bell\nlanguage: de\n",
}  # fmt: skip


def write_sessions(workspace: Path) -> None:
    folder = workspace / "sessions"
    folder.mkdir(parents=True)
    for name, steps in OWN.items():
        head = f"title: {name.title()}\nsummary: S.\nauthor: A\nroutines:\n"
        (folder / f"{name}.yaml").write_text(head + steps, encoding="utf-8")


def draw_options(rng: random.Random, bundled: list[str]) -> list[str]:
    """One session and what is asked of it; some of it is refused, as it should be."""
    own = rng.random() < 0.25
    options = [rng.choice(list(OWN) if own else bundled)]
    options += ["--quality", rng.choice(["standard", "compact"])]
    options += ["--detail", rng.choice(["full", "short", "cues"])]
    engine = rng.choice(["", "tone", "pyttsx3"])
    options += ["--engine", engine] if engine else []

    def maybe(share: float, option: str, *values: str) -> None:
        if rng.random() < share:
            options.extend([option, rng.choice(values)] if values else [option])

    maybe(0.3, "--chime-level", "-3", "-6", "-12")
    maybe(0.2, "--lead-in", "5s", "30s")
    if engine == "pyttsx3":
        maybe(0.3, "--rate", "110", "160")
    if not own:
        maybe(0.3, "--side", "left", "right", "both")
        maybe(0.3, "--hold", "30s", "45s", "60s")
        maybe(0.3, "--pace", "slow", "brisk")
        maybe(0.2, "--points", "1", "2")
        maybe(0.2, "--target", "8m", "12m", "20m")
        maybe(0.2, "--returning")
    return options


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--tracks", type=int, default=200)
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--seconds", type=float, default=3600)
    wanted = asked.parse_args()
    rng, begun = random.Random(wanted.seed), time.monotonic()
    bundled = sorted(path.stem for path in (bundled_content() / "sessions").glob("*.yaml"))
    made = refused = 0
    alarms: list[str] = []
    with TemporaryDirectory() as name:
        workspace = Path(name)
        write_sessions(workspace)
        while made < wanted.tracks and time.monotonic() - begun < wanted.seconds:
            options = draw_options(rng, bundled)
            asks = ["-C", name, "build", *options, "--out", str(workspace / "out"), "--json"]
            run = CliRunner().invoke(unknot, asks)
            if run.exit_code:
                refused += 1
                if not isinstance(run.exception, SystemExit) or "its plan" in run.output:
                    alarms.append(f"{options}: {run.exception!r} {run.output[-300:]}")
                continue
            made += 1
            track = Path(json.loads(run.stdout)["tracks"][0]["path"])
            findings = verify(track, store=Store(cache_folder())).findings
            alarms += [f"{options}: {finding}" for finding in findings]
            track.unlink()
            if made % 10 == 0:
                seconds = time.monotonic() - begun
                print(f"{made} made, {refused} refused, {len(alarms)} alarms, {seconds:.0f} s")
                sys.stdout.flush()
    print(f"{made} tracks made and proved, {refused} refused, {len(alarms)} false alarms")
    for each in alarms:
        print(f"  {each}")
    sys.exit(bool(alarms))


if __name__ == "__main__":
    main()
