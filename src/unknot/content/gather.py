"""Which files there are: every root's folders, each file once, by kind and id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from unknot.content.findings import known
from unknot.content.place import Place, Problem
from unknot.content.values import (
    ChimeRecipe,
    Frame,
    Lexicon,
    Muscle,
    Record,
    Script,
    Session,
    Sources,
    Technique,
)
from unknot.content.workspace import Root

#: What a file of each kind holds.
KINDS: dict[str, type[Record]] = {
    "session": Session,
    "muscle": Muscle,
    "technique": Technique,
    "frame": Frame,
    "script": Script,
    "lexicon": Lexicon,
    "sources": Sources,
    "chime": ChimeRecipe,
}
#: Folders with a file for each id, and the files that are alone of their kind.
_FOLDERS = {
    "atlas/muscles": "muscle",
    "atlas/techniques": "technique",
    "sessions": "session",
    "audio/chimes": "chime",
}
_SINGLE = {"atlas": ("sources", "frame"), "scripts": ()}
MAX_ID = 60
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DEVICE = re.compile(r"con|nul|aux|prn|(com|lpt)[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that counts. Ids of scripts are ``en/shared``, of lexicons ``en``."""

    kind: str
    id: str
    path: Path
    root: Root
    shadows: bool = False

    @property
    def name(self) -> str:
        return self.root.show(self.path)


def gather(roots: Sequence[Root]) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
    """All files that count, first root first; problems for those that cannot.

    A later root's file with an id that is taken does not count, but for sources, which add up.
    """
    every: dict[tuple[str, str], list[Found]] = {}
    problems: list[Problem] = []
    for root in roots:
        for each in _files(root):
            if isinstance(each, Problem):
                problems.append(each)
                continue
            same = every.setdefault((each.kind, each.id), [])
            if same and same[-1].root == root:
                other = same[-1].path.name
                message = f"has the same id as {other}"
                problems.append(Problem("Y24", Place(each.name), message, "delete one of the two"))
            else:
                same.append(each)
    files: list[Found] = []
    for same in every.values():
        first, *others = same
        files.append(
            Found(
                kind=first.kind, id=first.id, path=first.path, root=first.root, shadows=bool(others)
            )
        )
        if first.kind == "sources":
            files += others
    return tuple(files), tuple(problems)


def _files(root: Root) -> Iterator[Found | Problem]:
    for folder, kind in _FOLDERS.items():
        for path in _yaml(root, root.path / folder):
            yield path if isinstance(path, Problem) else _found(root, path, kind, path.stem)
    for folder, stems in _SINGLE.items():
        for path in _yaml(root, root.path / folder):
            if isinstance(path, Problem):
                yield path
            elif path.stem in stems:
                yield Found(kind=path.stem, id=path.stem, path=path, root=root)
            else:
                where = (
                    known(path.stem, stems)
                    or "scripts go into a folder for each language, such as scripts/en"
                )
                yield Problem("Y23", Place(root.show(path)), "is not read: wrong folder", where)
    for path in _entries(root.path / "scripts"):
        if path.is_dir() and not path.name.startswith((".", "_")):
            yield from _scripts(root, path)


def _scripts(root: Root, folder: Path) -> Iterator[Found | Problem]:
    if not _LANGUAGE.fullmatch(folder.name):
        message = "is not read: its name is no language code"
        yield Problem("Y25", Place(root.show(folder)), message, "use one such as en or en-AU")
        return
    for path in _yaml(root, folder):
        if isinstance(path, Problem):
            yield path
        elif path.stem == "lexicon":
            yield Found(kind="lexicon", id=folder.name, path=path, root=root)
        else:
            yield _found(root, path, "script", f"{folder.name}/{path.stem}")


def _found(root: Root, path: Path, kind: str, id: str) -> Found | Problem:
    stem = path.stem
    if _ID.fullmatch(stem) and not _DEVICE.fullmatch(stem) and len(stem) <= MAX_ID:
        return Found(kind=kind, id=id, path=path, root=root)
    if _DEVICE.fullmatch(stem):
        message = "has a name that Windows keeps for a device"
    elif len(stem) > MAX_ID:
        message = f"has a name of more than {MAX_ID} letters"
    else:
        message = "has a name that is not an id"
    hint = "use small letters and digits with '-' between words, such as sore-hip.yaml"
    return Problem("Y22", Place(root.show(path)), message, hint)


def _yaml(root: Root, folder: Path) -> Iterator[Path | Problem]:
    """The YAML files directly in ``folder``, by name; problems for what only looks like one."""
    for path in _entries(folder):
        if path.suffix.lower() not in (".yaml", ".yml") or path.name.startswith("."):
            continue
        if not path.resolve().is_relative_to(root.path.resolve()):
            message = "leads out of the workspace"
            yield Problem("Y23", Place(root.show(path)), message, "put a copy of the file here")
        elif not path.is_file():
            yield Problem("Y23", Place(root.show(path)), "is not a file")
        else:
            yield path


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
