"""Changes one thing in the source at a time, and counts which changes the usual tests notice.

python3 benchmarks/source_mutants.py [--mutants N] [--seed N] [--minutes N] [--room ROOM]

Mutants are drawn by the seed, as many of each room (a folder of src/unknot) as of another. Each is
put into a copy of the repository, where the tests of its room run until one fails, those that name
its module first. What is not decided within the bound is told as such, and counts as neither.
Prints each mutant as it is decided, and a table at the end.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/unknot"
#: Where a room's tests are, beside the folder of its name.
ALSO = {
    "content": ["tests/content", "tests/safety", "tests/timeline"],
    "timeline": ["tests/timeline", "tests/safety"],
    "timeline/safety": ["tests/timeline/safety", "tests/safety", "tests/timeline"],
    "engines": ["tests/engines", "tests/speech"],
    "ground": ["tests", "tests/content"],
}
#: What stays: the words of messages and docstrings say nothing that a test need hold.
_SIDES = {"left": "right", "right": "left"}
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """``before`` at a place of ``path`` (below src/unknot) becomes ``now``."""

    room: str
    path: str
    line: int
    start: int
    end: int
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before} -> {self.now}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mutants", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600, help="stop after so long")
    parser.add_argument("--room", action="append", help="only this one; may be repeated")
    parser.add_argument("--bound", type=float, default=180, help="seconds for each mutant")
    chosen = parser.parse_args()
    end = time.monotonic() + chosen.minutes * 60
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = _copied(Path(folder))
        for mutant in drawn(chosen.mutants, chosen.seed, chosen.room):
            if time.monotonic() > end:
                break
            fate = decided(mutant, copy, chosen.bound)
            counts[mutant.room, fate] += 1
            print(f"{fate:9} {mutant}", flush=True)
    _print_table(counts)


def drawn(count: int, seed: int, rooms: list[str] | None = None) -> Iterator[Mutant]:
    """``count`` mutants, room by room in turn."""
    pool: dict[str, list[Mutant]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if rooms is None or room_of(path) in rooms:
            pool.setdefault(room_of(path), []).extend(mutants_of(path))
    draw = random.Random(seed)
    for each in pool.values():
        draw.shuffle(each)
    left = count
    while left and any(pool.values()):
        for each in pool.values():
            if each and left:
                left -= 1
                yield each.pop()


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    if parts[:2] == ("timeline", "safety"):
        return "timeline/safety"
    return parts[0] if len(parts) > 1 else "ground"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of one file."""
    text = path.read_text(encoding="utf-8")
    starts = [0]
    for row in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    data = text.encode()
    for node in ast.walk(ast.parse(text)):
        for at, now in _changes(node):
            if at.end_lineno is None or at.end_col_offset is None:
                continue
            start = starts[at.lineno - 1] + at.col_offset
            end = starts[at.end_lineno - 1] + at.end_col_offset
            before = data[start:end].decode()
            if before != now:
                yield Mutant(
                    room_of(path), str(path.relative_to(SOURCE).as_posix()), at.lineno, start, end,
                    before, now,
                )  # fmt: skip


Located = ast.expr | ast.stmt


def _changes(node: ast.AST) -> Iterator[tuple[Located, str]]:
    """What could stand in the place of ``node``, or of a part of it."""
    match node:
        case ast.Compare(ops=[op], left=left, comparators=[right]) if type(op) in _COMPARED:
            yield node, ast.unparse(ast.Compare(left, [_COMPARED[type(op)]()], [right]))
        case ast.BoolOp(op=op, values=values):
            other: ast.boolop = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield node, f"({ast.unparse(ast.BoolOp(other, values))})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"bool({ast.unparse(operand)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _COUNTED:
            if not any(isinstance(each, ast.Constant | ast.JoinedStr) and _is_text(each)
                       for each in (left, right)):  # fmt: skip
                yield node, f"({ast.unparse(ast.BinOp(left, _COUNTED[type(op)](), right))})"
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield node, repr(value + 1 if value in (0, 1) else value * 2)
        case ast.Constant(value=str(value)) if value in _SIDES:
            yield node, repr(_SIDES[value])
        case ast.If(test=test) | ast.IfExp(test=test):
            yield test, f"(not ({ast.unparse(test)}))"
        case ast.Raise():
            yield node, "pass"
        case ast.Expr(value=ast.Yield() | ast.YieldFrom() | ast.Call()):
            yield node, "pass"
        case ast.Continue():
            yield node, "break"
        case _:
            return


def _is_text(node: ast.Constant | ast.JoinedStr) -> bool:
    return isinstance(node, ast.JoinedStr) or isinstance(node.value, str)


def decided(mutant: Mutant, copy: Path, bound: float) -> str:
    """``killed``, ``survived`` or ``undecided`` by the usual tests of its room."""
    path = copy / "src/unknot" / mutant.path
    good = path.read_bytes()
    bad = good[: mutant.start] + mutant.now.encode() + good[mutant.end :]
    try:
        compile(bad, str(path), "exec")
    except SyntaxError:
        return "no Python"
    path.write_bytes(bad)
    try:
        return _tested(mutant, copy, bound)
    finally:
        path.write_bytes(good)


def _tested(mutant: Mutant, copy: Path, bound: float) -> str:
    end = time.monotonic() + bound
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(copy / "src"), str(copy))),
        "UNKNOT_CACHE": str(copy.parent / "cache"), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    for files in _tests(mutant, copy):
        try:
            done = subprocess.run([*command, *files], cwd=copy, env=environment, timeout=max(
                end - time.monotonic(), 1), capture_output=True, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            return "undecided"
        if done.returncode in (1, 2, 3, 4):
            return "killed"
    return "survived"


def _tests(mutant: Mutant, copy: Path) -> Iterator[list[str]]:
    """The files that name the module, then all others, folder by folder."""
    module = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    seen = set[Path]()
    folders = [copy / each for each in ALSO.get(mutant.room, [f"tests/{mutant.room}"])]
    groups = [
        sorted(each.glob("test_*.py" if each.name == "tests" else "**/test_*.py"))
        for each in folders
    ]
    near = [
        path
        for path in dict.fromkeys(path for group in groups for path in group)
        if f"unknot.{module} " in path.read_text(encoding="utf-8")
    ]
    for group in (near, *groups):
        if new := [path for path in group if path not in seen]:
            seen |= set(new)
            yield [str(path.relative_to(copy)) for path in new]


def _copied(folder: Path) -> Path:
    copy = folder / "unknot"
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


def _print_table(counts: Counter[tuple[str, str]]) -> None:
    fates = ("killed", "survived", "undecided")
    print(f"\n{'room':16}" + "".join(f"{fate:>10}" for fate in fates))
    for room in sorted({room for room, _ in counts}):
        print(f"{room:16}" + "".join(f"{counts[room, fate]:10}" for fate in fates))
    sums = {fate: sum(n for (_, each), n in counts.items() if each == fate) for fate in fates}
    print(f"{'all':16}" + "".join(f"{sums[fate]:10}" for fate in fates))


if __name__ == "__main__":
    main()
