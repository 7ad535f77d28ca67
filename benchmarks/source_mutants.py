"""Changes one thing in the source at a time, and counts which changes the usual tests notice.

python3 benchmarks/source_mutants.py [--mutants N] [--seed N] [--room ROOM] [--again FATE] [--rest]

Each mutant is put into a copy of the repository. The tests nearest to its module run first (those
that name it, then its room's), until one fails. What survives meets those of the rooms that use it
and the rest of the usual suite with --rest. Each process is a fork of one that has loaded pytest
and the libraries, as these cost more than most tests. What is decided is kept, so that a stopped
run goes on where it was; --again decides anew what had that fate, --tests with the tests as they
are now. Prints each mutant as it is decided, and a table of all at the end. Linux and macOS.
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
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.source_mutations import SourceMutant, drawn  # noqa: E402

#: The rooms whose tests reach a room besides its own, nearest first.
ALSO = {
    "audio": ("clips", "track", "speech"), "card": ("pictures", "cli"), "catalogue": ("cli",),
    "clips": ("track", "proof", "cli"), "content": ("safety", "timeline", "cli"),
    "engines": ("speech", "cli"), "ground": ("content", "cli"), "pages": ("site", "card", "serve"),
    "pictures": ("card", "site", "proof"), "playlist": ("cli", "proof"), "programme": ("cli",),
    "proof": ("cli", "track", "reliability"), "recording": ("cli", "engines"),
    "site": ("lint", "proof"), "speech": ("engines", "reliability", "recording", "cli"),
    "timeline": ("safety", "content", "cli", "track"),
    "timeline/safety": ("safety", "timeline", "content"),
    "track": ("proof", "playlist", "site"), "voicetest": ("cli",), "diary": ("cli",),
}  # fmt: skip
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
    parser.add_argument("--bound", type=int, default=120, help="CPU seconds for each process")
    parser.add_argument("--kept", type=Path, default=ROOT / ".source-mutants")
    chosen = parser.parse_args()
    for name in LIBRARIES:
        importlib.import_module(name)
    copy = _copied(chosen.kept, chosen.tests)
    known = _Known(chosen.kept / "decided.json")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for mutant in drawn(copy / "src/unknot", chosen.mutants, chosen.seed, chosen.room):
        fate = known.fates.get(mutant.key, {}).get("fate")
        if fate is None or fate in chosen.again:
            start = time.monotonic()
            fate, by = decided(mutant, copy, chosen.bound, chosen.rest)
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


def decided(mutant: SourceMutant, copy: Path, bound: int, rest: bool) -> tuple[str, str]:
    """``killed``, ``survived`` or ``undecided``, and the test that killed it."""
    path = copy / "src/unknot" / mutant.path
    good, was = path.read_bytes(), path.stat()
    path.write_bytes(mutant.into(good))
    try:
        for files in _tests(mutant, copy, rest):
            code, told = _run(files, copy, bound)
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


def _run(files: list[str], copy: Path, bound: int) -> tuple[int, str]:
    """Run the tests in a process of their own: pytest's exit code (-9: out of time), its words."""
    out = copy.parent / "out.txt"
    child = os.fork()
    if not child:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (bound, bound))
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os._exit(_tested(files, copy))
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


def _tested(files: list[str], copy: Path) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.chdir(copy)
    sys.path[:0] = [str(copy), str(copy / "src")]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    options = ["-q", "-x", "-n", "0", "--timeout", "600", "-p", "no:cacheprovider", "--tb=line"]
    try:
        return int(pytest.main([*options, *files], plugins=[_Spread(copy.parent / "seconds.txt")]))
    except BaseException:  # whatever a mutant raises from within pytest itself
        return 3


class _Spread:
    """Runs one case of each test, then a second of each: a mutant mostly fails all or none.

    What is known to take long comes later; how long a test takes is written down for later runs.
    """

    def __init__(self, times: Path) -> None:
        self._times = times
        with contextlib.suppress(FileNotFoundError):
            rows = times.read_text(encoding="utf-8").splitlines()
            self._seconds = {
                name: float(took) for took, name in (row.split(" ", 1) for row in rows)
            }

    _seconds: Mapping[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        cases = Counter[str]()
        turns: dict[str, float] = {}
        for item in items:
            test = item.nodeid.partition("[")[0]
            turns[item.nodeid] = cases[test] + self._seconds.get(item.nodeid, 0.1)
            cases[test] += 1
        items.sort(key=lambda item: turns[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.passed and report.duration > 0.2:
            with self._times.open("a", encoding="utf-8") as file:
                file.write(f"{report.duration:.2f} {report.nodeid}\n")


def _tests(mutant: SourceMutant, copy: Path, rest: bool) -> Iterator[list[str]]:
    """Files of tests, the nearest first: a few, more, all of the rooms that reach it."""
    seen: set[Path] = set()
    for group in _groups(mutant, copy / "tests", rest):
        if new := [path for path in group if path not in seen]:
            seen |= set(new)
            yield [str(path.relative_to(copy)) for path in new]


def _groups(mutant: SourceMutant, tests: Path, rest: bool) -> Iterator[list[Path]]:
    folder = str(Path(mutant.path).parent)
    room = folder if folder in ALSO else folder.partition("/")[0]
    room = "ground" if room == "." else room
    also: tuple[str, ...] = ("safety",) if room == "timeline/safety" else ()
    if rest or not (tests / room).is_dir():
        also = ALSO.get(room, ())
    rooms = [tests if room == "ground" else tests / room, *(tests / each for each in also)]
    found = [sorted(each.glob("test_*.py" if each == tests else "**/test_*.py")) for each in rooms]
    module = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, stem = module.rpartition(".")
    name = re.compile(rf"unknot\.{re.escape(module)} |unknot\.{package} import .*\b{stem}\b")
    words = {path: path.read_text(encoding="utf-8") for group in found for path in group}
    near = [path for path, text in words.items() if name.search(text)]
    yield sorted(near, key=lambda path: stem not in path.stem)[:4]
    yield [path for path in words if stem in path.stem] + near
    said = re.compile(rf"\b{stem.strip('_')}", re.I)
    for group in found:
        yield sorted(group, key=lambda path: -len(said.findall(words[path])))
    if rest:
        yield sorted(tests.rglob("test_*.py"))


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
