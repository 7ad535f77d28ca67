"""Changes one thing in the source at a time, and counts which changes the usual tests notice.

python3 benchmarks/source_mutants.py [--mutants N] [--seed N] [--room ROOM] [--again FATE]

Each mutant is put into a copy of the repository. Coverage is asked once which usual tests reach
which line; a mutant meets those that reach its line, the nearest first, then every test that
reaches its file, until one fails. With --rest what survives meets all others, too. Each process is
a fork of one that has loaded pytest and the libraries, as these cost more than most tests. What is
decided is kept, so that a stopped run goes on where it was; --again decides anew what had that
fate, --tests with the tests as they are now. Prints each mutant as it is decided, and a table of
all at the end. Linux and macOS.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reached import Near, Reached  # noqa: E402
from benchmarks.source_mutations import SourceMutant, drawn  # noqa: E402

LIBRARIES = (
    "_pytest.pytester", "hypothesis", "numpy", "click", "yaml", "jinja2", "PIL.Image",
    "soundfile", "lameenc", "pydub", "fpdf", "segno", "httpx", "jsonschema", "mutagen",
)  # fmt: skip
PASSED, FAILED = 0, 1
_NO_TESTS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mutants", type=int, default=150)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--room", action="append", help="only this one; may be repeated")
    parser.add_argument("--again", action="append", default=[], help="a fate to decide anew")
    parser.add_argument("--rest", action="store_true", help="the rest of the suite for survivors")
    parser.add_argument("--tests", action="store_true", help="take the tests as they are now")
    parser.add_argument("--bound", type=int, default=400, help="CPU seconds for each process")
    parser.add_argument("--kept", type=Path, default=ROOT / ".source-mutants")
    chosen = parser.parse_args()
    for name in LIBRARIES:
        importlib.import_module(name)
    copy = _copied(chosen.kept, chosen.tests)
    known = _Known(chosen.kept / "decided.json")
    near = Near(copy, Reached(copy, chosen.kept), chosen.rest)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for mutant in drawn(copy / "src/unknot", chosen.mutants, chosen.seed, chosen.room):
        fate = known.fates.get(mutant.key, {}).get("fate")
        if fate is None or fate in chosen.again:
            start = time.monotonic()
            fate, by = decided(mutant, copy, near, chosen.bound)
            known.keep(mutant, fate, by)
            print(f"{fate:9} {mutant}  {by} {time.monotonic() - start:.0f} s", flush=True)
    known.print_table()


class _Known:
    """What is decided, in a file that is whole after each mutant."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.fates: dict[str, dict[str, str]] = {}
        with contextlib.suppress(FileNotFoundError):
            self.fates = json.loads(path.read_text(encoding="utf-8"))

    def keep(self, mutant: SourceMutant, fate: str, by: str) -> None:
        self.fates[mutant.key] = {
            "room": mutant.room, "mutant": str(mutant), "fate": fate, "by": by,
        }  # fmt: skip
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(self.fates, indent=1), encoding="utf-8")
        new.replace(self._path)

    def print_table(self) -> None:
        fates = ("killed", "survived", "undecided")
        counts = Counter((each["room"], each["fate"]) for each in self.fates.values())
        print("\n| room | " + " | ".join(fates) + " |\n|---|" + "--:|" * len(fates))
        for room in sorted({room for room, _ in counts}):
            print(f"| {room} | " + " | ".join(str(counts[room, fate]) for fate in fates) + " |")
        sums = Counter(each["fate"] for each in self.fates.values())
        print("| all | " + " | ".join(str(sums[fate]) for fate in fates) + " |")
        for each in self.fates.values():
            if each["fate"] != "killed":
                print(each["fate"], each["mutant"])


def decided(mutant: SourceMutant, copy: Path, near: Near, bound: int) -> tuple[str, str]:
    """``killed``, ``survived`` or ``undecided``, and the test that killed it."""
    path = copy / "src/unknot" / mutant.path
    good, was = path.read_bytes(), path.stat()
    groups = list(near.groups(mutant))
    path.write_bytes(mutant.into(good))
    try:
        for names in groups:
            code, told = _run(names, near.known, copy, bound)
            if code < 0:
                return "undecided", ""
            if code not in (PASSED, FAILED, _NO_TESTS):
                return "killed", "loading"
            if code == FAILED:
                found = re.search(r"^(?:FAILED|ERROR) (\S+)", told, re.M)
                return "killed", found[1] if found else "?"
    finally:
        path.write_bytes(good)
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    return "survived", ""


def _run(names: set[str], known: set[str], copy: Path, bound: int) -> tuple[int, str]:
    """Run the tests in a process of their own: pytest's exit code (-9: out of time), its words."""
    out = copy.parent / "out.txt"
    child = os.fork()
    if not child:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (bound, bound))
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os._exit(_tested(names, known, copy))
    code = -signal.SIGKILL
    end = time.monotonic() + 10 * bound
    try:
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                break
            time.sleep(0.05)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
    return code, out.read_text(encoding="utf-8", errors="replace")


def _tested(names: set[str], known: set[str], copy: Path) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.chdir(copy)
    sys.path[:0] = [str(copy), str(copy / "src")]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    options = ["-q", "-x", "-n", "0", "--timeout", "90", "-p", "no:cacheprovider", "--tb=line"]
    files = sorted({name.partition("::")[0] for name in names})
    try:
        return int(pytest.main([*options, *files], plugins=[_Chosen(names, known, copy.parent)]))
    except BaseException:  # whatever a mutant raises from within pytest itself
        return 3


class _Chosen:
    """Runs one case of each test, then a second of each: a mutant mostly fails all or none.

    What is known to take long comes later; how long a test takes is written down for later runs.
    """

    def __init__(self, names: set[str], known: set[str], kept: Path) -> None:
        self._names, self._known, self._times = names, known, kept / "seconds.txt"
        with contextlib.suppress(FileNotFoundError):
            rows = self._times.read_text(encoding="utf-8").splitlines()
            self._seconds = {
                name: float(took) for took, name in (row.split(" ", 1) for row in rows)
            }

    _seconds: Mapping[str, float] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self._is_chosen(item.nodeid)]
        cases = Counter[str]()
        turns: dict[str, float] = {}
        for item in items:
            test = item.nodeid.partition("[")[0]
            turns[item.nodeid] = cases[test] + self._seconds.get(item.nodeid, 0.1)
            cases[test] += 1
        items.sort(key=lambda item: turns[item.nodeid])

    def _is_chosen(self, name: str) -> bool:
        """What is newer than coverage's answer is tried wherever its file is."""
        return name in self._names or name not in self._known

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.passed and report.duration > 0.2:
            with self._times.open("a", encoding="utf-8") as file:
                file.write(f"{report.duration:.2f} {report.nodeid}\n")


def _copied(kept: Path, tests: bool) -> Path:
    """The repository as it was at the first start; with ``tests``, its tests as they are now."""
    copy = kept / "copy"
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    old = (copy / "src").is_dir()
    for name in filter(None, tracked):
        wanted = not old or (tests and name.startswith("tests/"))
        if wanted and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


if __name__ == "__main__":
    main()
