"""The report: plain text that says what was tried where, and nothing about who tried it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from unknot import __version__
from unknot.content.library import Library
from unknot.engines.engine import Engine
from unknot.voicetest.contract import Outcome, contract_of, run_contract
from unknot.voicetest.facts import DRIVERS, gather_driver_facts, gather_facts
from unknot.voicetest.track import try_track


class Section(Struct, frozen=True, kw_only=True):
    """Outcomes under a heading, each made as it is asked for."""

    title: str
    outcomes: Iterator[Outcome]


def sections(
    make: Callable[[], Engine], voice: str, library: Library, *, fixed_rate: bool = False
) -> Iterator[Section]:
    """Everything that is tried of ``voice``, one section after the other."""
    yield Section(title="Facts", outcomes=gather_facts(make, voice))
    engine = make()
    name = engine.name
    engine.close()
    if name == "system" and sys.platform in DRIVERS:
        driver = DRIVERS[sys.platform]
        yield Section(title=f"Driver {driver}", outcomes=gather_driver_facts(driver, voice))
    contract = contract_of(make, voice, fixed_rate)
    yield Section(title="Engine contract", outcomes=run_contract(contract))
    yield Section(title="A short track", outcomes=try_track(make, voice, library))


def head(engine: str, voice: str, speed: float | None) -> tuple[str, ...]:
    """What was tried, on what."""
    return (
        f"unknot {__version__}: voice {engine}:{voice}",
        f"{platform.platform()}, {platform.machine()}",
        f"Python {platform.python_version()} ({platform.python_implementation()})",
        f"speed: {speed:.1f} times real time" if speed else "speed: not known",
    )


def line(outcome: Outcome) -> str:
    """One outcome as it is printed and reported."""
    word = "ok  " if outcome.passed else "FAIL"
    said = f": {outcome.reason}" if outcome.reason else ""
    return f"{word} {outcome.title} ({outcome.seconds:.2f} s){said}"


def text(lines: Sequence[str]) -> str:
    """``lines`` as a report, without the paths that name a person's home."""
    whole = "\n".join(lines) + "\n"
    for path, shown in ((Path.home(), "HOME"), (Path.cwd(), "HERE")):
        if len(str(path)) > 1:
            whole = whole.replace(str(path), shown)
    return whole
