"""The engine contract without pytest: each test run, and what became of it."""

from __future__ import annotations

import inspect
import linecache
import time
import traceback
from collections.abc import Callable, Iterator

from msgspec import Struct

from unknot.engines.engine import Engine
from unknot.files import temporary
from unknot.testing import EngineContract
from unknot.web import one_line


class Outcome(Struct, frozen=True, kw_only=True):
    """One thing that was tried; ``reason`` says why it failed, or what was seen. ``seconds``: how
    long it took."""

    title: str
    passed: bool
    reason: str = ""
    seconds: float = 0.0


def contract_of(
    make: Callable[[], Engine], voice: str = "", fixed_rate: bool = False
) -> EngineContract:
    """The contract for engines that ``make()`` makes, with ``voice`` in place of their default."""

    class Contract(EngineContract):
        def make_engine(self) -> Engine:
            return make()

    Contract.voice, Contract.fixed_rate = voice, fixed_rate
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
    with temporary() as folder:

        def try_it() -> str:
            test(**({"tmp_path": folder} if "tmp_path" in wanted else {}))
            return ""

        return tried(title, try_it, lambda error: _told(error).replace(str(folder), "FOLDER"))


def tried(
    title: str, attempt: Callable[[], str], tell: Callable[[Exception], str] | None = None
) -> Outcome:
    """What ``attempt`` saw, or what it raised, in the words of ``tell``; and how long it took."""
    start = time.monotonic()
    try:
        passed, reason = True, attempt()
    except Exception as error:
        passed, reason = False, (tell or in_a_line)(error)
    return Outcome(title=title, passed=passed, reason=reason, seconds=time.monotonic() - start)


def _told(error: Exception) -> str:
    """The error in a line; of an assertion, the line that does not hold."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    if isinstance(error, AssertionError):
        line = linecache.getline(frame.filename, frame.lineno or 0).strip()
        said = f" ({error})" if str(error) else ""
        return f"{line or 'assertion failed'}{said}"[:500]
    return in_a_line(error)


def in_a_line(error: Exception) -> str:
    """What kind of error it is, and what it says."""
    return one_line(f"{type(error).__name__}: {error}", 500)
