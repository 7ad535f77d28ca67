"""The suite itself: no test waits without end, what is random is one profile's, slow is marked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.conftest import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
#: The shortest time by a clock, in seconds, that a busy machine may be held to.
LEAST_S = 4
CLOCKS = (b"seconds", b"took", b"elapsed", b"monotonic(", b"perf_counter(")


@cache
def _all(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_bytes())))


def _nodes(kind: type[ast.AST], *words: bytes) -> Iterator[tuple[Path, ast.AST]]:
    """Of that kind, in files that have one of these words."""
    for path in FILES:
        if any(word in path.read_bytes() for word in words):
            for node in _all(path):
                if isinstance(node, kind):
                    yield path, node


def test_a_test_that_waits_without_end_is_ended(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.hasplugin("timeout")
    assert 0 < float(pytestconfig.getini("timeout")) <= 900


def test_there_is_one_profile_for_what_is_random() -> None:
    """No limit by a clock, and a failure can be run again from what is printed."""
    used = settings.default
    assert used
    assert used.deadline is None
    assert used.print_blob
    assert HealthCheck.too_slow in used.suppress_health_check
    own = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in _nodes(ast.Call, b"settings(")
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "settings"
        for word in node.keywords
        if word.arg in ("deadline", "print_blob", "derandomize")
        or (word.arg == "suppress_health_check" and "too_slow" not in ast.unparse(word))
    ]
    assert not own, "only tests/conftest.py says these"


def test_a_test_is_left_out_by_its_mark_and_not_by_its_name(pytestconfig: pytest.Config) -> None:
    assert "-m 'not deep'" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert any(mark.startswith("deep:") for mark in pytestconfig.getini("markers"))
    hooks = {"pytest_collection_modifyitems", "pytest_ignore_collect", "collect_ignore_glob"}
    assert not [
        path for path in FILES if path.name == "conftest.py"
        for node in _all(path) if getattr(node, "name", "") in hooks
    ]  # fmt: skip


def test_no_test_is_held_to_a_second_by_a_clock() -> None:
    """A busy machine is no failure: a bound by a clock is for what would wait far longer."""
    hurried = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in _nodes(ast.Compare, *CLOCKS)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Lt | ast.LtE)
        if isinstance(most := node.comparators[0], ast.Constant)
        if isinstance(most.value, int | float) and 0 < most.value < LEAST_S
        if ast.unparse(node.left) in ("seconds", "took", "elapsed")
        or any(clock in ast.unparse(node.left) for clock in ("monotonic(", "perf_counter("))
    ]
    assert not hurried
