"""Imports point one way, the core is quiet, and importing unknot is cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.usual import cases

SOURCE = ROOT / "src" / "unknot"
#: Lowest first. A module imports from its own layer and those before it.
LAYERS = [
    {
        "errors",
        "files",
        "own_file",
        "left_over",
        "segments",
        "progress",
        "cache",
        "counted",
        "mpeg",
        "suggest",
        "diagnostic",
        "packages",
        "pages",
        "rules",
        "sound_file",
        "levelling",
        "web",
        "download",
        "__init__",
    },
    {"content"},
    {"timeline"},
    {"pictures"},
    {"audio"},
    {"engines"},
    {"speech"},
    {"clips"},
    {"track"},
    {"proof"},
    {"make"},
    {"api"},
    {"catalogue"},
    {"playlist"},
    {"programme"},
    {"diary"},
    {"card"},
    {"site"},
    {"lint"},
    {"recording"},
    {"serve"},
    {"testing", "voicetest"},
    {"cli", "__main__"},
]
FILES = sorted(SOURCE.rglob("*.py"))


def layer(name: str) -> int:
    return next(index for index, names in enumerate(LAYERS) if name in names)


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file that is looked at here, parsed once for all tests."""
    kinds = (
        ast.Import, ast.ImportFrom, ast.ClassDef, ast.If, ast.FunctionDef, ast.AsyncFunctionDef
    )  # fmt: skip
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, kinds))


def running(path: Path) -> list[ast.AST]:
    """Without what only a type checker sees."""
    unseen = {
        each
        for node in nodes(path)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inside in node.body
        for each in ast.walk(inside)
    }
    return [node for node in nodes(path) if node not in unseen]


@cache
def imports(path: Path) -> frozenset[str]:
    """Dotted names that a file imports, also inside functions."""
    names = set[str]()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return frozenset(names)


def runtime_imports(path: Path) -> set[str]:
    """Without those that only a type checker sees."""
    return {
        node.module for node in running(path) if isinstance(node, ast.ImportFrom) and node.module
    }


def test_imports_point_one_way() -> None:
    """content, timeline, audio, engines … cli: never upwards."""
    upwards = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in FILES
        for name in sorted(runtime_imports(path))
        if name.startswith("unknot.")
        if layer(name.split(".")[1]) > layer(_room(path))
    ]
    assert upwards == []


def test_only_the_command_line_knows_click() -> None:
    knowing = {
        _room(path) for path in FILES if "click" in {name.split(".")[0] for name in imports(path)}
    }
    assert knowing == {"cli"}


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def test_what_speaks_does_not_know_how_sound_is_worked() -> None:
    """An engine delivers a WAV file; what is made of it is not its business."""
    for room in ("engines", "speech"):
        for path in (SOURCE / room).rglob("*.py"):
            assert not any(name.startswith("unknot.audio") for name in imports(path)), path


def test_every_room_has_a_row() -> None:
    rooms = {_room(path) for path in FILES}
    assert rooms == set().union(*LAYERS)


def test_no_file_imports_itself_by_way_of_others() -> None:
    """No circle of modules, also none that only imports inside functions would close."""
    modules = {_module(path): path for path in FILES}
    needs = {
        name: {found for found in _modules_of(path) if found in modules and found != name}
        for name, path in modules.items()
    }
    try:
        tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


def _module(path: Path) -> str:
    return ".".join(("unknot", *path.relative_to(SOURCE).with_suffix("").parts))


def _modules_of(path: Path) -> set[str]:
    """Every module that a file imports at run time; "from a import b" may mean a.b."""
    names = set[str]()
    for node in running(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_only_one_module_knows_pydub() -> None:
    """pydub is old; behind one module it can be replaced."""
    knowing = [path.name for path in FILES if any("pydub" in name for name in imports(path))]
    assert len(knowing) == 1


HEAVY = ("numpy", "pydub", "pyttsx3", "lameenc", "jinja2")


@cases(
    "module", ["unknot", "unknot.errors", "unknot.content.library", "unknot.timeline.plan",
               "unknot.cli", "unknot.make", "unknot.testing"], usual=3)  # fmt: skip
def test_importing_is_cheap(module: str) -> None:
    """Planning, help and a build from the cache load no numpy, pydub, pyttsx3 or encoder."""
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_files_are_short() -> None:
    """One idea a file: the median is about a hundred lines, and none is over 300 but the program
    that speaks, which runs by itself and imports nothing of unknot."""
    alone = SOURCE / "engines" / "pyttsx3" / "speaker.py"
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert sorted(lengths.values())[len(lengths) // 2] <= 120
    assert lengths[alone] <= 350
    assert {path: length for path, length in lengths.items() if length > 300} == {
        alone: lengths[alone]
    }


def test_functions_are_short() -> None:
    """Forty lines at most, without the docstring: one thing each."""
    long = {}
    for path in FILES:
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[ast.get_docstring(node, clean=False) is not None :][:1]
                if first and (node.end_lineno or 0) - first[0].lineno >= 40:
                    long[f"{path.relative_to(SOURCE)}:{node.lineno}"] = node.name
    assert long == {}


def test_no_class_name_stands_twice() -> None:
    """One word for one thing: who reads a name knows which class is meant."""
    places: dict[str, list[str]] = {}
    for path in FILES:
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                places.setdefault(node.name.lstrip("_"), []).append(place)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
