"""The one door through which engines come: those of unknot, and those that pip installed.

A distribution adds an engine by registering, in the entry point group ``unknot.engines``, a name
and something that makes an Engine when it is called without arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from unknot.engines.engine import Engine
from unknot.errors import EngineError
from unknot.suggest import did_you_mean

GROUP = "unknot.engines"
#: Not in pyproject.toml, so that a checkout without an installation has them too.
BUILT_IN = (
    EntryPoint("bundled", "unknot.engines.bundled:BundledEngine", GROUP),
    EntryPoint("pyttsx3", "unknot.engines.pyttsx3.engine:Pyttsx3Engine", GROUP),
    EntryPoint("system", "unknot.engines.pyttsx3.engine:system_engine", GROUP),
    EntryPoint("recorded", "unknot.engines.recorded:RecordedEngine", GROUP),
    EntryPoint("piper", "unknot.engines.neural:PiperEngine", GROUP),
    EntryPoint("kokoro", "unknot.engines.neural:KokoroEngine", GROUP),
    EntryPoint("command", "unknot.engines.command.engine:CommandEngine", GROUP),
    EntryPoint("tone", "unknot.engines.tone:ToneEngine", GROUP),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """Whether an engine can be opened here, and why not. ``origin`` says who brings it."""

    name: str
    origin: str
    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Enlisted:
    entry: EntryPoint
    origin: str
    refusal: str = ""


def open_engine(name: str) -> Engine:
    """The engine called ``name``; close it after use.

    Raises EngineError when there is none, with the nearest name, or when it cannot be opened.
    """
    # A built-in is found without looking at what is installed, which takes a while.
    for entry in BUILT_IN:
        if entry.name == name:
            return _opened(entry)
    usable = {each.entry.name: each for each in _candidates() if not each.refusal}
    if name not in usable:
        meant = did_you_mean(name, list(usable))
        shown = f"there is no such engine{meant}\n  there are: {', '.join(sorted(usable))}"
        raise EngineError(name, "", shown)
    return _opened(usable[name].entry)


def parted(voice: str, engine: str) -> tuple[str, str]:
    """The engine and the id in a voice's name: ``piper:amy``, or an id of ``engine`` alone."""
    before, colon, after = voice.partition(":")
    names = {entry.name for entry in BUILT_IN}
    if colon and (before in names or before in {each.name for each in entry_points(group=GROUP)}):
        return before, after
    return engine, voice


def names() -> tuple[str, ...]:
    """Every engine that is registered, whether or not it works here."""
    return tuple(dict.fromkeys(each.entry.name for each in _candidates()))


def statuses() -> tuple[EngineStatus, ...]:
    """Every engine that is registered, each opened and closed once to see whether it can be."""
    return tuple(
        EngineStatus(
            name=each.entry.name,
            origin=each.origin,
            ok=not (reason := each.refusal or _refusal(each.entry)),
            reason=reason,
        )
        for each in _candidates()
    )


def _candidates() -> Iterator[_Enlisted]:
    """Built-ins, then what is installed, in the order of names; the first of a name has it."""
    taken = {entry.name: "unknot" for entry in BUILT_IN}
    for entry in BUILT_IN:
        yield _Enlisted(entry, "built in")
    for entry in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "unknown"
        owner = taken.setdefault(entry.name, origin)
        refusal = "" if owner is origin else f"the name {entry.name!r} belongs to {owner}"
        yield _Enlisted(entry, origin, refusal)


def _refusal(entry: EntryPoint) -> str:
    try:
        engine = _opened(entry)
    except EngineError as error:
        return error.reason
    with suppress(Exception):
        engine.close()
    return ""


def _opened(entry: EntryPoint) -> Engine:
    """Load and make the engine. Whatever somebody else's code raises becomes an EngineError."""
    try:
        make: Callable[[], Engine] = entry.load()
        engine = make()
    except EngineError:
        raise
    except (Exception, SystemExit) as error:
        reason = f"{entry.value} cannot be loaded: {type(error).__name__}: {error}"
        raise EngineError(entry.name, "", reason) from error
    missing = [
        each
        for each in ("identity", "voices", "synthesise", "close")
        if not callable(getattr(engine, each, None))
    ]
    if missing:
        reason = f"{entry.value} makes something without {', '.join(missing)}"
        raise EngineError(entry.name, "", reason)
    return engine
