"""Spoils good tracks of every shipped session in every way that mutations.py knows, and counts.

python3 benchmarks/mutants.py [--mutants N] [--sound SHARE] [--builds N] [--jobs N]

Prints a table: of each kind, how many mutants there were, how many the bytes gave away, how many
at the right event; and of a share of them, how many were given away by sound alone, with no
digests and no cache. Then it builds good tracks with many options and expects no finding.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.mutations import MUTATIONS, Good, Mutant, Mutation, Unfit, named

from unknot.audio.mp3 import QUALITIES
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.records.session import Side
from unknot.content.workspace import roots
from unknot.engines.registry import open_engine
from unknot.errors import AudioError, Error
from unknot.make import build
from unknot.proof.embedded import Carried, carried
from unknot.proof.listen import hear
from unknot.proof.prove import Proof, prove_bytes
from unknot.proof.verify import unreadable, verify
from unknot.speech.cast import Cast
from unknot.timeline.finding import TrackFinding
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.track.id3.read import read_tag

RATE = 135


@dataclass(slots=True)
class Tally:
    mutants: int = 0
    killed: int = 0
    placed: int = 0
    heard: int = 0
    heard_killed: int = 0
    heard_placed: int = 0

    def __add__(self, other: Tally) -> Tally:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Tally(*(one + two for one, two in pairs))

    def __str__(self) -> str:
        return " | ".join(map(str, astuple(self)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=1040)
    parser.add_argument("--sound", type=float, default=0.2, metavar="SHARE")
    parser.add_argument("--builds", type=int, default=100)
    parser.add_argument("--engine", default="pyttsx3")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sessions", default="", metavar="A,B")
    options = parser.parse_args()
    content, enough = load(roots(None)), True
    sessions = options.sessions.split(",") if options.sessions else shipped(content)
    with tempfile.TemporaryDirectory(prefix="unknot-mutants-") as folder:
        home = Path(folder)
        store = Store(Path(os.environ.get("UNKNOT_CACHE") or home / "cache"))
        with closing(Cast(open_engine(options.engine), store.root / VOICES)) as cast:
            studio = Studio(store=store, cast=cast, quality=QUALITIES["standard"])
            if options.mutants:
                build_goods(content, studio, home, sessions)
                enough = _print(_mutate_all(home, options))
            if options.builds:
                enough = _builds(content, studio, home, sessions, options.builds) and enough
    if not enough:
        raise SystemExit("not enough was seen, or too much")


def shipped(content: Library) -> list[str]:
    return list(content.sessions)


def build_goods(content: Library, studio: Studio, home: Path, sessions: Sequence[str]) -> None:
    """Every session in both qualities, and some with other options, into folders of ``home``."""
    for quality, (number, name) in itertools.product(QUALITIES, enumerate(sessions)):
        session, its = content.sessions[name], replace(studio, quality=QUALITIES[quality])
        build(resolve(session, content), its, out=home / "good" / quality)
        if number % 4 == 0:
            with suppress(Error):  # some sessions have no room for longer holds
                build(
                    resolve(session, content, Overrides(hold=40_000)),
                    its,
                    out=home / "other" / quality,
                )


def load_goods(home: Path) -> list[Good]:
    """Those tracks, each with the tags of all others."""
    paths = sorted((home / "good").rglob("*.mp3"))
    data = {path: path.read_bytes() for path in (*paths, *sorted((home / "other").rglob("*.mp3")))}
    tags = {path: track[: read_tag(track).size] for path, track in data.items()}
    return [
        Good(data[path], tuple(tag for other, tag in tags.items() if other != path))
        for path in paths
    ]


def made_mutants(
    good: Sequence[Good], mutations: Sequence[Mutation], count: int, rng: random.Random
) -> Iterator[tuple[Mutation, Good, Mutant]]:
    """``count`` mutants, kinds and tracks in turn."""
    turns = zip(itertools.cycle(mutations), range(count), strict=False)
    for mutation, number in turns:
        for attempt in itertools.count(number // len(mutations)):
            one = good[attempt % len(good)]
            try:
                mutant = mutation(one, rng)
            except Unfit:
                continue
            yield mutation, one, mutant
            break


def by_bytes(data: bytes) -> tuple[TrackFinding, ...]:
    """What unknot verify finds before it decodes anything."""
    try:
        return prove_bytes(data, "mutant").findings
    except AudioError as error:
        return unreadable(Path("mutant"), error).findings


def by_sound(good: Good, mutant: Mutant, path: Path) -> tuple[TrackFinding, ...]:
    """What is heard, without digests, cache, or any look at the frames."""
    path.write_bytes(mutant.data)
    try:
        plan: Carried = carried(read_tag(mutant.data), path)
        found = hear(path, Proof(findings=(), carried=plan), None).findings
    except AudioError as error:
        found = unreadable(path, error).findings
    return found


def at_right_event(findings: Sequence[TrackFinding], mutant: Mutant) -> bool:
    """Whether the first finding that names an event names the mutant's.

    For what concerns the track as a whole, such as its tag, whether any finding does.
    """
    allowed = [named(event) for event in mutant.events]
    events = [each for each in findings if each.event != "track"]
    if any(name == "track" for name, _, _ in allowed) and (
        not events or any(each.event == "track" for each in findings)
    ):
        return bool(findings)
    return bool(events) and any(
        events[0].event == name and first <= events[0].at <= last for name, first, last in allowed
    )


def _mutate_all(home: Path, options: argparse.Namespace) -> dict[str, Tally]:
    jobs = options.jobs
    parts = [(home, options.mutants // jobs, options.sound, options.seed + n) for n in range(jobs)]
    with ProcessPoolExecutor(jobs) as pool:
        tables = list(pool.map(_mutate, *zip(*parts, strict=True)))
    whole: dict[str, Tally] = defaultdict(Tally)
    for table in tables:
        for name, tally in table.items():
            whole[name] += tally
    return whole


def _mutate(home: Path, count: int, share: float, seed: int) -> dict[str, Tally]:
    rng, good = random.Random(seed), load_goods(home)
    rng.shuffle(good)
    table: dict[str, Tally] = defaultdict(Tally)
    shortest = sorted(good, key=lambda each: len(each.frames))
    cheap = {id(each) for each in shortest[: max(len(good) // 2, 1)]}
    for mutation, one, mutant in made_mutants(good, MUTATIONS, count, rng):
        name = mutation.__name__.replace("_", " ")
        findings = by_bytes(mutant.data)
        right = at_right_event(findings, mutant)
        table[name] += Tally(1, bool(findings), right)
        if not findings or not right:
            wanted = [named(event)[0] for event in mutant.events][:3]
            print(f"! {name}: wanted {wanted}, found {[str(f) for f in findings[:3]]}", flush=True)
        if id(one) in cheap and rng.random() < share * 2:
            heard = by_sound(one, mutant, home / f"mutant-{seed}.mp3")
            table[name] += Tally(0, 0, 0, 1, bool(heard), at_right_event(heard, mutant))
        done = sum(each.mutants for each in table.values())
        print(f"\r{done} of {count}", end="", file=sys.stderr, flush=True)
    return table


def _print(table: dict[str, Tally]) -> bool:
    """Whether at least 99 % were killed, and at the right event."""
    print("\n| kind | mutants | killed | at the right event | listened to | killed by ear"
          " | at the right event |\n|---|---:|---:|---:|---:|---:|---:|")  # fmt: skip
    whole = Tally()
    for name, tally in table.items():
        print(f"| {name} | {tally} |")
        whole += tally
    print(f"| **all** | {whole} |")
    print(f"\nkilled {whole.killed / max(whole.mutants, 1):.2%},"
          f" at the right event {whole.placed / max(whole.mutants, 1):.2%}")  # fmt: skip
    return min(whole.killed, whole.placed) >= whole.mutants * 0.99


def _builds(
    content: Library, studio: Studio, home: Path, sessions: Sequence[str], count: int
) -> bool:
    """Good tracks with many options: nothing may be found in any."""
    rates = (120, 135, 150)
    holds = (None, 30_000, 36_000, 45_000, 60_000)
    sides: tuple[Side | None, ...] = (None, "left", "right")
    rng = random.Random(count)
    every = list(itertools.product(sessions, QUALITIES, rates, holds, sides))
    rng.shuffle(every)
    every.sort(key=lambda row: row[0] == "full-low-back" and rng.random() < 0.8)
    alarms = built = refused = 0
    start = time.perf_counter()
    for name, quality, rate, hold, side in every:
        if built == count:
            break
        its = replace(studio, quality=QUALITIES[quality])
        chosen = Overrides(hold=hold, side=side, rate=rate)
        try:
            track = build(resolve(content.sessions[name], content, chosen), its, out=home)
        except Error:  # a plan that is refused is no track
            refused += 1
            continue
        built += 1
        verdict = verify(track.path, store=studio.store)
        print(f"\r{built} of {count} built", end="", file=sys.stderr, flush=True)
        if not verdict.good:
            alarms += 1
            print(f"! {name} {quality} {rate} {hold} {side}: {verdict.findings[0]}", flush=True)
    print(
        f"\n{built} good builds ({refused} more were refused as plans), {alarms} with findings,"
        f" {time.perf_counter() - start:.0f} s"
    )
    return not alarms


if __name__ == "__main__":
    main()
