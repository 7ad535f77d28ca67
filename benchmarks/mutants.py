"""Spoils good tracks of every shipped session in every way that mutations.py knows, and counts.

python3 benchmarks/mutants.py [--mutants N] [--sound SHARE] [--builds N] [--engine NAME]

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
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutations import MUTATIONS, Good, Mutant, Mutation, Unfit, named

from unknot.audio.clips import Store
from unknot.audio.mp3 import QUALITIES
from unknot.build import build
from unknot.clipmaker import ClipMaker
from unknot.content.library import Library, load
from unknot.content.workspace import roots
from unknot.errors import AudioError
from unknot.publish.id3 import read_tag
from unknot.timeline.treatments import Choices
from unknot.verify.carried import Carried, carried
from unknot.verify.finding import Finding
from unknot.verify.listen import hear
from unknot.verify.prove import Proof, prove_bytes
from unknot.verify.verify import unreadable, verify
from unknot.voice.door import open_engine

RATE = 135


@dataclass(slots=True)
class Tally:
    mutants: int = 0
    killed: int = 0
    placed: int = 0
    heard: int = 0
    heard_killed: int = 0
    heard_placed: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=1040)
    parser.add_argument("--sound", type=float, default=0.2, metavar="SHARE")
    parser.add_argument("--builds", type=int, default=100)
    parser.add_argument("--engine", default="pyttsx3")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sessions", default="", metavar="A,B")
    options = parser.parse_args()
    content = load(roots(None))
    sessions = options.sessions.split(",") if options.sessions else shipped(content)
    with tempfile.TemporaryDirectory(prefix="unknot-mutants-") as folder:
        home = Path(folder)
        store = Store(Path(os.environ.get("UNKNOT_CACHE") or home / "cache"))
        with closing(open_engine(options.engine)) as engine:
            maker = ClipMaker(
                library=content, language="en", store=store, engine=engine,
                voice=engine.default_voice, rate=RATE, quality=QUALITIES["standard"],
            )  # fmt: skip
            if options.mutants:
                good = goods(maker, home, sessions)
                rng = random.Random(options.seed)
                _mutate(good, options.mutants, options.sound, rng, home)
            if options.builds:
                _builds(maker, home, sessions, options.builds)


def shipped(content: Library) -> list[str]:
    return list(content.sessions)


def goods(maker: ClipMaker, home: Path, sessions: Sequence[str]) -> list[Good]:
    """Every session in both qualities, each with the tags of the others, and of other options."""
    made: dict[tuple[str, str], bytes] = {}
    for quality, name in itertools.product(QUALITIES, sessions):
        session = maker.library.sessions[name]
        its = replace(maker, quality=QUALITIES[quality])
        made[quality, name] = build(session, its, choices=Choices(), out=home).path.read_bytes()
        longer = Choices(hold=40_000)
        other = build(session, its, choices=longer, out=home / "longer").path.read_bytes()
        made[f"{quality} longer", name] = other
    tags = {key: data[: read_tag(data).size] for key, data in made.items()}
    return [
        Good(data, tuple(tag for other, tag in tags.items() if other != key))
        for key, data in made.items()
        if "longer" not in key[0]
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


def by_bytes(data: bytes) -> tuple[Finding, ...]:
    """What unknot verify finds before it decodes anything."""
    try:
        return prove_bytes(data, "mutant").findings
    except AudioError as error:
        return unreadable(Path("mutant"), error).findings


def by_sound(good: Good, mutant: Mutant, path: Path) -> tuple[Finding, ...]:
    """What is heard, without digests, cache, or any look at the frames."""
    path.write_bytes(mutant.data)
    try:
        plan: Carried = carried(read_tag(mutant.data), path)
        found = hear(path, Proof(findings=(), carried=plan), None).findings
    except AudioError as error:
        found = unreadable(path, error).findings
    return found


def at_right_event(findings: Sequence[Finding], mutant: Mutant) -> bool:
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


def _mutate(good: Sequence[Good], count: int, share: float, rng: random.Random, home: Path) -> None:
    table: dict[str, Tally] = defaultdict(Tally)
    shortest = sorted(good, key=lambda each: len(each.frames))
    cheap = {id(each) for each in shortest[: max(len(good) // 2, 1)]}
    for mutation, one, mutant in made_mutants(good, MUTATIONS, count, rng):
        name = mutation.__name__.replace("_", " ")
        tally = table[name]
        findings = by_bytes(mutant.data)
        tally.mutants += 1
        tally.killed += bool(findings)
        right = at_right_event(findings, mutant)
        tally.placed += right
        if not findings or not right:
            wanted = [named(event)[0] for event in mutant.events][:3]
            print(f"! {name}: wanted {wanted}, found {[str(f) for f in findings[:3]]}", flush=True)
        if id(one) in cheap and rng.random() < share * 2:
            heard = by_sound(one, mutant, home / "mutant.mp3")
            tally.heard += 1
            tally.heard_killed += bool(heard)
            tally.heard_placed += at_right_event(heard, mutant)
    _print(table)


def _print(table: dict[str, Tally]) -> None:
    print("\n| kind | mutants | killed | at the right event | listened to | killed by ear"
          " | at the right event |\n|---|---:|---:|---:|---:|---:|---:|")  # fmt: skip
    whole = Tally()
    for name, tally in [*table.items(), ("**all**", whole)]:
        row = [tally.mutants, tally.killed, tally.placed, tally.heard, tally.heard_killed,
               tally.heard_placed]  # fmt: skip
        print(f"| {name} | " + " | ".join(map(str, row)) + " |")
        whole.mutants += tally.mutants
        whole.killed += tally.killed
        whole.placed += tally.placed
        whole.heard += tally.heard
        whole.heard_killed += tally.heard_killed
        whole.heard_placed += tally.heard_placed
    print(f"\nkilled {whole.killed / max(whole.mutants, 1):.2%},"
          f" at the right event {whole.placed / max(whole.mutants, 1):.2%}")  # fmt: skip


def _builds(maker: ClipMaker, home: Path, sessions: Sequence[str], count: int) -> None:
    """Good tracks with many options: nothing may be found in any."""
    rates = (120, 135, 150)
    holds = (None, 30_000, 36_000, 45_000, 60_000)
    sides = (None, "left", "right")
    rng = random.Random(count)
    every = list(itertools.product(sessions, QUALITIES, rates, holds, sides))
    rng.shuffle(every)
    every.sort(key=lambda row: row[0] == "full-low-back" and rng.random() < 0.8)
    alarms = built = 0
    start = time.perf_counter()
    for name, quality, rate, hold, side in every:
        if built == count:
            break
        its = replace(maker, quality=QUALITIES[quality])
        chosen = Choices(hold=hold, side=side, rate=rate)
        try:
            track = build(maker.library.sessions[name], its, choices=chosen, out=home)
        except Exception as error:  # a plan that is refused is no track
            print(f"  {name} {quality} {rate} {hold} {side}: not built: {error}")
            continue
        built += 1
        verdict = verify(track.path, store=maker.store)
        if not verdict.good:
            alarms += 1
            print(f"! {name} {quality} {rate} {hold} {side}: {verdict.findings[0]}", flush=True)
    print(f"\n{built} good builds, {alarms} with findings, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
