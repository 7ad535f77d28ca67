"""Small changes of the source, one at a time: which there are, and a seeded draw of them.

A room is a folder of src/unknot; the rules of safety, the guard of speech and the words left and
right are rooms of their own, as nothing of theirs may go unseen.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SIDES = {"left": "right", "right": "left"}
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}  # fmt: skip
#: What is said by these keywords changes nothing that is made: how much a cache keeps, and whether
#: ``zip`` would complain of what nothing before it lets through.
_NEUTRAL = {"maxsize", "strict"}
Located = ast.expr | ast.stmt


@dataclass(frozen=True, slots=True)
class SourceMutant:
    """``before``, bytes ``start`` to ``end`` of ``path`` below src/unknot, becomes ``now``."""

    room: str
    path: str
    line: int
    start: int
    end: int
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {_short(self.before)} -> {_short(self.now)}"

    @property
    def key(self) -> str:
        return f"{self.path}:{self.start}:{self.end}:{self.now}"

    def into(self, good: bytes) -> bytes:
        return good[: self.start] + self.now.encode() + good[self.end :]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else flat[:87] + "..."


def drawn(
    source: Path, count: int, seed: int, rooms: list[str] | None = None
) -> Iterator[SourceMutant]:
    """``count`` mutants, room by room in turn; those of a room do not depend on the others."""
    pool: dict[str, list[SourceMutant]] = {}
    for path in sorted(source.rglob("*.py")):
        for mutant in mutants_of(path, source):
            if not rooms or mutant.room in rooms:
                pool.setdefault(mutant.room, []).append(mutant)
    for room, each in pool.items():
        random.Random(f"{seed} {room}").shuffle(each)
    while count and any(pool.values()):
        for room in sorted(pool):
            if pool[room] and count:
                mutant = pool[room].pop()
                if _is_python(mutant.into((source / mutant.path).read_bytes())):
                    count -= 1
                    yield mutant


def mutants_of(path: Path, source: Path) -> Iterator[SourceMutant]:
    """Every mutant of one file that is Python."""
    data = path.read_bytes()
    starts = [0]
    for row in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    name = path.relative_to(source).as_posix()
    for node in _judged(ast.parse(data)):
        for at, now in _changes(node):
            start = starts[at.lineno - 1] + at.col_offset
            end = starts[(at.end_lineno or 0) - 1] + (at.end_col_offset or 0)
            before = data[start:end].decode()
            if before != now:
                room = _room(name, before)
                yield SourceMutant(room, name, at.lineno, start, end, before, now)


def _judged(node: ast.AST) -> Iterator[ast.AST]:
    """Every node whose change could change what unknot does.

    Left out: how a value's class is made (frozen, kw_only), what only a type checker reads, what is
    neutral, and what stands in an f-string, whose places are wrong before Python 3.12.
    """
    for part in ast.iter_child_nodes(node):
        match part:
            case ast.JoinedStr() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
                continue
            case ast.keyword() if isinstance(node, ast.ClassDef) or part.arg in _NEUTRAL:
                continue
        yield part
        yield from _judged(part)


def _room(name: str, before: str) -> str:
    folder, _, file = name.rpartition("/")
    if before.strip("'\"") in _SIDES:
        return "sides"
    if name == "speech/guard.py":
        return "speech/guard"
    if folder == "timeline/safety":
        return folder
    return folder.partition("/")[0] if folder and file else "ground"


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
            if not any(_is_text(each) for each in (left, right)):
                yield node, f"({ast.unparse(ast.BinOp(left, _COUNTED[type(op)](), right))})"
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield node, repr(value + 1 if value in (0, 1) else value * 2)
        case ast.Constant(value=str(value)) if value in _SIDES:
            yield node, repr(_SIDES[value])
        case ast.If(test=test) | ast.IfExp(test=test):
            yield test, f"(not ({ast.unparse(test)}))"
        case ast.Raise() | ast.Expr(value=ast.Yield() | ast.YieldFrom() | ast.Call()):
            yield node, "pass"
        case ast.Continue():
            yield node, "break"
        case _:
            return


def _is_text(node: ast.expr) -> bool:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr)


def _is_python(data: bytes) -> bool:
    try:
        compile(data, "mutant", "exec")
    except SyntaxError:
        return False
    return True
