"""The one door through which engines come: those of unknot, and those that pip installed.

A distribution adds an engine by registering, in the entry point group ``unknot.engines``, a name
and something that makes an Engine when it is called without arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pkgutil import resolve_name

from msgspec import Struct

from unknot.engines.engine import Engine
from unknot.errors import EngineError
from unknot.suggest import did_you_mean

GROUP = "unknot.engines"
#: Not in pyproject.toml, so that a checkout without an installation has them too.
BUILT_IN: Mapping[str, str] = {
    "bundled": "unknot.engines.bundled:BundledEngine",
    "pyttsx3": "unknot.engines.pyttsx3.engine:Pyttsx3Engine",
    "system": "unknot.engines.pyttsx3.engine:system_engine",
    "recorded": "unknot.engines.recorded:RecordedEngine",
    "piper": "unknot.engines.neural:PiperEngine",
    "kokoro": "unknot.engines.neural:KokoroEngine",
    "command": "unknot.engines.command.engine:CommandEngine",
    "server": "unknot.engines.server.engine:ServerEngine",
    "tone": "unknot.engines.tone:ToneEngine",
}


class EngineStatus(Struct, frozen=True, kw_only=True):
    """Whether an engine can be opened here, and why not. ``origin`` says who brings it."""

    name: str
    origin: str
    ok: bool
    reason: str = ""


class _Enlisted(Struct, frozen=True):
    """``target`` is where what makes the engine is, as ``module:name``."""

    name: str
    target: str
    origin: str
    refusal: str = ""


def open_engine(name: str) -> Engine:
    """The engine called ``name``; close it after use.

    Raises EngineError when there is none, with the nearest name, or when it cannot be opened.
    """
    # A built-in is found without looking at what is installed, which takes a while.
    if name in BUILT_IN:
        return _opened(name, BUILT_IN[name])
    usable = {each.name: each for each in _enlisted() if not each.refusal}
    if name not in usable:
        meant = did_you_mean(name, list(usable))
        shown = f"there is no such engine{meant}\n  there are: {', '.join(sorted(usable))}"
        raise EngineError(name, "", shown)
    return _opened(name, usable[name].target)


def is_engine(name: str) -> bool:
    """Whether an engine of that name is built in or installed."""
    return name in BUILT_IN or name in names()


def parted(voice: str, engine: str) -> tuple[str, str]:
    """The engine and the id in a voice's name: ``piper:amy``, or an id of ``engine`` alone."""
    before, colon, after = voice.partition(":")
    return (before, after) if colon and is_engine(before) else (engine, voice)


def names() -> tuple[str, ...]:
    """Every engine that is registered, whether or not it works here."""
    return tuple(dict.fromkeys(each.name for each in _enlisted()))


def statuses() -> tuple[EngineStatus, ...]:
    """Every engine that is registered, each opened and closed once to see whether it can be."""
    return tuple(
        EngineStatus(
            name=each.name,
            origin=each.origin,
            ok=not (reason := each.refusal or _refusal(each)),
            reason=reason,
        )
        for each in _enlisted()
    )


def _enlisted() -> Iterator[_Enlisted]:
    """Built-ins, then what is installed, in the order of names; the first of a name has it."""
    from importlib.metadata import entry_points  # loads what reads mail

    taken = dict.fromkeys(BUILT_IN, "unknot")
    for name, target in BUILT_IN.items():
        yield _Enlisted(name, target, "built in")
    for entry in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "unknown"
        owner = taken.setdefault(entry.name, origin)
        refusal = "" if owner is origin else f"the name {entry.name!r} belongs to {owner}"
        yield _Enlisted(entry.name, entry.value, origin, refusal)


def _refusal(enlisted: _Enlisted) -> str:
    try:
        engine = _opened(enlisted.name, enlisted.target)
    except EngineError as error:
        return error.reason
    with suppress(Exception):
        engine.close()
    return ""


def _opened(name: str, target: str) -> Engine:
    """Load and make the engine. Whatever somebody else's code raises becomes an EngineError."""
    try:
        make: Callable[[], Engine] = resolve_name(target)
        engine = make()
    except EngineError:
        raise
    except (Exception, SystemExit) as error:
        reason = f"{target} cannot be loaded: {type(error).__name__}: {error}"
        raise EngineError(name, "", reason) from error
    missing = [
        each
        for each in ("identity", "voices", "synthesise", "close")
        if not callable(getattr(engine, each, None))
    ]
    if missing:
        reason = f"{target} makes something without {', '.join(missing)}"
        raise EngineError(name, "", reason)
    return engine
