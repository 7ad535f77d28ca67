"""The engine contract without pytest: each test run, and what became of it."""

from __future__ import annotations

import inspect
import linecache
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from unknot.engines.engine import Engine, VoiceInfo
from unknot.files import temporary
from unknot.testing import EngineContract


class Outcome(Struct, frozen=True, kw_only=True):
    """One thing that was tried; ``reason`` says why it failed, or what was seen. ``seconds``: how
    long it took."""

    title: str
    passed: bool
    reason: str = ""
    seconds: float = 0.0


def contract_of(
    make: type[Engine] | Any, voice: str = "", fixed_rate: bool = False
) -> EngineContract:
    """The contract for engines that ``make()`` makes, with ``voice`` in place of their default."""

    class Contract(EngineContract):
        def make_engine(self) -> Engine:
            engine: Engine = make()
            return _Chosen(engine, voice) if voice else engine

    Contract.fixed_rate = fixed_rate
    return Contract()


def run_contract(contract: EngineContract) -> Iterator[Outcome]:
    """Run every test of ``contract``, in its order; what a test raises is its outcome."""
    names = [name for base in reversed(type(contract).__mro__) for name in vars(base)]
    for name in dict.fromkeys(names):
        if name.startswith("test_"):
            yield _run(contract, name)


def _run(contract: EngineContract, name: str) -> Outcome:
    test = getattr(contract, name)
    title = name.removeprefix("test_").replace("_", " ")
    wanted = inspect.signature(test).parameters
    start = time.monotonic()
    with temporary() as folder:
        given: dict[str, Any] = {"tmp_path": folder} if "tmp_path" in wanted else {}
        reason = ""
        try:
            if "capfd" in wanted:
                with capture_streams() as streams:
                    test(**given, capfd=streams)
            else:
                test(**given)
        except Exception as error:
            reason = _told(error).replace(str(folder), "FOLDER")
    taken = time.monotonic() - start
    return Outcome(title=title, passed=not reason, reason=reason, seconds=taken)


class Printed(NamedTuple):
    """What came on both streams."""

    out: str
    err: str


class Streams:
    """Stands in for pytest's capfd: what was written to the process's own stdout and stderr."""

    def __init__(self, files: tuple[Any, Any]) -> None:
        self._files = files

    def readouterr(self) -> Printed:
        """Everything since the last call."""
        texts = []
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for file in self._files:
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
            file.seek(0)
            file.truncate()
        return Printed(*texts)


@contextmanager
def capture_streams() -> Iterator[Streams]:
    """stdout and stderr of the whole process, also of what it starts, go into files."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        sys.stdout.flush()
        sys.stderr.flush()
        kept = [os.dup(1), os.dup(2)]
        try:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            yield Streams((out, err))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for handle, number in zip(kept, (1, 2), strict=True):
                os.dup2(handle, number)
                os.close(handle)


class _Chosen:
    """An engine whose default voice is another."""

    def __init__(self, engine: Engine, voice: str) -> None:
        self._engine, self.default_voice = engine, voice
        self.name = engine.name

    def identity(self, voice: str) -> str:
        return self._engine.identity(voice)

    def voices(self) -> tuple[VoiceInfo, ...]:
        return self._engine.voices()

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        self._engine.synthesise(text, voice=voice, rate=rate, to=to)

    def close(self) -> None:
        self._engine.close()


def _told(error: Exception) -> str:
    """The error in a line; of an assertion, the line that does not hold."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    if isinstance(error, AssertionError):
        line = linecache.getline(frame.filename, frame.lineno or 0).strip()
        said = f" ({error})" if str(error) else ""
        return f"{line or 'assertion failed'}{said}"[:500]
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:500]
