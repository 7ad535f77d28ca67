"""Which usual tests reach which line of the source: coverage's answer, asked once and kept.

A pytest plugin, too: it tells coverage which test runs. A program that a test starts says so by
PYTEST_CURRENT_TEST; what a fork of a process does is not seen.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest
from benchmarks.source_mutations import SourceMutant

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_SETTINGS = """\
[run]
source_pkgs = unknot
data_file = {kept}/reached
parallel = true
sigterm = true
context = ${{PYTEST_CURRENT_TEST-}}
"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if (measured := coverage.Coverage.current()) is not None:
        measured.switch_context(item.nodeid)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """A worker of xdist ends without a word."""
    if (measured := coverage.Coverage.current()) is not None:
        measured.stop()
        measured.save()


class Reached:
    """The names of tests by file and line of ``copy``'s source."""

    def __init__(self, copy: Path, kept: Path) -> None:
        whole = kept / "reached"
        if not whole.exists():
            _record(copy, kept)
        self._data = coverage.CoverageData(str(whole))
        self._data.read()
        #: By their places below src/unknot, wherever the copy was when it was asked.
        self._places = {
            each.rpartition("/src/unknot/")[2]: each for each in self._data.measured_files()
        }
        self._files: dict[str, dict[int, set[str]]] = {}

    def tests(self, path: str, first: int, last: int) -> set[str]:
        """Those that reach any line from ``first`` to ``last``."""
        lines = self._lines(path)
        return {name for line in range(first, last + 1) for name in lines.get(line, ())}

    def every(self, path: str) -> set[str]:
        """Those that reach the file at all."""
        return {name for names in self._lines(path).values() for name in names}

    def all(self) -> set[str]:
        """Every test that reaches anything."""
        return set(filter(None, map(_name, self._data.measured_contexts())))

    def _lines(self, path: str) -> dict[int, set[str]]:
        if path not in self._files:
            known = self._data.contexts_by_lineno(self._places.get(path, path))
            self._files[path] = {
                line: set(filter(None, map(_name, contexts))) for line, contexts in known.items()
            }
        return self._files[path]


def _name(context: str) -> str:
    """``tests/a.py::test[b]`` of PYTEST_CURRENT_TEST, which adds in which phase it is."""
    return re.sub(r" \((setup|call|teardown)\)$", "", context)


class Near:
    """Which tests a mutant meets, in groups: who survives one meets the next."""

    def __init__(self, copy: Path, reached: Reached, rest: bool) -> None:
        self._source, self._reached, self._rest = copy / "src/unknot", reached, rest
        self.known = reached.all()
        found = {path: path.read_text(encoding="utf-8") for path in copy.glob("tests/**/test_*.py")}
        self._words = {path.relative_to(copy).as_posix(): text for path, text in found.items()}

    def groups(self, mutant: SourceMutant) -> Iterator[set[str]]:
        """Names of usual tests, none of them twice."""
        near = self._naming(mutant.path)
        line = self._line(mutant)
        seen: set[str] = set()
        for group in (
            {name for name in line if name.partition("::")[0] in near[:4]},
            line,
            self._reached.every(mutant.path),
            {name for name in self.known if name.partition("::")[0] in near},
            self._program(mutant.path),
            self.known if self._rest else set(),
        ):
            if new := group - seen:
                seen |= new
                yield new

    def _program(self, path: str) -> set[str]:
        """Coverage sees little of a program that runs beside: who reaches what starts it."""
        if b'__name__ == "__main__"' not in (self._source / path).read_bytes():
            return set()
        beside = [each.relative_to(self._source) for each in (self._source / path).parent.iterdir()]
        return {name for each in beside for name in self._reached.every(each.as_posix())}

    def _naming(self, path: str) -> list[str]:
        """The files of tests that import the module; first what is called as it is."""
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        package, _, stem = module.rpartition(".")
        name = re.compile(rf"unknot\.{re.escape(module)} |unknot\.{package} import .*\b{stem}\b")
        found = [path for path, text in self._words.items() if name.search(text)]
        return sorted(found, key=lambda path: stem not in path)

    def _line(self, mutant: SourceMutant) -> set[str]:
        """Who reaches the mutant's line; of what is run while it is imported, who reaches the file.

        A line that nobody is seen to reach may run in a fork, or once for many: its function's.
        """
        data = (self._source / mutant.path).read_bytes()
        last = data[: mutant.end].count(b"\n") + 1
        within = [
            node for node in ast.walk(ast.parse(data))
            if isinstance(node, _FUNCTIONS) and node.body[0].lineno <= mutant.line
            and last <= (node.end_lineno or 0)
        ]  # fmt: skip
        if not within:
            return self._reached.every(mutant.path)
        inner = max(within, key=lambda node: node.lineno)
        return self._reached.tests(mutant.path, mutant.line, last) or self._reached.tests(
            mutant.path, inner.body[0].lineno, inner.end_lineno or 0
        )


def _record(copy: Path, kept: Path) -> None:
    settings = kept / "coverage.cfg"
    settings.write_text(_SETTINGS.format(kept=kept), encoding="utf-8")
    path = os.pathsep.join([str(copy), str(copy / "src")])
    env = {**os.environ, "COVERAGE_PROCESS_START": str(settings), "PYTHONPATH": path}
    env.pop("UNKNOT_CI", None)
    options = ["-p", "benchmarks.reached", "-p", "no:cacheprovider"]
    subprocess.run([sys.executable, "-m", "pytest", *options], cwd=copy, env=env, check=True)
    combine = ["combine", "--quiet", f"--rcfile={settings}"]
    subprocess.run([sys.executable, "-m", "coverage", *combine], cwd=kept, check=True)
