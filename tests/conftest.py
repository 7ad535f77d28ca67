"""Markers and options that every test can use."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Iterator
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from tests.usual import examples
from unknot.content.library import Library
from unknot.pictures import covers, raster

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"

#: Machines are busy at times: slow is no failure. What CI finds is the same on every run; it tries
#: all examples, and the usual suite a fifth of them.
settings.register_profile(
    "unknot",
    max_examples=examples(100),
    deadline=None,
    print_blob=True,
    derandomize=bool(os.environ.get("UNKNOT_CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unknot")
#: As the command line does: to look for circles among all that lives takes a tenth of the time.
gc.set_threshold(100_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")


def pytest_configure(config: pytest.Config) -> None:
    """A test run in the background may have been told to ignore Ctrl-C, or that its window closes,
    and so would all that the tests start; with a handler of its own, what it starts has the usual
    one again.

    In CI nothing rewrites what it is compared with: such a run could only pass.
    """
    updates = [name for name in os.environ if name.startswith("UNKNOT_UPDATE")]
    updates += ["--update-golden"] if config.getoption("--update-golden") else []
    if updates and os.environ.get("UNKNOT_CI"):
        raise pytest.UsageError(f"{', '.join(updates)} writes files; in CI they are compared")
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    closed = getattr(signal, "SIGHUP", None)  # which Windows has not
    if closed is not None and signal.getsignal(closed) == signal.SIG_IGN:
        signal.signal(closed, lambda *_: None)


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so no later look for circles goes through it again."""
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked needs("ffmpeg") is skipped by name without it; in CI it must run."""
    for mark in item.iter_markers("needs"):
        missing = [program for program in mark.args if shutil.which(program) is None]
        if missing and os.environ.get("UNKNOT_CI"):
            pytest.fail(f"CI lacks {', '.join(missing)}")
        if missing:
            pytest.skip(f"needs {', '.join(missing)}")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no fixture of several tests, reads or fills the user's folders; clips are shared
    by the tests of one run."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNKNOT_CACHE", str(base / "cache"))
        patch.setenv("UNKNOT_DATA", str(base / "data"))
        patch.setenv("UNKNOT_HOME", ".")  # whoever names no workspace works where they are
        # Else every process that a test starts would compile all of unknot anew.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _small_pictures() -> Iterator[None]:
    """A cover takes a second to draw, and a chapter's picture a tenth. The usual suite keeps them
    small, covers as large as a directory asks for at least; those of CI have all their pixels."""
    draw = raster.rasterise
    sizes = {covers.COVER_PIXELS: 1400, covers.CHAPTER: 200}

    def small(svg: str, size: int) -> bytes:
        return draw(svg, sizes.get(size, size))

    with pytest.MonkeyPatch.context() as patch:
        if not os.environ.get("UNKNOT_CI"):
            patch.setattr(raster, "rasterise", small)
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> GoldenFile:
    return GoldenFile(update=bool(request.config.getoption("--update-golden")))


def needs_package(name: str) -> ModuleType:
    """An optional package: the test is skipped by name without it; in CI it must be there."""
    if os.environ.get("UNKNOT_CI"):
        return import_module(name)
    module = pytest.importorskip(name)
    assert isinstance(module, ModuleType)
    return module


class GoldenFile:
    """Compares text with a committed file: ``golden.check("desk-day.cues.txt", text)``."""

    def __init__(self, update: bool) -> None:
        self.update = update

    def check(self, name: str, text: str) -> None:
        path = GOLDEN / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        rows = enumerate(zip_longest(expected.splitlines(), text.splitlines(), fillvalue=""), 1)
        other = next((row for row in rows if row[1][0] != row[1][1]), (0, ("", "")))
        where = f"{name}:{other[0]}: {other[1][1]!r} instead of {other[1][0]!r}"
        assert text == expected, f"{where}; look at it, then: pytest --update-golden"


@pytest.fixture(scope="session")
def library() -> Library:
    """The bundled content."""
    from tests.tracks import bundled

    return bundled()
